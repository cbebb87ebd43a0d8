"""Settings → Segments: the list, the editor of rules with and without a script, deleting."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from app.db import db
from app.domain.directory.segments.models import Segment
from app.domain.history.models import Actor, ActorKind, Event
from app.domain.parties.models import PartyTag, Tag
from tests.blueprints.clients.desk import flashes
from tests.domain.directory.segments.office import C, a_segment, all_of, any_of, in_city, rule
from tests.domain.lifecycle.forgetting import anonymised
from tests.support.builders import a_client, archived, many_clients
from tests.support.cast import Cast
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Form, Visitor


def by(login: object) -> Actor:
    return Actor(ActorKind.STAFF, login.id, login.name)  # type: ignore[attr-defined]


def with_rule(form: Form, field: str) -> Form:
    """The form once more, with a row for a rule about a field."""
    return form.submit(add="1", new_field=field).form("segment_form")


def asked() -> dict[str, object]:
    db.session.expire_all()
    return {one.name: one.rules for one in db.session.scalars(select(Segment)) if one.name}


def rows_of(page: Answer) -> list[str]:
    return page.texts("//fieldset[@class='rule']/legend")


def test_a_segment_is_written_rule_by_rule_and_what_was_typed_stays_meanwhile(marta: Visitor) -> None:
    form = with_rule(marta.get("settings.new_segment").form("segment_form").fill(name="Old Torino"), "city")
    form = with_rule(form.fill(comparison_0="is", text_0="Torino"), "since")
    assert (form.values["name"], form.values["text_0"]) == ("Old Torino", "Torino")
    form = with_rule(form.fill(comparison_1="older", days_1="365"), "country")
    form = form.fill(joined="any", comparison_2="none-of").submit(remove="2").form("segment_form")
    listed = form.submit().follow()
    assert flashes(listed) == ["“Old Torino” is saved."]
    assert asked() == {"Old Torino": any_of(in_city("Torino"), rule("since", C.OLDER, "365"))}
    assert listed.says("City is Torino", "or Customer since more than 365 days ago", "Only you")


def test_a_row_comes_and_goes_within_the_page_by_htmx_and_nothing_is_saved(marta: Visitor) -> None:
    page = marta.get("settings.new_segment")
    form = page.form("segment_form").fill(add="1", new_field="city")
    part = marta.open("POST", page.path, data=form.values, htmx="segment_rules")
    assert part.status == 200 and not part.is_whole and rows_of(part) == ["City"]
    assert part.find("//select[@name='comparison_0'][@autofocus]")
    assert asked() == {}


def test_what_a_rule_holds_is_shown_again_when_it_is_edited(marta: Visitor, cast: Cast) -> None:
    each = (
        rule("city", C.ONE_OF, "Torino", "Łódź"), rule("since", C.BEFORE, "2026-01-31"), rule("mail", C.LAST, "7"),
        rule("role", C.ONE_OF, "customer", "supplier"), rule("email", C.EMPTY), rule("search", C.FINDS, "acme"),
    )  # fmt: skip
    mine = a_segment("All kinds", *each, by=cast.by_marta, is_shared=False)
    form = marta.get("settings.edit_a_segment", segment_id=mine.id).form("segment_form")
    assert form.submit(name="The same").status == 303
    assert asked() == {"The same": all_of(*each)}


@pytest.mark.parametrize(
    ("field", "typed", "control", "complaint"),
    [
        ("city", {"comparison_0": "is", "text_0": " "}, "text_0", "Type what to compare with."),
        ("since", {"comparison_0": "last", "days_0": "0"}, "days_0", "Type a number of days from 1 to 36,500."),
        ("since", {"comparison_0": "last", "days_0": "many"}, "days_0", "Not a valid integer value."),
        ("since", {"comparison_0": "after"}, "day_0", "Choose a day."),
        ("role", {"comparison_0": "one-of"}, "choices_0", "Choose one at least."),
        ("tag", {"comparison_0": "one-of", "choices_0": "Gone"}, "choices_0", "“Gone” is no longer there"),
        ("city", {"comparison_0": "king"}, "comparison_0", "Not a valid choice."),
        ("city", {"comparison_0": "is", "text_0": "Torino", "name": ""}, "name", "A segment needs a name."),
    ],
)
def test_what_is_wrong_is_said_at_its_rule_and_nothing_typed_is_lost(
    marta: Visitor, field: str, typed: dict[str, str], control: str, complaint: str
) -> None:
    form = with_rule(marta.get("settings.new_segment").form("segment_form").fill(name="Mine"), field)
    refused = form.submit(**typed)
    assert refused.status == 422 and refused.says(complaint)
    assert refused.find(f"//*[@id='{control}-error']") and refused.find(f"//a[@href='#{control}']")
    assert refused.form("segment_form").values["comparison_0"] in {typed["comparison_0"], "contains"}
    assert asked() == {}


def test_all_that_is_wrong_is_said_at_once(marta: Visitor) -> None:
    form = marta.get("settings.new_segment").form("segment_form")
    for field in ("city", "since", "role", "email"):
        form = with_rule(form, field)
    refused = form.submit(comparison_0="is", comparison_1="after", comparison_2="one-of", comparison_3="empty")
    assert refused.status == 422
    for control in ("name", "text_0", "day_1", "choices_2"):
        assert refused.find(f"//*[@id='{control}-error']") and refused.find(f"//a[@href='#{control}']"), control
    assert not refused.find("//*[@id='comparison_3-error']") and asked() == {}


def test_rules_are_put_in_groups_and_what_was_typed_stays_meanwhile(marta: Visitor) -> None:
    form = with_rule(marta.get("settings.new_segment").form("segment_form").fill(name="Idle"), "status")
    form = form.fill(comparison_0="one-of", choices_0="deactivated").submit(add_group="1").form("segment_form")
    assert (form.values["joined_1"], form.values["choices_0"]) == ("any", "deactivated")
    form = form.submit(add_to="1", new_field_1="city").form("segment_form")
    form = form.fill(comparison_2="is", text_2="Torino").submit(add_to="1", new_field_1="city").form("segment_form")
    assert form.values["text_2"] == "Torino"
    form = with_rule(form.fill(comparison_3="is", text_3="Milano"), "email").fill(comparison_4="empty")
    listed = form.submit().follow()
    cities = any_of(in_city("Torino"), in_city("Milano"))
    assert asked() == {"Idle": all_of(rule("status", C.ONE_OF, "deactivated"), cities, rule("email", C.EMPTY))}
    told = " ".join(listed.texts("//ul[@class='asks']")[-1].split())
    assert told == "State is Deactivated and (City is Torino or City is Milano) and Email is empty"


def test_a_group_is_shown_again_as_it_stands_and_goes_with_its_rules(luca: Visitor, cast: Cast) -> None:
    group = all_of(in_city("Torino"), rule("email", C.EMPTY))
    office = a_segment("Ours", rules=any_of(group, rule("country", C.ONE_OF, "PL")))
    page = luca.get("settings.edit_a_segment", segment_id=office.id)
    assert page.texts("//fieldset[@class='rule-group']//fieldset[@class='rule']/legend") == ["City", "Email"]
    form = page.form("segment_form")
    assert form.submit(name="The same").status == 303
    assert asked() == {"The same": any_of(group, rule("country", C.ONE_OF, "PL"))}
    without = luca.get("settings.edit_a_segment", segment_id=office.id).form("segment_form").submit(remove_group="0")
    assert rows_of(without) == ["Country"]
    one = luca.get("settings.edit_a_segment", segment_id=office.id).form("segment_form").submit(remove="2")
    assert one.form("segment_form").submit(joined="all").status == 303
    assert asked() == {"The same": all_of(in_city("Torino"), rule("country", C.ONE_OF, "PL"))}


def test_what_is_wrong_within_a_group_is_said_at_its_rule_and_an_empty_group_is_none(marta: Visitor) -> None:
    form = with_rule(marta.get("settings.new_segment").form("segment_form").fill(name="Mine"), "country")
    form = form.fill(comparison_0="one-of").submit(add_group="1").form("segment_form")
    form = form.submit(add_to="1", new_field_1="city").form("segment_form").fill(comparison_2="is", text_2=" ")
    refused = form.submit(comparison_0="empty")
    assert refused.status == 422 and refused.find("//*[@id='text_2-error']")
    form = refused.form("segment_form").submit(remove="2").form("segment_form")
    assert form.submit().status == 303 and asked() == {"Mine": all_of(rule("country", C.EMPTY))}


def test_a_group_comes_and_goes_within_the_page_by_htmx_and_is_counted(marta: Visitor, cast: Cast) -> None:
    page = marta.get("settings.new_segment")
    form = with_rule(page.form("segment_form"), "city").fill(add_group="1", joined="any")
    part = marta.open("POST", page.path, data=form.values, htmx="segment_rules")
    assert part.find("//select[@name='joined_1']/option[@selected][@value='all']")
    assert part.find("//select[@name='new_field_1'][@autofocus]")
    a_client("Eco", city="Torino"), a_client("Polska", country="PL")
    asking = {"joined": "all", "joined_0": "any", "field_1": "city", "comparison_1": "is", "text_1": "Torino"}
    asking |= {"in_1": "0", "field_2": "country", "comparison_2": "one-of", "choices_2": "PL", "in_2": "0"}
    counted = marta.get("settings.count_segment", htmx="segment_count", **asking)
    assert counted.texts("//*[@id='segment_count']") == ["3 clients"]


def test_what_is_gone_since_somebody_was_anonymised_is_said_in_the_list_and_the_editor(
    luca: Visitor, cast: Cast
) -> None:
    office = a_segment("Ours", rule("name", C.ONE_OF, "Zeta zetacanary", "Acme"), rule("name", C.IS, "Zeta zetacanary"))
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    listed = luca.get("settings.segments")
    assert listed.says("What named an anonymised client is gone from this rule.")
    assert listed.says("This named a client who was anonymised, and is gone.")
    page = luca.get("settings.edit_a_segment", segment_id=office.id)
    assert page.says("What named an anonymised client is gone from this rule.")
    refused = page.form("segment_form").submit()
    assert refused.status == 422 and refused.find("//*[@id='text_1-error']")
    assert refused.form("segment_form").submit(remove="1").form("segment_form").submit().status == 303
    assert asked() == {"Ours": all_of(rule("name", C.ONE_OF, "Acme"))}


def test_without_a_rule_there_is_no_segment(marta: Visitor) -> None:
    refused = marta.get("settings.new_segment").form("segment_form").submit(name="Mine")
    assert refused.status == 422 and refused.says("A segment needs a rule.")


def test_how_many_the_rules_mean_is_said_while_they_are_written(marta: Visitor, cast: Cast) -> None:
    a_client("Eco", city="Torino")
    asking = {"joined": "all", "field_0": "city", "comparison_0": "is", "text_0": "Torino"}
    counted = marta.get("settings.count_segment", htmx="segment_count", **asking)
    assert counted.texts("//*[@id='segment_count']") == ["2 clients"]
    unfinished = marta.get("settings.count_segment", htmx="segment_count", **{**asking, "text_0": ""})
    assert unfinished.says("Complete the rules to see how many they mean.")
    assert marta.get("settings.count_segment").status == 200


def test_how_many_each_means_is_fetched_after_the_page_in_one_statement_however_many_there_are(
    marta: Visitor, cast: Cast
) -> None:
    db.session.add(Tag(name="VIP", key="vip"))
    costs = []
    for n in range(4):
        a_segment(f"No. {n}", in_city("Torino"), rule("tag", C.ONE_OF, "VIP") if n % 2 else rule("tag", C.EMPTY))
        with count_statements() as statements:
            counted = marta.client.get("/settings/segments?counted=1", headers={"HX-Target": "segment_list"})
        costs.append(len(statements))
    assert counted.status_code == 200 and costs[1] == costs[3], costs
    page = marta.get("settings.segments")
    assert not page.says("1 client")
    fetched = marta.get_url(page.find("//*[@id='segment_list']")[0].get("hx-get"), htmx="segment_list")
    assert fetched.texts("//td[contains(@class, 'row__num')]")[:2] == ["0 clients", "1 client"]


def test_staff_save_their_own_and_nobody_else_sees_them(marta: Visitor, luca: Visitor, cast: Cast) -> None:
    mine = a_segment("Marta's", in_city("Torino"), by=cast.by_marta, is_shared=False)
    assert not luca.get("settings.segments").says("Marta's")
    assert luca.get("settings.edit_a_segment", segment_id=mine.id).status == 404
    assert luca.get("settings.ask_delete_segment", segment_id=mine.id).status == 404


def test_sharing_and_changing_what_is_shared_is_for_those_who_may_change_the_settings(
    marta: Visitor, luca: Visitor, cast: Cast
) -> None:
    office = a_segment("Ours", in_city("Torino"))
    assert not marta.get("settings.new_segment").find("//input[@name='is_shared']")
    assert marta.get("settings.edit_a_segment", segment_id=office.id).status == 403
    form = with_rule(marta.get("settings.new_segment").form("segment_form").fill(name="Sly"), "email")
    assert form.submit(comparison_0="empty", is_shared=True).status == 303
    assert not luca.get("settings.segments").says("Sly")
    form = luca.get("settings.edit_a_segment", segment_id=office.id).form("segment_form")
    assert form.submit(name="Everybody's").status == 303
    assert marta.get("settings.segments").says("Everybody's", "The whole office")


def test_the_ready_made_one_is_there_for_all_and_stays_as_it_is(marta: Visitor, luca: Visitor) -> None:
    assert marta.get("settings.segments").says("Deactivated", "State is Deactivated", "Came with Recapito")
    ready = db.session.scalars(select(Segment)).one()
    assert luca.get("settings.edit_a_segment", segment_id=ready.id).status == 403


def test_deleting_asks_first_and_leaves_the_clients(luca: Visitor, cast: Cast) -> None:
    office = a_segment("Ours", in_city("Torino"))
    question = luca.get("settings.ask_delete_segment", segment_id=office.id)
    assert question.says("Everybody in the office loses this filter.")
    listed = question.form("/delete").submit().follow()
    assert flashes(listed) == ["The segment is deleted."] and listed.rows() == ["Deactivated"]
    assert question.form("/delete").submit().leads_to("settings.segments")
    assert luca.get("clients.index").rows()


def test_who_saves_second_is_shown_what_the_first_one_saved(luca: Visitor, cast: Cast) -> None:
    office = a_segment("Ours", in_city("Torino"))
    mine, theirs = (luca.get("settings.edit_a_segment", segment_id=office.id).form("segment_form") for _ in range(2))
    theirs.submit(text_0="Lecce")
    refused = mine.submit(name="Mine")
    assert refused.status == 409 and refused.says("What they saved", "City is Lecce")
    assert refused.form("segment_form").submit(seen_version="2").status == 303
    assert asked() == {"Mine": all_of(in_city("Torino"))}


def test_a_rule_about_a_tag_that_was_deleted_says_so_in_the_list_and_the_editor(luca: Visitor, cast: Cast) -> None:
    db.session.add(Tag(name="VIP", key="vip"))
    db.session.commit()
    office = a_segment("Ours", rule("tag", C.ONE_OF, "VIP"))
    db.session.execute(delete(PartyTag))
    db.session.execute(delete(Tag))
    db.session.commit()
    assert luca.get("settings.segments").says("“VIP” is no longer there: this rule matches nobody.")
    refused = luca.get("settings.edit_a_segment", segment_id=office.id).form("segment_form").submit(name="Other")
    assert refused.status == 422 and refused.find("//*[@id='choices_0-error']")


def test_a_rule_about_a_field_that_is_gone_is_shown_and_can_be_removed(luca: Visitor, cast: Cast) -> None:
    office = a_segment("Ours", in_city("Torino"), rule("email", C.EMPTY))
    office.kept = [{"field": "floor", "comparison": "is", "values": ["3"]}, office.kept[0], "nonsense"]
    db.session.commit()
    assert luca.get("settings.segments").says("asks for something that is no longer there")
    page = luca.get("settings.edit_a_segment", segment_id=office.id)
    assert rows_of(page) == ["No longer there", "City", "No longer there"]
    assert page.form("segment_form").submit().status == 422
    form = page.form("segment_form").submit(remove="0").form("segment_form").submit(remove="2").form("segment_form")
    assert form.submit().status == 303 and asked() == {"Ours": all_of(in_city("Torino"))}


def test_what_is_shared_is_told_in_the_history_and_what_is_one_s_own_is_not(luca: Visitor, cast: Cast) -> None:
    a_segment("Secret", in_city("Torino"), by=by(cast.luca), is_shared=False)
    a_segment("Ours", in_city("Torino"), by=by(cast.luca))
    told = luca.get("settings.history")
    assert told.says("Segment “Ours” shared by Luca Prandi") and not told.says("Secret")
    assert len(db.session.scalars(select(Event).where(Event.record == "segment")).all()) == 1


def test_the_page_costs_as_much_for_a_thousand_clients_as_for_three(luca: Visitor, cast: Cast) -> None:
    a_segment("Ours", in_city("Torino"))
    costs = []
    for _ in range(2):
        with count_statements() as statements:
            assert luca.client.get("/settings/segments").status_code == 200
        costs.append(len(statements))
        many_clients(1000)
    assert costs[0] == costs[1] <= 6, costs
