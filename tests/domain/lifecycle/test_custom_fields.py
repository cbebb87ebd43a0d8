"""What becomes of fields of the office's own when cards are merged, anonymised, deleted, or told to somebody."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.directory.criteria import PartyCriteria, RoleFilter, Shelf
from app.domain.directory.fields.changing import edit_field
from app.domain.directory.fields.leaving import retire_field
from app.domain.directory.queries import count_parties
from app.domain.directory.selection import only, picked
from app.domain.history.models import SYSTEM, Event
from app.domain.lifecycle.anonymising import AnonymiseChoices, anonymise_party
from app.domain.lifecycle.merge_preview import preview_of
from app.domain.lifecycle.merging import MergeChoices, merge_parties
from app.domain.lifecycle.personal_data import personal_data_of
from app.domain.lifecycle.purging import PurgeChoices, purge_parties
from app.domain.parties.custom_fields.definitions import FieldDraft
from app.domain.parties.custom_fields.models import CustomValue, FieldKind
from app.domain.parties.models import Party
from tests.support.builders import a_client, a_key, archived
from tests.support.own_fields import a_field, write, written
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("app")


def merged(keep: Party, *others: Party, **taken: int) -> Party:
    ids, id_ = [keep.id, *(other.id for other in others)], keep.id
    merge_parties(picked(ids), MergeChoices(id_, taken), a_key(), by=SYSTEM)
    db.session.commit()
    return db.session.get_one(Party, id_)


def test_the_kept_card_s_value_holds_unless_it_is_empty_or_another_was_chosen() -> None:
    kept_, filled, taken = a_field("Reason"), a_field("Seats", FieldKind.NUMBER), a_field("Lost", FieldKind.YES_NO)
    rooms = a_field("Rooms", FieldKind.CHOICES, "Small", "Large")
    small, large = (choice.id for choice in rooms.choices)
    acme, other, third = a_client(), a_client("Acme Srl"), a_client("Acme 3")
    write(acme, {kept_.id: "price", taken.id: True, rooms.id: (small,)})
    write(other, {kept_.id: "moved", filled.id: Decimal(5), taken.id: False, rooms.id: (small, large)})
    write(third, {filled.id: Decimal(7)})
    acme = merged(acme, other, third, field_lost=other.id, field_rooms=other.id)
    assert [written(acme, field) for field in (kept_, filled, taken, rooms)] == [
        "price", Decimal(5), False, (small, large),
    ]  # fmt: skip
    assert count_parties(PartyCriteria(q="price")) == 1 and count_parties(PartyCriteria(q="moved")) == 0


def test_a_retired_field_is_not_lost_in_a_merge() -> None:
    reason = a_field("Reason")
    acme, other = a_client(), a_client("Acme Srl")
    write(other, {reason.id: "moved"})
    retire_field(reason.id, a_key(), by=SYSTEM)
    assert written(merged(acme, other), reason) == "moved"


def test_the_preview_says_which_value_would_hold() -> None:
    reason, seats = a_field("Reason"), a_field("Seats", FieldKind.NUMBER)
    a_field("Unsaid")
    acme, other = a_client(), a_client("Acme Srl")
    write(acme, {reason.id: "price"})
    write(other, {reason.id: "moved", seats.id: Decimal(5)})
    preview = preview_of(picked([acme.id, other.id]), MergeChoices(acme.id))
    said = [(line.field.name, line.differs, line.giver.name) for line in preview.own_lines]
    assert said == [("Reason", True, "Acme S.r.l."), ("Seats", False, "Acme Srl")]
    choices = MergeChoices(acme.id, {"field_reason": other.id})
    assert preview_of(picked([acme.id, other.id]), choices).own_lines[0].giver.name == "Acme Srl"


def test_merging_costs_no_more_for_many_fields() -> None:
    fields = [a_field(f"Own {n}") for n in range(6)]
    costs = []
    for some in (fields[:1], fields):
        acme, other = a_client(), a_client("Acme Srl")
        for party in (acme, other):
            write(party, {field.id: party.name for field in some})
        with count_statements() as statements:
            merged(acme, other, field_own_0=other.id)
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_whoever_is_anonymised_loses_what_is_personal_and_keeps_the_rest() -> None:
    hobby = a_field("Hobby", is_personal=True)
    old = a_field("Old hobby", is_personal=True)
    source = a_field("Source", FieldKind.CHOICE, "Web", "Fair")
    acme = a_client()
    web = source.choices[0].id
    write(acme, {hobby.id: "falconry", old.id: "chess", source.id: web})
    write(acme, {hobby.id: "sailing", old.id: "chess", source.id: web})
    retire_field(old.id, a_key(), by=SYSTEM)
    archived(acme)
    anonymise_party(acme.id, AnonymiseChoices("asked for it", acme.number or ""), a_key(), by=SYSTEM)
    db.session.commit()
    assert [written(acme, field) for field in (hobby, old, source)] == [None, None, web]
    kept = db.session.scalars(select(Event).where(Event.party_id == acme.id)).all()
    assert not any("falconry" in json.dumps(event.details) for event in kept)
    db.session.refresh(acme)
    assert "sailing" not in acme.search_text


def test_what_is_said_to_be_personal_later_goes_from_cards_that_were_anonymised_before() -> None:
    hobby, source = a_field("Hobby"), a_field("Source")
    acme, bravo = a_client(), a_client("Bravo")
    for party in (acme, bravo):
        write(party, {hobby.id: "falconry", source.id: "fair"})
    archived(acme)
    anonymise_party(acme.id, AnonymiseChoices("asked for it", acme.number or ""), a_key(), by=SYSTEM)
    db.session.commit()
    assert written(acme, hobby) == "falconry"
    personal = FieldDraft("Hobby", hobby.kind, is_personal=True)
    edit_field(hobby.id, personal, hobby.version, a_key(), by=SYSTEM)
    db.session.commit()
    assert [written(acme, field) for field in (hobby, source)] == [None, "fair"]
    assert [written(bravo, field) for field in (hobby, source)] == ["falconry", "fair"]
    db.session.refresh(acme)
    assert "falconry" not in acme.search_text and "fair" in acme.search_text


def test_whoever_is_deleted_for_good_leaves_no_value() -> None:
    reason = a_field("Reason")
    acme = a_client()
    write(acme, {reason.id: "moved"})
    archived(acme)
    purge_parties(only(acme), PurgeChoices(acme.name), a_key(), by=SYSTEM)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(CustomValue)) == 0
    assert count_parties(PartyCriteria(shelf=Shelf.ARCHIVE, role=RoleFilter.ANY)) == 0


def test_somebody_is_told_what_stands_in_each_field_about_them() -> None:
    deposit = a_field("Deposit", FieldKind.MONEY)
    rooms, old = a_field("Rooms", FieldKind.CHOICES, "Small", "Large"), a_field("Old hobby")
    acme = a_client()
    write(acme, {deposit.id: Decimal("12.5"), rooms.id: tuple(c.id for c in rooms.choices), old.id: "chess"})
    retire_field(old.id, a_key(), by=SYSTEM)
    with personal_data_of(acme) as file, zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("custom_fields.json"))
    assert [(one["field"], one["value"], one["currency"]) for one in told] == [
        ("Deposit", "12.50", "EUR"), ("Rooms", "Small, Large", ""), ("Old hobby", "chess", ""),
    ]  # fmt: skip
