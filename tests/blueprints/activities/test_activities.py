"""The tab of activities: saved first, then asked whether it goes into the calendar; done, and the system's events."""

from __future__ import annotations

from datetime import date

import pytest

from app.db import db
from app.domain.agenda.models import Activity
from tests.blueprints.clients.desk import ask, flashes, follow_within
from tests.support.agenda import a_planned_activity, an_activity, at
from tests.support.builders import archived
from tests.support.cast import Cast
from tests.support.entries import EXAMPLES
from tests.support.visitor import Visitor
from tests.web.test_entries import opened, then

(ACTIVITY,) = (example for example in EXAMPLES if example.one == "activity")
with_and_without_script = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])


def in_calendar() -> list[bool]:
    db.session.expire_all()
    return [activity.in_calendar for activity in db.session.query(Activity).order_by(Activity.id)]


@with_and_without_script
def test_saved_first_then_asked_and_yes_puts_it_into_the_calendar(marta: Visitor, cast: Cast, htmx: bool) -> None:
    form = opened(marta, ACTIVITY, "new", cast.acme, htmx=htmx).form("entry_form")
    saved = then(form.submit(htmx=htmx, **ACTIVITY.written), htmx=htmx)
    assert in_calendar() == [False]
    if htmx:
        (asks,) = saved.find("//*[@hx-trigger='load']")
        over = marta.url("clients.activities", party_id=cast.acme.id)
        saved = marta.get_url(asks.get("hx-get"), htmx="dialog", at=over)
        saved.path = over
    assert saved.says("Add to the calendar?", "Call about the lease", "No, leave it on the card")
    answer = saved.form("/calendar").submit(htmx=htmx)
    assert flashes(then(answer, htmx=htmx)) == ["Call about the lease is in the calendar."]
    assert in_calendar() == [True]


@pytest.mark.parametrize("last_day", [None, date(2026, 11, 23)], ids=["unsaid", "the same day"])
def test_an_activity_of_one_day_is_put_on_another_by_that_day_alone(
    marta: Visitor, cast: Cast, last_day: date | None
) -> None:
    activity = an_activity(cast.acme, start=at(10), end=at(11), last_day=last_day)
    opened(marta, ACTIVITY, "edit", cast.acme, entry_id=activity.id).form("entry_form").submit(day="2026-12-01")
    db.session.expire_all()
    assert (activity.span.day, activity.span.last_day) == (date(2026, 12, 1), date(2026, 12, 1))


def test_yes_a_second_time_says_the_same_and_makes_no_second_entry(marta: Visitor, cast: Cast) -> None:
    activity = an_activity(cast.acme, "Call")
    question = marta.get("activities.ask_to_plan_activity", client_id=cast.acme.id, entry_id=activity.id)
    form = question.form("/calendar")
    assert [form.submit().status for _ in range(2)] == [303, 303]
    assert in_calendar() == [True]
    again = marta.get("activities.ask_to_plan_activity", client_id=cast.acme.id, entry_id=activity.id)
    assert again.says("It is in the calendar already.")


def test_no_leads_back_to_the_card_and_leaves_it_saved(marta: Visitor, cast: Cast) -> None:
    activity = an_activity(cast.acme, "Call")
    question = marta.get("activities.ask_to_plan_activity", client_id=cast.acme.id, entry_id=activity.id)
    (no,) = question.find("//dialog//a[@data-close]")
    assert marta.get_url(no.get("href")).says("Call") and in_calendar() == [False]


@with_and_without_script
def test_a_tick_marks_it_as_done_and_another_as_still_to_do(marta: Visitor, cast: Cast, htmx: bool) -> None:
    an_activity(cast.acme, "Call")
    for verb, said in (("done", "Call is done."), ("to-do", "Call is still to do.")):
        tab = marta.get("clients.activities", party_id=cast.acme.id)
        assert flashes(then(tab.form(f"/{verb}").submit(htmx=htmx), htmx=htmx)) == [said]


def test_system_events_are_listed_only_when_they_are_switched_on(marta: Visitor, cast: Cast) -> None:
    an_activity(cast.acme, "Call", is_done=True)
    archived(cast.acme, by=cast.by_marta)
    event = "Archived by Marta Wójcik"
    tab = marta.get("clients.activities", party_id=cast.acme.id)
    lines = "//ul[@class='lines']"
    assert not any(event in line for line in tab.texts(lines))
    on = marta.get("clients.activities", party_id=cast.acme.id, events="on")
    assert any(event in line and "Call" in line for line in on.texts(lines))
    (switch,) = on.find("//button[@role='switch']")
    assert (switch.get("aria-checked"), switch.get("value")) == ("true", "off")


def test_what_is_past_and_not_done_is_marked(marta: Visitor, cast: Cast) -> None:
    an_activity(cast.acme, "Long ago", date(2020, 1, 1))
    an_activity(cast.acme, "Far away", date(2150, 1, 1))
    an_activity(cast.acme, "Done", date(2020, 1, 1), is_done=True)
    lines = marta.get("clients.activities", party_id=cast.acme.id).texts("//li[@class='lines__line']")
    assert ["Overdue" in line for line in lines] == [True, False, False]


def test_only_active_contacts_of_the_client_can_be_ticked(marta: Visitor, cast: Cast) -> None:
    cast.renata.is_active = False
    db.session.commit()
    form = opened(marta, ACTIVITY, "new", cast.acme)
    labels = form.texts("//*[@id='contact_ids']//label")
    assert labels == ["Carla Rossi"]


def test_from_the_calendar_it_is_taken_out_and_leads_back_to_the_card(marta: Visitor, cast: Cast) -> None:
    activity = a_planned_activity(cast.acme, "Call")
    panel = ask(marta, "calendar.show", over=marta.url("calendar.index"), activity_id=activity.id)
    assert panel.find("//button[contains(@hx-post, '/calendar/remove')]")
    answer = marta.post("activities.unplan_activity", client_id=cast.acme.id, entry_id=activity.id)
    assert answer.status == 303 and in_calendar() == [False]


def test_a_question_over_the_card_changes_the_card_alone(marta: Visitor, cast: Cast) -> None:
    activity = an_activity(cast.acme, "Call")
    over = marta.url("clients.activities", party_id=cast.acme.id)
    question = ask(marta, "activities.ask_to_plan_activity", over=over, client_id=cast.acme.id, entry_id=activity.id)
    card = follow_within(question.form("/calendar").submit(htmx=True), "card")
    assert card.says("In the calendar")


def test_system_events_stay_in_sight_when_an_activity_is_changed_among_them(marta: Visitor, cast: Cast) -> None:
    activity = an_activity(cast.acme, "Call", is_done=True)
    over = marta.url("clients.activities", party_id=cast.acme.id, events="on")
    form = ask(marta, "activities.edit_activity", over=over, client_id=cast.acme.id, entry_id=activity.id)
    saved = follow_within(form.form("entry_form").submit(htmx=True, title="Long call"), "card")
    assert saved.says("Long call", "Put on file by")
