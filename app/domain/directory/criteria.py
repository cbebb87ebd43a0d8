"""What a reader of a list asked to see, as values that an address can hold."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, replace
from enum import StrEnum


class RoleFilter(StrEnum):
    CUSTOMER = "customer"
    PROSPECT = "prospect"
    SUPPLIER = "supplier"
    NONE = "none"
    ANY = "any"


class ActiveFilter(StrEnum):
    """`no` finds exactly the deactivated ones; archived ones are in neither, they have a list of their own."""

    ANY = ""
    YES = "yes"
    NO = "no"


class PortalFilter(StrEnum):
    """Whether somebody can sign in to the portal for them."""

    ANY = ""
    YES = "yes"
    NO = "no"


class Sort(StrEnum):
    """The orders of a list; a leading minus turns one round."""

    NAME = "name"
    NAME_DOWN = "-name"
    NUMBER = "number"
    NUMBER_DOWN = "-number"
    SINCE = "since"
    SINCE_DOWN = "-since"
    CITY = "city"
    CITY_DOWN = "-city"
    COUNTRY = "country"
    COUNTRY_DOWN = "-country"
    CONTACT = "contact"
    CONTACT_DOWN = "-contact"
    ARCHIVED = "archived"
    ARCHIVED_DOWN = "-archived"

    @property
    def column(self) -> str:
        return self.value.removeprefix("-")

    @property
    def descends(self) -> bool:
        return self.value.startswith("-")


class Shelf(StrEnum):
    """Which of the two lists: the everyday one, or the Archive."""

    CLIENTS = "clients"
    ARCHIVE = "archive"


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
class PartyCriteria:
    """What the reader of a client list, or of the Archive, asked to see."""

    q: str = ""
    role: RoleFilter = RoleFilter.CUSTOMER
    active: ActiveFilter = ActiveFilter.ANY
    portal: PortalFilter = PortalFilter.ANY
    tag: str = ""  # case and accents do not count, in a tag as in a city
    country: str = ""  # ISO 3166 alpha-2
    city: str = ""
    shelf: Shelf = Shelf.CLIENTS
    sort: Sort = Sort.NAME
    per_page: int = 50
    after: PageKey | None = None
    before: PageKey | None = None

    def at_start(self) -> PartyCriteria:
        """The same list, from its first page."""
        return replace(self, after=None, before=None)
