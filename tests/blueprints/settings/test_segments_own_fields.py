"""Settings → Segments: rules about the fields that the office gave its cards."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import delete, select

from app.db import db
from app.domain.directory.fields.leaving import delete_field, retire_field
from app.domain.directory.segments.models import Segment
from app.domain.directory.segments.rules import Rules
from app.domain.parties.custom_fields.models import CustomChoice, CustomValue, FieldKind
from app.domain.parties.custom_fields.queries import Definition
from tests.domain.directory.segments.office import C, a_segment, all_of, rule
from tests.support.builders import a_key
from tests.support.cast import Cast
from tests.support.own_fields import a_field, write
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Form, Visitor


def with_rule(form: Form, field: str) -> Form:
    return form.submit(add="1", new_field=field).form("segment_form")


def asked() -> dict[str, Rules]:
    db.session.expire_all()
    return {one.name: one.rules for one in db.session.scalars(select(Segment)) if one.name}


def offered(page: Answer) -> list[str]:
    return page.texts("//select[@name='new_field']/optgroup[@label='Custom fields']/option")


@pytest.fixture
def deposit(cast: Cast) -> Definition:
    deposit = a_field("Deposit", FieldKind.MONEY)
    write(cast.acme, {deposit.id: Decimal("1250.50")})
    return deposit


def test_each_field_of_the_office_s_own_is_offered_by_its_name_in_a_group_of_its_own(
    marta: Visitor, cast: Cast
) -> None:
    assert not marta.get("settings.new_segment").find("//optgroup[@label='Custom fields']")
    for name, kind in (("Reason", FieldKind.TEXT), ("Seats", FieldKind.NUMBER), ("Lost", FieldKind.YES_NO)):
        field = a_field(name, kind)
    page = marta.get("settings.new_segment")
    assert offered(page) == ["Reason", "Seats", "Lost"]
    assert "City" in page.texts("//select[@name='new_field']/optgroup[@label='Clients']/option")
    retire_field(field.id, a_key(), by=cast.by_marta)
    db.session.commit()
    page = marta.get("settings.new_segment")
    assert offered(page) == ["Reason", "Seats"]
    unoffered = page.form("segment_form").submit(add="1", new_field=field.known_as)
    assert not unoffered.find("//fieldset[@class='rule']")


def test_a_segment_of_every_kind_is_written_saved_and_shown_again(marta: Visitor, cast: Cast) -> None:
    reason, lost = a_field("Reason"), a_field("Lost", FieldKind.YES_NO)
    source, day = a_field("Source", FieldKind.CHOICE, "Web", "Fair"), a_field("Checked on", FieldKind.DATE)
    seats = a_field("Seats", FieldKind.NUMBER)
    form = marta.get("settings.new_segment").form("segment_form").fill(name="Mine")
    for field in (reason, lost, source, day, seats):
        form = with_rule(form, field.known_as)
    fair = str(source.choices[1].id)
    listed = form.submit(
        comparison_0="one-of", text_0="moved, sold", comparison_1="one-of", choices_1="no",
        comparison_2="none-of", choices_2=fair, comparison_3="older", days_3="30", comparison_4="at-least",
        number_4="1,000.5",
    ).follow()  # fmt: skip
    each = (
        rule("field.reason", C.ONE_OF, "moved", "sold"), rule("field.lost", C.ONE_OF, "no"),
        rule("field.source", C.NONE_OF, fair), rule("field.checked_on", C.OLDER, "30"),
        rule("field.seats", C.AT_LEAST, "1000.5"),
    )  # fmt: skip
    assert asked() == {"Mine": all_of(*each)}
    assert listed.says("Reason is one of moved, sold", "Lost is No", "Source is not Fair")
    assert listed.says("Checked on more than 30 days ago", "Seats at least 1,000.5")
    form = marta.get("settings.edit_a_segment", segment_id=_the_one().id).form("segment_form")
    assert form.values["number_4"] == "1000.5"
    assert form.submit(name="The same").status == 303
    assert asked() == {"The same": all_of(*each)}


def _the_one() -> Segment:
    return db.session.scalars(select(Segment).where(Segment.word.is_(None))).one()


def test_a_number_is_typed_and_read_in_the_language_of_the_reader_an_amount_with_its_currency(
    marta: Visitor, cast: Cast, deposit: Definition
) -> None:
    cast.marta.language = "it"
    db.session.commit()
    form = with_rule(marta.get("settings.new_segment").form("segment_form").fill(name="Mio"), deposit.known_as)
    listed = form.submit(comparison_0="at-most", number_0="1.250,50").follow()
    assert asked() == {"Mio": all_of(rule("field.deposit", C.AT_MOST, "1250.5"))}
    assert listed.says("1.250,50 €")
    page = marta.get("settings.edit_a_segment", segment_id=_the_one().id)
    assert page.says("Deposit (EUR)") and page.form("segment_form").values["number_0"] == "1250,5"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [("many", "This is not a number."), (" ", "Type a number."), ("1" + "0" * 15, "This is not a number.")],
)
def test_what_is_no_number_is_said_at_its_rule_and_stays(
    marta: Visitor, deposit: Definition, typed: str, complaint: str
) -> None:
    form = with_rule(marta.get("settings.new_segment").form("segment_form").fill(name="Mine"), deposit.known_as)
    refused = form.submit(comparison_0="is", number_0=typed)
    assert refused.status == 422 and refused.says(complaint)
    assert refused.find("//*[@id='number_0-error']") and refused.find("//a[@href='#number_0']")
    assert refused.form("segment_form").values["number_0"] == typed.strip()
    assert asked() == {}


def test_how_many_a_number_leaves_is_said_while_it_is_typed(marta: Visitor, deposit: Definition) -> None:
    asking = {"joined": "all", "field_0": deposit.known_as, "comparison_0": "at-least"}
    counted = marta.get("settings.count_segment", htmx="segment_count", **asking, number_0="1250")
    assert counted.texts("//*[@id='segment_count']") == ["1 client"]
    unfinished = marta.get("settings.count_segment", htmx="segment_count", **asking, number_0="12x")
    assert unfinished.says("Complete the rules to see how many they mean.")


def test_a_rule_about_a_field_that_was_deleted_says_so_in_the_list_and_the_editor(
    luca: Visitor, cast: Cast, deposit: Definition
) -> None:
    a_segment("Ours", rule(deposit.known_as, C.FILLED), rule("email", C.EMPTY))
    delete_field(deposit.id, 1, a_key(), by=cast.by_marta)
    db.session.commit()
    assert luca.get("settings.segments").says("deposit", "asks for something that is no longer there")
    assert luca.get("clients.index", segment=_the_one().id).rows() == []
    page = luca.get("settings.edit_a_segment", segment_id=_the_one().id)
    assert page.form("segment_form").submit().status == 422
    form = page.form("segment_form").submit(remove="0").form("segment_form")
    assert form.submit().status == 303 and asked() == {"Ours": all_of(rule("email", C.EMPTY))}


def test_a_field_made_anew_as_another_kind_leaves_the_old_rule_to_be_removed(
    luca: Visitor, cast: Cast, deposit: Definition
) -> None:
    a_segment("Ours", rule(deposit.known_as, C.AT_LEAST, "5"), rule("email", C.EMPTY))
    delete_field(deposit.id, 1, a_key(), by=cast.by_marta)
    db.session.commit()
    assert a_field("Deposit", FieldKind.DATE).known_as == deposit.known_as
    page = luca.get("settings.edit_a_segment", segment_id=_the_one().id)
    assert page.texts("//fieldset[@class='rule']/legend") == ["No longer there", "Email"]
    assert page.form("segment_form").submit().status == 422


def test_a_choice_that_is_gone_is_said_at_its_rule_and_can_be_taken_out(luca: Visitor, cast: Cast) -> None:
    source = a_field("Source", FieldKind.CHOICE, "Web", "Fair")
    web, fair = (str(choice.id) for choice in source.choices)
    a_segment("Ours", rule("field.source", C.ONE_OF, web, fair))
    db.session.execute(delete(CustomValue))
    db.session.execute(delete(CustomChoice).where(CustomChoice.id == int(web)))
    db.session.commit()
    gone = "A choice of this rule is no longer there: it matches nobody."
    assert luca.get("settings.segments").says("Source is one of No longer there, Fair", gone)
    form = luca.get("settings.edit_a_segment", segment_id=_the_one().id).form("segment_form")
    refused = form.submit()
    assert refused.status == 422 and refused.says(gone) and refused.find("//*[@id='choices_0-error']")
    form.values.setlist("choices_0", [fair])
    assert form.submit().status == 303
    assert asked() == {"Ours": all_of(rule("field.source", C.ONE_OF, fair))}


def test_a_retired_field_s_rule_works_and_can_be_edited(luca: Visitor, cast: Cast, deposit: Definition) -> None:
    segment = a_segment("Ours", rule(deposit.known_as, C.AT_LEAST, "5"))
    retire_field(deposit.id, a_key(), by=cast.by_marta)
    db.session.commit()
    assert luca.get("clients.index", segment=segment.id).rows() == ["Acme S.r.l."]
    assert luca.get("settings.segments").says("Deposit at least €5.00")
    form = luca.get("settings.edit_a_segment", segment_id=segment.id).form("segment_form")
    assert form.submit(number_0="6").status == 303
    assert asked() == {"Ours": all_of(rule(deposit.known_as, C.AT_LEAST, "6"))}


def test_the_page_costs_as_much_for_one_segment_about_fields_as_for_four(luca: Visitor, cast: Cast) -> None:
    fields = [a_field(f"Own {n}", FieldKind.CHOICE, "x", "y") for n in range(4)]
    for address in ("/settings/segments", "/settings/segments?counted=1"):
        costs = []
        for field in fields[:2] if "?" not in address else fields[2:]:
            a_segment(field.name, rule(field.known_as, C.EMPTY))
            with count_statements() as statements:
                assert luca.client.get(address).status_code == 200
            costs.append(len(statements))
        assert costs[0] == costs[1], costs
