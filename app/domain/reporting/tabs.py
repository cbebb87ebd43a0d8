"""How much stands on each tab of a card."""

from __future__ import annotations

from sqlalchemy import func, literal, select

from app.db import db
from app.domain.agenda.models import Activity
from app.domain.contacts.models import Contact
from app.domain.contracts.models import Contract
from app.domain.locations.models import Location
from app.domain.mailroom.models import MailItem
from app.domain.service.models import Equipment
from app.domain.terms.models import AgreedMethod, BankAccount, Bonus, Discount

MANY = 100  # from here on nobody counts on: the card costs the same however much stands on it

# Of whom the lines of a tab are, by the tab's name.
COUNTED = {
    "contacts": Contact.client_id,
    "locations": Location.party_id,
    "payment_methods": AgreedMethod.party_id,
    "banks": BankAccount.party_id,
    "bonuses": Bonus.party_id,
    "discounts": Discount.party_id,
    "activities": Activity.party_id,
    "equipment": Equipment.party_id,
    "contracts": Contract.party_id,
    "mail": MailItem.party_id,
}


def tab_counts(party_id: int) -> dict[str, int]:
    """How many lines stand on each tab of a card, `MANY` at most; one statement for all."""
    limited = {
        name: select(literal(1).label("one")).where(column == party_id).limit(MANY).subquery(name)
        for name, column in COUNTED.items()
    }
    counted = [select(func.count()).select_from(lines).scalar_subquery().label(name) for name, lines in limited.items()]
    return dict(db.session.execute(select(*counted)).one()._mapping)
