"""What a reader of a list asked to see, as values that an address can hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.directory.fields.asking import FieldFilter, FieldSort
from app.domain.directory.segments.rules import Rules
from app.domain.paging import PageKey


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
    MAIL = "mail"
    MAIL_DOWN = "-mail"
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
    segment: Rules | None = None  # what a saved segment asks besides
    shelf: Shelf = Shelf.CLIENTS
    anonymised: bool = False  # in the Archive: those instead of who waits there
    fields: tuple[FieldFilter, ...] = ()  # what fields of the office's own say
    sort: Sort | FieldSort = Sort.NAME
    per_page: int = 50
    after: PageKey | None = None
    before: PageKey | None = None

    def at_start(self) -> PartyCriteria:
        """The same list, from its first page."""
        return replace(self, after=None, before=None)
