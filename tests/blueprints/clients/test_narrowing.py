"""What the list is narrowed to: one dialog with every filter, a chip for each that is set."""

import pytest

from app.domain.directory.selection import picked
from app.domain.directory.values import cities_beginning, countries_in_use
from app.domain.lifecycle.tagging import add_tag
from app.domain.parties.models import ClientRole
from tests.blueprints.clients.desk import ask
from tests.support.builders import a_client, a_key, archived, many_clients
from tests.support.cast import Cast
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor


def chips(page: Answer) -> list[str]:
    return page.texts("//*[@class='chip']")


@pytest.fixture
def narrowed(cast: Cast) -> None:
    """A Polish prospect of Łódź with a tag, among others."""
    party = a_client("Nowa Sp. z o.o.", client_role=ClientRole.PROSPECT, city="Łódź", country="PL")
    add_tag(picked([party.id, cast.acme.id]), "Fair", a_key(), by=cast.by_marta)


def test_every_filter_is_set_in_one_dialog_and_shown_as_a_chip(marta: Visitor, narrowed: None) -> None:
    dialog = ask(marta, "clients.ask_filter", over="/clients", q="nowa", sort="-name")
    kept = dialog.form("/clients").values
    assert (kept["q"], kept["sort"]) == ("nowa", "-name")
    page = dialog.form("/clients").submit(
        role="prospect", tag="Fair", active="yes", portal="no", country="PL", city="lodz"
    )
    assert page.rows() == ["Nowa Sp. z o.o."]
    assert chips(page) == [
        "Role Prospects",
        "State Active",
        "Portal Nobody can sign in",
        "Tag Fair",
        "Country Poland",
        "City lodz",
    ]


def test_a_click_takes_one_filter_off_and_leaves_the_others(marta: Visitor, narrowed: None) -> None:
    page = marta.get("clients.index", role="prospect", country="PL", tag="Nobody bears this")
    assert page.rows() == []
    (cross,) = page.find("//a[@aria-label='Remove the filter Tag']")
    assert marta.get_url(cross.get("href")).rows() == ["Nowa Sp. z o.o."]


def test_the_dialog_offers_what_there_is_and_shows_what_is_set(marta: Visitor, narrowed: None) -> None:
    dialog = marta.get("clients.ask_filter", country="PL")
    assert dialog.texts("//select[@name='tag']/option") == ["Any", "Fair"]
    assert dialog.texts("//select[@name='country']/option") == ["Any", "Poland"]
    assert dialog.texts("//select[@name='country']/option[@selected]") == ["Poland"]


def test_a_filter_that_nobody_matches_any_more_stays_set_in_the_dialog(marta: Visitor, cast: Cast) -> None:
    dialog = marta.get("clients.ask_filter", country="DE", tag="Gone")
    assert dialog.texts("//select[@name='country']/option[@selected]") == ["Germany"]
    assert dialog.texts("//select[@name='tag']/option[@selected]") == ["Gone"]


def test_the_archive_is_narrowed_the_same_way_but_not_by_what_it_does_not_know(
    marta: Visitor, cast: Cast, narrowed: None
) -> None:
    archived(cast.acme, cast.bravo)
    dialog = marta.get("archive.ask_filter")
    assert not dialog.find("//select[@name='portal' or @name='active']")
    assert dialog.form("/archive").submit(tag="Fair").rows() == ["Acme S.r.l."]


def test_cities_are_offered_by_their_beginning_each_once(marta: Visitor, cast: Cast) -> None:
    for city in ("Łódź", "LODZ", "Łódzkie", "Lublin", "Torino"):
        a_client(f"In {city}", city=city)
    offered = marta.get("clients.cities", city="łod", htmx="city_names")
    assert offered.texts("//option") == ["LODZ", "Łódzkie"]


def test_every_value_is_leapt_to_however_many_share_it(cast: Cast) -> None:
    for country in ("IT", "PL", "FR"):
        a_client(country, country=country, city=country)
    many_clients(50)
    with count_statements() as statements:
        assert countries_in_use() == ["FR", "IT", "PL"]
        assert cities_beginning("") == []
        assert cities_beginning("p") == ["PL"]
    assert len(statements) == 2


@pytest.mark.parametrize("asked", [{"country": "xx"}, {"country": "Ünknown"}, {"city": "%"}, {"tag": "\x00"}])
def test_what_nobody_can_match_is_an_empty_list_and_no_error(marta: Visitor, cast: Cast, asked: dict[str, str]) -> None:
    assert marta.get("clients.index", **asked).status == 200


def test_archiving_all_that_match_takes_the_narrowed_ones_alone(marta: Visitor, cast: Cast, narrowed: None) -> None:
    dialog = marta.get("clients.ask_archive", all=1, tag="Fair", role="any")
    assert dialog.says("Archive 2 clients?")
