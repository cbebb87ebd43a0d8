"""Which clients a portal login opens: asked of the database each time, one by one too."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.domain.access.reach import client_within, reach_of
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact
from app.domain.errors import NotFound
from tests.domain.access.entering import CARLA, contact_of, deactivated, login_of, no_longer_active
from tests.support.builders import a_client, an_associate, archived, restored


@pytest.fixture
def contact(app: Flask) -> Contact:
    """Carla, of Acme."""
    return contact_of(a_client())


@pytest.fixture
def carla(contact: Contact) -> Login:
    return login_of(CARLA)


def test_a_client_within_reach_is_found(contact: Contact, carla: Login) -> None:
    assert client_within(carla.id, contact.client_id) == contact.client


def test_each_of_several_is_found_and_no_other(contact: Contact, carla: Login) -> None:
    bravo, zeta = a_client("Bravo"), a_client("Zeta")
    an_associate(bravo, contact.person)
    assert [client_within(carla.id, one.id).name for one in reach_of(carla.id)] == ["Acme S.r.l.", "Bravo"]
    for stranger in (zeta.id, contact.person_id, 4711):
        with pytest.raises(NotFound):
            client_within(carla.id, stranger)


def test_a_deactivated_client_is_within_reach(contact: Contact, carla: Login) -> None:
    assert client_within(carla.id, deactivated(contact.client).id)


def archive_the_client(contact: Contact) -> None:
    archived(contact.client)


def archive_the_person(contact: Contact) -> None:
    archived(contact.person)


@pytest.mark.parametrize("close", [archive_the_client, archive_the_person, no_longer_active])
def test_what_was_closed_is_not_found_any_more(
    contact: Contact, carla: Login, close: Callable[[Contact], None]
) -> None:
    close(contact)
    with pytest.raises(NotFound):
        client_within(carla.id, contact.client_id)


def test_a_restored_client_is_found_again(contact: Contact, carla: Login) -> None:
    archived(contact.client)
    restored(contact.client)
    assert client_within(carla.id, contact.client_id) == contact.client
