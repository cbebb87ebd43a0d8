"""The tabs of a card: each an address, with its count, and the same price however much stands on them."""

from __future__ import annotations

import pytest

from app.blueprints.clients.tabs import TABS
from app.db import db
from app.domain.entries.queries import PER_PAGE
from app.domain.locations.drafts import LOCATIONS, LocationDraft
from app.domain.locations.models import Location
from app.domain.parties.models import Party
from app.domain.reporting.tabs import COUNTED
from tests.blueprints.clients.desk import is_part
from tests.blueprints.clients.test_budgets import cost
from tests.support.cast import Cast
from tests.support.entries import EXAMPLES, a_location, an_entry
from tests.support.visitor import Answer, Visitor

NAMES = [tab.name for tab in TABS]


def many_locations(party: Party, count: int) -> None:
    """So many lines at once, without their events."""
    lines = [{"party_id": party.id, **LOCATIONS.columns_of(LocationDraft(f"L{n}", city="X"))} for n in range(count)]
    db.session.execute(db.insert(Location), lines)
    db.session.commit()


def count_on(card: Answer, tab: str) -> str:
    (link,) = card.find(f"//nav[contains(@class, 'tabs')]/a[contains(., '{tab}')]")
    return "".join(link.xpath(".//span/text()"))


@pytest.mark.parametrize("tab", TABS, ids=NAMES)
def test_a_tab_is_a_page_of_its_own_and_a_part_of_the_card(marta: Visitor, cast: Cast, tab: tuple[str, ...]) -> None:
    endpoint = tab[2]
    page = marta.get(endpoint, party_id=cast.acme.id)
    (current,) = page.find("//nav[contains(@class, 'tabs')]/a[@aria-current='page']")
    assert (
        page.is_whole and page.says("Acme S.r.l.") and current.get("href") == marta.url(endpoint, party_id=cast.acme.id)
    )
    part = marta.get(endpoint, party_id=cast.acme.id, htmx="card")
    assert is_part(part, "card") and part.find("//nav[contains(@class, 'tabs')]/a[@aria-current='page']")


def test_every_tab_can_be_opened_in_another_window_and_shared(marta: Visitor, cast: Cast) -> None:
    links = marta.get("clients.show", party_id=cast.acme.id).find("//nav[contains(@class, 'tabs')]/a")
    assert len(links) == len(TABS)
    assert all(link.get("href") == link.get("hx-get") and link.get("hx-push-url") == "true" for link in links)


def test_a_tab_says_how_much_stands_on_it_and_nothing_for_nothing(marta: Visitor, cast: Cast) -> None:
    for label in ("One", "Two"):
        a_location(cast.acme, label)
    card = marta.get("clients.show", party_id=cast.acme.id)
    assert (count_on(card, "Locations"), count_on(card, "Contacts"), count_on(card, "Banks")) == ("2", "2", "")


def test_from_a_hundred_on_nobody_counts_on(marta: Visitor, cast: Cast) -> None:
    many_locations(cast.acme, 99)
    assert count_on(marta.get("clients.show", party_id=cast.acme.id), "Locations") == "99"
    many_locations(cast.acme, 30)
    assert count_on(marta.get("clients.show", party_id=cast.acme.id), "Locations") == "99+"


def test_every_list_of_a_card_is_counted() -> None:
    assert set(COUNTED) == set(NAMES) - {"overview"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.one)
def test_a_tab_asks_for_the_same_however_much_stands_on_it(marta: Visitor, cast: Cast, example: object) -> None:
    book, endpoint = example.book, f"clients.{example.tab}"  # type: ignore[attr-defined]
    draft = example.draft  # type: ignore[attr-defined]
    an_entry(cast.acme, book, draft("First"))
    few = len(cost(marta, endpoint, party_id=cast.acme.id, htmx="card"))
    for n in range(20):
        an_entry(cast.acme, book, draft(f"Line {n}"))
    assert len(cost(marta, endpoint, party_id=cast.acme.id, htmx="card")) == few


def test_a_long_list_goes_on_at_its_foot(marta: Visitor, cast: Cast) -> None:
    many_locations(cast.acme, PER_PAGE + 2)
    first = marta.get("clients.locations", party_id=cast.acme.id)
    (further,) = first.find("//a[contains(., 'Further ones')]")
    second = marta.get_url(further.get("href"))
    assert second.says(f"L{PER_PAGE + 1}") and not second.says("L0 ") and second.says("The first ones")
