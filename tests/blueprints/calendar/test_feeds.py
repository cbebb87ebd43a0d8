"""The private address of one's calendar: shown once, read by other programs, ended."""

from __future__ import annotations

from flask import Flask
from icalendar import Calendar
from werkzeug.test import TestResponse

from app.db import db
from app.domain.agenda.feeds import feed_of
from app.domain.agenda.models import CalendarFeed
from tests.support.agenda import a_feed, a_planned_activity, an_own_entry, at
from tests.support.builders import a_key
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.visitor import Visitor


def read(app: Flask, token: str, **headers: str) -> TestResponse:
    """What a program gets that knows the address, and nothing else."""
    return app.test_client().get(f"/calendar/feed/{token}.ics", headers=headers)


def titles(answer: TestResponse) -> list[str]:
    return [str(event["summary"]) for event in Calendar.from_ical(answer.data).walk("VEVENT")]


def test_it_holds_what_its_owner_is_in_charge_of_or_takes_part_in(app: Flask, cast: Cast) -> None:
    a_planned_activity(cast.acme, "Mine", assigned_to_id=cast.marta.id, start=at(9))
    a_planned_activity(cast.acme, "With me", staff_ids=(cast.marta.id,), start=at(10))
    a_planned_activity(cast.acme, "Luca's", assigned_to_id=cast.luca.id, start=at(11))
    assert titles(read(app, a_feed(cast.marta))) == ["Mine – Acme S.r.l.", "With me – Acme S.r.l."]


def test_by_choice_it_holds_the_whole_calendar(app: Flask, cast: Cast) -> None:
    a_planned_activity(cast.acme, "Luca's", assigned_to_id=cast.luca.id)
    an_own_entry("Stocktaking", start=at(9))
    assert titles(read(app, a_feed(cast.marta, of_everybody=True))) == ["Luca's – Acme S.r.l.", "Stocktaking"]


def test_the_address_is_shown_once_and_opens_the_calendar(app: Flask, marta: Visitor, cast: Cast) -> None:
    made = marta.get("calendar.show_feed").form("feed_form").submit(whose="all").follow()
    (copy,) = made.find("//*[@data-copy]")
    url = copy.get("data-copy")
    assert url.startswith(app.config["PUBLIC_ADDRESS"])
    assert app.test_client().get(url.removeprefix(app.config["PUBLIC_ADDRESS"])).mimetype == "text/calendar"
    assert not marta.get("calendar.show_feed").find("//*[@data-copy]")


def test_the_table_holds_no_address(cast: Cast) -> None:
    token = a_feed(cast.marta)
    assert token not in str(all_rows())


def test_a_new_address_ends_the_one_before(app: Flask, cast: Cast) -> None:
    first, second = a_feed(cast.marta), a_feed(cast.marta)
    assert [read(app, token).status_code for token in (first, second)] == [404, 200]
    assert db.session.query(CalendarFeed).count() == 1


def test_an_ended_address_opens_nothing(app: Flask, marta: Visitor, cast: Cast) -> None:
    token = a_feed(cast.marta)
    marta.get("calendar.show_feed").form("/feed/end").submit()
    assert read(app, token).status_code == 404 and feed_of(cast.marta.id) is None


def test_nobody_who_works_here_no_more_reads_it(app: Flask, cast: Cast) -> None:
    token = a_feed(cast.marta)
    cast.marta.is_on = False
    db.session.commit()
    assert read(app, token).status_code == 404


def test_an_address_that_was_guessed_opens_nothing(app: Flask, cast: Cast) -> None:
    a_feed(cast.marta)
    assert read(app, a_key()).status_code == 404


def test_who_asks_again_is_told_that_nothing_is_new_until_something_is(app: Flask, cast: Cast) -> None:
    token = a_feed(cast.marta, of_everybody=True)
    entry = an_own_entry("Stocktaking")
    first = read(app, token)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert read(app, token, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    entry.title = "Audit"
    db.session.commit()
    again = read(app, token, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, titles(again)) == (200, ["Audit"])


def test_reading_it_changes_nothing_and_opens_no_session(app: Flask, cast: Cast) -> None:
    token = a_feed(cast.marta)
    db.session.commit()
    before = all_rows()
    answer = read(app, token)
    assert all_rows() == before and "Set-Cookie" not in answer.headers


def test_an_entry_leads_to_its_card_and_says_who_is_in_it(app: Flask, cast: Cast) -> None:
    a_planned_activity(cast.acme, "Call", assigned_to_id=cast.marta.id, contact_ids=(cast.carla.id,))
    (event,) = Calendar.from_ical(read(app, a_feed(cast.marta)).data).walk("VEVENT")
    assert str(event["description"]).split("\n") == ["Call", "Assigned to Marta Wójcik", "With Carla Rossi"]
    assert str(event["url"]).endswith(f"/clients/{cast.acme.id}/activities")
