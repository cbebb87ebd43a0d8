"""Adding a contact: a new person, or one whom the office knows."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.actions import ContactDraft, add_contact, associate_person
from app.domain.contacts.models import Contact, PortalUser
from app.domain.contacts.queries import contact_of, contacts_of, portal_login_of
from app.domain.errors import NotFound, RuleViolation
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM, EventKind
from app.domain.history.queries import timeline_of
from app.domain.parties.models import ClientRole, Party, PartyKind
from tests.domain.contacts.desk import save
from tests.support.builders import a_client, a_contact, a_key, a_person, an_associate, archived
from tests.support.cast import Cast


def how_many(what: type) -> int:
    return db.session.scalar(select(func.count()).select_from(what)) or 0


def test_a_contact_is_a_person_on_file_without_role_and_number(app: Flask) -> None:
    contact = a_contact(a_client(), "Carla", "Rossi", position="Owner", email="carla@example.com", language="it")
    person = contact.person
    assert (person.kind, person.name, person.client_role, person.number) == (
        *(PartyKind.PERSON, "Carla Rossi", ClientRole.NONE),
        None,
    )
    assert (contact.position, person.email, person.language) == ("Owner", "carla@example.com", "it")


@pytest.mark.parametrize(
    ("country", "typed", "e164"),
    [
        ("", "011 555 0101", "+390115550101"),
        ("PL", "42 555 01 27", "+48425550127"),
        ("PL", "011 555 0101", ""),
    ],
)
def test_a_contact_s_phone_is_read_as_from_the_client_s_country_else_the_office_s(
    app: Flask, country: str, typed: str, e164: str
) -> None:
    client = a_client(country=country)
    saved = add_contact(client.id, ContactDraft("C", "R", phone=typed), a_key(), by=SYSTEM, home_country="IT")
    person = db.session.get_one(Contact, saved.contact_id).person
    assert (person.phone, person.phone_e164) == (typed, e164)


def test_without_a_password_there_is_no_login(cast: Cast) -> None:
    logins = how_many(Login)
    contact = a_contact(cast.acme, "Dario", email="dario@example.com")
    assert portal_login_of(contact.person_id) is None
    assert how_many(Login) == logins


def test_a_person_without_a_last_name_is_not_added(cast: Cast) -> None:
    people = how_many(Party)
    with pytest.raises(RuleViolation) as refused:
        add_contact(cast.acme.id, ContactDraft("Carla", ""), a_key(), by=SYSTEM)
    db.session.rollback()
    assert refused.value.field == "last_name"
    assert how_many(Party) == people


def test_the_card_tells_who_was_added_and_who_may_sign_in(cast: Cast) -> None:
    contact = a_contact(cast.acme, "Dario", "Neri", email="dario@example.com", password="a long password")
    added = timeline_of(cast.acme.id)[0]
    assert (added.kind, added.details) == (EventKind.CONTACT_ADDED, {"name": "Dario Neri"})
    assert [event.kind for event in timeline_of(contact.person_id)] == [
        EventKind.LOGIN_GIVEN,
        EventKind.REGISTERED,
    ]


def test_one_form_sent_twice_adds_one_contact(cast: Cast) -> None:
    key, draft = a_key(), ContactDraft("Dario", "Neri")
    add_contact(cast.acme.id, draft, key, by=SYSTEM)
    db.session.commit()
    with pytest.raises(AlreadyDone):
        add_contact(cast.acme.id, draft, key, by=SYSTEM)
    db.session.rollback()
    assert [line.name for line in contacts_of(cast.acme.id)].count("Dario Neri") == 1


def test_one_key_for_two_different_contacts_is_refused(cast: Cast) -> None:
    key = a_key()
    add_contact(cast.acme.id, ContactDraft("Dario", "Neri", email="dario@example.com"), key, by=SYSTEM)
    db.session.commit()
    for other in (ContactDraft("Elisa", "Neri"), ContactDraft("Dario", "Neri", email="elisa@example.com")):
        with pytest.raises(RuleViolation):
            add_contact(cast.acme.id, other, key, by=SYSTEM)
        db.session.rollback()


def test_a_known_person_becomes_a_contact_with_the_same_login(cast: Cast) -> None:
    login = portal_login_of(cast.carla.person_id)
    contact = an_associate(cast.bravo, cast.carla.person)
    assert contact.person_id == cast.carla.person_id
    assert portal_login_of(contact.person_id) == login
    assert how_many(PortalUser) == 3


def test_nobody_is_a_contact_of_one_client_twice(cast: Cast) -> None:
    with pytest.raises(RuleViolation) as refused:
        associate_person(cast.acme.id, cast.carla.person_id, a_key(), by=SYSTEM)
    assert refused.value.sentence.values == {"name": "Carla Rossi"}


def test_only_a_person_on_file_can_be_associated(cast: Cast) -> None:
    for nobody in (cast.bravo.id, 999_999):
        with pytest.raises(NotFound):
            associate_person(cast.acme.id, nobody, a_key(), by=SYSTEM)
        db.session.rollback()


def test_who_is_not_on_file_has_no_contacts(app: Flask) -> None:
    with pytest.raises(NotFound):
        add_contact(999_999, ContactDraft("Carla", "Rossi"), a_key(), by=SYSTEM)


def test_an_archived_client_gets_contacts_like_any_other(cast: Cast) -> None:
    archived(cast.acme)
    assert a_contact(cast.acme, "Dario").client_id == cast.acme.id


def test_a_contact_of_another_client_is_not_this_one_s(cast: Cast) -> None:
    assert contact_of(cast.acme.id, cast.carla.id) == cast.carla
    for client in (cast.zeta.id, 999_999):
        with pytest.raises(NotFound):
            contact_of(client, cast.carla.id)


def test_a_client_who_is_a_person_may_be_their_own_contact(app: Flask) -> None:
    ada = a_person(client_role=ClientRole.CUSTOMER)
    assert an_associate(ada, ada).is_primary
    assert [line.name for line in contacts_of(ada.id)] == ["Ada Bianchi"]


def test_contacts_stand_primary_first_then_active_ones_then_by_how_long(cast: Cast) -> None:
    dario, elisa, fabio = (a_contact(cast.acme, name) for name in ("Dario", "Elisa", "Fabio"))
    save(dario, is_active=False)
    save(fabio, is_primary=True)
    names = [line.name.split()[0] for line in contacts_of(cast.acme.id)]
    assert names == ["Fabio", "Carla", "Renata", "Elisa", "Dario"]
    assert elisa.id in [line.id for line in contacts_of(cast.acme.id, active_only=True)]
    assert dario.id not in [line.id for line in contacts_of(cast.acme.id, active_only=True)]
    assert len(contacts_of(cast.acme.id, limit=2)) == 2


def test_a_row_tells_how_access_stands(cast: Cast) -> None:
    lines = {line.name.split()[0]: line for line in contacts_of(cast.acme.id)}
    assert (lines["Carla"].has_login, lines["Carla"].last_sign_in_at) == (True, None)
    a_contact(cast.acme, "Dario")
    lines = {line.name.split()[0]: line for line in contacts_of(cast.acme.id)}
    assert not lines["Dario"].has_login
