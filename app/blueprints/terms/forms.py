"""The forms of a client's terms. They check the shape; the rules are in the domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from app.domain.entries.books import Book
from app.domain.errors import N_, RuleViolation
from app.domain.history.models import Act, Actor
from app.domain.money.amounts import Money, is_payable
from app.domain.parties.models import Party
from app.domain.terms.allowances import BONUSES, DISCOUNTS, BonusDraft, DiscountDraft, hundredths
from app.domain.terms.banks import BANKS, BankDraft, bank_of, compact
from app.domain.terms.methods import (
    AGREED_METHODS,
    AgreementDraft,
    agree_on_new,
    agreed_once,
    methods,
    wrong_in_mandate,
    wrong_in_method,
)
from app.domain.terms.models import AgreedMethod
from app.web.entries import EntryForm
from app.web.forms import lines, text
from app.web.money import NumberField, currencies
from app.web.terms import MethodFields, method_text

NEW = "new"


class BankForm(EntryForm):
    """An account of the client."""

    book = BANKS

    iban = StringField(_l("IBAN"), validators=[Length(max=60)])
    bic = StringField(_l("BIC"), validators=[Length(max=20)])
    bank = StringField(_l("Bank"), validators=[Length(max=200)])
    holder = StringField(_l("Account holder"), validators=[Length(max=200)])
    note = TextAreaField(_l("Notes"), validators=[Length(max=2_000)])
    is_default = BooleanField(_l("Default account"))

    def draft(self) -> BankDraft:
        """What was written. Name and BIC of the bank follow from the IBAN where they are left empty."""
        iban = compact(self.iban.data or "")
        known = bank_of(iban)
        return BankDraft(
            iban=iban,
            bic=compact(self.bic.data or "") or known.bic,
            bank=text(self.bank.data) or known.name,
            holder=text(self.holder.data),
            note=lines(self.note.data),
            is_default=bool(self.is_default.data),
        )


class AgreedMethodForm(MethodFields, EntryForm):
    """A way of paying that the client agrees on: one of the office's list, or one that is put on it here."""

    book = AGREED_METHODS

    method_id = SelectField(_l("Payment method"), default=NEW)
    mandate = StringField(_l("Mandate reference"), validators=[Length(max=35)])  # as long as SEPA lets it be
    mandate_on = DateField(_l("Mandate signed on"), validators=[Optional()])
    note = TextAreaField(_l("Notes"), validators=[Length(max=2_000)])
    is_default = BooleanField(_l("Default payment method"))

    def offer(self, client: Party | None, entry: AgreedMethod | None) -> None:
        """Offer the methods of the list, and to write a new one; of one that is agreed on, that one as well.

        Those that the client has agreed on besides can be seen, and not chosen.
        """
        also = entry.method_id if entry else None
        agreed = agreed_once(client.id) - {also} if client else set()
        listed = [
            SelectChoice(str(method.id), method_text(method), {"disabled": True} if method.id in agreed else {})
            for method in methods(also=also)
        ]
        self.method_id.choices = listed if entry else [*listed, SelectChoice(NEW, gettext("A new one"))]

    @property
    def is_new(self) -> bool:
        """Whether a method is written that the list does not have yet."""
        return self.method_id.data == NEW

    def draft(self) -> AgreementDraft:
        return AgreementDraft(
            method_id=0 if self.is_new else int(self.method_id.data),
            mandate=text(self.mandate.data),
            mandate_on=self.mandate_on.data,
            note=lines(self.note.data),
            is_default=bool(self.is_default.data),
        )

    def broken_rules(self) -> Iterator[RuleViolation]:
        """The rules of the agreement, and those of a method that comes with it."""
        if not self.is_new:
            yield from super().broken_rules()
            return
        new = self.method_draft()
        yield from wrong_in_method(new)
        yield from wrong_in_mandate(new.kind, self.draft())

    def add_to(self, client_id: int | None, *, by: Actor) -> Act:
        if client_id is None or not self.is_new:
            return super().add_to(client_id, by=by)
        return agree_on_new(client_id, self.method_draft(), self.draft(), self.key.data or "", by=by)


class BonusForm(EntryForm):
    """A percentage or an amount, in a period."""

    book: ClassVar[Book[Any, Any]] = BONUSES

    percent = NumberField(_l("Percentage"))
    amount = NumberField(_l("Amount"))
    currency = SelectField(_l("Currency"))
    starts_on = DateField(_l("From"), validators=[Optional()])
    ends_on = DateField(_l("Until"), validators=[Optional()])
    note = TextAreaField(_l("Notes"), validators=[Length(max=2_000)])

    amounts: ClassVar[tuple[str, ...]] = ("amount",)

    def __init__(self, *sent: Any, **values: Any) -> None:
        super().__init__(*sent, **values)
        self.currency.choices = currencies()

    @staticmethod
    def as_shown(columns: Mapping[str, Any]) -> Mapping[str, Any]:
        currency, percent = columns["currency"], columns["percent_hundredths"]
        shown = {name.removesuffix("_minor"): value for name, value in columns.items() if not name.endswith("_minor")}
        for name in ("amount", "from_net"):
            minor = columns.get(f"{name}_minor")
            shown[name] = None if minor is None else Money(minor, currency).amount
        return {**shown, "percent": None if percent is None else Decimal(percent).scaleb(-2)}

    def draft(self) -> BonusDraft:
        return BonusDraft(**self.values())

    def values(self) -> dict[str, Any]:
        """What was written. Without an amount there is no currency."""
        amounts = {name: self[name].data for name in self.amounts}
        currency = self.currency.data if any(amount is not None for amount in amounts.values()) else ""
        return {
            "percent_hundredths": None if self.percent.data is None else hundredths(self.percent.data),
            **{
                f"{name}_minor": None if amount is None else Money.of(amount, currency).minor
                for name, amount in amounts.items()
            },
            "currency": currency,
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
            "note": lines(self.note.data),
        }

    def broken_rules(self) -> Iterator[RuleViolation]:
        """Those of the book; and no digit that was typed is lost by rounding."""
        yield from super().broken_rules()
        if self.percent.data is not None and self.percent.data != round(self.percent.data, 2):
            yield RuleViolation(N_("A percentage has two digits behind the point at most."), field="percent")
        for name in self.amounts:
            if self[name].data is not None and not is_payable(self[name].data, self.currency.data):
                yield RuleViolation(N_("This cannot be paid in that currency."), field=name)


class DiscountForm(BonusForm):
    """A bonus that is taken off, from a net total on."""

    book = DISCOUNTS

    from_net = NumberField(_l("From a net total of"))

    amounts = ("amount", "from_net")

    def draft(self) -> DiscountDraft:
        return DiscountDraft(**self.values())
