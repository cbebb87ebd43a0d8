"""The calendar: a month, a week, a list; whose, and of which type; moved, changed, downloaded."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from app.db import db
from app.domain import clock
from app.domain.agenda.models import Activity
from tests.blueprints.clients.desk import ask, flashes, follow_within
from tests.support.agenda import a_planned_activity, an_activity, an_own_entry, at
from tests.support.builders import archived
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.visitor import Answer, Visitor

with_and_without_script = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
every_view = pytest.mark.parametrize("view", ["month", "week", "list"])
NOVEMBER = {"day": "2026-11-23"}


def entries(page: Answer) -> list[str]:
    return page.texts("//table//*[contains(@class, 'calendar__entry ') or @class='calendar__entry']")


def on_day(page: Answer, day: str) -> list[str]:
    return page.texts(f"//td[@data-day='{day}']//*[starts-with(@class, 'calendar__entry')][@href]")


@every_view
def test_each_view_shows_what_is_planned_and_leads_to_it(marta: Visitor, cast: Cast, view: str) -> None:
    entry = a_planned_activity(cast.acme, "Call", start=at(10))
    an_activity(cast.acme, "Not in the calendar", start=at(11))
    page = marta.get("calendar.index", view=view, **NOVEMBER)
    assert page.says("Call", "Acme S.r.l.") and "Not in the calendar" not in page.text
    url = marta.url("calendar.show", activity_id=entry.id)
    assert page.find(f"//a[starts-with(@href, '{url}')]")


@every_view
def test_a_view_is_a_part_of_the_page_when_it_is_turned(marta: Visitor, cast: Cast, view: str) -> None:
    part = marta.get("calendar.index", htmx="calendar", view=view, **NOVEMBER)
    assert not part.is_whole and part.find("//*[@id='calendar']")


def test_what_belongs_to_a_client_leads_to_its_card(marta: Visitor, cast: Cast) -> None:
    entry = a_planned_activity(cast.acme, "Call", start=at(10))
    card = marta.url("clients.activities", party_id=cast.acme.id)
    for page in (
        marta.get("calendar.index", view="list", **NOVEMBER),
        marta.get("calendar.show", activity_id=entry.id),
    ):
        assert page.find(f"//a[@href='{card}']")


def test_an_entry_over_several_days_stands_on_each_of_them(marta: Visitor, cast: Cast) -> None:
    an_own_entry("Fair", last_day=date(2026, 11, 25))
    page = marta.get("calendar.index", **NOVEMBER)
    shown = [bool(on_day(page, f"2026-11-{day}")) for day in (22, 23, 24, 25, 26)]
    assert shown == [False, True, True, True, False]


def test_a_month_of_many_entries_says_how_many_more_there_are(marta: Visitor, cast: Cast) -> None:
    for n in range(7):
        an_own_entry(f"Entry {n}", start=at(8 + n))
    page = marta.get("calendar.index", **NOVEMBER)
    assert len(on_day(page, "2026-11-23")) == 4 and page.says("3 more")


def test_a_week_has_rows_for_as_many_hours_as_it_takes(marta: Visitor, cast: Cast) -> None:
    an_own_entry("Early", start=at(5, 30))
    hours = marta.get("calendar.index", view="week", **NOVEMBER).texts("//tbody//th")
    assert (hours[0], hours[1], hours[-1]) == ("All day", "05:00", "18:00")


def test_before_and_after_are_the_months_and_weeks_beside_it(marta: Visitor, cast: Cast) -> None:
    month = marta.get("calendar.index", **NOVEMBER)
    week = marta.get("calendar.index", view="week", **NOVEMBER)
    for page, title, before, after in (
        (month, "November 2026", "2026-10-01", "2026-12-01"),
        (week, "23 Nov 2026 – 29 Nov 2026", "2026-11-16", "2026-11-30"),
    ):
        assert page.texts("//h2[@class='calendar__title']") == [title]
        assert f"day={before}" in page.find("//a[@data-key='p']")[0].get("href")
        assert f"day={after}" in page.find("//a[@data-key='n']")[0].get("href")


@pytest.mark.parametrize(
    "asked",
    [
        {"view": "year"},
        {"day": "tomorrow"},
        {"day": "0001-01-01"},
        {"day": "9999-12-31"},
        {"person": "x"},
        {"type": "x"},
    ],
)
def test_what_is_not_understood_counts_as_not_asked(marta: Visitor, cast: Cast, asked: dict[str, str]) -> None:
    with clock.frozen(datetime(2026, 11, 23, 10, tzinfo=UTC)):
        assert marta.get("calendar.index", **asked).says("November 2026")


def test_it_is_asked_by_person_and_by_type(marta: Visitor, cast: Cast) -> None:
    a_planned_activity(cast.acme, "Luca's call", assigned_to_id=cast.luca.id)
    an_own_entry("Nobody's")
    assert entries(marta.get("calendar.index", person=cast.luca.id, **NOVEMBER)) == ["Luca's call Acme S.r.l."]
    assert entries(marta.get("calendar.index", type="meeting", **NOVEMBER)) == []
    assert len(entries(marta.get("calendar.index", type="call", **NOVEMBER))) == 2


def test_what_is_planned_with_a_client_in_the_archive_is_marked(marta: Visitor, cast: Cast) -> None:
    entry = a_planned_activity(cast.acme, "Hand over the keys")
    archived(cast.acme)
    assert marta.get("calendar.show", activity_id=entry.id).says("Archived")
    assert marta.get("calendar.index", **NOVEMBER).find("//*[contains(@class, 'calendar__entry--away')]")


@with_and_without_script
def test_an_entry_is_moved_in_its_own_panel(marta: Visitor, cast: Cast, htmx: bool) -> None:
    entry = a_planned_activity(cast.acme, "Call", start=at(10), end=at(11, 30))
    over = marta.url("calendar.index", view="week", **NOVEMBER)
    values = {"activity_id": entry.id, "view": "week", **NOVEMBER}
    panel = ask(marta, "calendar.show", over=over, **values) if htmx else marta.get("calendar.show", **values)
    answer = panel.form("/move").submit(htmx=htmx, day="2026-11-25", start="14:15")
    page = follow_within(answer, "calendar") if htmx else answer.follow()
    assert flashes(page) == ["Call is now on Wed 25 Nov 2026, 14:15–15:45."]
    assert page.find("//table[contains(@class, '--week')]") and on_day(page, "2026-11-25")


def test_what_the_pointer_sends_moves_it_and_a_whole_day_stays_whole(marta: Visitor, cast: Cast) -> None:
    entry = a_planned_activity(cast.acme, "Call")
    page = marta.get("calendar.index", **NOVEMBER)
    (carried,) = page.find("//table//*[@data-move]")
    form = page.form("move_form").fill(day="2026-11-30", version=carried.get("data-version"))
    sent = {name: value for name, value in form.values.items() if name != "csrf_token"}
    assert marta.post("calendar.move", sent, activity_id=entry.id).status == 303
    db.session.expire_all()
    moved = db.session.get_one(Activity, entry.id)
    assert moved.is_all_day and str(moved.span.day) == "2026-11-30"


def test_who_moves_second_is_shown_how_it_stands_and_nothing_is_lost(marta: Visitor, cast: Cast) -> None:
    entry = a_planned_activity(cast.acme, "Call")
    first, second = (marta.get("calendar.show", activity_id=entry.id).form("/move") for _ in range(2))
    assert first.submit(day="2026-11-25").status == 303
    before = all_rows()
    refused = second.submit(day="2026-11-27")
    assert refused.status == 409 and refused.says("Somebody else changed this", "Wed 25 Nov 2026")
    assert all_rows() == before
    again = refused.form("/move")
    assert again.values["day"] == "2026-11-27" and again.submit().status == 303


def test_a_new_entry_begins_where_the_calendar_was_turned_to(marta: Visitor, cast: Cast) -> None:
    turned = marta.get("calendar.index", htmx="calendar", view="week", day="2027-01-04")
    (new,) = turned.find("//a[@hx-target='#dialog'][normalize-space()='New entry']")
    form = marta.get_url(new.get("href")).form("entry_form")
    assert form.values["day"] == "2027-01-04"
    assert on_day(form.submit(title="Audit").follow(), "2027-01-04") == ["Audit"]


@with_and_without_script
def test_the_office_s_own_entry_is_added_in_the_calendar(marta: Visitor, cast: Cast, htmx: bool) -> None:
    over = marta.url("calendar.index", view="week", **NOVEMBER)
    values = {"view": "week", **NOVEMBER}
    new = ask(marta, "calendar.new_entry", over=over, **values) if htmx else marta.get("calendar.new_entry", **values)
    form = new.form("entry_form")
    assert form.values["day"] == "2026-11-23"
    answer = form.submit(htmx=htmx, title="Stocktaking", start="09:00")
    page = follow_within(answer, "calendar") if htmx else answer.follow()
    assert flashes(page) == ["Stocktaking is on file."] and on_day(page, "2026-11-23") == ["09:00 Stocktaking"]


def test_the_office_s_own_entry_is_changed_and_removed_there(marta: Visitor, cast: Cast) -> None:
    entry = an_own_entry("Stocktaking")
    marta.get("calendar.edit_entry", entry_id=entry.id).form("entry_form").submit(title="Audit")
    assert marta.get("calendar.index", **NOVEMBER).says("Audit")
    question = marta.get("calendar.ask_remove_entry", entry_id=entry.id)
    assert question.says("It cannot be brought back.")
    assert flashes(question.form("/remove").submit().follow()) == ["Audit is removed."]


def test_what_is_not_in_the_calendar_is_not_found_there(marta: Visitor, cast: Cast) -> None:
    activity = an_activity(cast.acme)
    for endpoint in ("calendar.show", "calendar.download"):
        assert marta.get(endpoint, activity_id=activity.id).status == 404
    assert marta.get("calendar.edit_entry", entry_id=a_planned_activity(cast.acme).id).status == 404


def test_an_entry_is_downloaded_as_a_file(marta: Visitor, cast: Cast) -> None:
    entry = a_planned_activity(cast.acme, "Call", start=at(10))
    file = marta.client.get(marta.url("calendar.download", activity_id=entry.id))
    assert file.mimetype == "text/calendar" and "attachment" in file.headers["Content-Disposition"]
    (event,) = Calendar.from_ical(file.data).walk("VEVENT")
    assert event.start.astimezone(UTC) == entry.starts_at
