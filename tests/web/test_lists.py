"""What holds for every list of records: its address is its filters, and what is misunderstood in it was not asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, request
from wtforms import SelectChoice, SelectField

from app.db import db
from app.domain.paging import Page
from app.web.lists import ANY, ListFilter, RecordFilter, RecordList
from app.web.redirects import FILTERS
from tests.support.cast import Cast

GREEN, EVERY = SelectChoice("green", "Green"), SelectChoice("any", "Every colour")
COLOURS = {"red": "Red", "green": "Green"}


class ShelfFilter(RecordFilter):
    """Records of a kind, and of a state; the list opens with the green ones."""

    kind = SelectField("Kind", choices=[ANY, SelectChoice("box", "Box")], default="")
    state = SelectField("State", choices=[GREEN, EVERY], default="green")

    def criteria(self) -> Any:
        state = self.asked("state")
        return SimpleNamespace(
            **self.asked_of_any(), kind=self.asked("kind") or None, state=None if state == "any" else state
        )


class ShelfList(RecordList):
    unset = {"state": "any"}

    def said(self) -> dict[str, Any]:
        return {**super().said(), "state": COLOURS.get(self.criteria.state), "kind": self.criteria.kind}


At = Callable[[str], "ShelfList"]


@pytest.fixture
def at(app: Flask) -> Iterator[At]:
    """The list as its address says; chips and menus are asked for within the request."""
    with ExitStack() as requests:

        def opened(query: str) -> ShelfList:
            requests.enter_context(app.test_request_context(f"/mail?{query}"))
            return ShelfList("mail.index", ShelfFilter(request.args), Page([], 0, None, None))

        yield opened


def chips(shown: ShelfList) -> list[tuple[str, str, str]]:
    return [(chip.label, chip.value, chip.remove_url) for chip in shown.chips]


@pytest.mark.parametrize(
    "query", ["", "kind=cloud", "client=x", "client=0", "per_page=7", "after=!", "client=9999999999"]
)
def test_what_is_misunderstood_was_not_asked(at: At, query: str) -> None:
    asked = at(query).criteria
    assert (asked.kind, asked.state, asked.client, asked.per_page, asked.after) == (None, "green", None, 50, None)


def test_every_filter_that_is_set_is_a_chip_that_takes_it_off_and_leads_to_the_first_page(at: At) -> None:
    shown = at("kind=box&q=a+b&after=abc")
    assert chips(shown) == [("State", "Green", "/mail?q=a+b&kind=box&state=any"), ("Kind", "box", "/mail?q=a+b")]


def test_a_chip_names_the_client_and_says_who_is_no_longer_on_file(at: At, cast: Cast) -> None:
    assert chips(at(f"state=any&client={cast.acme.id}")) == [("Client", "Acme S.r.l.", "/mail?state=any")]
    assert chips(at("state=any&client=4711")) == [("Client", "no longer on file", "/mail?state=any")]


def test_the_menu_of_a_filter_marks_what_is_set_and_keeps_the_others(at: At) -> None:
    shown = at("kind=box")
    assert shown.choices("state") == [
        ("Green", "/mail?kind=box&state=green", True),
        ("Every colour", "/mail?kind=box&state=any", False),
    ]
    assert [(url, is_set) for _words, url, is_set in shown.choices("kind")] == [
        ("/mail", False),
        ("/mail?kind=box", True),
    ]
    assert [is_set for _words, _url, is_set in at("state=any").choices("state")] == [False, True]


def test_a_form_of_filters_carries_the_others_along_and_no_page(at: At) -> None:
    assert at("q=a&kind=box&per_page=25&after=abc").hidden("q") == {"kind": "box", "per_page": "25"}


def test_the_client_is_read_once_and_only_where_one_is_asked_for(at: At, cast: Cast) -> None:
    shown = at("")
    assert shown.filters.party is None and shown.filters.address_of_survivor() is None
    shown = at(f"client={cast.acme.id}")
    acme = shown.filters.party
    db.session.expunge_all()
    assert shown.filters.party is acme


def test_an_address_of_a_list_keeps_each_of_its_filters(app: Flask) -> None:
    """Else a chip, the next page and the total would be those of another list."""
    lists = [ListFilter]
    for each in lists:
        lists += each.__subclasses__()
    asked = {name for each in lists for name in dir(each) if hasattr(getattr(each, name), "field_class")}
    assert "due" in asked and asked <= set(FILTERS)
