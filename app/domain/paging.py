"""Where a page of a list begins or ends, as a text that an address can hold."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass


class NotAPageKey(ValueError):
    """The text is no page key of ours."""


@dataclass(frozen=True, slots=True)
class PageKey:
    """Where a page begins or ends: the bucket, sort value and id of a row, and how many rows stand before it."""

    bucket: int
    value: str
    id: int
    ordinal: int

    def __str__(self) -> str:
        packed = json.dumps([self.bucket, self.value, self.id, self.ordinal], separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> PageKey:
        """The key that an address holds. Raises NotAPageKey for anything else."""
        try:
            bucket, value, id_, ordinal = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, TypeError, RecursionError, binascii.Error) as error:
            raise NotAPageKey(text) from error
        whole = all(type(n) is int and 0 <= n < 2**31 for n in (bucket, id_, ordinal))
        if not whole or not isinstance(value, str) or "\x00" in value:
            raise NotAPageKey(text)
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise NotAPageKey(text) from error
        return cls(bucket, value, id_, ordinal)
