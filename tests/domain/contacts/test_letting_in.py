"""What the desk does with a contact's way in: send again, hand a link over, sign out, switch off and on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.access.signing_in import Visitor, sign_in
from app.domain.accounts import links
from app.domain.accounts.links import LinkState
from app.domain.accounts.models import LoginSession, OneUseLink
from app.domain.contacts.letting_in import hand_over, send_again, sign_out_everywhere, switch_access
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import portal_login_of
from app.domain.errors import NotFound, RuleViolation
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.messaging.models import Email, TemplateRow
from app.domain.messaging.templates import TemplateKey
from tests.domain.contacts.desk import save
from tests.support.builders import PASSWORD, a_contact, a_key, archived
from tests.support.cast import Cast
from tests.support.rows import all_rows


@pytest.fixture
def dario(cast: Cast) -> Contact:
    """A contact of Acme who has an email, and no login yet."""
    return a_contact(cast.acme, "Dario", "Neri", email="dario@example.com")


def again(contact: Contact, key: str = "") -> None:
    send_again(contact.id, key or a_key(), by=SYSTEM)
    db.session.commit()


def templates() -> list[TemplateKey]:
    return list(db.session.scalars(select(Email.template).order_by(Email.id)))


def open_sessions(contact: Contact) -> int:
    login = portal_login_of(contact.person_id)
    assert login
    return db.session.query(LoginSession).filter_by(login_id=login.id, ended_at=None).count()


def come_in(email: str) -> None:
    sign_in(email, PASSWORD, Visitor("127.0.0.1", "Firefox"))
    db.session.commit()


def token(address: str) -> str:
    return address.rpartition("/")[2]


def test_who_has_no_password_is_welcomed_with_a_fresh_link_and_a_login_where_there_was_none(dario: Contact) -> None:
    again(dario)
    login = portal_login_of(dario.person_id)
    assert login and login.password_hash is None
    assert templates() == [TemplateKey.WELCOME]
    again(dario)
    first, second = db.session.scalars(select(OneUseLink).order_by(OneUseLink.id))
    assert (first.dead_since is not None, links.is_good(second)) == (True, True)


def test_who_has_a_password_gets_the_link_alone(cast: Cast) -> None:
    again(cast.carla)
    assert templates() == [TemplateKey.SET_PASSWORD]


def test_a_double_click_sends_once(dario: Contact) -> None:
    key = a_key()
    again(dario, key)
    again(dario, key)
    assert len(templates()) == 1


def test_the_link_goes_alone_where_the_welcome_is_off_and_nothing_where_both_are(dario: Contact) -> None:
    db.session.add(TemplateRow(key=TemplateKey.WELCOME, is_on=False))
    db.session.commit()
    again(dario)
    assert templates() == [TemplateKey.SET_PASSWORD]
    db.session.add(TemplateRow(key=TemplateKey.SET_PASSWORD, is_on=False))
    db.session.commit()
    before = all_rows()
    with pytest.raises(RuleViolation, match="switched off"):
        send_again(dario.id, a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before


def no_email(contact: Contact) -> None:
    save(contact, email="")


def not_active(contact: Contact) -> None:
    save(contact, is_active=False)


def client_archived(contact: Contact) -> None:
    archived(contact.client)


def person_archived(contact: Contact) -> None:
    archived(contact.person)


def switched_off(contact: Contact) -> None:
    again(contact)
    switch_access(contact.id, a_key(), is_on=False, by=SYSTEM)
    db.session.commit()


@pytest.mark.parametrize("standing", [no_email, not_active, client_archived, person_archived, switched_off])
@pytest.mark.parametrize("do", [send_again, hand_over])
def test_no_link_is_made_that_would_open_nothing(
    dario: Contact, standing: Callable[[Contact], None], do: Callable[..., object]
) -> None:
    standing(dario)
    before = all_rows()
    with pytest.raises(RuleViolation):
        do(dario.id, a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before


def test_a_link_handed_over_works_and_the_emailed_one_is_dead(dario: Contact) -> None:
    again(dario)
    emailed = db.session.scalars(select(OneUseLink)).one()
    shown = hand_over(dario.id, a_key(), by=SYSTEM)
    db.session.commit()
    assert links.find(token(shown)).state is LinkState.GOOD
    assert links.find(links.token_of(emailed)).state is LinkState.DEAD
    assert len(templates()) == 1  # nothing else was sent


def test_a_link_is_shown_once_and_stands_in_no_table(dario: Contact) -> None:
    key = a_key()
    shown = hand_over(dario.id, key, by=SYSTEM)
    db.session.commit()
    with pytest.raises(AlreadyDone):
        hand_over(dario.id, key, by=SYSTEM)
    db.session.rollback()
    assert token(shown) not in str(all_rows())


def test_signing_out_everywhere_ends_the_sessions_of_this_person_and_leaves_the_password(cast: Cast) -> None:
    come_in("carla@acme.example.com")
    come_in("renata@lis.example.com")
    sign_out_everywhere(cast.carla.id, a_key(), by=SYSTEM)
    db.session.commit()
    assert (open_sessions(cast.carla), open_sessions(cast.renata)) == (0, 1)
    come_in("carla@acme.example.com")


def test_switching_off_ends_sessions_and_links_and_on_again_revives_none(cast: Cast) -> None:
    come_in("carla@acme.example.com")
    shown = hand_over(cast.carla.id, a_key(), by=SYSTEM)
    switch_access(cast.carla.id, a_key(), is_on=False, by=SYSTEM)
    switch_access(cast.carla.id, a_key(), is_on=True, by=SYSTEM)
    db.session.commit()
    assert open_sessions(cast.carla) == 0
    assert links.find(token(shown)).state is LinkState.DEAD
    login = portal_login_of(cast.carla.person_id)
    assert login and login.is_on


def test_what_is_so_already_is_told_in_no_event(cast: Cast) -> None:
    for _ in range(2):
        switch_access(cast.carla.id, a_key(), is_on=False, by=SYSTEM)
    assert db.session.query(Event).filter_by(kind=EventKind.ACCESS_SWITCHED_OFF).count() == 1


@pytest.mark.parametrize(
    ("do", "kind"),
    [
        (lambda who: send_again(who.id, a_key(), by=SYSTEM), EventKind.CONTACT_INVITED),
        (lambda who: hand_over(who.id, a_key(), by=SYSTEM), EventKind.LINK_HANDED_OVER),
        (lambda who: sign_out_everywhere(who.id, a_key(), by=SYSTEM), EventKind.CONTACT_SIGNED_OUT),
        (lambda who: switch_access(who.id, a_key(), is_on=False, by=SYSTEM), EventKind.ACCESS_SWITCHED_OFF),
    ],
)
def test_the_client_s_timeline_tells_of_it(cast: Cast, do: Callable[[Contact], object], kind: EventKind) -> None:
    do(cast.carla)
    event = db.session.query(Event).filter_by(kind=kind).one()
    assert (event.party_id, event.details["name"]) == (cast.acme.id, "Carla Rossi")


def test_who_has_no_login_is_neither_signed_out_nor_switched_off(dario: Contact) -> None:
    before = all_rows()
    for refused in (
        lambda: sign_out_everywhere(dario.id, a_key(), by=SYSTEM),
        lambda: switch_access(dario.id, a_key(), is_on=False, by=SYSTEM),
    ):
        with pytest.raises(RuleViolation, match="no portal access"):
            refused()
        db.session.rollback()
    with pytest.raises(NotFound):
        send_again(999_999, a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before
