"""Putting a party on file and changing what its card says: its number, its versions, its one-use keys."""

import threading
from dataclasses import asdict
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.directory.filing import edit_party, register_party
from app.domain.errors import EditConflict, NotFound, RuleViolation
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM, Act, Event, EventKind
from app.domain.history.queries import timeline_of
from app.domain.parties.drafts import PartyDraft, draft_of
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus
from tests.support.builders import a_client, a_key, a_person, archived
from tests.support.cast import Cast

EVERYTHING = PartyDraft(
    name="Panificio dell'Unità S.r.l.",
    client_role=ClientRole.PROSPECT,
    is_supplier=True,
    previous_number="OLD/77",
    tax_id="IT 0123 4560 017",
    registration_id="DLMRDA80A41L219S",
    sdi_code="M5UXCR1",
    pec="unita@pec.example.com",
    currency="EUR",
    street="Via dei Mille",
    house_number="3 bis",
    postal_code="10100",
    post_office="Torino Centro",
    city="Torino",
    province="TO",
    country="IT",
    email="Info@Unita.example.com",
    phone="011 555 0101",
    website="https://unita.example.com",
    language="it",
    notes="Rings twice.\nLikes tea.",
    customer_since=date(2020, 2, 29),
)


def edited(party: Party, version: int | None = None, key: str = "", **changes: object) -> Act:
    draft = PartyDraft(**{**asdict(draft_of(party)), **changes})
    act = edit_party(party.id, draft, version or party.version, key or a_key(), by=SYSTEM)
    db.session.commit()
    return act


def how_many(what: type) -> int:
    return db.session.scalar(select(func.count()).select_from(what)) or 0


@pytest.mark.parametrize("kind", list(PartyKind))
def test_all_that_was_written_stands_on_the_card(app: Flask, kind: PartyKind) -> None:
    wanted = EVERYTHING
    if kind is PartyKind.PERSON:
        wanted = PartyDraft(**{**asdict(EVERYTHING), "kind": kind, "name": "", "first_name": "Ada", "last_name": "B"})
    act = register_party(wanted, a_key(), by=SYSTEM)
    db.session.commit()
    assert draft_of(db.session.get_one(Party, act.outcome["party_id"])) == wanted


def test_a_number_comes_with_the_first_role_and_without_one_there_is_none(app: Flask) -> None:
    roles = [(ClientRole.CUSTOMER, False), (ClientRole.NONE, False), (ClientRole.PROSPECT, False)]
    parties = [a_client("Acme", client_role=role, is_supplier=too) for role, too in [*roles, (ClientRole.NONE, True)]]
    assert [party.number for party in parties] == ["C-0001", None, "C-0002", "C-0003"]


def test_no_edit_gives_or_takes_a_number_a_role_or_a_state(cast: Cast) -> None:
    person = a_person()
    archived(cast.acme)
    for party in (cast.acme, person):
        before = (party.number, party.client_role, party.is_supplier, party.status)
        edited(party, city="Roma", client_role=ClientRole.PROSPECT, is_supplier=True)
        assert (party.number, party.client_role, party.is_supplier, party.status) == before
    assert cast.acme.status is PartyStatus.ARCHIVED


def test_a_number_that_was_not_used_is_given_to_the_next(app: Flask) -> None:
    register_party(PartyDraft(name="Acme"), a_key(), by=SYSTEM)
    db.session.rollback()
    assert a_client("Bravo").number == "C-0001"


def test_what_breaks_a_rule_leaves_nothing_behind(cast: Cast) -> None:
    parties, acts = how_many(Party), how_many(Act)
    with pytest.raises(RuleViolation):
        register_party(PartyDraft(name=""), a_key(), by=SYSTEM)
    with pytest.raises(RuleViolation):
        edit_party(cast.acme.id, PartyDraft(name=""), cast.acme.version, a_key(), by=SYSTEM)
    db.session.rollback()
    assert (how_many(Party), how_many(Act), cast.acme.name) == (parties, acts, "Acme S.r.l.")


def test_one_form_sent_twice_makes_one_party(app: Flask) -> None:
    key = a_key()
    first = register_party(PartyDraft(name="Acme"), key, by=SYSTEM)
    db.session.commit()
    with pytest.raises(AlreadyDone) as again:
        register_party(PartyDraft(name="Acme"), key, by=SYSTEM)
    assert again.value.act.outcome == first.outcome
    with pytest.raises(RuleViolation):
        register_party(PartyDraft(name="Bravo"), key, by=SYSTEM)
    db.session.rollback()
    assert how_many(Party) == 1


def test_one_form_sent_by_many_clicks_at_once_makes_one_party(app: Flask) -> None:
    key, answers = a_key(), []

    def click() -> None:
        with app.app_context():
            try:
                answers.append(register_party(PartyDraft(name="Acme"), key, by=SYSTEM).outcome["party_id"])
                db.session.commit()
            except AlreadyDone as done:
                answers.append(done.act.outcome["party_id"])

    clicks = [threading.Thread(target=click) for _ in range(5)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    db.session.rollback()
    (party,) = db.session.scalars(select(Party)).all()
    assert answers == [party.id] * 5
    assert party.number == "C-0001"


def test_the_second_of_two_editors_is_shown_what_the_first_saved_and_nothing_is_lost(cast: Cast) -> None:
    seen = cast.acme.version
    edited(cast.acme, phone="+39 011 555 0202")
    with pytest.raises(EditConflict) as conflict:
        edited(cast.acme, version=seen, city="Milano")
    db.session.rollback()
    assert conflict.value.theirs["phone"] == "+39 011 555 0202"
    assert (cast.acme.phone, cast.acme.city) == ("+39 011 555 0202", "Torino")
    edited(cast.acme, city="Milano")
    assert (cast.acme.phone, cast.acme.city) == ("+39 011 555 0202", "Milano")


def test_an_edit_says_which_fields_changed_and_none_is_recorded_when_nothing_did(cast: Cast) -> None:
    edited(cast.acme, city="Milano", notes="Moved")
    assert timeline_of(cast.acme.id)[0].details == {"fields": ["city", "notes"]}
    events = how_many(Event)
    edited(cast.acme)
    assert how_many(Event) == events


def test_archiving_in_between_does_not_take_an_editor_s_work_away(cast: Cast) -> None:
    seen = cast.acme.version
    archived(cast.acme)
    edited(cast.acme, version=seen, city="Milano")
    assert (cast.acme.city, cast.acme.status) == ("Milano", PartyStatus.ARCHIVED)


def test_one_edit_sent_twice_is_recorded_once(cast: Cast) -> None:
    key, seen = a_key(), cast.acme.version
    edited(cast.acme, version=seen, key=key, city="Milano")
    with pytest.raises(AlreadyDone):
        edited(cast.acme, version=seen, key=key, city="Milano")
    db.session.rollback()
    edits = select(func.count()).select_from(Event).where(Event.kind == EventKind.EDITED)
    assert db.session.scalar(edits) == 1


def test_nobody_edits_who_is_not_on_file(app: Flask) -> None:
    with pytest.raises(NotFound):
        edit_party(999, PartyDraft(name="Acme"), 1, a_key(), by=SYSTEM)
