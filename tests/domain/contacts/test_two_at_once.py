"""Two colleagues at the same moment: nothing is lost, nobody is shown an error that is ours, one is primary."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from flask import Flask

from app.db import db
from app.domain.contacts.actions import ContactDraft, Saved, add_contact, associate_person, edit_contact, version_of
from app.domain.contacts.leaving import remove_contact
from app.domain.contacts.letting_in import switch_access
from app.domain.contacts.models import Contact
from app.domain.directory.filing import edit_party
from app.domain.directory.selection import picked
from app.domain.errors import EditConflict, NotFound
from app.domain.history.models import SYSTEM, Act
from app.domain.lifecycle.archiving import NO_CHOICES, archive_parties
from app.domain.parties.drafts import draft_of
from app.domain.parties.models import Party
from tests.domain.contacts.desk import draft_for, primary_of
from tests.support.builders import a_client, a_contact, a_key
from tests.support.cast import Cast
from tests.support.together import at_once, meanwhile

OFTEN = range(3)


@pytest.mark.parametrize("_", OFTEN)
def test_of_two_who_edit_one_card_one_is_shown_the_other_s_version(app: Flask, _: int) -> None:
    client = a_client()
    draft, party_id, version = draft_of(client), client.id, client.version
    db.session.rollback()

    def edit(city: str) -> Act:
        return edit_party(party_id, replace(draft, city=city), version, a_key(), by=SYSTEM)

    results = at_once(app, lambda: edit("Asti"), lambda: edit("Alba"))
    assert sorted(type(result).__name__ for result in results) == ["Act", "EditConflict"]
    (conflict,) = [result for result in results if isinstance(result, EditConflict)]
    assert conflict.theirs["city"] == db.session.get_one(Party, party_id).city


@pytest.mark.parametrize("_", OFTEN)
def test_of_two_first_contacts_one_is_primary(app: Flask, _: int) -> None:
    client = a_client()
    client_id = client.id
    db.session.rollback()

    def add(name: str) -> Saved:
        return add_contact(client_id, ContactDraft(name, "Rossi"), a_key(), by=SYSTEM)

    results = at_once(app, lambda: add("Ada"), lambda: add("Bea"))
    assert [type(result) for result in results] == [Saved, Saved]
    assert primary_of(client) in {"Ada", "Bea"}


@pytest.mark.parametrize("_", OFTEN)
def test_of_two_who_make_different_people_primary_the_last_one_counts(app: Flask, _: int) -> None:
    client = a_client()
    a_contact(client, "Ada")
    others = [a_contact(client, name) for name in ("Bea", "Cia")]
    forms = [(c.id, draft_for(c, is_primary=True), version_of(c)) for c in others]
    db.session.rollback()

    def save(form: tuple[int, ContactDraft, int]) -> Saved:
        return edit_contact(*form, a_key(), by=SYSTEM)

    results = at_once(app, *(lambda form=form: save(form) for form in forms))  # type: ignore[misc]
    assert [type(result) for result in results] == [Saved, Saved]
    assert primary_of(client) in {"Bea", "Cia"}


@pytest.mark.parametrize("late", ["edit", "remove", "switch off"])
def test_a_contact_that_somebody_removes_meanwhile_is_not_found(app: Flask, cast: Cast, late: str) -> None:
    client_id, contact = cast.acme.id, a_contact(cast.acme, "Ada")
    remove = partial(remove_contact, client_id, contact.id, by=SYSTEM)
    draft, version = draft_for(contact, position="Sales"), version_of(contact)
    then = {
        "edit": partial(edit_contact, contact.id, draft, version, a_key(), by=SYSTEM),
        "remove": partial(remove, a_key()),
        "switch off": partial(switch_access, contact.id, a_key(), is_on=False, by=SYSTEM),
    }[late]
    db.session.rollback()
    assert isinstance(meanwhile(app, partial(remove, a_key()), then), NotFound)


@pytest.mark.parametrize("_", OFTEN)
def test_who_edits_a_person_and_who_archives_their_clients_do_not_stop_each_other(
    app: Flask, cast: Cast, _: int
) -> None:
    contact_id, seen = cast.renata.id, version_of(cast.renata)
    draft, clients = draft_for(cast.renata, first_name="Rena"), [cast.bravo.id, cast.acme.id]
    db.session.rollback()
    results = at_once(
        app,
        lambda: edit_contact(contact_id, draft, seen, a_key(), by=SYSTEM),
        lambda: archive_parties(picked(clients), NO_CHOICES, a_key(), by=SYSTEM),
    )
    assert [type(result) for result in results] == [Saved, Act]


@pytest.mark.parametrize("_", OFTEN)
def test_a_client_is_found_by_the_new_name_of_a_person_who_became_its_contact_meanwhile(
    app: Flask, cast: Cast, _: int
) -> None:
    client_id, person = cast.zeta.id, cast.carla.person
    person_id, version = person.id, person.version
    draft = replace(draft_of(person), first_name="Clotilde")
    db.session.rollback()
    results = at_once(
        app,
        lambda: edit_party(person_id, draft, version, a_key(), by=SYSTEM),
        lambda: associate_person(client_id, person_id, a_key(), by=SYSTEM),
    )
    assert [type(result) for result in results] == [Act, Saved]
    assert db.session.query(Contact).filter_by(client_id=client_id, person_id=person_id).one()
    assert "clotilde" in db.session.get_one(Party, client_id).search_text
