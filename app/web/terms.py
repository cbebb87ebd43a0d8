"""Bank accounts and payment methods as people read and write them."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, Optional

from app.domain.terms.banks import in_groups
from app.domain.terms.methods import LONGEST, MethodDraft
from app.domain.terms.models import Allowance, MethodKind, PaymentMethod
from app.web.formatting import day
from app.web.forms import text

METHOD_KINDS = {
    MethodKind.TRANSFER: _l("Bank transfer"),
    MethodKind.DEBIT: _l("Direct debit"),
    MethodKind.CARD: _l("Card"),
    MethodKind.CASH: _l("Cash"),
    MethodKind.OTHER: _l("Other"),
}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        iban=in_groups, method_kind=METHOD_KINDS.__getitem__, period=period_text, terms=terms_text
    )


def terms_text(method: PaymentMethod) -> str:
    """When is paid: “30 days, end of month”."""
    if not method.days:
        return gettext("at the end of the month") if method.end_of_month else gettext("at once")
    days = ngettext("%(num)s day", "%(num)s days", method.days)
    return gettext("%(days)s, end of month", days=days) if method.end_of_month else days


def period_text(allowance: Allowance) -> str:
    """From when until when: “1 Jan 2026 – 31 Dec 2026”."""
    begin, end = day(allowance.starts_on), day(allowance.ends_on)
    if allowance.starts_on and allowance.ends_on:
        return f"{begin} – {end}"
    if allowance.starts_on:
        return gettext("from %(day)s", day=begin)
    return gettext("until %(day)s", day=end) if allowance.ends_on else gettext("without end")


def method_text(method: PaymentMethod) -> str:
    """A method with its terms, as one line of a choice."""
    return f"{method.name} · {terms_text(method)}"


class MethodFields(Form):
    """The fields of a payment method, on its own page and beside the client who is the first to agree on it."""

    name = StringField(_l("Name"), validators=[Length(max=100)])
    kind = SelectField(
        _l("Kind"),
        choices=[SelectChoice(kind.value, word) for kind, word in METHOD_KINDS.items()],
        default=MethodKind.TRANSFER.value,
    )
    days = IntegerField(_l("Days"), default=30, validators=[Optional()], render_kw={"min": 0, "max": LONGEST})
    end_of_month = BooleanField(_l("From the end of the month"))

    def method_draft(self, *, is_offered: bool = True) -> MethodDraft:
        """What was written; no days are none."""
        return MethodDraft(
            name=text(self.name.data),
            kind=MethodKind(self.kind.data),
            days=self.days.data or 0,
            end_of_month=bool(self.end_of_month.data),
            is_offered=is_offered,
        )
