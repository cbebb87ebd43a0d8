"""A contact's login for the portal: one email, one person, one password."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.accounts import passwords, sessions
from app.domain.accounts.models import Login
from app.domain.accounts.passwords import hash_password, matches
from app.domain.contacts.actions import ContactDraft, LoginTaken, add_contact
from app.domain.contacts.queries import portal_login_of
from app.domain.directory.filing import edit_party
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM, EventKind
from app.domain.history.queries import timeline_of
from app.domain.parties.drafts import draft_of
from tests.domain.contacts.desk import save
from tests.support.builders import PASSWORD, a_client, a_contact, a_key
from tests.support.cast import Cast

NEXT = hash_password("four calling birds")


def login_of(contact: object) -> Login:
    login = portal_login_of(contact.person_id)  # type: ignore[attr-defined]
    assert login
    return login


def test_portal_access_needs_an_email(cast: Cast) -> None:
    with pytest.raises(RuleViolation) as refused:
        a_contact(cast.acme, "Dario", password=PASSWORD)
    db.session.rollback()
    assert refused.value.field == "email"
    with pytest.raises(RuleViolation) as refused:
        save(cast.carla, email="")
    assert refused.value.field == "email"


@pytest.mark.parametrize("email", ["renata@lis.example.com", "RENATA@Lis.Example.com"])
def test_somebody_s_login_is_nobody_else_s_whatever_its_case_and_says_whose_it_is(cast: Cast, email: str) -> None:
    logins = db.session.scalar(select(func.count()).select_from(Login))
    with pytest.raises(LoginTaken) as taken:
        a_contact(cast.bravo, "Other", "Renata", email=email, password=PASSWORD)
    db.session.rollback()
    assert taken.value.person_id == cast.renata.person_id
    assert taken.value.sentence.values["name"] == "Renata Lis"
    with pytest.raises(LoginTaken):
        save(cast.carla, email=email)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Login)) == logins


def test_the_login_of_a_member_of_the_staff_is_taken_and_no_person_to_associate(cast: Cast) -> None:
    with pytest.raises(LoginTaken) as taken:
        a_contact(cast.acme, "Marta", email="Marta@portico.example.com", password=PASSWORD)
    assert taken.value.person_id is None


def test_a_plain_address_may_stand_on_many(cast: Cast) -> None:
    a_contact(cast.acme, "Dario", email="desk@acme.example.com")
    a_contact(cast.acme, "Elisa", email="desk@acme.example.com")


def test_a_login_is_given_later_by_a_password(cast: Cast) -> None:
    dario = a_contact(cast.acme, "Dario", "Neri", email="Dario@example.com", language="it")
    save(dario, password_hash=NEXT)
    login = login_of(dario)
    assert (login.email, login.email_key, login.name, login.language) == (
        *("Dario@example.com", "dario@example.com", "Dario Neri"),
        "it",
    )
    assert (login.role, matches("four calling birds", login.password_hash)) == (None, True)


def test_an_empty_password_leaves_password_and_sessions_as_they_are(cast: Cast) -> None:
    token = sessions.open_session(login_of(cast.carla).id, address="", device="")
    save(cast.carla, position="Owner")
    assert matches(PASSWORD, login_of(cast.carla).password_hash)
    assert sessions.find_open(token)


def test_a_changed_password_ends_every_session_of_that_person_and_of_nobody_else(cast: Cast) -> None:
    tokens = [sessions.open_session(login_of(cast.carla).id, address="", device="") for _ in range(2)]
    renata = sessions.open_session(login_of(cast.renata).id, address="", device="")
    save(cast.carla, password_hash=NEXT)
    assert [sessions.find_open(token) for token in tokens] == [None, None]
    assert sessions.find_open(renata)
    assert EventKind.PASSWORD_CHANGED in [event.kind for event in timeline_of(cast.carla.person_id)]


def test_a_login_follows_the_email_and_the_name_wherever_they_are_changed(cast: Cast) -> None:
    save(cast.carla, email="Carla@new.example.com", last_name="Verdi")
    assert (login_of(cast.carla).email_key, login_of(cast.carla).name) == ("carla@new.example.com", "Carla Verdi")
    card = draft_of(cast.carla.person)
    fields = {name: getattr(card, name) for name in card.__dataclass_fields__} | {"email": "carla@card.example.com"}
    edit_party(cast.carla.person_id, type(card)(**fields), cast.carla.person.version, a_key(), by=SYSTEM)
    db.session.commit()
    assert login_of(cast.carla).email_key == "carla@card.example.com"


@pytest.mark.parametrize("email", ["", "RENATA@lis.example.com"])
def test_nor_does_the_card_of_a_person_take_their_login_away_or_somebody_else_s(cast: Cast, email: str) -> None:
    card = draft_of(cast.carla.person)
    fields = {name: getattr(card, name) for name in card.__dataclass_fields__} | {"email": email}
    with pytest.raises(RuleViolation) as refused:
        edit_party(cast.carla.person_id, type(card)(**fields), cast.carla.person.version, a_key(), by=SYSTEM)
    db.session.rollback()
    assert refused.value.field == "email"
    assert (cast.carla.person.email, login_of(cast.carla).email_key) == ("carla@acme.example.com",) * 2


def test_two_colleagues_who_give_one_email_at_once_make_one_login(app: Flask) -> None:
    clients = [a_client(name).id for name in ("Acme", "Bravo", "Cesare", "Delta")]
    db.session.commit()
    start, refused = threading.Barrier(len(clients)), []

    def give(client_id: int) -> None:
        with app.app_context():
            draft = ContactDraft("Carla", "Rossi", email="carla@example.com", password_hash=NEXT)
            start.wait()
            try:
                add_contact(client_id, draft, a_key(), by=SYSTEM)
                db.session.commit()
            except LoginTaken as taken:
                refused.append(taken.person_id)

    threads = [threading.Thread(target=give, args=[client_id]) for client_id in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Login)) == 1
    assert len(refused) == 3 and None not in refused


def test_a_password_is_hashed_before_the_deed_and_stands_nowhere_as_it_was_typed(cast: Cast) -> None:
    with pytest.raises(RuleViolation) as refused:
        passwords.hash_new("carla@acme.example.com", email="carla@acme.example.com")
    assert refused.value.field == "password"
    assert PASSWORD not in (login_of(cast.carla).password_hash or "")
