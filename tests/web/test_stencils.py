"""What rows say alike is drawn once, and each row's own is put in as any template would."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from app.web.stencils import Each, Stencil

each = Each()


@given(st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1), st.text())
def test_a_row_reads_as_if_it_had_been_drawn_by_itself(id_: int, party_id: int, name: str) -> None:
    def drawn(row: object) -> Markup:
        text = '<li id="r_%s" title="%s"><a href="/x/%s?client=%s">%s</a></li>'
        return Markup(text) % tuple(  # noqa: S704
            getattr(row, place) for place in ("id", "name", "id", "party_id", "name")
        )

    row = SimpleNamespace(id=id_, name=name, party_id=party_id)
    assert Stencil(drawn(each))(row) == drawn(row)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '" onclick="x', "\ue000id\ue001", "2147483647", "%(id)s"]
)
def test_what_somebody_is_called_stays_text(name: str) -> None:
    put_in = Stencil(Markup('<b title="%s">%s</b>') % (each.name, each.name))
    assert put_in(SimpleNamespace(name=name)) == Markup('<b title="%s">%s</b>') % (escape(name), escape(name))


def test_an_address_takes_the_place_of_an_id(app: Flask) -> None:
    with app.test_request_context("/"):
        template = "{% set link = url_for('clients.edit', party_id=each.id, back=1) | stencil %}{{ link(row) }}"
        assert render_template_string(template, row=SimpleNamespace(id=7)) == "/clients/7/edit?back=1"


def test_an_address_in_an_attribute_is_escaped_as_any_text(app: Flask) -> None:
    with app.test_request_context("/"):
        template = (
            "{% set url = url_for('mail.index', client=each.id, state='any') | stencil %}<a href='{{ url(row) }}'>"
        )
        drawn = render_template_string(template, row=SimpleNamespace(id=7))
        assert drawn == "<a href='/mail?client=7&amp;state=any'>"


def test_a_number_that_somebody_looks_for_is_no_place(app: Flask) -> None:
    with app.test_request_context("/"):
        template = "{% set url = url_for('clients.index', q='2147483647', ids=each.id) | stencil %}{{ url(row) }}"
        drawn = render_template_string(template, row=SimpleNamespace(id=7))
        assert drawn == "/clients?q=2147483647&amp;ids=7"


def test_a_drawing_without_places_is_itself() -> None:
    assert Stencil(Markup("<b>as it is</b>"))(SimpleNamespace()) == Markup("<b>as it is</b>")
