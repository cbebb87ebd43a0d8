"""Fields of the office's own on a card: written in its form, shown on its Overview, told in its history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.db import db
from app.domain.directory.fields.leaving import retire_field, take_field_up
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.anonymising import AnonymiseChoices, anonymise_party
from app.domain.parties.custom_fields.models import FieldKind, Whose
from app.domain.parties.custom_fields.values import Value
from app.domain.parties.models import Party, PartyStatus
from tests.support.builders import a_key, archived, restored
from tests.support.cast import Cast
from tests.support.own_fields import a_field, write, written
from tests.support.visitor import Answer, Visitor

# Kind, what is typed, what is on file, what the card says.
TYPED: list[tuple[FieldKind, Any, Value, str]] = [
    (FieldKind.TEXT, "  moved   away ", "moved away", "moved away"),
    (FieldKind.LONG_TEXT, "One\r\n\r\nTwo ", "One\n\nTwo", "One Two"),
    (FieldKind.NUMBER, "-1,234.5", Decimal("-1234.5"), "-1,234.5"),
    (FieldKind.MONEY, "1234.5", Decimal("1234.50"), "€1,234.50"),
    (FieldKind.DATE, "2026-11-18", date(2026, 11, 18), "18 Nov 2026"),
    (FieldKind.YES_NO, "yes", True, "Yes"),
    (FieldKind.YES_NO, "no", False, "No"),
    (FieldKind.LINK, "acme.example/about", "https://acme.example/about", "https://acme.example/about"),
    (FieldKind.EMAIL, "billing@acme.example.com", "billing@acme.example.com", "billing@acme.example.com"),
    (FieldKind.PHONE, "+39 011 555 0101", "+39 011 555 0101", "+39 011 555 0101"),
]


def edit(visitor: Visitor, party: Party, **values: Any) -> Answer:
    return visitor.get("clients.edit", party_id=party.id).form("party_form").submit(**values)


def card(visitor: Visitor, party: Party) -> Answer:
    return visitor.get("clients.show", party_id=party.id)


@pytest.mark.parametrize(("kind", "typed", "kept", "shown"), TYPED)
def test_what_is_typed_is_kept_and_shown(
    marta: Visitor, cast: Cast, kind: FieldKind, typed: str, kept: Value, shown: str
) -> None:
    field = a_field("Own", kind)
    assert edit(marta, cast.acme, field_own=typed).status == 303
    assert written(cast.acme, field) == kept
    assert card(marta, cast.acme).says("Own", shown)
    assert edit(marta, cast.acme).status == 303  # saved as it stands there, it stays
    assert written(cast.acme, field) == kept
    assert edit(marta, cast.acme, field_own="").status == 303
    assert written(cast.acme, field) is None


def test_choices_are_kept_by_what_they_are_called_now(marta: Visitor, cast: Cast) -> None:
    source = a_field("Source", FieldKind.CHOICE, "Web", "Fair")
    rooms = a_field("Rooms", FieldKind.CHOICES, "Small", "Large", "Roof")
    web, (small, _, roof) = source.choices[0].id, [choice.id for choice in rooms.choices]
    assert edit(marta, cast.acme, field_source=web, field_rooms=[roof, small]).status == 303
    assert (written(cast.acme, source), written(cast.acme, rooms)) == (web, (small, roof))
    assert card(marta, cast.acme).says("Web", "Small, Roof")


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (FieldKind.NUMBER, "many", "This is not a number."),
        (FieldKind.MONEY, "1.234", "This is not an amount that can be paid in EUR."),
        (FieldKind.LINK, "no page", "This is not a web address."),
        (FieldKind.EMAIL, "nobody", "This is not an email address."),
        (FieldKind.TEXT, "x" * 201, "Field cannot be longer than 200 characters."),
        (FieldKind.DATE, "soon", "Not a valid date value."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(
    marta: Visitor, cast: Cast, kind: FieldKind, typed: str, said: str
) -> None:
    field = a_field("Own", kind)
    refused = edit(marta, cast.acme, field_own=typed, city="Elsewhere")
    assert refused.status == 422 and refused.says(said)
    assert refused.form("party_form").values["field_own"] == typed
    db.session.expire_all()
    assert written(cast.acme, field) is None and cast.acme.city == "Torino"


def test_a_required_field_is_asked_for_when_a_card_is_saved_and_at_no_other_time(marta: Visitor, cast: Cast) -> None:
    a_field("Source", is_required=True)
    refused = edit(marta, cast.acme)
    assert refused.status == 422 and refused.says("“Source” needs an answer.")
    assert edit(marta, cast.acme, field_source="Web").status == 303
    new = marta.get("clients.new").form("party_form").submit(name="Delta")
    assert new.status == 422 and new.says("“Source” needs an answer.")
    archived(cast.bravo)
    restored(cast.bravo)
    assert cast.bravo.status is PartyStatus.ACTIVE


def test_no_is_an_answer_to_what_is_required(marta: Visitor, cast: Cast) -> None:
    lost = a_field("Lost", FieldKind.YES_NO, is_required=True)
    assert edit(marta, cast.acme).status == 422
    assert edit(marta, cast.acme, field_lost="no").status == 303
    assert written(cast.acme, lost) is False


def test_a_field_of_people_is_on_no_company_s_card_and_asked_of_none(marta: Visitor, cast: Cast) -> None:
    born = a_field("Born", FieldKind.DATE, whose=Whose.PERSON, is_required=True)
    assert edit(marta, cast.acme, field_born="2000-01-01").status == 303
    assert written(cast.acme, born) is None and not card(marta, cast.acme).says("Born")
    assert edit(marta, cast.carla.person).status == 422
    assert edit(marta, cast.carla.person, field_born="2000-01-01").status == 303
    assert card(marta, cast.carla.person).says("Born", "1 Jan 2000")


def test_a_new_card_says_what_was_written_at_once_and_is_found_by_it(marta: Visitor, cast: Cast) -> None:
    a_field("Reason")
    saved = marta.get("clients.new").form("party_form").submit(name="Delta", field_reason="wants a seat")
    assert saved.status == 303 and saved.follow().says("wants a seat")
    assert marta.get("clients.index", q="wants seat").rows() == ["Delta"]


def test_a_retired_choice_stays_where_it_was_chosen_and_is_offered_to_nobody_else(
    luca: Visitor, marta: Visitor, cast: Cast
) -> None:
    source = a_field("Source", FieldKind.CHOICE, "Web", "Fair")
    fair = source.choices[1].id
    write(cast.acme, {source.id: fair})
    form = luca.get("settings.edit_custom_field", field_id=source.id).form("field_form")
    form.submit(**{f"retired_{fair}": True})
    assert edit(marta, cast.acme, city="Asti").status == 303
    assert card(marta, cast.acme).says("Fair")
    assert not marta.get("clients.edit", party_id=cast.bravo.id).says("Fair")
    assert edit(marta, cast.bravo, field_source=fair).status == 422


def test_the_history_says_what_was_there_before_in_the_reader_s_language(marta: Visitor, cast: Cast) -> None:
    a_field("Lost", FieldKind.YES_NO)
    a_field("Remarks on it", FieldKind.LONG_TEXT)
    edit(marta, cast.acme, field_lost="no")
    edit(marta, cast.acme, field_lost="yes", field_remarks_on_it="They said that …", city="Asti")
    assert card(marta, cast.acme).says("(Lost: – → No)", "(city; Lost: No → Yes; Remarks on it)")
    assert not card(marta, cast.acme).says("→ They said")


def test_a_colleague_who_saves_second_sees_what_the_first_one_wrote(luca: Visitor, marta: Visitor, cast: Cast) -> None:
    source = a_field("Source", FieldKind.CHOICE, "Web", "Fair")
    web, fair = (choice.id for choice in source.choices)
    mine = marta.get("clients.edit", party_id=cast.acme.id).form("party_form")
    edit(luca, cast.acme, field_source=fair)
    refused = mine.submit(field_source=web)
    assert refused.status == 409
    assert refused.texts("//dl[@class='versions']//dt | //dl[@class='versions']//dd") == ["Source", "Fair"]


def test_saving_what_stands_there_already_changes_no_version(marta: Visitor, cast: Cast) -> None:
    rooms = a_field("Rooms", FieldKind.CHOICES, "Small", "Large")
    write(cast.acme, {rooms.id: tuple(choice.id for choice in rooms.choices)})
    before = cast.acme.version
    edit(marta, cast.acme)
    db.session.expire_all()
    assert cast.acme.version == before


def test_a_card_without_own_fields_of_the_office_shows_none(marta: Visitor, cast: Cast) -> None:
    assert not marta.get("clients.edit", party_id=cast.acme.id).says("Custom fields")


def test_a_merge_asks_which_answer_holds_where_they_differ_and_shows_the_others(marta: Visitor, cast: Cast) -> None:
    reason, lost = a_field("Reason"), a_field("Lost", FieldKind.YES_NO)
    write(cast.acme, {reason.id: "price", lost.id: False})
    write(cast.bravo, {reason.id: "moved", lost.id: False})
    page = marta.get("clients.ask_merge", ids=[cast.acme.id, cast.bravo.id], keep=cast.acme.id)
    assert page.says("price · C-0001", "moved · C-0002")
    assert not page.find("//input[@name='take_field_lost']") and page.says("Lost No")
    done = page.form("merge_form").submit(take_field_reason=cast.bravo.id)
    assert done.status == 303 and written(cast.acme, reason) == "moved"


def test_whoever_is_anonymised_shows_what_was_not_personal(luca: Visitor, cast: Cast) -> None:
    hobby, source = a_field("Hobby", is_personal=True), a_field("Source")
    write(cast.zeta, {hobby.id: "falconry", source.id: "the fair"})
    archived(cast.zeta)
    choices = AnonymiseChoices("asked for it", cast.zeta.number or "")
    anonymise_party(cast.zeta.id, choices, a_key(), by=cast.by_marta)
    db.session.commit()
    page = card(luca, cast.zeta)
    assert page.says("Source", "the fair") and not page.says("Hobby") and not page.says("falconry")


@pytest.mark.parametrize("is_required", [True, False])
@pytest.mark.parametrize("kind", [FieldKind.TEXT, FieldKind.YES_NO, FieldKind.CHOICES])
def test_a_field_that_is_taken_up_while_somebody_writes_keeps_what_is_written_in_it(
    marta: Visitor, cast: Cast, kind: FieldKind, is_required: bool
) -> None:
    field, lost = a_field("Rooms", kind, "Small", "Large", is_required=is_required), a_field("Lost")
    values: dict[FieldKind, Value] = {FieldKind.TEXT: "the large one", FieldKind.YES_NO: False}
    before = values.get(kind) if kind in values else (field.choices[1].id,)
    write(cast.acme, {field.id: before, lost.id: "no"})
    retire_field(field.id, a_key(), by=SYSTEM)
    db.session.commit()
    form = marta.get("clients.edit", party_id=cast.acme.id).form("party_form")
    take_field_up(field.id, a_key(), by=SYSTEM)
    db.session.commit()
    refused = form.submit(city="Torino", email="nowhere", field_lost="")
    assert refused.status == 422 and written(cast.acme, field) == before
    assert refused.form("party_form").submit(email="").status == 303
    assert written(cast.acme, field) == before and written(cast.acme, lost) is None


def test_the_first_field_of_all_that_comes_while_somebody_writes_is_not_emptied(marta: Visitor, cast: Cast) -> None:
    field = a_field("Reason")
    write(cast.acme, {field.id: "moved"})
    retire_field(field.id, a_key(), by=SYSTEM)
    db.session.commit()
    form = marta.get("clients.edit", party_id=cast.acme.id).form("party_form")
    take_field_up(field.id, a_key(), by=SYSTEM)
    db.session.commit()
    assert form.submit(city="Torino").status == 303
    assert written(cast.acme, field) == "moved"


def test_what_a_colleague_answered_meanwhile_is_told_no_and_nought_as_well(marta: Visitor, cast: Cast) -> None:
    lost, seats = a_field("Lost", FieldKind.YES_NO), a_field("Seats", FieldKind.NUMBER)
    deposit, unsaid = a_field("Deposit", FieldKind.MONEY), a_field("Unsaid", FieldKind.YES_NO)
    form = marta.get("clients.edit", party_id=cast.acme.id).form("party_form")
    write(cast.acme, {lost.id: False, seats.id: Decimal(0), deposit.id: Decimal("1234.5"), unsaid.id: None})
    answer = form.submit(city="Torino")
    assert answer.status == 409
    told = zip(answer.texts("//dl[@class='versions']/dt"), answer.texts("//dl[@class='versions']/dd"), strict=True)
    said = {label: value for label, value in told if label != "City"}
    assert said == {"Lost": "No", "Seats": "0", "Deposit (EUR)": "1,234.5"}
