"""Ledger accounts for those who had their role before the office gave any (PRODUCT.md 10)."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select

from app.db import db, deed
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.numbering.models import Accounts, RangeKind
from app.domain.numbering.parties import PartyRules, party_rules
from app.domain.parties.models import ClientRole, Party
from app.domain.parties.numbers import give_numbers
from app.domain.parties.queries import among

BOTH = frozenset({RangeKind.CUSTOMER_ACCOUNTS, RangeKind.SUPPLIER_ACCOUNTS})


class WithoutAccount(NamedTuple):
    """How many have no account although one comes with their role now."""

    customers: int
    suppliers: int


def without_account() -> WithoutAccount:
    """Who could be given an account. Two statements; counted for the settings alone."""
    rules = party_rules()
    if Accounts.NONE is rules.customer_accounts is rules.supplier_accounts:
        return WithoutAccount(0, 0)
    customers, suppliers = _lacking(rules)
    counted = select(func.count().filter(customers), func.count().filter(suppliers)).select_from(Party)
    return WithoutAccount(*db.session.execute(counted).one())


@deed
def give_accounts(key: str, *, by: Actor) -> Act:
    """Give those an account who have none, in the Archive too, by the rules that stand. Nobody's is changed.

    The outcome counts them. The number of statements does not grow with them.
    """
    try:
        act = history.open_act(Deed.GIVE_ACCOUNTS, key, by=by)
    except AlreadyDone as done:
        return done.act
    lacking = or_(*_lacking(party_rules()))
    ids = list(db.session.scalars(select(Party.id).where(lacking).order_by(Party.id).with_for_update()))
    chosen = among(Party.id, ids)
    give_numbers(select(Party.id).where(chosen), BOTH)
    history.record_parties(act, EventKind.ACCOUNT_GIVEN, select(Party.id).where(chosen, not_(lacking)))
    left = db.session.scalar(select(func.count()).select_from(Party).where(chosen, lacking)) or 0
    act.outcome = {"changed": len(ids) - left}
    db.session.flush()
    for party in [known for known in db.session.identity_map.values() if isinstance(known, Party)]:
        db.session.expire(party)
    return act


def _lacking(rules: PartyRules) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions of a customer, and of a supplier, without an account that they could have. Nothing is done with
    who is anonymised.
    """
    is_known = Party.anonymised_at.is_(None)
    customers = and_(Party.client_role == ClientRole.CUSTOMER, Party.customer_account.is_(None), is_known)
    suppliers = and_(Party.is_supplier, Party.supplier_account.is_(None), is_known)
    return (
        false() if rules.customer_accounts is Accounts.NONE else customers,
        false() if rules.supplier_accounts is Accounts.NONE else suppliers,
    )
