"""Who is the primary contact: the table of PRODUCT.md 6, row by row."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.db import db
from app.domain import clock
from app.domain.contacts.models import Contact
from app.domain.errors import RuleViolation
from app.domain.parties.models import Party
from tests.domain.contacts.desk import primary_of, save
from tests.support.builders import a_client, a_contact, a_person, an_associate, archived


@pytest.fixture
def acme(app: Flask) -> Party:
    return a_client("Acme S.r.l.")


@pytest.fixture
def carla(acme: Party) -> Contact:
    """The first contact, hence the primary one."""
    with clock.frozen(datetime(2026, 1, 1, tzinfo=UTC)):
        return a_contact(acme, "Carla")


@pytest.fixture
def dario(acme: Party, carla: Contact) -> Contact:
    with clock.frozen(datetime(2026, 3, 1, tzinfo=UTC)):
        return a_contact(acme, "Dario")


@pytest.fixture
def elisa(acme: Party, dario: Contact) -> Contact:
    """Came last into the table, but has been a contact for longer than Dario."""
    with clock.frozen(datetime(2026, 2, 1, tzinfo=UTC)):
        return a_contact(acme, "Elisa")


def refused(contact: Contact, **changes: bool) -> tuple[str, str | None]:
    with pytest.raises(RuleViolation) as violation:
        save(contact, **changes)
    db.session.rollback()
    return violation.value.sentence.msgid, violation.value.field


def test_the_first_contact_is_primary_whatever_was_ticked(acme: Party) -> None:
    assert a_contact(acme, "Carla", is_primary=False).is_primary


def test_the_first_contact_is_primary_when_somebody_known_is_associated_too(acme: Party) -> None:
    assert an_associate(acme, a_person()).is_primary


def test_a_later_contact_is_not_primary_unless_it_is_ticked(acme: Party, dario: Contact) -> None:
    assert primary_of(acme) == "Carla"
    a_contact(acme, "Elisa", is_primary=True)
    assert primary_of(acme) == "Elisa"


def test_ticking_another_moves_it_in_the_same_save(acme: Party, carla: Contact, dario: Contact) -> None:
    saved = save(dario, is_primary=True)
    assert (primary_of(acme), saved.note) == ("Dario", None)


def test_unticking_the_only_one_leaves_no_primary_contact(acme: Party, carla: Contact) -> None:
    saved = save(carla, is_primary=False)
    assert (primary_of(acme), saved.note) == (None, None)


def test_unticking_makes_the_longest_standing_other_primary_and_names_them(
    acme: Party, carla: Contact, elisa: Contact
) -> None:
    saved = save(carla, is_primary=False)
    assert primary_of(acme) == "Elisa"
    assert saved.note and saved.note.values == {"name": "Elisa Rossi"}


def test_unticking_passes_over_those_who_are_not_active(acme: Party, carla: Contact, elisa: Contact) -> None:
    save(elisa, is_active=False)
    save(carla, is_primary=False)
    assert primary_of(acme) == "Dario"


def test_deactivating_the_only_one_asks_to_untick_primary_first(acme: Party, carla: Contact) -> None:
    assert refused(carla, is_active=False) == ("Untick Primary and save first.", "is_active")
    assert refused(carla, is_active=False, is_primary=False) == ("Untick Primary and save first.", "is_active")
    save(carla, is_primary=False)
    save(carla, is_active=False)
    assert (primary_of(acme), carla.is_active) == (None, False)


def test_deactivating_the_primary_one_asks_for_another_first(acme: Party, carla: Contact, dario: Contact) -> None:
    assert refused(carla, is_active=False) == ("Choose another primary contact first.", "is_active")
    save(dario, is_primary=True)
    save(carla, is_active=False)
    assert (primary_of(acme), carla.is_active) == ("Dario", False)


def test_who_is_not_active_cannot_be_ticked(acme: Party, carla: Contact, dario: Contact) -> None:
    save(dario, is_active=False)
    assert refused(dario, is_primary=True) == ("Only an active contact can be primary.", "is_primary")
    assert primary_of(acme) == "Carla"


def test_who_is_reactivated_while_none_is_primary_does_not_become_it(
    acme: Party, carla: Contact, dario: Contact
) -> None:
    save(dario, is_active=False)
    save(carla, is_primary=False)
    save(dario, is_active=True)
    assert primary_of(acme) is None


def test_who_is_added_while_none_is_primary_does_not_become_it(acme: Party, carla: Contact) -> None:
    save(carla, is_primary=False)
    a_contact(acme, "Dario")
    assert primary_of(acme) is None


def test_the_only_one_who_is_reactivated_is_primary_again(acme: Party, carla: Contact) -> None:
    save(carla, is_primary=False)
    save(carla, is_active=False)
    save(carla, is_active=True)
    assert primary_of(acme) == "Carla"


def test_who_is_added_when_all_others_are_inactive_is_the_only_one(acme: Party, carla: Contact) -> None:
    save(carla, is_primary=False)
    save(carla, is_active=False)
    a_contact(acme, "Dario")
    assert primary_of(acme) == "Dario"


def test_what_happens_at_one_client_does_not_touch_another(acme: Party, carla: Contact) -> None:
    bravo = a_client("Bravo")
    an_associate(bravo, carla.person)
    a_contact(bravo, "Dario", is_primary=True)
    assert (primary_of(acme), primary_of(bravo)) == ("Carla", "Dario")


def test_contacts_of_an_archived_client_are_edited_as_ever(acme: Party, carla: Contact, dario: Contact) -> None:
    archived(acme)
    save(dario, is_primary=True)
    assert primary_of(acme) == "Dario"


@pytest.mark.parametrize("active", [True, False])
def test_the_database_itself_knows_that_there_is_one_and_that_it_is_active(acme: Party, active: bool) -> None:
    """With an active one, a second is one too many; an inactive one is none at all."""
    if active:
        a_contact(acme, "Carla")
    person = a_person()
    row = {"client_id": acme.id, "person_id": person.id, "is_primary": True, "is_active": active}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Contact), [row])
    db.session.rollback()
