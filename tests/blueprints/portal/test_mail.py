"""The mail module: on the home page, in its list, item by item, and in the search."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.db import db
from app.domain import clock
from app.domain.contacts.permissions import PortalPermission
from app.domain.mailroom.models import MailItem, MailKind, MailState
from app.domain.parties.models import PartyStatus
from tests.support.builders import a_mail_item, a_png, a_scan
from tests.support.cast import CANARY, Cast
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor


def links(page: Answer, where: str) -> list[str]:
    return [a.get("href") for a in page.find(where)]


def menu(page: Answer) -> list[str]:
    return page.texts("//nav[@class='portal-nav']/a")


def chips(page: Answer) -> list[str]:
    return page.texts("//nav[@class='shelves']/a")


@pytest.fixture
def letters(cast: Cast) -> dict[str, int]:
    """A new one with a photo, one that waits for long, one that was sent on."""
    new = a_mail_item(cast.acme, "Agenzia delle Entrate", kind=MailKind.REGISTERED, scan=a_scan())
    old = a_mail_item(cast.acme, "Enel", received_at=clock.now() - timedelta(days=20))
    sent = a_mail_item(cast.acme, "Banca del Po", received_at=clock.now() - timedelta(days=9))
    sent.state = MailState.FORWARDED
    db.session.commit()
    return {"new": new.id, "old": old.id, "sent": sent.id}


def test_the_home_page_answers_and_does_not_categorise(carla: Visitor, cast: Cast, letters: dict[str, int]) -> None:
    page = carla.get("portal.client", client_id=cast.acme.id)
    assert page.says("What is new", "1 new letter", "Latest mail", "All 3 letters", "Agenzia delle Entrate", "Sent on")
    assert menu(page) == ["Home", "Mail new: 1", "Account"]


def test_when_nothing_is_new_it_says_what_waits_and_when_nothing_waits_that(
    carla: Visitor, cast: Cast, letters: dict[str, int]
) -> None:
    for state, says in ((MailState.COLLECTED, "1 letter at the desk"), (MailState.RETURNED, "No mail waits")):
        name = "new" if state is MailState.COLLECTED else "old"
        db.session.get_one(MailItem, letters[name]).state = state
        db.session.commit()
        page = carla.get("portal.client", client_id=cast.acme.id)
        assert page.says(says)
        assert menu(page) == ["Home", "Mail", "Account"]


def test_with_nothing_open_the_page_is_empty_and_explains(carla: Visitor, cast: Cast, letters: dict[str, int]) -> None:
    cast.carla.permissions = frozenset()
    db.session.commit()
    page = carla.get("portal.client", client_id=cast.acme.id)
    assert page.says("Nothing is open to you here yet", "Ask the desk")
    assert not page.says("Torino") and not page.says("Agenzia")
    assert menu(page) == ["Home", "Account"]
    assert carla.get("portal.search", client_id=cast.acme.id, q="agenzia").says("Nothing is open to you here yet")


def test_without_the_permission_there_is_no_trace_of_mail(carla: Visitor, cast: Cast, letters: dict[str, int]) -> None:
    cast.carla.permissions = frozenset(PortalPermission) - {PortalPermission.MAIL}
    db.session.commit()
    for endpoint in ("portal.client", "portal.search"):
        page = carla.get(endpoint, client_id=cast.acme.id, q="agenzia")
        assert "Agenzia" not in page.html and "/mail" not in page.html.replace("mailto", "")
    for endpoint in ("portal.mail_item", "portal.mail_file", "portal.mail_thumbnail"):
        assert carla.get(endpoint, client_id=cast.acme.id, mail_id=letters["new"]).status == 404


def test_the_list_opens_with_what_is_at_the_desk_and_chips_lead_on(
    carla: Visitor, cast: Cast, letters: dict[str, int]
) -> None:
    page = carla.get("portal.mail", client_id=cast.acme.id)
    assert chips(page) == ["At the desk 2", "Scanned 1", "Sent on 1", "All mail 3"]
    assert page.texts("//h2") == ["Last seven days", "Earlier"]
    assert page.texts("//*[@class='card-list__title']") == ["Agenzia delle Entrate New", "Enel"]
    sent = carla.get_url(links(page, "//nav[@class='shelves']/a")[2], htmx="letters")
    assert not sent.is_whole and sent.texts("//*[@class='card-list__title']") == ["Banca del Po"]
    assert carla.get("portal.mail", client_id=cast.acme.id, show="nonsense").status == 200


def test_a_list_with_nothing_in_it_teaches(carla: Visitor, cast: Cast) -> None:
    page = carla.get("portal.mail", client_id=cast.acme.id)
    assert page.says("No mail waits for you") and chips(page) == ["At the desk 0"]
    assert carla.get("portal.mail", client_id=cast.acme.id, show="sent").says("Nothing here")


def test_long_lists_have_pages(carla: Visitor, cast: Cast) -> None:
    for number in range(27):
        a_mail_item(cast.acme, f"Sender {number:02}")
    page = carla.get("portal.mail", client_id=cast.acme.id)
    assert page.says("1–25 of 27")
    following = carla.get_url(links(page, "//nav//a[@rel='next']")[0], htmx="letters")
    assert following.texts("//*[@class='card-list__title']/a") == ["Sender 01", "Sender 00"]
    assert links(following, "//nav//a[@rel='prev']")


def test_an_item_says_what_it_is_and_where_and_gives_out_its_photo(
    carla: Visitor, cast: Cast, letters: dict[str, int]
) -> None:
    page = carla.get("portal.mail_item", client_id=cast.acme.id, mail_id=letters["new"])
    assert page.says("Agenzia delle Entrate", "Registered letter", "At the desk", "M-0001", "Open the photo")
    here = {"client_id": cast.acme.id, "mail_id": letters["new"]}
    for endpoint in ("portal.mail_file", "portal.mail_thumbnail"):
        answer = carla.get(endpoint, **here).response
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        answer.close()
    kept = carla.get("portal.mail_file", **here, download=1).response
    assert kept.headers["Content-Disposition"] == "attachment; filename=M-0001.png"
    assert kept.data[:8] == a_png()[:8]
    kept.close()


def test_an_item_without_a_photo_has_no_file(carla: Visitor, cast: Cast, letters: dict[str, int]) -> None:
    page = carla.get("portal.mail_item", client_id=cast.acme.id, mail_id=letters["old"])
    assert "/file" not in page.html
    for endpoint in ("portal.mail_file", "portal.mail_thumbnail"):
        assert carla.get(endpoint, client_id=cast.acme.id, mail_id=letters["old"]).status == 404


def test_the_search_finds_mail_by_sender_and_number_and_nobody_else_s(
    carla: Visitor, cast: Cast, letters: dict[str, int]
) -> None:
    a_mail_item(cast.zeta, "Agenzia secreta", note=CANARY)
    page = carla.get("portal.search", client_id=cast.acme.id, q="agenzia")
    assert page.texts("//*[@class='card-list__title']/a") == ["Agenzia delle Entrate"]
    part = carla.get("portal.search", client_id=cast.acme.id, q="m-0003", htmx="portal_found")
    assert part.texts("//*[@class='card-list__title']/a") == ["Banca del Po"]
    assert carla.get("portal.search", client_id=cast.acme.id, q="zzz").says("Nothing is called that.")


def test_a_deactivated_client_is_told_to_ask_the_office(carla: Visitor, cast: Cast) -> None:
    cast.acme.status = PartyStatus.DEACTIVATED
    db.session.commit()
    assert carla.get("portal.client", client_id=cast.acme.id).says("Please contact the office.")
    assert carla.get("portal.mail", client_id=cast.acme.id).status == 200


@pytest.mark.parametrize(
    ("endpoint", "most"),
    [("portal.client", 7), ("portal.mail", 6), ("portal.mail_item", 5), ("portal.search", 5), ("account.show", 8)],
)
def test_a_page_asks_the_database_little_however_much_mail_there_is(
    app: Flask, cast: Cast, letters: dict[str, int], endpoint: str, most: int
) -> None:
    """Session, office and reach; what is new for the menu; then the page's own."""
    renata = Visitor(app).signed_in_as("renata@lis.example.com")
    values = {"client_id": cast.acme.id, "mail_id": letters["new"], "q": "enel"}
    renata.get(endpoint, **values)
    with count_statements() as statements:
        renata.get(endpoint, **values)
    assert len(statements) <= most, "\n".join(statements)


def test_a_file_asks_for_little_too(carla: Visitor, cast: Cast, letters: dict[str, int]) -> None:
    carla.get("portal.client", client_id=cast.acme.id)
    with count_statements() as statements:
        carla.get("portal.mail_thumbnail", client_id=cast.acme.id, mail_id=letters["new"]).response.close()
    assert len(statements) <= 4, "\n".join(statements)
