"""Everything is found from everywhere: the panel below the search, and the page of it."""

import pytest

from app.domain.parties.models import PartyStatus
from tests.support.builders import a_client, a_contact, a_mail_item, a_person, archived, many_clients
from tests.support.cast import CANARY, Cast
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor

PAGE, PANEL = 22, 18


def panel(visitor: Visitor, q: str = "") -> Answer:
    """What stands below the search while somebody types."""
    return visitor.get("search.index", htmx="search_results", at="/clients", q=q)


def groups(answer: Answer) -> dict[str, list[str]]:
    """The titles of the panel's groups, with the names of what is found."""
    return {
        group.get("aria-label"): [
            " ".join(option.xpath("string(.//*[@class='found__text']/text())").split())
            for option in group.xpath(".//a[@role='option']")
        ]
        for group in answer.find("//*[@role='group']")
    }


def test_clients_people_and_pages_are_found_while_one_types(marta: Visitor, cast: Cast) -> None:
    a_client("Archibald S.p.A.")
    a_person("Arianna", "Archetti")
    answer = panel(marta, "arch")
    assert not answer.is_whole
    assert groups(answer) == {"Clients": ["Archibald S.p.A."], "People": ["Arianna Archetti"], "Pages": ["Archive"]}
    assert marta.get_url(answer.find("//a[@role='option']")[0].get("href")).says("Archibald S.p.A.")


def test_mail_is_found_by_what_was_noted_of_it_and_by_its_number_alone(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme, "Agenzia delle Entrate", note="Avviso bonario")
    a_mail_item(cast.bravo, "Enel", note="M-0001 is another")
    assert groups(panel(marta, "avviso")) == {"Mail": ["Agenzia delle Entrate"]}
    answer = panel(marta, "m-0001")
    assert groups(answer)["Mail"] == ["Agenzia delle Entrate", "Enel"]
    (chosen,) = answer.find("//a[@role='option' and @aria-selected='true']")
    assert chosen.get("href") == marta.url("mail.show", mail_id=item.id)
    assert marta.get("search.index", q="enel").says("Letter · Bravo Sp. z o.o.", "All in Mail")


def test_whoever_is_away_is_found_marked_and_last(marta: Visitor, cast: Cast) -> None:
    archived(a_client("Roma Antica"))
    a_client("Roma Nuova").status = PartyStatus.DEACTIVATED
    a_client("Villa Roma")
    for answer in (panel(marta, "roma"), marta.get("search.index", q="roma")):
        text = answer.text
        assert text.index("Roma Nuova") < text.index("Villa Roma") < text.index("Roma Antica")
        assert answer.says("Deactivated", "Archived")


def test_a_person_stands_with_position_and_clients_and_is_marked_when_all_are_archived(
    marta: Visitor, cast: Cast
) -> None:
    a_contact(cast.bravo, "Piotr", "Zając", position="Prezes")
    assert panel(marta, "zajac").says("Prezes · Bravo Sp. z o.o.")
    assert panel(marta, "renata").says("Bravo Sp. z o.o. and 1 more client")
    archived(cast.acme, cast.bravo)
    assert panel(marta, "zajac").says("archived client")
    assert panel(marta, "renata").says("archived clients")


def test_the_panel_shows_five_of_a_group_the_page_twenty_five_and_the_lists_the_rest(
    marta: Visitor, cast: Cast
) -> None:
    many_clients(30, "Batch")
    archived(a_client("Batch Gone"))
    assert len(groups(panel(marta, "batch"))["Clients"]) == 5
    page = marta.get("search.index", q="batch")
    assert len(page.find("//*[@id='found_clients']//li")) == 25
    assert page.texts("//*[@id='found_clients']//*[@class='panel__foot']/a") == [
        "All 30 in Clients",
        "1 in the Archive",
    ]
    clients, archive = page.find("//*[@id='found_clients']//*[@class='panel__foot']/a")
    assert len(marta.get_url(clients.get("href")).rows()) == 30
    assert marta.get_url(archive.get("href")).rows() == ["Batch Gone"]


def test_an_exact_number_or_tax_id_is_chosen_at_once(marta: Visitor, cast: Cast) -> None:
    a_client("Alfa", tax_id="07720340012")
    a_client("Beta", tax_id="0772034001299")
    assert cast.acme.number
    for typed, chosen in ((cast.acme.number, "Acme"), ("07720340012", "Alfa"), ("0772034", None), ("acme", None)):
        found = panel(marta, typed).texts("//*[@role='option'][@aria-selected='true']")
        assert [name.startswith(chosen or "-") for name in found] == [True] * bool(chosen), typed
    page = marta.get("search.index", q="07720340012")
    assert page.texts("//main//*[@autofocus]") == ["Alfa"]


def test_with_nothing_typed_stands_what_one_worked_on_last(marta: Visitor, luca: Visitor, cast: Cast) -> None:
    assert panel(marta).says("What you work on stands here the next time.")
    archived(cast.bravo, by=cast.by_marta)
    assert groups(panel(marta)) == {"Last worked on": ["Bravo Sp. z o.o."]}
    assert marta.get("search.index").says("Last worked on", "Bravo Sp. z o.o.")
    assert groups(panel(luca)) == {}


def test_pages_are_found_by_their_translated_names_and_only_those_that_one_may_open(
    marta: Visitor, luca: Visitor, cast: Cast
) -> None:
    assert groups(panel(luca, "sett"))["Pages"] == ["Office", "Staff", "Numbering", "Clients", "Payment methods"]
    assert "Pages" not in groups(panel(marta, "sett"))
    assert groups(panel(marta, "prosp"))["Pages"] == ["Prospects"]
    marta.language = "it"
    assert "Pagine" not in panel(marta, "prospects").text
    assert len(panel(marta, "archiv").find("//a[contains(@href, '/archive')]")) == 1


def test_without_a_script_the_search_leads_to_its_page(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.index").form("/search")
    page = form.submit(q="acme")
    assert page.is_whole
    assert page.says("Acme S.r.l.", "in Clients")
    assert marta.get("search.index", q="nobody at all").says("Nothing is called that.")


def test_who_types_on_the_page_gets_the_answer_alone(marta: Visitor, cast: Cast) -> None:
    answer = marta.get("search.index", htmx="search_page", q="acme")
    assert not answer.is_whole
    assert answer.find("//*[@id='search_page']")


@pytest.mark.parametrize("who", ["carla@acme.example.com", "renata@lis.example.com"])
def test_a_portal_user_finds_no_search(app, cast: Cast, who: str) -> None:
    visitor = Visitor(app).signed_in_as(who)
    for htmx in (None, "search_results"):
        answer = visitor.get("search.index", q=CANARY, htmx=htmx)
        assert answer.status == 404
        assert not answer.says(cast.zeta.name)


def test_a_search_has_its_price_whatever_it_finds(marta: Visitor, cast: Cast) -> None:
    many_clients(1200)
    archived(cast.acme, by=cast.by_marta)
    for q in ("", "client", "renata", "C-0001", "nobody at all", "c", "..."):
        for htmx, most in ((None, PAGE), ("search_results", PANEL), ("search_page", PAGE)):
            headers = {"HX-Request": "true", "HX-Target": htmx} if htmx else {}
            with count_statements() as statements:
                assert marta.client.get(marta.url("search.index", q=q), headers=headers).status_code == 200
            assert len(statements) <= most, "\n".join([q, *statements])
