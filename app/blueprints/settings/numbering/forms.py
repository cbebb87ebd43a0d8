"""The forms of number ranges, and of which numbers and accounts come with a role."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.domain.numbering.checking import RangeDraft
from app.domain.numbering.models import Accounts
from app.domain.numbering.parties import PartyRules
from app.web.forms import FilterForm, VersionedForm, text

SOURCES = [
    SelectChoice(Accounts.NONE.value, _l("None")),
    SelectChoice(Accounts.NUMBER.value, _l("Equal to their number")),
    SelectChoice(Accounts.RANGE.value, _l("From a range of their own")),
]


class PartyRulesForm(VersionedForm):
    """Which numbers and accounts somebody gets with a role."""

    suppliers_apart = BooleanField(_l("Number suppliers on their own"))
    customer_accounts = RadioField(_l("Ledger accounts of customers"), choices=SOURCES)
    supplier_accounts = RadioField(_l("Ledger accounts of suppliers"), choices=SOURCES)

    def draft(self) -> PartyRules:
        return PartyRules(
            bool(self.suppliers_apart.data),
            Accounts(self.customer_accounts.data),
            Accounts(self.supplier_accounts.data),
        )


class RangeForm(VersionedForm):
    """How the next numbers of a kind are made."""

    prefix = StringField(_l("Prefix"), validators=[Length(max=100)])
    padding = IntegerField(_l("Digits at least"), validators=[InputRequired(_l("Type a number."))])
    next_value = IntegerField(_l("Next value"), validators=[InputRequired(_l("Type a number."))])
    restarts_yearly = BooleanField(_l("Begin with 1 again each year"))
    # What stood there: somebody may take numbers while the form is open.
    shown_value = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def draft(self) -> RangeDraft:
        is_as_shown = self.next_value.data == self.shown_value.data
        value = None if is_as_shown else self.next_value.data
        return RangeDraft(text(self.prefix.data), self.padding.data or 0, value, bool(self.restarts_yearly.data))


class RangeFilter(FilterForm):
    """A range as it is being typed; what is no number breaks the rule of its field."""

    prefix = StringField(default="")
    padding = IntegerField(default=0)
    next_value = IntegerField(default=0)
    restarts_yearly = BooleanField()

    def draft(self) -> RangeDraft:
        numbers = self.asked("padding"), self.asked("next_value")
        return RangeDraft(text(self.prefix.data), *numbers, restarts_yearly=bool(self.restarts_yearly.data))
