"""One template is the whole page and each of its parts: htmx gets the block that it will swap."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, flash
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, DictLoader, StrictUndefined, UndefinedError

from app.domain.errors import NN_, count
from app.web.guards import public
from app.web.pages import page, tell

TEMPLATES = {
    "room/list.html": """{% extends "layouts/plain.html" %}
{% block title %}List{% endblock %}
{% block content %}<h1>Head</h1>
{% block client_list %}<div id="client_list">{{ word }} {{ office.name }}</div>{% endblock %}
{% endblock %}""",
    "room/question.html": """{% extends "layouts/plain.html" %}
{% block title %}Question{% endblock %}
{% block content %}<h1>Question</h1>{% block dialog %}<div id="dialog">Really?</div>{% endblock %}{% endblock %}""",
    "room/missing.html": "{{ nobody_gave_this }}",
}


def add_rooms(app: Flask) -> None:
    """Two rooms: one has a list that can be swapped, the other asks a question."""
    app.jinja_env.loader = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_env.loader])

    @app.route("/list", methods=["GET", "POST"])
    @public()
    def list_() -> ResponseReturnValue:
        return page("room/list.html", word="Hello")

    @app.post("/question/<int:status>")
    @public()
    def question(status: int) -> ResponseReturnValue:
        return page("room/question.html", status=status)

    @app.post("/tell")
    @public()
    def tell_something() -> ResponseReturnValue:
        tell("First.")
        tell(count(NN_("%(n)s room", "%(n)s rooms"), 3), "info")
        flash({"text": "With a link.", "more_url": "/list"}, "success")  # type: ignore[arg-type]
        return ""

    @app.get("/missing")
    @public()
    def missing() -> ResponseReturnValue:
        return page("room/missing.html")


@pytest.fixture
def browser(furnished: Callable[..., Flask]) -> FlaskClient:
    """Somebody in front of them."""
    return furnished(add_rooms, WTF_CSRF_ENABLED=False).test_client()


def htmx(target: str | None, **more: str) -> dict[str, str]:
    return {"HX-Request": "true", **({"HX-Target": target} if target else {}), **more}


def is_whole(html: str) -> bool:
    return html.startswith("<!doctype html>") and "<h1>Head</h1>" in html and "</html>" in html


def test_a_browser_gets_the_whole_page(browser: FlaskClient) -> None:
    assert is_whole(browser.get("/list").text)


def test_htmx_gets_the_block_that_it_will_swap_with_all_that_a_page_knows(browser: FlaskClient) -> None:
    assert browser.get("/list", headers=htmx("client_list")).text == '<div id="client_list">Hello Portico Uffici</div>'


@pytest.mark.parametrize(
    "headers",
    [
        htmx(None),
        htmx("not_a_block"),
        htmx(""),
        htmx("../../config.py"),
        htmx("client_list", **{"HX-Boosted": "true"}),
        htmx("client_list", **{"HX-History-Restore-Request": "true"}),
        {"HX-Target": "client_list"},
    ],
)
def test_whoever_does_not_ask_for_a_part_of_this_page_gets_the_whole(
    browser: FlaskClient, headers: dict[str, str]
) -> None:
    assert is_whole(browser.get("/list", headers=headers).text)


@pytest.mark.parametrize("block", ["body", "body_class", "frame"])
def test_a_block_of_the_layout_is_no_part_of_this_page(browser: FlaskClient, block: str) -> None:
    assert is_whole(browser.get("/list", headers=htmx(block)).text)


def test_messages_are_appended_to_a_part_and_never_take_the_place_of_others(browser: FlaskClient) -> None:
    browser.post("/tell")
    part = browser.get("/list", headers=htmx("client_list")).text
    block, _, messages = part.partition('<div hx-swap-oob="beforeend:#flashes">')
    assert 'id="client_list"' in block
    assert 'id="flashes"' not in part
    assert all(word in messages for word in ("First.", "3 rooms", "With a link.", 'href="/list"'))


def test_a_message_is_said_once(browser: FlaskClient) -> None:
    browser.post("/tell")
    assert "First." in browser.get("/list").text
    assert "First." not in browser.get("/list").text
    browser.post("/tell")
    assert "First." in browser.get("/list", headers=htmx("client_list")).text
    assert "hx-swap-oob" not in browser.get("/list", headers=htmx("client_list")).text


def test_a_whole_page_has_one_place_for_messages_with_or_without_any(browser: FlaskClient) -> None:
    assert browser.get("/list").text.count('id="flashes"') == 1
    browser.post("/tell")
    assert browser.get("/list").text.count('id="flashes"') == 1


@pytest.mark.parametrize("headers", [{}, htmx("client_list")])
def test_a_cache_is_told_that_the_answer_depends_on_who_asks_how(browser: FlaskClient, headers: dict[str, str]) -> None:
    assert {"hx-request", "hx-target"} <= set(browser.get("/list", headers=headers).vary.as_set())


@pytest.mark.parametrize("status", [409, 422, 429])
def test_a_question_that_must_be_asked_again_goes_back_into_its_dialog(browser: FlaskClient, status: int) -> None:
    answer = browser.post(f"/question/{status}", headers=htmx("client_list"))
    assert answer.status_code == status
    assert answer.text == '<div id="dialog">Really?</div>'
    assert answer.headers["HX-Retarget"] == "#dialog"
    assert answer.headers["HX-Reswap"] == "outerHTML"
    assert answer.headers["HX-Push-Url"] == "false"


def test_a_page_s_own_block_needs_no_other_place(browser: FlaskClient) -> None:
    answer = browser.post("/question/422", headers=htmx("dialog"))
    assert "HX-Retarget" not in answer.headers


def test_without_a_script_the_question_is_a_page(browser: FlaskClient) -> None:
    answer = browser.post("/question/422")
    assert answer.text.startswith("<!doctype html>")
    assert "HX-Retarget" not in answer.headers


def test_a_name_that_no_view_gave_fails_a_test(browser: FlaskClient) -> None:
    assert browser.application.jinja_env.undefined is StrictUndefined
    with pytest.raises(UndefinedError, match="nobody_gave_this"):
        browser.get("/missing")


def test_a_name_that_no_view_gave_does_not_break_a_page_in_earnest(make_app: Callable[..., Flask]) -> None:
    assert make_app(TESTING=False).jinja_env.undefined is not StrictUndefined
