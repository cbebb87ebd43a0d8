"""Lists that are paged by key: a page begins after a row, never after so many (ARCHITECTURE.md 3.4)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Found = TypeVar("Found")  # a row as the database gives it
Line = TypeVar("Line")  # the row as a list shows it


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


@dataclass(frozen=True, slots=True)
class Page(Generic[Line]):
    """A page of a list, and the keys of its neighbours."""

    rows: list[Line]
    first: int  # the ordinal of the first row, from 1; 0 when there is none
    before: PageKey | None
    after: PageKey | None

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0


@dataclass(frozen=True, slots=True)
class Walk(Generic[Found, Line]):
    """How a list is walked.

    `fetch` gives the rows beyond a key, or those at the begin of the list, forwards or backwards: as many as a page
    holds, and one that tells whether more follow. `key_at` is the key of a row with an ordinal, `line` how it is shown.
    """

    fetch: Callable[[PageKey | None, bool], list[Found]]
    line: Callable[[Found], Line]
    key_at: Callable[[Found, int], PageKey]
    per_page: int

    def page(self, *, after: PageKey | None, before: PageKey | None) -> Page[Line]:
        """The page beyond a key; when all that stood there has left the list meanwhile, the nearest one."""
        key, backwards = before or after, before is not None
        if key is None:
            return self._page(None)
        found = self._page(key, backwards=backwards)
        if found.rows:
            return found
        return self._page(None) if backwards else self._page(None, backwards=True, ordinal=key.ordinal)

    def _page(self, key: PageKey | None, *, backwards: bool = False, ordinal: int | None = None) -> Page[Line]:
        ordinal = ordinal or (key.ordinal if key else 1)
        rows = self.fetch(key, backwards)
        more = len(rows) > self.per_page
        rows = rows[: self.per_page]
        first = ordinal
        if backwards:
            rows.reverse()
            first = max(2, ordinal - len(rows)) if more else 1
        has_before, has_after = (more, key is not None) if backwards else (key is not None, more)
        return Page(
            rows=[self.line(row) for row in rows],
            first=first if rows else 0,
            before=self.key_at(rows[0], first) if rows and has_before else None,
            after=self.key_at(rows[-1], first + len(rows)) if rows and has_after else None,
        )
