"""The list of mail as a page: its filters in the address, its chips."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SearchField, SelectChoice, SelectField
from wtforms.validators import Optional

from app.domain.mailroom.criteria import MailCriteria
from app.domain.mailroom.models import MailKind, MailState
from app.domain.mailroom.queries import MailPage
from app.web.formatting import day
from app.web.forms import FilterForm, as_searched
from app.web.ids import LARGEST
from app.web.lists import PER_PAGE, Chip, PagedList, choices_of, page_key
from app.web.mail import KIND_WORDS, STATE_WORDS

ANY = "any"
ANY_STATE = SelectChoice(ANY, _l("Any"))


class MailFilter(FilterForm):
    """What the address of the list may hold. What is not understood counts as not asked.

    A front desk opens it for what waits; whoever asks for one client sees all that ever came for it.
    """

    q = SearchField(_l("Search"), default="")
    client = IntegerField(_l("Client"))
    kind = SelectField(_l("Kind"), choices=[SelectChoice("", _l("Any")), *choices_of(KIND_WORDS)], default="")
    state = SelectField(_l("State"), choices=[SelectChoice("", ""), *choices_of(STATE_WORDS), ANY_STATE], default="")
    since = DateField(_l("Received from"), validators=[Optional()])
    until = DateField(_l("Received to"), validators=[Optional()])
    per_page = IntegerField(_l("Rows a page"), default=50)

    def criteria(self) -> MailCriteria:
        """The filter as the domain knows it."""
        client, kind, per_page = self.asked("client"), self.asked("kind"), self.asked("per_page")
        return MailCriteria(
            q=as_searched(self.asked("q")),
            client=client if client and 0 < client <= LARGEST else None,
            kind=MailKind(kind) if kind else None,
            state=self._state(of_one_client=bool(client)),
            since=self.asked("since"),
            until=self.asked("until"),
            per_page=per_page if per_page in PER_PAGE else 50,
            after=page_key("after"),
            before=page_key("before"),
        )

    def _state(self, *, of_one_client: bool) -> MailState | None:
        asked = self.asked("state")
        if asked == ANY or (not asked and of_one_client):
            return None
        return MailState(asked) if asked else MailState.WAITING


class MailList(PagedList):
    """Everything that the list's template asks of a list."""

    def __init__(self, filters: MailFilter, found: MailPage, client: str | None) -> None:
        self.filters = filters
        self.criteria = filters.criteria()
        self.client = client  # the name of the client whose mail is shown
        super().__init__("mail.index", found, per_page=self.criteria.per_page)

    @property
    def chips(self) -> list[Chip]:
        """The filters that are set, beside the search. That only what waits is shown is one of them."""
        criteria, chips = self.criteria, []
        if criteria.client is not None:
            name = self.client or gettext("no longer on file")
            chips.append(Chip(gettext("Client"), name, self.url(client=None)))
        if criteria.state is not None:
            chips.append(Chip(gettext("State"), str(STATE_WORDS[criteria.state]), self.url(state=ANY)))
        if criteria.kind is not None:
            chips.append(Chip(gettext("Kind"), str(KIND_WORDS[criteria.kind]), self.url(kind=None)))
        if criteria.since is not None:
            chips.append(Chip(gettext("Received from"), day(criteria.since), self.url(since=None)))
        if criteria.until is not None:
            chips.append(Chip(gettext("Received to"), day(criteria.until), self.url(until=None)))
        return chips

    @property
    def is_filtered(self) -> bool:
        """Whether anything beside what waits was asked."""
        return any(self.filters.asked(name) for name in ("q", "client", "kind", "state", "since", "until"))

    def hidden(self, *but: str) -> dict[str, Any]:
        """What a filter form carries along: what is set and is not its own to set."""
        return {name: value for name, value in self.asking().items() if name not in {"after", "before", *but}}
