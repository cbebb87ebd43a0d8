"""How much stands on a card: on each of its tabs, and who can sign in for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, literal, select

from app.db import db
from app.domain.access.reach import select_openings
from app.domain.agenda.models import Activity
from app.domain.contacts.models import Contact
from app.domain.contracts.due import select_to_sign
from app.domain.contracts.models import Contract
from app.domain.locations.models import Location
from app.domain.mailroom.models import MailItem
from app.domain.service.models import Equipment, Intervention
from app.domain.terms.models import AgreedMethod, BankAccount, Bonus, Discount
from app.prepared import prepared

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
    "interventions": Intervention.party_id,
    "contracts": Contract.party_id,
    "mail": MailItem.party_id,
}


def tab_counts(party_id: int) -> dict[str, int]:
    """How many lines stand on each tab of a card, as `openings` how many can sign in for it, and as `to_sign` how many
    contracts wait for a signature; `MANY` at most. One statement for all.
    """
    return dict(db.session.execute(*_counts(party_id)).one()._mapping)


@prepared
def _counts(party_id: int) -> Select[Any]:
    lines = {name: select(literal(1).label("one")).where(column == party_id) for name, column in COUNTED.items()}
    for name, rows in {"openings": select_openings(party_id), "to_sign": select_to_sign(party_id)}.items():
        lines[name] = rows.with_only_columns(literal(1).label("one"))
    limited = {name: each.limit(MANY).subquery(name) for name, each in lines.items()}
    counted = [select(func.count()).select_from(each).scalar_subquery().label(name) for name, each in limited.items()]
    return select(*counted)
