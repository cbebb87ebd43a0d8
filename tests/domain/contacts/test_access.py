"""How each contact's way into the portal stands: the states of PRODUCT.md 6, the first that holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.db import db
from app.domain.access.signing_in import Visitor, sign_in
from app.domain.accounts import links
from app.domain.accounts.models import LinkPurpose
from app.domain.accounts.passwords import hash_password
from app.domain.contacts.access import Access, AccessState, access_of
from app.domain.contacts.letting_in import send_again, switch_access
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import portal_login_of
from app.domain.history.models import SYSTEM
from app.domain.messaging.bouncing import mark
from app.domain.messaging.models import Email, EmailState
from tests.domain.contacts.desk import save
from tests.support.builders import PASSWORD, a_client, a_contact, a_key, an_associate, archived
from tests.support.cast import Cast
from tests.support.statements import count_statements

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture
def dario(app: object, freeze: Callable[[datetime], None]) -> Contact:
    """A new contact with an email, at noon; beside the primary one, so that he can be switched about."""
    freeze(NOON)
    client = a_client()
    a_contact(client, "Carla")
    return a_contact(client, "Dario", "Neri", email="dario@example.com")


def access(contact: Contact) -> Access:
    return access_of(contact.client_id)[contact.id]


def invite(contact: Contact) -> None:
    send_again(contact.id, a_key(), by=SYSTEM)
    db.session.commit()


def settle(state: EmailState, answer: str = "") -> None:
    """What became of the email."""
    db.session.execute(update(Email).values(state=state, answer=answer, settled_at=NOON))
    db.session.commit()


def use_link(contact: Contact) -> None:
    login = portal_login_of(contact.person_id)
    assert login
    link = links.issue(login.id, LinkPurpose.SET_PASSWORD)
    link.used_at = NOON
    login.password_hash = hash_password(PASSWORD)
    db.session.commit()


def test_without_an_email_there_is_no_way_in(dario: Contact) -> None:
    save(dario, email="")
    assert access(dario).state is AccessState.NO_EMAIL
    assert not access(dario).can_send_again


def test_nobody_is_invited_until_somebody_does_it(dario: Contact) -> None:
    assert access(dario).state is AccessState.NOT_INVITED
    assert access(dario).can_send_again


@pytest.mark.parametrize(
    ("email", "answer", "state"),
    [
        (EmailState.QUEUED, "", AccessState.QUEUED),
        (EmailState.SENDING, "", AccessState.QUEUED),
        (EmailState.SENT, "", AccessState.SENT),
        (EmailState.KEPT, "", AccessState.KEPT),
        (EmailState.FAILED, "552 Mailbox full", AccessState.FAILED),
        (EmailState.UNKNOWN, "", AccessState.UNKNOWN),
        (EmailState.SUPPRESSED, "", AccessState.NOT_INVITED),
        (EmailState.NO_RECIPIENT, "", AccessState.NOT_INVITED),
    ],
)
def test_an_invitation_stands_as_its_email_does(
    dario: Contact, email: EmailState, answer: str, state: AccessState
) -> None:
    invite(dario)
    settle(email, answer)
    assert (access(dario).state, access(dario).answer) == (state, answer)
    assert access(dario).can_send_again


def test_a_link_that_was_sent_is_good_for_two_days_and_then_expired(
    dario: Contact, freeze: Callable[[datetime], None]
) -> None:
    invite(dario)
    settle(EmailState.SENT)
    assert access(dario).until == NOON + timedelta(hours=48)
    freeze(NOON + timedelta(hours=47, minutes=59))
    assert access(dario).state is AccessState.SENT
    freeze(NOON + timedelta(hours=48))
    assert access(dario).state is AccessState.EXPIRED


def test_a_used_link_says_when_and_a_password_of_the_desk_s_has_no_link(dario: Contact) -> None:
    invite(dario)
    use_link(dario)
    assert (access(dario).state, access(dario).at) == (AccessState.LINK_USED, NOON)
    nina = a_contact(dario.client, "Nina", email="nina@example.com", password=PASSWORD)
    assert (access(nina).state, access(nina).at) == (AccessState.LINK_USED, None)


def test_who_has_been_there_says_when_last_whatever_was_sent_since(
    dario: Contact, freeze: Callable[[datetime], None]
) -> None:
    invite(dario)
    use_link(dario)
    freeze(NOON + timedelta(hours=1))
    sign_in("dario@example.com", PASSWORD, Visitor("127.0.0.1", "Firefox"))
    db.session.commit()
    invite(dario)
    settle(EmailState.FAILED, "552 Mailbox full")
    assert (access(dario).state, access(dario).at) == (AccessState.SIGNED_IN, NOON + timedelta(hours=1))


def test_sign_ins_that_were_switched_off_come_before_all_that_was_sent(dario: Contact) -> None:
    invite(dario)
    switch_access(dario.id, a_key(), is_on=False, by=SYSTEM)
    assert access(dario).state is AccessState.SWITCHED_OFF
    assert not access(dario).can_send_again
    switch_access(dario.id, a_key(), is_on=True, by=SYSTEM)
    settle(EmailState.SENT)
    assert access(dario).state is AccessState.EXPIRED  # the link died with it


@pytest.mark.parametrize("who", ["client", "person"])
def test_while_the_client_or_the_person_is_archived_nobody_signs_in(dario: Contact, who: str) -> None:
    invite(dario)
    archived(dario.client if who == "client" else dario.person)
    assert access(dario).state is AccessState.ARCHIVED
    assert not access(dario).can_send_again


def test_who_is_not_active_is_that_first_of_all(dario: Contact) -> None:
    invite(dario)
    save(dario, is_active=False)
    assert access(dario).state is AccessState.INACTIVE
    assert not access(dario).can_send_again


def test_an_address_that_bounces_says_so_whatever_the_state(dario: Contact) -> None:
    mark("DARIO@example.com", "550 5.1.1 No such user", "550")
    bounce = access(dario).bounce
    assert bounce and bounce.answer == "550 5.1.1 No such user"


def test_one_person_stands_so_for_each_of_their_clients_and_says_how_many_others(dario: Contact) -> None:
    bravo, zeta = a_client("Bravo"), a_client("Zeta")
    invite(dario)
    for client in (bravo, zeta):
        an_associate(client, dario.person)
    there = access_of(bravo.id)
    assert [(one.state, one.others) for one in there.values()] == [(AccessState.QUEUED, 2)]
    assert access(dario).others == 2


def test_it_costs_two_statements_however_many_there_are(cast: Cast) -> None:
    for n in range(20):
        invite(a_contact(cast.acme, f"Nina {n}", email=f"nina{n}@example.com"))
    acme_id = cast.acme.id
    with count_statements() as statements:
        assert len(access_of(acme_id)) == 22
    assert len(statements) == 2
