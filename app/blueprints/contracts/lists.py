"""The list of contracts as a page: its filters in the address, its chips."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import IntegerField, SelectField

from app.domain.contracts.criteria import ContractCriteria
from app.domain.contracts.models import ContractKind, ContractState
from app.web.contracts import KIND_WORDS, STATE_WORDS
from app.web.formatting import number
from app.web.lists import ANY, RecordFilter, RecordList, choices_of

DAYS = (30, 60, 90, 180, 365)  # that can be looked ahead


def ahead(days: int) -> str:
    """So many days ahead, as a filter says it."""
    return ngettext("within %(count)s day", "within %(count)s days", days, count=number(days))


class ContractFilter(RecordFilter):
    """What the address of the list may hold, beside what that of any list may."""

    kind = SelectField(_l("Kind"), choices=[ANY, *choices_of(KIND_WORDS)], default="")
    state = SelectField(_l("State"), choices=[ANY, *choices_of(STATE_WORDS)], default="")
    due = IntegerField(_l("Notice or end"))

    def criteria(self) -> ContractCriteria:
        """The filter as the domain knows it."""
        kind, state, due = self.asked("kind"), self.asked("state"), self.asked("due")
        return ContractCriteria(
            **self.asked_of_any(),
            kind=ContractKind(kind) if kind else None,
            state=ContractState(state) if state else None,
            within=due if due in DAYS else None,
        )


class ContractList(RecordList):
    """Everything that the list's template asks of a list."""

    def said(self) -> dict[str, Any]:
        asked = self.criteria
        return {
            **super().said(),
            "state": STATE_WORDS.get(asked.state),
            "kind": KIND_WORDS.get(asked.kind),
            "due": asked.within and ahead(asked.within),
        }

    @property
    def days_ahead(self) -> list[tuple[int, str]]:
        """How far ahead the list can look."""
        return [(days, ahead(days)) for days in DAYS]
