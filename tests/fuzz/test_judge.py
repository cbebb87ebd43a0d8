"""That the judge of the fuzz sees what it is there to see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import Headers

from app.db import db
from app.domain.accounts.models import Login
from tests.access.office import EVERYBODY, Somebody, an_office
from tests.access.walk import Browser
from tests.fuzz.asking import Request
from tests.fuzz.gathering import Gathered
from tests.fuzz.judging import Judge, leads_away, wrong_with_headers
from tests.support.cast import CANARY
from tests.support.rows import open_books
from tests.support.visitor import Visitor

pytestmark = pytest.mark.sqlite
LUCA, MARTA, CARLA = EVERYBODY[1:4]
SAVE = Request("POST", "/account", "")


@pytest.fixture
def judges(app: Flask) -> Iterator[dict[str, Judge]]:
    """Of one of the staff, and of somebody at the portal."""
    office = an_office()

    def judge(person: Somebody) -> Judge:
        return Judge(app, office, person, browsers[person.who], Gathered(app), books)

    browsers = {person.who: Browser.of(Visitor(app).signed_in_as(person.email)) for person in (LUCA, MARTA, CARLA)}
    db.session.rollback()
    with open_books() as books:
        yield {person.who: judge(person) for person in (MARTA, CARLA)}


def luca_is_renamed() -> None:
    db.session.query(Login).filter_by(email="luca@portico.example.com").one().name = "Nobody"
    db.session.commit()


def test_a_row_that_a_refusal_or_a_page_moves_is_a_fault(judges: dict[str, Judge]) -> None:
    marta = judges[MARTA.who]
    for request, status in ((SAVE, 422), (SAVE, 404), (Request("GET", "/clients", ""), 200)):
        luca_is_renamed()
        assert list(marta.look_after(request, status)) == [f"answered {status}, changes login.name"]
    assert marta.tally.changed_by_refusals == 3


def test_what_is_not_theirs_is_moved_by_nobody_at_the_portal(judges: dict[str, Judge]) -> None:
    luca_is_renamed()
    assert list(judges[MARTA.who].look_after(SAVE, 303)) == []
    luca_is_renamed()
    assert list(judges[CARLA.who].look_after(SAVE, 303)) == ["changes login 1, which is not theirs"]


def test_a_canary_markup_and_a_mistake_of_ours_are_faults(judges: dict[str, Judge]) -> None:
    html = Headers({"Content-Type": "text/html", "X-Content-Type-Options": "nosniff"})
    said = f"<p>{CANARY} <script>fuzz(1)</script>".encode()
    assert list(judges[CARLA.who].wrong_with(500, html, said)) == [
        "answered 500",
        f"tells of {CANARY}",
        "gives out markup of the request's own",
    ]
    assert list(judges[CARLA.who].wrong_with(200, html, b"&lt;script&gt;fuzz(1)")) == []


@pytest.mark.parametrize("address", ["//evil.example", "/\\evil.example", "https://evil.example/", "/\t/evil.example"])
def test_an_address_on_another_site_is_a_fault_in_every_spelling(address: str) -> None:
    assert leads_away(address)
    assert not leads_away("/clients?next=//evil.example")
    assert not leads_away("http://localhost/clients")


def test_a_header_with_a_line_break_or_letters_that_not_every_server_sends_is_a_fault() -> None:
    class Broken(list[tuple[str, str]]):
        """Headers as no Werkzeug would make them."""

    assert len(list(wrong_with_headers(Broken([("Location", "/a\r\nX-Fuzz: 1"), ("X-Fuzz", "1"), ("A", "ł")])))) == 3  # type: ignore[arg-type]
