"""What every answer tells the browser, whatever kind of answer it is (SAFETY.md 10)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.cast import Cast
from tests.support.visitor import Visitor

pytestmark = pytest.mark.sqlite  # no header depends on the database

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/elsewhere"}

Ask = Callable[[FlaskClient], TestResponse]
ANSWERS: dict[str, Ask] = {
    "a page": lambda b: b.get("/login"),
    "a part of a page": lambda b: b.get("/login", headers={**HTMX, "HX-Target": "content"}),
    "a word to a machine": lambda b: b.get("/healthz"),
    "a redirect": lambda b: b.get("/clients"),
    "a redirect handed to the browser": lambda b: b.get("/logout", headers=HTMX),
    "a word to htmx that nobody is in": lambda b: b.get("/clients", headers=HTMX),
    "an alert that nobody is in": lambda b: b.post("/clients/new", headers=HTMX),
    "a deed": lambda b: b.post("/note/200"),
    "a refusal": lambda b: b.post("/abort/422"),
    "a form from another site": lambda b: b.post("/login", headers={"Sec-Fetch-Site": "cross-site"}),
    "not found": lambda b: b.get("/nowhere"),
    "no such verb": lambda b: b.delete("/login"),
    "a list of verbs": lambda b: b.options("/login"),
    "headers alone": lambda b: b.head("/login"),
    "our mistake": lambda b: b.get("/break"),
    "busy": lambda b: b.get("/abort/503"),
    "a file that is not there": lambda b: b.get("/static/nothing.css"),
}
FILES: dict[str, Ask] = {
    "a style sheet": lambda b: b.get("/static/css/base.css"),
    "a script": lambda b: b.get("/static/js/app.js"),
    "a drawing": lambda b: b.get("/static/img/pigeonholes.svg"),
}
every_answer = pytest.mark.parametrize("ask", ANSWERS.values(), ids=ANSWERS)
every_answer_and_file = pytest.mark.parametrize("ask", [*ANSWERS.values(), *FILES.values()], ids=[*ANSWERS, *FILES])


def policy_of(answer: TestResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


@every_answer_and_file
def test_only_our_own_scripts_and_sheets_are_let_in(browser: FlaskClient, ask: Ask) -> None:
    with ask(browser) as answer:
        assert policy_of(answer) == {
            "default-src": "'self'",
            "img-src": "'self' data:",
            "object-src": "'none'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        }


@every_answer_and_file
def test_nothing_is_guessed_framed_or_told_to_others(browser: FlaskClient, ask: Ask) -> None:
    with ask(browser) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert len(answer.headers.getlist("Content-Security-Policy")) == 1
        assert "Server" not in answer.headers
        assert "X-Powered-By" not in answer.headers


@every_answer
def test_no_answer_is_kept_by_a_browser_or_a_proxy(browser: FlaskClient, ask: Ask) -> None:
    assert ask(browser).headers["Cache-Control"] == "no-store"


@every_answer
def test_https_is_asked_for_only_by_https(browser: FlaskClient, ask: Ask) -> None:
    assert "Strict-Transport-Security" not in ask(browser).headers
    assert (
        browser.get("/login", base_url="https://localhost").headers["Strict-Transport-Security"] == "max-age=31536000"
    )


@pytest.mark.parametrize("page", ["today.index", "clients.index", "archive.index", "clients.new", "account.show"])
def test_what_staff_see_is_kept_nowhere(app: Flask, cast: Cast, page: str) -> None:
    luca = Visitor(app).signed_in_as(cast.luca.email)
    assert luca.get(page).headers["Cache-Control"] == "no-store"
    assert luca.get(page, htmx="content").headers["Cache-Control"] == "no-store"


def test_what_a_portal_user_sees_is_kept_nowhere(carla: Visitor, cast: Cast) -> None:
    assert carla.get("portal.client", client_id=cast.acme.id).headers["Cache-Control"] == "no-store"


def test_pages_name_no_place_but_this_one(app: Flask, cast: Cast) -> None:
    """A sheet, a script, a picture or a form of another site would be refused by our own policy, and noticed late."""
    luca = Visitor(app).signed_in_as(cast.luca.email)
    for page in ("today.index", "clients.index", "clients.new", "settings.staff", "account.show"):
        found = luca.get(page).tree.xpath("//*/@src | //link/@href | //form/@action | //use/@href")
        assert [place for place in found if not place.startswith(("/", "#", "data:image/"))] == [], page
