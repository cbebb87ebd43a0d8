"""A page key comes from an address: one that is not ours leads to the first page, and never to an error."""

import base64
import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.domain.directory.criteria import PartyCriteria, Shelf, Sort
from app.domain.directory.queries import page_of_parties
from app.domain.paging import NotAPageKey, PageKey
from tests.support.builders import many_clients


def packed(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(parts)).encode()).decode().rstrip("=")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), st.integers(0, 2**31 - 1))
def test_what_we_write_we_read(value: str, id_: int) -> None:
    key = PageKey(2, value, id_, 51)
    assert PageKey.parse(str(key)) == key


@pytest.mark.parametrize(
    "text",
    [
        *("x", "ł", "====", "\x00", " ", "null", "a" * 100_000),
        *map(packed, range(4)),
        packed(0, "acme", 1),
        packed(0, "acme", 1, 1, 1),
        packed("0", "acme", 1, 1),
        packed(0, 7, 1, 1),
        packed(0, None, 1, 1),
        packed(0, "acme", -1, 1),
        packed(0, "acme", 1.0, 1),
        packed(0, "acme", True, 1),
        packed(0, "acme", 2**31, 1),  # no id is as large, and PostgreSQL could not compare it
        packed(0, "acme", 2**70, 1),
        packed(0, "ac\x00me", 1, 1),
        packed(0, "\ud800", 1, 1),
        base64.urlsafe_b64encode(b'[0,"\xff",1,1]').decode(),
        base64.urlsafe_b64encode(b'{"a":1,"b":2,"c":3,"d":4}').decode(),
        base64.urlsafe_b64encode(b"[" * 50_000).decode(),
        base64.urlsafe_b64encode(b"1" * 10_000).decode(),
        base64.urlsafe_b64encode(b'[0,"a",NaN,1]').decode(),
    ],
    ids=range(28),
)
def test_what_we_did_not_write_is_no_page_key(text: str) -> None:
    with pytest.raises(NotAPageKey):
        PageKey.parse(text)


@given(st.text(max_size=60))
def test_no_text_at_all_breaks_the_reading(text: str) -> None:
    with suppress(NotAPageKey):
        PageKey.parse(text)


def test_a_key_of_another_list_leads_to_the_first_page(app: Flask) -> None:
    many_clients(30)
    by_name = PartyCriteria(per_page=25)
    first = page_of_parties(by_name)
    elsewhere = PageKey(2, "client", 1, 51)  # the last bucket of a search
    for side in ("after", "before"):
        assert page_of_parties(replace(by_name, **{side: elsewhere})) == first
        assert page_of_parties(replace(by_name, **{side: PageKey(99, "", 1, 1)})) == first


def test_a_key_without_a_moment_leads_to_the_first_page_of_the_archive(app: Flask) -> None:
    archive = PartyCriteria(shelf=Shelf.ARCHIVE, sort=Sort.ARCHIVED_DOWN)
    first = page_of_parties(archive)
    for value in ("", "acme", "2026-11-18", "2026-11-18T09:12", "0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59"):
        for side in ("after", "before"):
            assert page_of_parties(replace(archive, **{side: PageKey(0, value, 1, 1)})) == first, value


def test_a_key_beyond_the_end_leads_to_the_last_page_and_one_before_the_begin_to_the_first(app: Flask) -> None:
    ids = many_clients(30)
    by_name = PartyCriteria(per_page=25)
    last = page_of_parties(replace(by_name, after=PageKey(0, "\U0010ffff", 2**31 - 1, 2**31 - 1)))
    assert [row.id for row in last.rows] == ids[5:]
    assert [row.id for row in page_of_parties(replace(by_name, before=PageKey(0, "", 0, 0))).rows] == ids[:25]


def test_where_a_page_begins_is_never_said_to_be_before_the_list(app: Flask) -> None:
    many_clients(60)
    by_name = PartyCriteria(per_page=25)
    second = page_of_parties(replace(by_name, after=page_of_parties(by_name).after))
    assert second.before
    page = page_of_parties(replace(by_name, before=replace(second.before, ordinal=0)))
    assert (page.first, page.last) == (1, 25)
