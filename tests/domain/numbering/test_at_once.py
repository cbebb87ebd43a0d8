"""Two hundred who register at once: no number twice, and none left out (PRODUCT.md 10, SAFETY.md 18)."""

from __future__ import annotations

from collections import Counter

from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.directory.filing import register_party
from app.domain.history.models import SYSTEM
from app.domain.numbering.models import Accounts, RangeKind
from app.domain.parties.drafts import PartyDraft
from app.domain.parties.models import ClientRole, Party
from tests.domain.numbering.ranges import numbered, set_to
from tests.support.builders import a_key
from tests.support.together import at_once

DESKS, EACH = 20, 10  # 200 registrations, as many at a time as a pool has connections
ROLES = [
    {"client_role": ClientRole.CUSTOMER},
    {"client_role": ClientRole.NONE, "is_supplier": True},
    {"client_role": ClientRole.CUSTOMER, "is_supplier": True},
    {"client_role": ClientRole.PROSPECT},
]


def at_a_desk(desk: int) -> None:
    for turn in range(EACH):
        draft = PartyDraft(name=f"Client {desk}-{turn}", **ROLES[(desk + turn) % len(ROLES)])
        register_party(draft, a_key(), by=SYSTEM)
        db.session.commit()


def test_two_hundred_registrations_at_once_get_each_number_once(app: Flask) -> None:
    numbered(suppliers_apart=True, customer_accounts=Accounts.RANGE, supplier_accounts=Accounts.RANGE)
    results = at_once(app, *((lambda desk=desk: at_a_desk(desk)) for desk in range(DESKS)))
    assert results == [None] * DESKS
    columns = (Party.number, Party.second_number, Party.customer_account, Party.supplier_account)
    found = db.session.execute(select(*columns)).all()
    assert len(found) == DESKS * EACH
    cards = Counter(number for row in found for number in row[:2] if number)
    assert sorted(cards) == [f"C-{n:04d}" for n in range(1, 151)] + [f"S-{n:04d}" for n in range(1, 101)]
    assert set(cards.values()) == {1}
    assert sorted(row[2] for row in found if row[2]) == [f"1{n:04d}" for n in range(1, 101)]
    assert sorted(row[3] for row in found if row[3]) == [f"7{n:04d}" for n in range(1, 101)]


def test_an_admin_who_sets_the_range_meanwhile_makes_no_number_twice(app: Flask) -> None:
    at_once(app, *(lambda desk=desk: at_a_desk(desk) for desk in range(4)), lambda: set_to(RangeKind.PARTIES, "K-", 5))
    given = list(db.session.scalars(select(Party.number)))
    assert len(given) == len(set(given)) == 4 * EACH
