"""What a request's transaction may do: a page only reads, a form reads first, a deed writes (ARCHITECTURE.md 3.6)."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import Mood, db, mood
from tests.web.rooms import add_rooms, notes


def test_a_page_that_writes_is_refused_by_the_database_and_is_our_mistake(
    house: Flask, browser: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "recapito.errors"):
        assert browser.get("/write-without-a-deed").status_code == 500
    assert notes(house) == []
    assert "INSERT INTO job" in caplog.text  # whoever has to mend it sees where


def test_a_form_that_writes_without_a_deed_is_refused_too(house: Flask, browser: FlaskClient) -> None:
    assert browser.post("/write-without-a-deed").status_code == 500
    assert notes(house) == []


def test_a_deed_in_a_page_is_our_mistake(house: Flask, browser: FlaskClient) -> None:
    assert browser.get("/deed-in-a-page").status_code == 500
    assert notes(house) == []


def test_in_a_test_such_a_mistake_is_raised(app: Flask, make_app) -> None:  # type: ignore[no-untyped-def]
    strict = make_app()
    add_rooms(strict)
    with pytest.raises(RuntimeError, match="a page that only reads cannot do a deed"):
        strict.test_client().get("/deed-in-a-page")


def test_head_and_options_only_read_as_well(house: Flask, browser: FlaskClient) -> None:
    assert browser.head("/write-without-a-deed").status_code == 500
    assert browser.options("/write-without-a-deed").status_code == 200
    assert notes(house) == []


def test_after_a_request_everything_outside_may_write_again(house: Flask, browser: FlaskClient) -> None:
    for address in ("/notes", "/deed-in-a-page", "/break"):
        browser.get(address)
    browser.post("/note/422")
    assert mood.get() is Mood.WRITE
    with house.app_context():
        from tests.web.rooms import note

        note("outside")
        db.session.commit()
    assert notes(house) == ["outside"]
