"""What every list of the desk shares: its filters in the address, their chips and menus, its neighbours.

A new one is a `RecordFilter` with the fields of its own, whose `criteria` begin with `**self.asked_of_any()`, and a
`RecordList` that says by `said` what is asked, in words. Its templates have chips, `choices` and the foot from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from flask import request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SearchField, SelectChoice

from app.domain.paging import NotAPageKey, PageKey
from app.domain.parties.models import Party
from app.domain.parties.queries import party_or_none
from app.web.forms import FilterForm, as_searched, as_typed
from app.web.ids import possible_id
from app.web.merged import asking_of_survivor
from app.web.redirects import kept_filters

PER_PAGE = (25, 50, 100)
ANY = SelectChoice("", _l("Any"))


def choices_of(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """The choices of a field from an enum's members and their words."""
    return [SelectChoice(member.value, word) for member, word in words.items()]


def choices_of_words(words: Mapping[str, Any]) -> list[SelectChoice]:
    """The choices of a field from words of ours that are no enum's."""
    return [SelectChoice(value, word) for value, word in words.items()]


class ListFilter(FilterForm):
    """What the address of a list may hold. What is not understood counts as not asked."""

    q = SearchField(_l("Search"), default="")
    per_page = IntegerField(_l("Rows a page"), default=50)

    def asked_of_any(self) -> dict[str, Any]:
        """What any list is asked: words, and a page; by the names of its criteria."""
        per_page = self.asked("per_page")
        return {
            "q": as_searched(self.asked("q")),
            "per_page": per_page if per_page in PER_PAGE else 50,
            "after": page_key("after"),
            "before": page_key("before"),
        }


class RecordFilter(ListFilter):
    """The same for a list of what clients have, such as mail: it may be asked for one of them, of whatever status."""

    client = IntegerField(_l("Client"))

    def asked_of_any(self) -> dict[str, Any]:
        return {**super().asked_of_any(), "client": possible_id(self.asked("client"))}

    @cached_property
    def party(self) -> Party | None:
        """The client that is asked for; none where it is no longer on file."""
        return party_or_none(possible_id(self.asked("client")))

    def address_of_survivor(self) -> str | None:
        """The address that asks for the one that stayed instead, where the client was merged into another."""
        return None if self.party else asking_of_survivor("client")


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


class FilteredList(PagedList):
    """A list that is narrowed by filters: those that are set are chips, and menus offer the others."""

    unset: ClassVar[Mapping[str, str]] = {}  # what the address says instead of a filter that is taken off, if anything

    def __init__(self, endpoint: str, filters: Any, found: Any) -> None:
        self.filters = filters
        self.criteria = filters.criteria()
        super().__init__(endpoint, found, per_page=self.criteria.per_page)

    def said(self) -> dict[str, Any]:
        """What is asked beside the search, in words, by the names of the fields; None of what is not asked."""
        raise NotImplementedError

    @property
    def chips(self) -> list[Chip]:
        """The filters that are set, beside the search."""
        return [
            Chip(str(self.filters[name].label.text), str(words), self.url(**{name: self.unset.get(name)}))
            for name, words in self.said().items()
            if words is not None
        ]

    def choices(self, name: str) -> list[tuple[Any, str, bool]]:
        """What the menu of a filter offers: words, the address of the list with it, and whether it is set."""
        now = getattr(self.criteria, name) or self.unset.get(name, "")
        choices = self.filters[name].choices
        return [(each.label, self.url(**{name: each.value or None}), each.value == now) for each in choices]

    @property
    def is_filtered(self) -> bool:
        return bool(self.criteria.q or self.chips)

    def hidden(self, *but: str) -> dict[str, str]:
        """What a form of filters carries along: what is set and is not its own to set."""
        return {name: value for name, value in self.asking().items() if name not in {"after", "before", *but}}


class RecordList(FilteredList):
    """A list of what clients have."""

    def said(self) -> dict[str, Any]:
        if self.criteria.client is None:
            return {}
        return {"client": self.filters.party.name if self.filters.party else gettext("no longer on file")}
