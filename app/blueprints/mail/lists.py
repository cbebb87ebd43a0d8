"""The list of mail as a page: its filters in the address, its chips."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectChoice, SelectField
from wtforms.validators import Optional

from app.domain.mailroom.criteria import MailCriteria
from app.domain.mailroom.models import MailKind, MailState
from app.web.formatting import day
from app.web.lists import ANY, RecordFilter, RecordList, choices_of
from app.web.mail import KIND_WORDS, STATE_WORDS

ANY_STATE = SelectChoice("any", ANY.label)


class MailFilter(RecordFilter):
    """A front desk opens the list for what waits; whoever asks for one client sees all that ever came for it."""

    kind = SelectField(_l("Kind"), choices=[ANY, *choices_of(KIND_WORDS)], default="")
    state = SelectField(_l("State"), choices=[*choices_of(STATE_WORDS), ANY_STATE], default="")
    since = DateField(_l("Received from"), validators=[Optional()])
    until = DateField(_l("Received to"), validators=[Optional()])

    def criteria(self) -> MailCriteria:
        """The filter as the domain knows it."""
        kind = self.asked("kind")
        return MailCriteria(
            **self.asked_of_any(),
            kind=MailKind(kind) if kind else None,
            state=self._state(),
            since=self.asked("since"),
            until=self.asked("until"),
        )

    def _state(self) -> MailState | None:
        asked = self.asked("state")
        if asked == ANY_STATE.value or (not asked and self.asked("client")):
            return None
        return MailState(asked) if asked else MailState.WAITING


class MailList(RecordList):
    """Everything that the list's template asks of a list. That only what waits is shown is a filter, too."""

    unset = {"state": ANY_STATE.value}

    def said(self) -> dict[str, Any]:
        asked = self.criteria
        return {
            **super().said(),
            "state": STATE_WORDS.get(asked.state),
            "kind": KIND_WORDS.get(asked.kind),
            "since": asked.since and day(asked.since),
            "until": asked.until and day(asked.until),
        }

    @property
    def is_filtered(self) -> bool:
        """Whether anything beside what waits was asked."""
        return any(self.filters.asked(name) for name in ("q", "client", "kind", "state", "since", "until"))
