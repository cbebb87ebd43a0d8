"""A list of parties as a page: its filters in the address, its neighbours, its chips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, IntegerField, SearchField, SelectChoice, SelectField, StringField
from wtforms.fields import SelectMultipleField

from app.domain.directory.criteria import (
    ActiveFilter,
    PartyCriteria,
    PortalFilter,
    RoleFilter,
    Shelf,
    Sort,
)
from app.domain.directory.fields.asking import FieldFilter
from app.domain.directory.queries import PartyPage
from app.domain.directory.selection import Selection, all_that_match, picked
from app.domain.paging import NotAPageKey, PageKey
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.roles import RoleChange
from app.web.formatting import country_name
from app.web.forms import FilterForm, PageForm, as_searched, as_typed
from app.web.narrowing_fields import filters_asked, filters_said, names_of, sort_asked
from app.web.redirects import kept_filters
from app.web.segments import Saved, saved_segment

PER_PAGE = (25, 50, 100)

ROLE_WORDS = {
    RoleFilter.CUSTOMER: _l("Customers"),
    RoleFilter.PROSPECT: _l("Prospects"),
    RoleFilter.SUPPLIER: _l("Suppliers"),
    RoleFilter.NONE: _l("Without a role"),
    RoleFilter.ANY: _l("All roles"),
}
ACTIVE_WORDS = {
    ActiveFilter.ANY: _l("Any"),
    ActiveFilter.YES: _l("Active"),
    ActiveFilter.NO: _l("Deactivated"),
}
PORTAL_WORDS = {
    PortalFilter.ANY: _l("Any"),
    PortalFilter.YES: _l("Somebody can sign in"),
    PortalFilter.NO: _l("Nobody can sign in"),
}


ANONYMISED_WORDS = {"": _l("In the Archive"), "yes": _l("Anonymised")}

# What the list is called, by the role that it shows.
TITLES = {**ROLE_WORDS, RoleFilter.CUSTOMER: _l("Clients"), RoleFilter.ANY: _l("All")}
# The changes of roles that make sense for those whom a list shows.
ROLE_CHANGES = {
    RoleFilter.CUSTOMER: (RoleChange.ADD_SUPPLIER, RoleChange.REMOVE_SUPPLIER),
    RoleFilter.PROSPECT: (RoleChange.CONVERT, RoleChange.REMOVE_PROSPECT, RoleChange.ADD_SUPPLIER),
    RoleFilter.SUPPLIER: (RoleChange.MAKE_CUSTOMER, RoleChange.MAKE_PROSPECT, RoleChange.REMOVE_SUPPLIER),
    RoleFilter.NONE: (RoleChange.MAKE_CUSTOMER, RoleChange.MAKE_PROSPECT, RoleChange.ADD_SUPPLIER),
    RoleFilter.ANY: tuple(RoleChange),
}


def choices_of(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """The choices of a field from an enum's members and their words."""
    return [SelectChoice(member.value, word) for member, word in words.items()]


def choices_of_words(words: Mapping[str, Any]) -> list[SelectChoice]:
    """The choices of a field from words of ours that are no enum's."""
    return [SelectChoice(value, word) for value, word in words.items()]


class PartyFilter(FilterForm):
    """What the address of a list may hold. What is not understood counts as not asked."""

    q = SearchField(_l("Search"), default="")
    role = SelectField(_l("Role"), choices=choices_of(ROLE_WORDS), default=RoleFilter.CUSTOMER)
    active = SelectField(_l("State"), choices=choices_of(ACTIVE_WORDS), default="")
    portal = SelectField(_l("Portal"), choices=choices_of(PORTAL_WORDS), default="")
    anonymised = SelectField(_l("State"), choices=choices_of_words(ANONYMISED_WORDS), default="")
    tag = SelectField(_l("Tag"), choices=[], validate_choice=False, default="")
    country = SelectField(_l("Country"), choices=[], validate_choice=False, default="")
    city = StringField(_l("City"), default="")
    segment = IntegerField(_l("Segment"), default=0)
    sort = SelectField(_l("Sort"), choices=choices_of({sort: sort.value for sort in Sort}), default=Sort.NAME)
    per_page = IntegerField(_l("Rows a page"), default=50)

    def __init__(self, args: MultiDict[str, str], *, shelf: Shelf = Shelf.CLIENTS) -> None:
        archived = shelf is Shelf.ARCHIVE
        usual = {"role": RoleFilter.ANY, "sort": Sort.ARCHIVED_DOWN} if archived else {}
        super().__init__(args, data=usual)
        self.shelf = shelf
        for name, value in usual.items():
            self[name].default = value
        self.args = args

    def criteria(self) -> PartyCriteria:
        """The filter as the domain knows it."""
        per_page, on_desk = self.asked("per_page"), self.shelf is Shelf.CLIENTS
        own_sort = sort_asked(self.args.get("sort", "")) if on_desk else None
        sort = Sort(self.asked("sort") or Sort.NAME)
        if on_desk and sort.column == "archived":
            sort = Sort.NAME
        return PartyCriteria(
            q=self.typed("q"),
            role=RoleFilter(self.asked("role")),
            active=ActiveFilter(self.asked("active")) if on_desk else ActiveFilter.ANY,
            portal=PortalFilter(self.asked("portal")) if on_desk else PortalFilter.ANY,
            tag=self.typed("tag"),
            country=self.typed("country").upper()[:2],
            city=self.typed("city"),
            segment=self.saved.rules if self.saved else None,
            shelf=self.shelf,
            anonymised=not on_desk and self.asked("anonymised") == "yes",
            fields=filters_asked(self.args),
            sort=own_sort or sort,
            per_page=per_page if per_page in PER_PAGE else 50,
            after=page_key("after"),
            before=page_key("before"),
        )

    @cached_property
    def saved(self) -> Saved | None:
        """The segment that the address names; none in the Archive, and where it is not there any more."""
        asked = self.asked("segment") if self.shelf is Shelf.CLIENTS else 0
        return saved_segment(asked) if asked else None

    @property
    def names_what_is_gone(self) -> bool:
        """Whether the address names a segment that is not there: the list is as if it did not."""
        return self.shelf is Shelf.CLIENTS and bool(self.asked("segment")) and self.saved is None

    def typed(self, name: str) -> str:
        """A text in the address, as somebody may have typed it."""
        return as_searched(self.asked(name))


def page_key(name: str) -> PageKey | None:
    """The page key in the address; one that is not ours leads to the first page."""
    try:
        return PageKey.parse(request.args[name]) if request.args.get(name) else None
    except NotAPageKey:
        return None


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is set, and the address of the list without it."""

    label: str
    value: str
    remove_url: str


class PagedList:
    """What every list asks of its page: its address with something changed, its neighbours, its foot."""

    def __init__(self, endpoint: str, found: Any, *, per_page: int) -> None:
        self.endpoint = endpoint
        self.found = found
        self.rows = found.rows
        self.first, self.last = found.first or None, found.last
        self.per_page = per_page

    def url(self, **changes: Any) -> str:
        """The address of this list with something changed; it begins at the first page again."""
        return url_for(self.endpoint, **self._kept(**changes))  # type: ignore[arg-type]

    def asking(self) -> dict[str, str]:
        """Filters and page in the address, for forms that must come back here."""
        return self._asking

    @cached_property
    def _asking(self) -> dict[str, str]:
        return {name: as_typed(value) for name, value in kept_filters().items()}

    def _kept(self, **changes: Any) -> dict[str, str]:
        kept = {name: value for name, value in self._asking.items() if name not in {"after", "before"}}
        kept.update({name: str(value) for name, value in changes.items() if value is not None})
        return {name: value for name, value in kept.items() if name not in changes or changes[name] is not None}

    @property
    def prev_url(self) -> str | None:
        return self.url(before=self.found.before) if self.found.before else None

    @property
    def next_url(self) -> str | None:
        return self.url(after=self.found.after) if self.found.after else None

    @property
    def per_page_urls(self) -> list[tuple[int, str]]:
        return [(size, self.url(per_page=size)) for size in PER_PAGE]


class PartyList(PagedList):
    """Everything that the list's template asks of a list."""

    def __init__(self, endpoint: str, filters: PartyFilter, found: PartyPage) -> None:
        self.filters = filters
        self.criteria = filters.criteria()
        super().__init__(endpoint, found, per_page=self.criteria.per_page)

    def sort_url(self, column: str) -> str:
        """Sort by a column; by the other direction when it is sorted by that already."""
        now = self.criteria.sort
        return self.url(sort=f"-{column}" if now.column == column and not now.descends else column)

    def direction(self, column: str) -> str | None:
        now = self.criteria.sort
        if now.column != column:
            return None
        return "desc" if now.descends else "asc"

    @property
    def chips(self) -> list[Chip]:
        """The filters that are set, beside the search."""
        criteria, chips = self.criteria, []
        if criteria.role is not self.filters.role.default:
            chips.append(Chip(gettext("Role"), str(ROLE_WORDS[criteria.role]), self.url(role=None)))
        if criteria.active is not ActiveFilter.ANY:
            chips.append(Chip(gettext("State"), str(ACTIVE_WORDS[criteria.active]), self.url(active=None)))
        if criteria.anonymised:
            chips.append(Chip(gettext("State"), gettext("Anonymised"), self.url(anonymised=None)))
        if criteria.portal is not PortalFilter.ANY:
            chips.append(Chip(gettext("Portal"), str(PORTAL_WORDS[criteria.portal]), self.url(portal=None)))
        if criteria.tag:
            chips.append(Chip(gettext("Tag"), criteria.tag, self.url(tag=None)))
        if criteria.country:
            chips.append(Chip(gettext("Country"), country_name(criteria.country), self.url(country=None)))
        if criteria.city:
            chips.append(Chip(gettext("City"), criteria.city, self.url(city=None)))
        if saved := self.filters.saved:
            chips.append(Chip(gettext("Segment"), saved.name, self.url(segment=None)))
        return [*chips, *self._chips_of_fields()]

    def _chips_of_fields(self) -> list[Chip]:
        """The fields of the office's own by which the list is narrowed, each once."""
        asked: dict[Definition, list[FieldFilter]] = {}
        for one in self.criteria.fields:
            asked.setdefault(one.field, []).append(one)
        return [
            Chip(field.name, filters_said(filters), self.url(**dict.fromkeys(names_of(field))))
            for field, filters in asked.items()
        ]

    @property
    def title(self) -> str:
        return str(TITLES[self.criteria.role])

    @property
    def changes(self) -> tuple[RoleChange, ...]:
        """The changes of roles that the bar offers."""
        return ROLE_CHANGES[self.criteria.role]

    @property
    def is_filtered(self) -> bool:
        return bool(self.criteria.q or self.chips)


class SelectionForm(PageForm):
    """The rows that were ticked, or `all` for every one that the address's filter matches."""

    ids = SelectMultipleField(coerce=int, validate_choice=False, choices=[])
    all = IntegerField()
    seal = HiddenField()

    def sealed(self, selection: Selection) -> Selection:
        """The selection as the dialog showed it. Who was shown none has seen no set, and so none is theirs."""
        return selection.sealed(self.seal.data or "none")

    def selection(self, shelf: Shelf) -> Selection:
        """The parties that were selected, in the list of this shelf."""
        if self.all.data:
            return all_that_match(PartyFilter(request.args, shelf=shelf).criteria())
        return picked([i for i in self.ids.data or [] if 0 < i < 2**31])
