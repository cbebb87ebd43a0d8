"""The terms of somebody who is anonymised go; the office's list of payment methods tells of nobody."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.db import db
from app.domain.errors import NN_
from app.domain.personal import Forgotten, Record, Told, record_of
from app.domain.selections import among
from app.domain.terms.models import AgreedMethod, BankAccount, Bonus, Discount, PaymentMethod

FORGOTTEN = (
    Forgotten(AgreedMethod.party_id, went=NN_("%(n)s payment method", "%(n)s payment methods")),
    Forgotten(BankAccount.party_id, went=NN_("%(n)s bank account", "%(n)s bank accounts")),
    Forgotten(Bonus.party_id, went=NN_("%(n)s bonus", "%(n)s bonuses")),
    Forgotten(Discount.party_id, went=NN_("%(n)s discount", "%(n)s discounts")),
)


def methods_told(ids: Collection[int]) -> list[Record]:
    """How they have agreed to pay."""
    asked = select(
        PaymentMethod.name,
        PaymentMethod.kind,
        PaymentMethod.days,
        PaymentMethod.end_of_month,
        AgreedMethod.is_default,
        AgreedMethod.mandate,
        AgreedMethod.mandate_on,
        AgreedMethod.note,
    ).join(AgreedMethod, AgreedMethod.method_id == PaymentMethod.id)
    return [
        record_of(row)
        for row in db.session.execute(asked.where(among(AgreedMethod.party_id, ids)).order_by(AgreedMethod.id))
    ]


TOLD = (
    Told("payment_methods", (AgreedMethod.party_id,), records=methods_told),
    Told("bank_accounts", (BankAccount.party_id,)),
    Told("bonuses", (Bonus.party_id,)),
    Told("discounts", (Discount.party_id,)),
)
