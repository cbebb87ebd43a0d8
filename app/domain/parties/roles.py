"""What a party is to the office, and how that changes (PRODUCT.md 5). Once a customer, always a customer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, literal, not_, update

from app.domain import clock
from app.domain.history.models import Deed, EventKind
from app.domain.numbering.models import RangeKind
from app.domain.parties.actions import write
from app.domain.parties.models import ClientRole, Party
from app.domain.parties.numbers import give_numbers


class RoleChange(StrEnum):
    """An act on roles, as an address names it."""

    MAKE_PROSPECT = "make-prospect"
    MAKE_CUSTOMER = "make-customer"
    CONVERT = "convert"  # a prospect to a customer
    ADD_SUPPLIER = "add-supplier"
    REMOVE_SUPPLIER = "remove-supplier"
    REMOVE_PROSPECT = "remove-prospect"


@dataclass(frozen=True)
class Rule:
    """Whom a change is for, whom it is refused, and what they become."""

    deed: Deed
    event: EventKind
    whom: ColumnElement[bool]
    becoming: dict[str, Any]
    refused: ColumnElement[bool] = field(default_factory=false)


RULES = {
    RoleChange.MAKE_PROSPECT: Rule(
        Deed.MAKE_PROSPECT,
        EventKind.MADE_PROSPECT,
        whom=Party.client_role == ClientRole.NONE,
        becoming={"client_role": ClientRole.PROSPECT},
        refused=Party.client_role == ClientRole.CUSTOMER,
    ),
    RoleChange.MAKE_CUSTOMER: Rule(
        Deed.MAKE_CUSTOMER,
        EventKind.MADE_CUSTOMER,
        whom=Party.client_role != ClientRole.CUSTOMER,
        becoming={"client_role": ClientRole.CUSTOMER},
    ),
    RoleChange.CONVERT: Rule(
        Deed.CONVERT,
        EventKind.CONVERTED,
        whom=Party.client_role == ClientRole.PROSPECT,
        becoming={"client_role": ClientRole.CUSTOMER},
    ),
    RoleChange.ADD_SUPPLIER: Rule(
        Deed.ADD_SUPPLIER, EventKind.SUPPLIER_ADDED, whom=not_(Party.is_supplier), becoming={"is_supplier": True}
    ),
    RoleChange.REMOVE_SUPPLIER: Rule(
        Deed.REMOVE_SUPPLIER,
        EventKind.SUPPLIER_REMOVED,
        whom=Party.is_supplier.is_(True),
        becoming={"is_supplier": False},
    ),
    RoleChange.REMOVE_PROSPECT: Rule(
        Deed.REMOVE_PROSPECT,
        EventKind.PROSPECT_REMOVED,
        whom=Party.client_role == ClientRole.PROSPECT,
        becoming={"client_role": ClientRole.NONE},
        refused=Party.client_role == ClientRole.CUSTOMER,
    ),
}

# Whose numbers and accounts come with the new role.
CALLED_FOR = {
    RoleChange.MAKE_PROSPECT: frozenset({RangeKind.PARTIES}),
    RoleChange.MAKE_CUSTOMER: frozenset({RangeKind.PARTIES, RangeKind.CUSTOMER_ACCOUNTS}),
    RoleChange.CONVERT: frozenset({RangeKind.CUSTOMER_ACCOUNTS}),
    RoleChange.ADD_SUPPLIER: frozenset({RangeKind.SUPPLIERS, RangeKind.SUPPLIER_ACCOUNTS}),
}


def changes_for(party: Party) -> list[RoleChange]:
    """The changes that are possible for one party, as its card offers them."""
    role = party.client_role
    possible = {
        RoleChange.CONVERT: role is ClientRole.PROSPECT,
        RoleChange.MAKE_CUSTOMER: role is ClientRole.NONE,
        RoleChange.MAKE_PROSPECT: role is ClientRole.NONE,
        RoleChange.REMOVE_PROSPECT: role is ClientRole.PROSPECT,
        RoleChange.ADD_SUPPLIER: not party.is_supplier,
        RoleChange.REMOVE_SUPPLIER: party.is_supplier,
    }
    return [change for change, may_be in possible.items() if may_be]


def take_on(change: RoleChange, parties: Select[Any]) -> None:
    """Change the roles of parties, all of which may: who becomes a customer is one since today unless it is known
    since when, and who has a role now has the numbers that come with it (PRODUCT.md 10). The number of statements does
    not depend on how many they are.
    """
    becoming = dict(RULES[change].becoming)
    if becoming.get("client_role") is ClientRole.CUSTOMER:
        today = clock.today()
        becoming["customer_since"] = func.coalesce(Party.customer_since, literal(today))
        becoming["since_key"] = func.coalesce(func.nullif(Party.since_key, ""), today.isoformat())
    write(update(Party).where(Party.id.in_(parties)).values(becoming))
    if called_for := CALLED_FOR.get(change):
        give_numbers(parties, called_for)
