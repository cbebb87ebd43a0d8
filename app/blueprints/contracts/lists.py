"""The list of contracts as a page: its filters in the address, its chips."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SearchField, SelectChoice, SelectField

from app.domain.contracts.criteria import ContractCriteria
from app.domain.contracts.models import ContractKind, ContractState
from app.domain.contracts.queries import ContractPage
from app.web.contracts import KIND_WORDS, STATE_WORDS
from app.web.formatting import number
from app.web.forms import FilterForm, as_searched
from app.web.ids import LARGEST
from app.web.lists import PER_PAGE, Chip, PagedList, choices_of, page_key

ANY = SelectChoice("", _l("Any"))
DAYS = (30, 60, 90, 180, 365)  # that can be looked ahead


def ahead(days: int) -> str:
    """So many days ahead, as a filter says it."""
    return ngettext("within %(count)s day", "within %(count)s days", days, count=number(days))


class ContractFilter(FilterForm):
    """What the address of the list may hold. What is not understood counts as not asked."""

    q = SearchField(_l("Search"), default="")
    client = IntegerField(_l("Client"))
    kind = SelectField(_l("Kind"), choices=[ANY, *choices_of(KIND_WORDS)], default="")
    state = SelectField(_l("State"), choices=[ANY, *choices_of(STATE_WORDS)], default="")
    due = IntegerField(_l("Notice or end"))
    per_page = IntegerField(_l("Rows a page"), default=50)

    def criteria(self) -> ContractCriteria:
        """The filter as the domain knows it."""
        client, kind, state = self.asked("client"), self.asked("kind"), self.asked("state")
        due, per_page = self.asked("due"), self.asked("per_page")
        return ContractCriteria(
            q=as_searched(self.asked("q")),
            client=client if client and 0 < client <= LARGEST else None,
            kind=ContractKind(kind) if kind else None,
            state=ContractState(state) if state else None,
            within=due if due in DAYS else None,
            per_page=per_page if per_page in PER_PAGE else 50,
            after=page_key("after"),
            before=page_key("before"),
        )


class ContractList(PagedList):
    """Everything that the list's template asks of a list."""

    def __init__(self, filters: ContractFilter, found: ContractPage, client: str | None) -> None:
        self.filters = filters
        self.criteria = filters.criteria()
        self.client = client  # the name of the client whose contracts are shown
        super().__init__("contracts.index", found, per_page=self.criteria.per_page)

    @property
    def chips(self) -> list[Chip]:
        """The filters that are set, beside the search."""
        criteria, chips = self.criteria, []
        if criteria.client is not None:
            name = self.client or gettext("no longer on file")
            chips.append(Chip(gettext("Client"), name, self.url(client=None)))
        if criteria.state is not None:
            chips.append(Chip(gettext("State"), str(STATE_WORDS[criteria.state]), self.url(state=None)))
        if criteria.kind is not None:
            chips.append(Chip(gettext("Kind"), str(KIND_WORDS[criteria.kind]), self.url(kind=None)))
        if criteria.within is not None:
            chips.append(Chip(gettext("Notice or end"), ahead(criteria.within), self.url(due=None)))
        return chips

    @property
    def days_ahead(self) -> list[tuple[int, str]]:
        """How far ahead the list can look."""
        return [(days, ahead(days)) for days in DAYS]

    @property
    def is_filtered(self) -> bool:
        return bool(self.criteria.q or self.chips)

    def hidden(self, *but: str) -> dict[str, Any]:
        """What a filter form carries along: what is set and is not its own to set."""
        return {name: value for name, value in self.asking().items() if name not in {"after", "before", *but}}
