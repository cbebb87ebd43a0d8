"""The client list in a browser: everything is in its address, and every address is answered."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from app.domain.parties.models import ClientRole, PartyStatus
from tests.blueprints.clients.desk import is_part
from tests.support.builders import a_client, archived, many_clients
from tests.support.cast import Cast
from tests.support.manners import text_of
from tests.support.visitor import Answer, Visitor


def asked(url: str) -> dict[str, str]:
    """What an address asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}


def link(answer: Answer, label: str) -> str:
    """Where the link with these words leads."""
    (found,) = {a.get("href") for a in answer.find("//main//a") if text_of(a) == label}
    return str(found)


def neighbour(answer: Answer, rel: str) -> str | None:
    found = answer.find(f"//a[@rel='{rel}']")
    return str(found[0].get("href")) if found else None


def test_the_list_shows_of_each_client_what_the_desk_looks_for(marta: Visitor) -> None:
    page = marta.get("clients.index")
    assert page.rows()[:2] == ["Acme S.r.l.", "Bravo Sp. z o.o."]
    row = page.texts("//tr[contains(@class, 'row')]")[0]
    for said in ("C-0001", "Torino", "info@acme.example.com", "+39 011 555 0101", "Active"):
        assert said in row
    assert not page.says("Counting… of")


def test_a_phone_that_no_plan_knows_is_shown_as_typed_and_marked(marta: Visitor, cast: Cast) -> None:
    a_client("Aaa", phone="ask for Rosa")
    page = marta.get("clients.index")
    marks = page.find("//tbody//*[contains(@title, 'No numbering plan knows this phone')]")
    assert [text_of(mark) for mark in marks] == ["ask for Rosa"]


def test_who_is_deactivated_bears_a_badge_and_is_what_active_no_finds(marta: Visitor, cast: Cast) -> None:
    cast.bravo.status = PartyStatus.DEACTIVATED
    assert "Deactivated" in marta.get("clients.index").texts("//tr[contains(@class, 'row')]")[1]
    assert marta.get("clients.index", active="no").rows() == ["Bravo Sp. z o.o."]
    assert "Bravo Sp. z o.o." not in marta.get("clients.index", active="yes").rows()


def test_a_search_answers_the_part_of_the_page_that_htmx_asked_for(marta: Visitor) -> None:
    answer = marta.get("clients.index", q="lodz", htmx="client_list")
    assert is_part(answer, "client_list")
    assert answer.rows() == ["Bravo Sp. z o.o."]
    assert {"HX-Request", "HX-Target"} <= set(answer.response.vary)
    assert answer.headers["Cache-Control"] == "no-store"
    assert marta.get("clients.index", q="lodz").rows() == answer.rows()


def test_what_was_typed_stands_in_the_field_again_and_nothing_found_says_so(marta: Visitor) -> None:
    page = marta.get("clients.index", q='<b>"nobody"')
    assert page.find("//input[@id='list_search']")[0].get("value") == '<b>"nobody"'
    assert page.says("No client matches.")
    assert page.rows() == []


def test_an_office_without_clients_is_told_how_to_begin(app: Flask, luca: Visitor, cast: Cast) -> None:
    archived(cast.acme, cast.bravo, cast.zeta)
    page = luca.get("clients.index")
    assert page.rows() == []
    assert page.find("//main//a[contains(@href, '/clients/new')]")


def test_role_state_sort_and_size_stay_while_one_pages_and_searches(marta: Visitor) -> None:
    many_clients(60)
    wanted = {"role": "any", "active": "yes", "sort": "-name", "per_page": "25", "q": "client"}
    page = marta.get("clients.index", **wanted)
    following = neighbour(page, "next")
    assert following
    assert {name: value for name, value in asked(following).items() if name != "after"} == wanted
    second = marta.get_url(following)
    before = neighbour(second, "prev")
    assert before
    assert {name: value for name, value in asked(before).items() if name != "before"} == wanted
    assert second.rows()[0] == "Client 00034"
    # The search field is a form of its own: what it does not show travels hidden.
    search = second.form("/clients").submit(q="client 00001")
    assert search.rows() == ["Client 00001"]
    hidden = {f.get("name"): f.get("value") for f in second.find("//form[@role='search']//input[@type='hidden']")}
    assert hidden == {name: value for name, value in wanted.items() if name != "q"}


def test_changing_the_filter_begins_at_the_first_page_again(marta: Visitor) -> None:
    many_clients(60)
    second = marta.get_url(neighbour(marta.get("clients.index", per_page=25), "next") or "")
    for label in ("50", "Since"):
        assert not {"after", "before"} & set(asked(link(second, label))), label
    narrowing = marta.get_url(link(second, "Add filter")).form("/clients")
    assert not {"after", "before"} & set(narrowing.values)


def test_walking_the_pages_in_the_browser_sees_each_client_once(marta: Visitor) -> None:
    many_clients(60)
    page, seen = marta.get("clients.index", per_page=25, q="client"), []
    for _ in range(3):
        seen += page.rows()
        if following := neighbour(page, "next"):
            page = marta.get_url(following)
    assert seen == [f"Client {n:05d}" for n in range(60)]
    assert page.says("51–60")
    assert neighbour(page, "next") is None
    back = marta.get_url(neighbour(page, "prev") or "")
    assert back.rows() == seen[25:50]


def test_a_column_sorts_one_way_and_then_the_other_and_says_which(marta: Visitor) -> None:
    page = marta.get("clients.index")
    assert page.find("//th[@aria-sort='ascending']")
    down = marta.get_url(link(page, "Client"))
    assert asked(down.path)["sort"] == "-name"
    assert down.find("//th[@aria-sort='descending']")
    assert down.rows() == page.rows()[::-1]


def test_filters_that_are_set_can_be_taken_off_one_by_one(marta: Visitor) -> None:
    page = marta.get("clients.index", role="supplier", active="yes", q="x", per_page=25)
    off = {a.get("aria-label"): asked(a.get("href")) for a in page.find("//a[contains(@class, 'chip__remove')]")}
    assert off == {
        "Remove the filter Role": {"active": "yes", "q": "x", "per_page": "25"},
        "Remove the filter State": {"role": "supplier", "q": "x", "per_page": "25"},
    }


def test_roles_are_filters_of_one_list(marta: Visitor) -> None:
    a_client("Prospect", client_role=ClientRole.PROSPECT)
    assert marta.get("clients.index", role="prospect").rows() == ["Prospect"]
    everybody = marta.get("clients.index", role="any")
    assert {"Prospect", "Acme S.r.l.", "Carla Rossi"} <= set(everybody.rows())
    assert everybody.says("Customer")


def test_the_total_follows_apart_from_the_list(marta: Visitor) -> None:
    many_clients(60)
    page = marta.get("clients.index", q="client", per_page=25)
    (bar,) = page.find("//*[@id='client_total']")
    assert bar.get("hx-trigger") == "load"
    total = marta.get_url(bar.get("hx-get"), htmx="client_total")
    assert is_part(total, "client_total")
    assert total.says("60 clients")
    assert total.find("//*[@data-total='60']")
    assert marta.get("clients.total", q="client").says("60 clients")


@pytest.mark.parametrize("endpoint", ["clients.index", "archive.index"])
def test_what_an_address_should_not_hold_counts_as_not_asked(marta: Visitor, cast: Cast, endpoint: str) -> None:
    archived(cast.bravo)
    plain = marta.get(endpoint).rows()
    for junk in (
        {"role": "owner"},
        {"active": "maybe"},
        {"sort": "name; DROP TABLE party"},
        {"per_page": "7"},
        {"per_page": "many"},
        {"per_page": "9" * 30},
        {"after": "garbage", "before": "garbage"},
        {"after": "\x00"},
        {"after": "W" * 5000},
        {"before": "WzAsIlx1ZDgwMCIsMSwxXQ"},
        {"q": "", "role": "", "active": "", "sort": "", "per_page": "", "after": "", "before": ""},
        {"unknown": "1"},
    ):
        answer = marta.get(endpoint, **junk)
        assert (answer.status, answer.rows()) == (200, plain), junk


def test_whatever_is_searched_for_is_answered(marta: Visitor) -> None:
    for q in ("%", "_", "\\", "acme\x00", "x" * 300, "a " * 150, "'; --", "<script>", "𝔘", "\u202e", "%00"):
        assert marta.get("clients.index", q=q).status == 200, q
    assert marta.get("clients.index", q="acme\x00").rows() == ["Acme S.r.l."]
    assert marta.get("clients.index", q="acme" + " " * 300).rows() == ["Acme S.r.l."]


def test_a_shared_link_shows_a_colleague_the_same(marta: Visitor, luca: Visitor) -> None:
    many_clients(60)
    following = neighbour(marta.get("clients.index", q="client", sort="-name", per_page=25), "next") or ""
    assert luca.get_url(following).rows() == marta.get_url(following).rows() == marta.get_url(following).rows()


@pytest.mark.parametrize(
    ("where", "asked", "said"),
    [("clients", {"active": "yes", "q": "bravo"}, "1 client"), ("archive", {"role": "customer"}, "1 archived")],
)
def test_without_a_script_a_link_leads_to_the_number_and_nothing_claims_to_count(
    marta: Visitor, cast: Cast, where: str, asked: dict[str, str], said: str
) -> None:
    archived(cast.acme)
    page = marta.get(f"{where}.index", **asked)
    (counting,) = page.find("//*[text()='Counting…']")
    assert "needs-script" in counting.get("class")
    (how_many,) = page.find("//noscript/a[text()='How many are there?']")
    assert marta.get_url(how_many.get("href")).says(said)
    assert page.texts("//noscript//label[@for=//noscript//input[@name='all' and @value='1']/@id]") == ["all that match"]
