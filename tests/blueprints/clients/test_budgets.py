"""What a page may cost: so many statements and no more, whatever it shows (issue 2, lines 5 and 12)."""

from typing import Any

import pytest

from app.domain.parties.models import PartyStatus
from tests.blueprints.clients.desk import ask, flashes
from tests.support.builders import PASSWORD, a_client, a_contact, archived, many_clients
from tests.support.cast import Cast
from tests.support.statements import count_statements
from tests.support.visitor import Visitor

LIST, CARD, DIALOG, ARCHIVING = 6, 13, 9, 16


def cost(visitor: Visitor, endpoint: str, *, htmx: str | None = None, **asked: Any) -> list[str]:
    """What a page asks the database. Its manners are checked elsewhere: to read a hundred rows takes long."""
    return cost_of(visitor, visitor.url(endpoint, **asked), htmx=htmx)


def cost_of(visitor: Visitor, url: str, *, htmx: str | None = None) -> list[str]:
    headers = {"HX-Request": "true", "HX-Target": htmx} if htmx else {}
    with count_statements() as statements:
        response = visitor.client.get(url, headers=headers)
    assert response.status_code == 200, response.text
    return statements


@pytest.fixture
def crowd(cast: Cast) -> list[int]:
    """Enough clients for several pages, in the list and in the Archive."""
    away = many_clients(120, "Away")
    archived(*[a_client(f"Gone {n}") for n in range(2)])
    return many_clients(120) + away


@pytest.mark.parametrize(("endpoint", "part"), [("clients.index", "client_list"), ("archive.index", "archive_list")])
def test_a_list_costs_six_statements_at_most_whatever_it_shows(
    marta: Visitor, cast: Cast, crowd: list[int], endpoint: str, part: str
) -> None:
    for party in (cast.bravo, cast.zeta):
        party.status = PartyStatus.DEACTIVATED
    for asked in (
        {"per_page": 25},
        {"per_page": 100},
        {"per_page": 100, "q": "client"},  # found in all of them
        {"q": "lodz"},
        {"q": "C-0001"},
        {"q": "no one at all"},
        {"role": "any", "active": "no", "sort": "-since"},
        {"after": "garbage"},
    ):
        for htmx in (None, part):
            statements = cost(marta, endpoint, htmx=htmx, **asked)
            assert len(statements) <= LIST, "\n".join([str(asked), *statements])


def test_twenty_five_rows_and_a_hundred_cost_the_same(marta: Visitor, crowd: list[int]) -> None:
    few, many = (cost(marta, "clients.index", per_page=size) for size in (25, 100))
    assert len(few) == len(many)


def test_a_page_whose_rows_have_all_left_costs_no_more(marta: Visitor, cast: Cast) -> None:
    ids = many_clients(30)
    page = marta.get("clients.index", per_page=25, q="client")
    following = page.find("//a[@rel='next']")[0].get("href")
    dialog = marta.get("clients.ask_archive", ids=ids[25:])
    assert dialog.form("/clients/archive").submit().status == 303
    statements = cost_of(marta, following)
    assert len(statements) <= LIST, "\n".join(statements)


@pytest.mark.parametrize("how_many", [1, 100])
def test_archiving_costs_sixteen_statements_however_many_and_the_list_that_says_so_six(
    marta: Visitor, crowd: list[int], how_many: int
) -> None:
    dialog = ask(marta, "clients.ask_archive", over="/clients", ids=crowd[:how_many])
    with count_statements() as statements:
        answer = dialog.form("/clients/archive").submit(htmx=True, reason="Moved away")
    assert answer.status == 303, answer.text
    assert len(statements) <= ARCHIVING, "\n".join(statements)
    with count_statements() as statements:
        page = marta.get_url(answer.headers["Location"], htmx="client_list")
    assert flashes(page)
    assert len(statements) <= LIST, "\n".join(statements)


def test_all_that_match_are_archived_and_restored_at_the_price_of_one(marta: Visitor, crowd: list[int]) -> None:
    for question, answer in (("clients.ask_archive", "/clients/archive"), ("archive.ask_restore", "/archive/restore")):
        dialog = marta.get(question, all=1, q="client")
        with count_statements() as statements:
            assert dialog.form(answer).submit().status == 303
        assert len(statements) <= ARCHIVING, "\n".join(statements)


def test_a_dialog_costs_nine_statements_however_many_it_is_about(marta: Visitor, cast: Cast, crowd: list[int]) -> None:
    for endpoint, asked in (
        ("clients.ask_archive", {"ids": cast.acme.id}),
        ("clients.ask_archive", {"ids": crowd}),
        ("clients.ask_archive", {"all": 1}),
        ("clients.ask_archive", {"all": 1, "q": "client"}),
        ("archive.ask_restore", {"all": 1}),
    ):
        for htmx in (None, "dialog"):
            statements = cost(marta, endpoint, htmx=htmx, **asked)
            assert len(statements) <= DIALOG, "\n".join(statements)


def test_a_card_costs_thirteen_statements_with_all_that_it_can_show(marta: Visitor, cast: Cast) -> None:
    for n in range(7):
        a_contact(cast.acme, f"Contact {n}", email=f"c{n}@acme.example.com", password=PASSWORD)
    archived(cast.acme, by=cast.by_marta)
    for endpoint in ("clients.show", "clients.contacts", "clients.edit"):
        for htmx in (None, "card"):
            statements = cost(marta, endpoint, htmx=htmx, party_id=cast.acme.id)
            assert len(statements) <= CARD, "\n".join(statements)
    statements = cost(marta, "archive.preview", htmx="dialog", party_id=cast.acme.id)
    assert len(statements) <= DIALOG, "\n".join(statements)


def test_the_dashboard_and_an_act_s_page_cost_no_more_than_a_card(marta: Visitor, cast: Cast, crowd: list[int]) -> None:
    act = archived(cast.acme, by=cast.by_marta)
    assert act
    for statements in (cost(marta, "today.index"), cost(marta, "acts.show", act_id=act.id)):
        assert len(statements) <= CARD, "\n".join(statements)
