"""The short way to an address leads where Flask's own leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import BuildError

VALUES = st.one_of(
    st.integers(-3, 2**33), st.text(max_size=20), st.none(), st.booleans(), st.lists(st.integers(0, 9), max_size=3)
)
NAMES = st.sampled_from(["q", "ids", "page", "card", "after", "party_id", "_anchor", "ż"])


def said(build: Callable[[], str]) -> str:
    try:
        return build()
    except (BuildError, TypeError, ValueError) as error:
        return type(error).__name__


@pytest.mark.sqlite
@pytest.mark.parametrize("below", ["", "/office"])
def test_every_view_has_the_address_that_flask_gives_it(app: Flask, below: str) -> None:
    with app.test_request_context("/clients", base_url=f"http://localhost{below}"):
        for rule in app.url_map.iter_rules():
            ids = dict.fromkeys(rule.arguments, 7)
            for more in ({}, {"q": "a b&c=ż/:,;@", "none": None, "n": 3}):
                build = lambda: url_for(rule.endpoint, **ids, **more)  # noqa: B023, E731
                ours, theirs = said(build), said(lambda: Flask.url_for(app, rule.endpoint, **ids, **more))  # noqa: B023
                assert ours == theirs


@pytest.mark.sqlite
def test_what_an_address_may_hold_is_written_as_flask_writes_it(app: Flask) -> None:
    @given(st.dictionaries(NAMES, VALUES, max_size=4), st.sampled_from(["clients.show", ".index", "clients.total"]))
    def check(values: dict[str, object], endpoint: str) -> None:
        with app.test_request_context("/clients"):
            ours = said(lambda: url_for(endpoint, **values))  # type: ignore[arg-type]
            full = endpoint if endpoint[0] != "." else f"clients{endpoint}"
            assert ours == said(lambda: Flask.url_for(app, full, **values))

    check()
