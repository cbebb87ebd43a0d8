"""Settings → Custom fields: what this office wants to know beside what every card asks."""

from __future__ import annotations

import pytest

from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.custom_fields.queries import custom_fields
from app.domain.parties.models import Party
from tests.blueprints.clients.desk import flashes
from tests.support.cast import Cast
from tests.support.own_fields import a_field, write
from tests.support.visitor import Visitor


def facts(visitor: Visitor, party: Party) -> list[str]:
    """What a card says, without what happened to it."""
    return visitor.get("clients.show", party_id=party.id).texts("//dl[@class='facts']//dd")


@pytest.mark.parametrize("kind", FieldKind)
def test_a_field_of_each_kind_is_added_in_two_steps(luca: Visitor, kind: FieldKind) -> None:
    kinds = luca.get("settings.new_custom_field")
    wanted = f"kind={kind.value.replace(' ', '+')}"
    (url,) = [link.get("href") for link in kinds.find("//main//a") if str(link.get("href")).endswith(wanted)]
    form = luca.get_url(url).form("field_form")
    more = {"more_choices": "Web\r\n\r\nFair "} if "more_choices" in form.values else {}
    listed = form.submit(name="Lost", is_personal=True, **more).follow()
    assert flashes(listed) == ["The cards have the field “Lost” now."] and listed.rows() == ["Lost"]
    assert listed.says("personal data")
    assert [choice.word for choice in custom_fields()[0].choices] == (["Web", "Fair"] if more else [])


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(luca: Visitor) -> None:
    a_field("Lost")
    form = luca.get("settings.new_custom_field", kind="choice").form("field_form")
    refused = form.submit(name="lost", more_choices="Web\nFair", is_required=True)
    assert refused.status == 422 and refused.says("There is a field of this name already")
    values = refused.form("field_form").values
    assert (values["name"], values["more_choices"], values["is_required"]) == ("lost", "Web\nFair", "y")


def test_a_choice_is_renamed_another_retired_and_one_is_added(luca: Visitor) -> None:
    field = a_field("Source", FieldKind.CHOICE, "Web", "Fair")
    web, fair = field.choices
    form = luca.get("settings.edit_custom_field", field_id=field.id).form("field_form")
    form.submit(**{f"choice_{web.id}": "Internet", f"retired_{fair.id}": True, "more_choices": "Friend"})
    (now,) = custom_fields()
    assert [(choice.word, choice.is_retired) for choice in now.choices] == [
        ("Internet", False), ("Fair", True), ("Friend", False),
    ]  # fmt: skip


def test_who_saves_second_is_shown_what_the_first_one_saved(luca: Visitor) -> None:
    field = a_field("Source")
    mine = luca.get("settings.edit_custom_field", field_id=field.id).form("field_form")
    luca.get("settings.edit_custom_field", field_id=field.id).form("field_form").submit(name="Origin")
    refused = mine.submit(name="Whence")
    assert refused.status == 409 and refused.says("What they saved", "Origin")


def test_the_order_is_changed_by_a_click(luca: Visitor) -> None:
    a_field("One")
    two = a_field("Two")
    page = luca.get("settings.custom_fields")
    (button,) = page.find("//button[contains(., 'Move Two up')]")
    form = page.form("custom_fields")
    form.element.set("action", button.get("formaction"))
    assert form.submit(way="up").follow().rows() == ["Two", "One"]
    assert custom_fields()[0].id == two.id


def test_a_retired_field_is_hidden_and_comes_back_with_what_was_written(luca: Visitor, cast: Cast) -> None:
    reason = a_field("Reason")
    write(cast.acme, {reason.id: "moved away"})
    leaving = luca.get("settings.edit_custom_field", field_id=reason.id).form("leaving_form")
    assert leaving.submit().follow().says("retired", "Reason")
    assert "moved away" not in facts(luca, cast.acme)
    assert not luca.get("clients.index", q="moved away").rows()
    luca.get("settings.edit_custom_field", field_id=reason.id).form("leaving_form").submit()
    assert "moved away" in facts(luca, cast.acme)
    assert luca.get("clients.index", q="moved away").rows() == ["Acme S.r.l."]


def test_deleting_asks_with_the_number_of_cards_that_lose_something(luca: Visitor, cast: Cast) -> None:
    reason = a_field("Reason")
    for party in (cast.acme, cast.bravo):
        write(party, {reason.id: "moved away"})
    asked = luca.get("settings.ask_delete_custom_field", field_id=reason.id)
    assert asked.says("What is written in it on 2 cards is deleted")
    write(cast.zeta, {reason.id: "moved away"})
    late = asked.form("/delete").submit()
    assert late.status == 409 and late.says("It is written on 3 cards now")
    done = late.form("/delete").submit()
    assert flashes(done.follow()) == ["“Reason” is deleted."]
    assert custom_fields(also_retired=True) == []
    assert not luca.get("clients.index", q="moved away").rows()


def test_the_fields_are_the_owner_s(marta: Visitor) -> None:
    assert marta.get("settings.custom_fields").status == 403
