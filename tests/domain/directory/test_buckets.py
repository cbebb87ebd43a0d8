"""A search lists the nearest first: exactly that number, tax id or email; names that begin so; the rest."""

import pytest
from flask import Flask
from sqlalchemy import insert

from app.db import db
from app.domain.directory.criteria import PartyCriteria, Sort
from app.domain.parties.drafts import PartyDraft, columns_of
from app.domain.parties.models import ClientRole, Party
from tests.domain.directory.lists import found, pages
from tests.support.builders import a_client


def some_clients(*drafts: PartyDraft) -> None:
    db.session.execute(insert(Party), [{**columns_of(draft), "client_role": ClientRole.CUSTOMER} for draft in drafts])
    db.session.commit()


def test_exactly_this_comes_before_names_that_begin_so_and_those_before_the_rest(app: Flask) -> None:
    a_client("Alfa", tax_id="X1")
    a_client("Roma Uno")
    a_client("Zeta", email="roma@example.com")
    a_client("Beta", tax_id="ro-ma")
    a_client("Casa Roma")
    a_client("Roma Due")
    a_client("Villa Roma", city="Roma")
    assert found("roma") == ["Beta", "Roma Due", "Roma Uno", "Casa Roma", "Villa Roma", "Zeta"]
    assert found("roma@example.com") == ["Zeta"]


def test_exactly_this_number_comes_first_however_it_is_padded_and_punctuated(app: Flask) -> None:
    for n in range(12):
        a_client(f"Client {n:02d}")
    a_client("C-10 Bar")
    for asked in ("C-10", "c10", "C-0010"):
        assert found(asked)[0] == "Client 09", asked
    assert found("C-10") == ["Client 09", "C-10 Bar"]


def test_exactly_this_email_comes_first_whatever_its_case(app: Flask) -> None:
    a_client("Alfa", email="info@example.com.example.org")
    a_client("Beta", email="Info@Example.com")
    assert found("INFO@example.COM") == ["Beta", "Alfa"]


def test_who_has_no_tax_id_is_not_the_one_without_letters_that_was_asked_for(app: Flask) -> None:
    a_client("Alfa")
    assert found("...") == []


def test_a_search_sorted_by_number_or_date_is_one_list(app: Flask) -> None:
    a_client("Casa Roma")
    a_client("Roma Uno")
    a_client("Beta", tax_id="roma")
    assert found("roma", sort=Sort.NUMBER) == ["Casa Roma", "Roma Uno", "Beta"]
    assert found("roma", sort=Sort.NUMBER_DOWN) == ["Beta", "Roma Uno", "Casa Roma"]


@pytest.fixture
def romans(app: Flask) -> list[str]:
    """Sixty in the middle bucket, sixty in the last, two in the first: pages of 25 begin in one and end in the next."""
    begin, rest = [f"Roma {n:02d}" for n in range(60)], [f"Casa {n:02d} Roma" for n in range(60)]
    some_clients(
        *(PartyDraft(name=name) for name in [*rest, *begin]),
        PartyDraft(name="Zu 1", tax_id="Roma"),
        PartyDraft(name="Zu 2", tax_id="ROMA"),
    )
    return ["Zu 1", "Zu 2", *begin, *rest]


@pytest.mark.parametrize("size", [25, 50])
def test_the_order_of_the_buckets_holds_across_pages_forwards_and_backwards(romans: list[str], size: int) -> None:
    shown = [[row.name for row in page.rows] for page in pages(PartyCriteria("roma", per_page=size))]
    how_many = -(-len(romans) // size)
    forwards, backwards = shown[:how_many], shown[how_many - 1 :]
    assert [name for page in forwards for name in page] == romans
    assert backwards == forwards[::-1]


def test_each_page_of_a_search_says_which_rows_it_shows(romans: list[str]) -> None:
    shown = [(page.first, page.last) for page in pages(PartyCriteria("roma", per_page=50))]
    assert shown == [(1, 50), (51, 100), (101, 122), (51, 100), (1, 50)]
