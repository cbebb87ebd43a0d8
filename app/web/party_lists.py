"""A list of parties as a page: its filters in the address, its chips, what can be done with a selection."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.fields import SelectMultipleField

from app.domain.directory.criteria import ActiveFilter, PartyCriteria, PortalFilter, RoleFilter, Shelf, Sort
from app.domain.directory.fields.asking import FieldFilter
from app.domain.directory.selection import Selection, all_that_match, picked
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.roles import RoleChange
from app.web.formatting import country_name
from app.web.forms import PageForm, as_searched
from app.web.ids import possible_id
from app.web.lists import Chip, FilteredList, ListFilter, choices_of, choices_of_words
from app.web.narrowing_fields import filters_asked, filters_said, names_of, sort_asked
from app.web.segments import Saved, saved_segment

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


class PartyFilter(ListFilter):
    """What the address of a list may hold. What is not understood counts as not asked."""

    role = SelectField(_l("Role"), choices=choices_of(ROLE_WORDS), default=RoleFilter.CUSTOMER)
    active = SelectField(_l("State"), choices=choices_of(ACTIVE_WORDS), default="")
    portal = SelectField(_l("Portal"), choices=choices_of(PORTAL_WORDS), default="")
    anonymised = SelectField(_l("State"), choices=choices_of_words(ANONYMISED_WORDS), default="")
    tag = SelectField(_l("Tag"), choices=[], validate_choice=False, default="")
    country = SelectField(_l("Country"), choices=[], validate_choice=False, default="")
    city = StringField(_l("City"), default="")
    segment = IntegerField(_l("Segment"), default=0)
    sort = SelectField(_l("Sort"), choices=choices_of({sort: sort.value for sort in Sort}), default=Sort.NAME)

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
        on_desk = self.shelf is Shelf.CLIENTS
        own_sort = sort_asked(self.args.get("sort", "")) if on_desk else None
        sort = Sort(self.asked("sort") or Sort.NAME)
        if on_desk and sort.column == "archived":
            sort = Sort.NAME
        return PartyCriteria(
            **self.asked_of_any(),
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


class PartyList(FilteredList):
    """Everything that the list's template asks of a list."""

    filters: PartyFilter
    criteria: PartyCriteria

    def sort_url(self, column: str) -> str:
        """Sort by a column; by the other direction when it is sorted by that already."""
        now = self.criteria.sort
        return self.url(sort=f"-{column}" if now.column == column and not now.descends else column)

    def direction(self, column: str) -> str | None:
        now = self.criteria.sort
        if now.column != column:
            return None
        return "desc" if now.descends else "asc"

    def said(self) -> dict[str, Any]:
        asked, saved = self.criteria, self.filters.saved
        return {
            "role": ROLE_WORDS[asked.role] if asked.role is not self.filters.role.default else None,
            "active": ACTIVE_WORDS[asked.active] if asked.active is not ActiveFilter.ANY else None,
            "anonymised": ANONYMISED_WORDS["yes"] if asked.anonymised else None,
            "portal": PORTAL_WORDS[asked.portal] if asked.portal is not PortalFilter.ANY else None,
            "tag": asked.tag or None,
            "country": country_name(asked.country) if asked.country else None,
            "city": asked.city or None,
            "segment": saved.name if saved else None,
        }

    @property
    def chips(self) -> list[Chip]:
        """The filters that are set, and the fields of the office's own by which the list is narrowed."""
        return [*super().chips, *self._chips_of_fields()]

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
        return picked([id_ for id_ in self.ids.data or [] if possible_id(id_)])
