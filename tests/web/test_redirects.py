"""A redirect within the page is followed by htmx, one to another page by the browser; none leaves the site."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, redirect, session, url_for
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from app.web.guards import public
from app.web.redirects import back_to, next_within


def add_ways(app: Flask) -> None:
    @app.post("/go")
    @public()
    def go() -> ResponseReturnValue:
        session["mark"] = "kept"
        answer = redirect(url_for("arrive", page=2), 303)
        answer.set_cookie("other", "kept too")
        return answer

    @app.get("/arrive")
    @public()
    def arrive() -> ResponseReturnValue:
        return f"arrived {session.get('mark')}"

    @app.post("/back")
    @public()
    def back() -> ResponseReturnValue:
        return back_to("arrive")


@pytest.fixture
def browser(furnished: Callable[..., Flask]) -> FlaskClient:
    return furnished(add_ways, WTF_CSRF_ENABLED=False).test_client()


def htmx(at: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": "client_list", "HX-Current-URL": at}


def test_without_htmx_a_redirect_is_one(browser: FlaskClient) -> None:
    answer = browser.post("/go")
    assert (answer.status_code, answer.location) == (303, "/arrive?page=2")
    assert "HX-Redirect" not in answer.headers


@pytest.mark.parametrize("at", ["http://localhost/arrive", "http://localhost/arrive?q=łódź#top", "/arrive"])
def test_htmx_follows_a_redirect_to_the_page_that_it_stands_on(browser: FlaskClient, at: str) -> None:
    answer = browser.post("/go", headers=htmx(at.encode().decode("latin-1")))
    assert (answer.status_code, answer.location) == (303, "/arrive?page=2")
    assert not [name for name in dict(answer.headers) if name.startswith("HX-")]


@pytest.mark.parametrize(
    "at",
    ["http://localhost/elsewhere", "http://localhost/", "", "not an address", "http://[", "//[", "http://localhost:x/"],
)
def test_a_redirect_to_another_page_is_handed_to_the_browser_with_its_cookies(browser: FlaskClient, at: str) -> None:
    answer = browser.post("/go", headers=htmx(at))
    assert (answer.status_code, answer.text) == (204, "")
    assert answer.headers["HX-Redirect"] == "/arrive?page=2"
    assert answer.location is None
    assert len(answer.headers.getlist("Set-Cookie")) == 2
    assert browser.get("/arrive").text == "arrived kept"


def test_no_redirect_carries_a_word_to_htmx_that_browsers_would_drop(app: Flask, client: FlaskClient) -> None:
    for path in ("/clients", "/portal", "/", "/account", "/logout"):
        for headers in ({}, htmx("http://localhost/clients")):
            answer = client.get(path, headers=headers)
            if 300 <= answer.status_code < 400:
                assert not [name for name in dict(answer.headers) if name.startswith("HX-")], path


def test_the_way_back_to_a_list_keeps_its_filters_and_nothing_else(browser: FlaskClient) -> None:
    answer = browser.post("/back?q=torino&sort=-name&per_page=25&ids=7&all=1&card=3&evil=x&after=")
    assert answer.location == "/arrive?q=torino&sort=-name&per_page=25"


@pytest.mark.parametrize(
    "target",
    [
        "/clients",
        "/clients?q=a&sort=-name",
        "/portal/7",
        "/clients/7#notes",
        "/@evil.example",
        "/path//evil.example",
        "/[",
    ],
)
def test_next_leads_to_a_page_of_ours(target: str) -> None:
    assert next_within(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None, "", " ", "clients", "https://evil.example", "http:evil.example", "HTTPS://evil.example/",
        "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
        "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", " //evil.example",
        "\t//evil.example", "/\x00/evil.example", "/ /evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
        "data:text/html,x", "@evil.example", "//user@evil.example", "evil.example", "//[", "http://[", "//[::1]/",
        "/\x7f/evil.example", "//evil.example\\@localhost", "?next=//evil.example", "#x",
    ],
)  # fmt: skip
def test_next_leads_nowhere_else_in_whatever_spelling(target: str | None) -> None:
    assert next_within(target) is None
