"""A database of another version is not served, by whatever server; it is looked at once (SAFETY.md 22)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import flask_migrate
import pytest
from flask import Flask

from tests.support.databases import Databases
from tests.support.statements import count_statements

SENTENCE = "A new version is being set up. Please try again in a few minutes."


@pytest.fixture
def empty(databases: Databases) -> Iterator[str]:
    """The address of a database without a table."""
    address = databases.empty()
    yield address
    databases.discard(address)


@pytest.mark.parametrize("page", ["/healthz", "/login", "/", "/clients", "/nowhere"])
def test_on_a_database_without_tables_every_address_asks_to_try_again_later(
    make_app: Callable[..., Flask], empty: str, page: str
) -> None:
    answer = make_app(DATABASE_URL=empty, PROPAGATE_EXCEPTIONS=False).test_client().get(page)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 60
    assert SENTENCE in answer.text


def test_a_form_is_not_taken_either_and_htmx_says_why(make_app: Callable[..., Flask], empty: str) -> None:
    browser = make_app(DATABASE_URL=empty, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False).test_client()
    answer = browser.post("/login", data={"email": "a", "password": "b"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (503, "#flashes")
    assert SENTENCE in answer.text


def test_once_it_is_upgraded_it_is_served_without_a_new_start(make_app: Callable[..., Flask], empty: str) -> None:
    app = make_app(DATABASE_URL=empty)
    browser = app.test_client()
    assert browser.get("/healthz").status_code == 503
    with app.app_context():
        flask_migrate.upgrade()
    assert browser.get("/healthz").status_code == 200


def test_a_database_that_was_right_is_not_asked_again(make_app: Callable[..., Flask]) -> None:
    browser = make_app().test_client()
    with count_statements() as first:
        browser.get("/healthz")
    with count_statements() as second:
        browser.get("/healthz")
    assert len(second) == 1 < len(first)
