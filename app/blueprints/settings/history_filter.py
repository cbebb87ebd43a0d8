"""What the address of the history may hold."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, SearchField, SelectChoice, SelectField
from wtforms.validators import Optional

from app.domain.accounts.staff import Member
from app.domain.history.models import ActorKind, EventKind
from app.domain.reporting.history import HistoryCriteria, Place
from app.web.events import kind_text
from app.web.forms import FilterForm, as_searched

YEARS = range(1970, 3000)  # no office is older, and no calendar ends within them
ASKED = ("by", "kind", "since", "until", "party")


class HistoryFilter(FilterForm):
    """Person, kind, days and party. What is not understood counts as not asked."""

    by = SelectField(_l("By"), default="")
    kind = SelectField(_l("What happened"), default="")
    since = DateField(_l("From"), validators=[Optional()])
    until = DateField(_l("Until"), validators=[Optional()])
    party = SearchField(_l("Client"), default="")
    after = HiddenField(default="")
    before = HiddenField(default="")

    def __init__(self, args: MultiDict[str, str], staff: list[Member]) -> None:
        super().__init__(args)
        people = [SelectChoice(str(member.id), member.name) for member in staff]
        others = {ActorKind.PORTAL: gettext("Clients in the portal"), ActorKind.SYSTEM: gettext("Recapito by itself")}
        everybody = SelectChoice("", gettext("Everybody"))
        self.by.choices = [everybody, *people, *(SelectChoice(kind.value, words) for kind, words in others.items())]
        kinds = sorted(((kind.value, kind_text(kind)) for kind in EventKind), key=lambda pair: pair[1].casefold())
        self.kind.choices = [SelectChoice("", gettext("Everything")), *(SelectChoice(*pair) for pair in kinds)]
        for field in self:
            if field.name in self.misunderstood or (
                field.type == "DateField" and field.data and field.data.year not in YEARS
            ):
                field.data, field.raw_data, field.errors = field.default, None, ()
        self.party.data = as_searched(self.asked("party"))

    def criteria(self) -> HistoryCriteria:
        """The filter as the domain knows it."""
        by, kind = self.asked("by"), self.asked("kind")
        actor = int(by) if by.isdecimal() else ActorKind(by) if by else None
        return HistoryCriteria(
            by=actor,
            kind=EventKind(kind) if kind else None,
            since=self.asked("since"),
            until=self.asked("until"),
            party=self.party.data,
            after=Place.parse(self.asked("after")),
            before=Place.parse(self.asked("before")),
        )

    def asking(self) -> dict[str, str]:
        """The filter for an address: of what was asked, what was understood."""
        return {name: str(self.asked(name)) for name in ASKED if self.asked(name)}

    @property
    def is_filtered(self) -> bool:
        return bool(self.asking())
