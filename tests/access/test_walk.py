"""That the walk sees what it is there to see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.db import db
from app.domain.accounts.models import Login, SignInFailure
from tests.access.addresses import Address
from tests.access.office import EVERYBODY, an_office
from tests.access.walk import Browser, Try, Walk
from tests.support.rows import all_rows, open_books
from tests.support.visitor import Visitor

SAVE = Try("POST", Address("/account"), htmx=False)


@pytest.fixture
def walk(app: Flask) -> Iterator[Walk]:
    """One of the staff, before anything was tried."""
    office, marta = an_office(), EVERYBODY[2]
    browser = Browser.of(Visitor(app).signed_in_as(marta.email))
    db.session.rollback()
    with open_books() as books:
        yield Walk(app, office, marta, browser, books)


def marta_is_renamed() -> None:
    db.session.query(Login).filter_by(email="marta@portico.example.com").one().name = "Nobody"
    db.session.commit()


def test_a_refusal_that_changes_a_row_is_a_fault_also_for_who_may(walk: Walk) -> None:
    marta_is_renamed()
    walk.look_after(SAVE, 422)
    assert walk.faults == ["POST /account, answered 422, changes login.name"]
    assert all_rows() == walk.rows  # put back


@pytest.mark.sqlite
def test_a_deed_that_changes_a_row_is_none(walk: Walk) -> None:
    marta_is_renamed()
    walk.look_after(SAVE, 303)
    assert walk.faults == []


@pytest.mark.sqlite
def test_a_try_at_a_password_is_counted_although_it_is_refused(walk: Walk) -> None:
    db.session.add(SignInFailure(account="a", address="b"))
    db.session.commit()
    walk.look_after(SAVE, 422)
    assert walk.faults == []


def test_what_is_taken_back_moves_no_page_of_the_books(walk: Walk) -> None:
    before = walk.books.rows()
    db.session.query(Login).update({"name": "Nobody"})
    db.session.rollback()
    assert walk.books.rows() == before
    marta_is_renamed()
    assert walk.books.rows() != before
