"""Telling whoever archived a client that the day has come on which it is expected back (PRODUCT.md 3.4)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.contacts.inviting import recipient_behind
from app.domain.history.models import Act, ActorKind
from app.domain.messaging import addresses, outbox
from app.domain.messaging.composing import Value
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import TemplateKey
from app.domain.messaging.wordings import is_on
from app.domain.parties.models import Party, PartyStatus

# Whoever switches the template on is not told of everybody who ever stayed away; a worker may have rested, though.
LATE = timedelta(days=7)


def tell_of_expected() -> None:
    """Leave an email for each client whose day has come, once for client and day, in the caller's transaction."""
    if not is_on(TemplateKey.CLIENT_EXPECTED):
        return
    due = (
        select(Party, Login)
        .join(Act, Act.id == Party.status_act_id)
        .join(Login, Login.id == Act.by_id)
        .where(
            Party.status == PartyStatus.ARCHIVED,
            Party.expected_back_on.between(clock.today() - LATE, clock.today()),
            Act.by_kind == ActorKind.STAFF,
            Login.is_on,
        )
        .order_by(Party.id)
    )
    outbox.leave(TemplateKey.CLIENT_EXPECTED, [_letter(party, login) for party, login in db.session.execute(due)])


def _letter(party: Party, login: Login) -> Letter:
    assert party.expected_back_on is not None
    values: dict[str, Value] = {
        "client_name": party.name,
        "client_number": party.number or "",
        "expected_on": party.expected_back_on,
        "card_link": addresses.card(party.id),
    }
    once = f"{TemplateKey.CLIENT_EXPECTED.value} {party.id} {party.expected_back_on.isoformat()}"
    return Letter(recipient_behind(login), values, party_id=party.id, about=party, once=once)
