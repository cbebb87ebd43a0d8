"""A component that was drawn is remembered: where it would be drawn the same again, and only there."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, session
from jinja2 import DictLoader, Environment
from markupsafe import Markup

from app.web.components import Components, is_drawn_alike
from app.web.formatting import choose_language_anew, spoken


@pytest.fixture
def drawn() -> list[Any]:
    return []


@pytest.fixture
def ui(app: Flask, drawn: list[Any]) -> Any:
    """Components that note each time they are drawn."""
    env = Environment(
        autoescape=True,
        auto_reload=False,
        loader=DictLoader(
            {
                "components/plain.html": "{% macro plain(text, big=false) %}{{ note(text) }}{{ _('Edit') }}"
                "{% endmacro %}",
                "components/around.html": "{% macro around() %}{{ note(1) }}{{ caller() }}{% endmacro %}",
            }
        ),
    )
    env.globals.update(note=lambda text: drawn.append(text) or text, _=lambda text: f"{text}-{spoken()}")
    return Components(env)


@pytest.fixture
def remembers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.components.is_drawn_alike", lambda *_: True)


def read(language: str) -> None:
    """From now on the visitor reads this language."""
    session["language"] = language
    choose_language_anew()


@pytest.mark.sqlite
@pytest.mark.usefixtures("remembers")
def test_the_same_is_drawn_once_and_what_only_looks_the_same_again(app: Flask, ui: Any, drawn: list[Any]) -> None:
    with app.test_request_context():
        assert [ui.plain("<b>"), ui.plain("<b>")] == [Markup("&lt;b&gt;Edit-en")] * 2
        assert drawn == ["<b>"]
        assert ui.plain(Markup("<b>")) == Markup("<b>Edit-en")
        assert [str(ui.plain(value)) for value in (1, True, "1")] == ["1Edit-en", "TrueEdit-en", "1Edit-en"]
        ui.plain("<b>", big=True)
        assert len(drawn) == 6


@pytest.mark.sqlite
@pytest.mark.usefixtures("remembers")
def test_a_row_of_plain_values_is_a_plain_value(app: Flask, ui: Any, drawn: list[Any]) -> None:
    with app.test_request_context():
        for value in ((1, ("a", None)), (1, ("a", None)), (True, ("a", None)), (1, (Markup("a"), None)), (1, ["a"])):
            ui.plain(value)
        ui.plain((1, ["a"]))
    assert len(drawn) == 5, "the second is the first; what holds a list is drawn each time"


@pytest.mark.sqlite
@pytest.mark.usefixtures("remembers")
def test_another_language_is_another_drawing(app: Flask, ui: Any) -> None:
    with app.test_request_context():
        for language in ("en", "it", "en"):
            read(language)
            assert ui.plain("x") == f"xEdit-{language}"


@pytest.mark.sqlite
@pytest.mark.usefixtures("remembers")
def test_what_has_no_plain_value_is_drawn_each_time(app: Flask, ui: Any, drawn: list[Any]) -> None:
    with app.test_request_context():
        for _ in range(2):
            ui.plain([1])
            ui.around(caller=lambda: "x")
        assert len(drawn) == 4


@pytest.mark.sqlite
def test_a_component_that_asks_for_more_than_its_arguments_is_not_remembered(app: Flask) -> None:
    """A token, an address or the filters of this very page may be in it, or in one that it is made of."""
    asking = ("csrf", "form_keys", "density", "columns", "undo", "flash", "question", "versions")
    assert [name for name in asking if is_drawn_alike(app.jinja_env, name)] == []
    assert all(is_drawn_alike(app.jinja_env, name) for name in ("button", "icon", "badge", "status", "menu_item"))


@pytest.mark.sqlite
def test_who_changes_the_language_reads_the_answer_in_it(app: Flask) -> None:
    with app.test_request_context():
        for language, word in (("it", "Chiudi"), ("pl", "Zamknij"), ("en", "Close")):
            read(language)
            assert word in app.jinja_env.globals["ui"].dialog("d", "t", caller=lambda: "")
