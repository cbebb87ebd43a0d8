"""The status code votes: below 400 commits, everything else takes back what was begun (ARCHITECTURE.md 3.6 and 3.7)."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.rooms import notes


@pytest.mark.parametrize("status", [200, 201, 204, 303])
def test_a_good_answer_keeps_what_was_done(house: Flask, browser: FlaskClient, status: int) -> None:
    assert browser.post(f"/note/{status}").status_code == status
    assert notes(house) == [f"before {status}"]


@pytest.mark.parametrize("how", ["note", "note-and-abort"])
@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 429, 500, 503])
def test_a_refusal_takes_back_what_was_done(house: Flask, browser: FlaskClient, status: int, how: str) -> None:
    assert browser.post(f"/{how}/{status}").status_code == status
    assert notes(house) == []


def test_an_error_takes_back_what_was_done(house: Flask, browser: FlaskClient) -> None:
    assert browser.post("/note-and-break").status_code == 500
    assert notes(house) == []


def test_a_broken_rule_that_no_form_caught_takes_back_what_was_done_and_says_which(
    house: Flask, browser: FlaskClient
) -> None:
    answer = browser.post("/note-against-a-rule")
    assert (answer.status_code, notes(house)) == (422, [])
    assert "The office closes at noon." in answer.text


def test_what_counts_although_the_answer_refuses_is_kept(house: Flask, browser: FlaskClient) -> None:
    assert browser.post("/count-and-refuse").status_code == 422
    assert notes(house) == ["counted"]


def test_a_request_leaves_nothing_behind_for_the_next_one(house: Flask, browser: FlaskClient) -> None:
    browser.post("/note/422")
    browser.post("/note/200")
    assert notes(house) == ["before 200"]


@pytest.mark.parametrize("address", ["/note-and-break", "/note-and-abort/500", "/note-and-abort/409"])
def test_nothing_is_said_to_be_done_that_was_taken_back(browser: FlaskClient, address: str) -> None:
    answer = browser.post(address)
    assert "It is done." not in answer.text
    assert browser.get("/said").text == "nothing"


def test_what_an_earlier_request_said_is_said_on_the_error_s_page(browser: FlaskClient) -> None:
    browser.post("/say")
    assert "Said before." in browser.post("/note-and-break").text


def test_what_an_earlier_request_said_waits_while_parts_of_a_page_fail(browser: FlaskClient) -> None:
    browser.post("/say")
    browser.post("/note-and-break", headers={"HX-Request": "true"})
    assert browser.get("/said").text == "Said before."
