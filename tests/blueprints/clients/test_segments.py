"""Segments over the client list: chosen, composed with its filters, saved from them, and gone."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete, select

from app.db import db
from app.domain.directory.segments.models import Segment
from app.domain.directory.selection import picked
from app.domain.lifecycle.tagging import add_tag
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.models import ClientRole, Party, PartyStatus, PartyTag, Tag
from tests.blueprints.clients.desk import ask, flashes, status_of
from tests.domain.directory.segments.office import C, a_segment, all_of, any_of, in_city, rule
from tests.support.builders import a_client, a_key, many_clients
from tests.support.cast import Cast
from tests.support.own_fields import a_field, write
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor


@pytest.fixture
def in_torino(cast: Cast) -> int:
    """A shared segment of those in Torino; Eco is there besides Acme, and a prospect."""
    a_client("Eco", city="Torino", country="PL")
    a_client("Pro", city="Torino", client_role=ClientRole.PROSPECT)
    return a_segment("Torino", in_city("Torino")).id


def chips(page: Answer) -> list[str]:
    return page.texts("//*[@class='chip']")


def saved(name: str) -> Segment:
    db.session.expire_all()
    return db.session.scalars(select(Segment).where(Segment.name == name)).one()


def test_a_segment_is_one_more_condition_shown_as_a_chip_that_comes_off(marta: Visitor, in_torino: int) -> None:
    page = marta.get("clients.index", segment=in_torino)
    assert page.rows() == ["Acme S.r.l.", "Eco"] and chips(page) == ["Segment Torino"]
    both = marta.get("clients.index", segment=in_torino, country="PL")
    assert both.rows() == ["Eco"] and chips(both) == ["Country Poland", "Segment Torino"]
    (cross,) = both.find("//a[@aria-label='Remove the filter Segment']")
    assert chips(marta.get_url(cross.get("href"))) == ["Country Poland"]
    assert marta.get("clients.index", segment=in_torino, role="any", q="pro").rows() == ["Pro"]
    assert marta.get("clients.total", segment=in_torino, htmx="client_total").says("2 clients")


def test_a_further_filter_and_another_page_keep_the_segment(marta: Visitor, in_torino: int) -> None:
    dialog = ask(marta, "clients.ask_filter", over="/clients", segment=in_torino)
    assert dialog.form("/clients").submit(country="PL").rows() == ["Eco"]
    a_segment("Many", rule("name", C.BEGINS, "Client"))
    many_clients(30)
    page = marta.get("clients.index", segment=saved("Many").id, per_page=25)
    (following,) = page.find("//a[@rel='next']")
    assert len(marta.get_url(following.get("href")).rows()) == 5


def test_the_menu_is_fetched_when_it_is_opened_and_leads_to_each_with_its_number(
    marta: Visitor, cast: Cast, in_torino: int
) -> None:
    cast.bravo.status = PartyStatus.DEACTIVATED
    a_segment("Eager", rule("role", C.ONE_OF, "prospect"), by=cast.by_marta, is_shared=False)
    page = marta.get("clients.index", country="PL", segment=in_torino)
    (part,) = page.find("//*[@id='segment_menu']")
    menu = marta.get_url(part.get("hx-get"), htmx="segment_menu", at="/clients")
    links = menu.find("//a[@class='menu__item']")
    assert menu.texts("//a[@class='menu__item']")[:3] == ["Deactivated 1 client", "Eager 1 client", "Torino 3 clients"]
    assert [link.get("aria-current") for link in links[:3]] == [None, None, "true"]
    eager = marta.get_url(links[1].get("href"))
    assert chips(eager) == ["Role Prospects", "Country Poland", "Segment Eager"]
    whole = marta.get("clients.segments")
    assert whole.is_whole and marta.get_url(whole.find("//a[contains(., 'Deactivated')]")[0].get("href")).rows() == [
        "Bravo Sp. z o.o."
    ]


def test_the_list_s_filters_are_saved_as_rules(marta: Visitor, cast: Cast, in_torino: int) -> None:
    add_tag(picked([cast.acme.id]), "VIP", a_key(), by=cast.by_marta)
    filters = {"q": "acme", "tag": "vip", "country": "IT", "city": "torino", "active": "yes", "portal": "yes"}
    dialog = ask(marta, "clients.ask_save_segment", over="/clients", **filters)
    assert dialog.says("Search finds acme", "Role is Customer", "State is Active", "Portal is Somebody can sign in")
    answer = dialog.form("/clients/segments/new").submit(htmx=True, name="Ours")
    segment = saved("Ours")
    assert answer.leads_to("clients.index", role="customer", segment=segment.id)
    assert segment.owner_id == cast.marta.id
    assert segment.rules == all_of(
        rule("search", C.FINDS, "acme"), rule("role", C.ONE_OF, "customer"), rule("status", C.ONE_OF, "active"),
        rule("portal", C.ONE_OF, "yes"), rule("tag", C.ONE_OF, "vip"), rule("country", C.ONE_OF, "IT"),
        rule("city", C.IS, "torino"),
    )  # fmt: skip
    assert flashes(answer.follow()) == ["“Ours” is saved."]


def test_what_fields_of_the_office_s_own_are_asked_is_saved_with_the_rest(marta: Visitor, cast: Cast) -> None:
    reason, seats = a_field("Reason"), a_field("Seats", FieldKind.NUMBER)
    source, day = a_field("Source", FieldKind.CHOICE, "Web", "Fair"), a_field("Checked on", FieldKind.DATE)
    fair = source.choices[1].id
    write(cast.acme, {reason.id: "moved", seats.id: Decimal(7), source.id: fair, day.id: date(2026, 3, 1)})
    write(cast.bravo, {reason.id: "moved", seats.id: Decimal(9), source.id: fair, day.id: date(2026, 3, 2)})
    filters = {"field.reason": "moved", "field.seats.to": "8.5", "field.source": fair, "field.checked_on": "2026-03-01"}
    dialog = ask(marta, "clients.ask_save_segment", over="/clients", **filters)
    assert dialog.says("Reason contains moved", "Seats at most 8.5", "Source is Fair", "Role is Customer")
    answer = dialog.form("/clients/segments/new").submit(htmx=True, name="Moved")
    segment = saved("Moved")
    assert segment.rules == all_of(
        rule("role", C.ONE_OF, "customer"), rule("field.reason", C.CONTAINS, "moved"),
        rule("field.seats", C.AT_MOST, "8.5"), rule("field.source", C.ONE_OF, str(fair)),
        rule("field.checked_on", C.AFTER, "2026-02-28"), rule("field.checked_on", C.BEFORE, "2026-03-02"),
    )  # fmt: skip
    assert answer.leads_to("clients.index", role="customer", segment=segment.id)
    assert marta.get("clients.index", segment=segment.id).rows() == ["Acme S.r.l."]


def test_a_list_costs_the_same_with_one_of_several_fields_however_many_clients_and_fields_there_are(
    marta: Visitor, cast: Cast
) -> None:
    seats = a_field("Seats", FieldKind.NUMBER)
    write(cast.acme, {seats.id: Decimal(7)})
    segment = a_segment("Big", rule(seats.known_as, C.AT_LEAST, "5"), rule(seats.known_as, C.FILLED)).id
    costs = []
    for turn in range(2):
        with count_statements() as statements:
            assert marta.client.get(f"/clients?segment={segment}").status_code == 200
        costs.append(len(statements))
        many_clients(200)
        a_field(f"Other {turn}", FieldKind.CHOICE, "x", "y")
    assert costs[0] == costs[1], costs


def test_what_is_wrong_is_said_in_the_dialog_and_saving_twice_saves_once(marta: Visitor, in_torino: int) -> None:
    dialog = marta.get("clients.ask_save_segment", city="Torino")
    refused = dialog.form("/clients/segments/new").submit(htmx=True, name=" ")
    assert refused.status == 422 and refused.says("A segment needs a name.", "City is Torino")
    again = refused.form("/clients/segments/new")
    first, second = again.submit(name="Mine"), again.submit(name="Mine")
    assert (first.status, second.headers["Location"]) == (303, first.headers["Location"])
    taken = marta.get("clients.ask_save_segment", city="Lecce").form("/clients/segments/new").submit(name="MINE")
    assert taken.status == 422 and taken.says("There is a segment of this name already.")


def test_a_segment_that_is_shown_is_saved_with_the_rest_as_a_group_where_any_of_its_rules_will_do(
    marta: Visitor, cast: Cast, in_torino: int
) -> None:
    dialog = marta.get("clients.ask_save_segment", segment=in_torino, country="PL")
    assert dialog.says("Country is Poland", "City is Torino")
    either = a_segment("Either", rules=any_of(in_city("Torino"), in_city("Lecce"))).id
    alone = marta.get("clients.ask_save_segment", segment=either, role="any").form("/clients/segments/new")
    assert alone.submit(name="Copy").status == 303 and saved("Copy").rules == saved("Either").rules
    both = marta.get("clients.ask_save_segment", segment=either, role="any", country="PL")
    assert both.says("Country is Poland", "and", "City is Torino", "or City is Lecce")
    assert both.form("/clients/segments/new").submit(name="Both").status == 303
    polish = all_of(rule("country", C.ONE_OF, "PL"), any_of(in_city("Torino"), in_city("Lecce")))
    assert saved("Both").rules == polish
    grouped = a_segment("Grouped", rules=any_of(in_city("Roma"), all_of(in_city("Torino"), rule("email", C.EMPTY)))).id
    refused = marta.get("clients.ask_save_segment", segment=grouped, role="any", country="PL")
    assert refused.says("asks for any of its groups") and not refused.find("//input[@name='name']")
    assert marta.get("clients.ask_save_segment", role="any").says("Nothing narrows this list")


def test_a_deleted_one_s_address_says_so_and_lists_as_if_it_were_not_asked(marta: Visitor, in_torino: int) -> None:
    db.session.execute(delete(Segment).where(Segment.id == in_torino))
    db.session.commit()
    page, plain = marta.get("clients.index", segment=in_torino, country="PL"), marta.get("clients.index", country="PL")
    assert page.rows() == plain.rows() == ["Eco"]
    assert page.says("This segment is no longer there") and chips(page) == ["Country Poland"]
    assert not marta.get_url(page.find("//a[.='Take it off']")[0].get("href")).says("no longer there")


def test_a_list_that_a_deleted_tag_leaves_empty_says_why(marta: Visitor, cast: Cast) -> None:
    add_tag(picked([cast.acme.id]), "VIP", a_key(), by=cast.by_marta)
    vip = a_segment("VIPs", rule("tag", C.ONE_OF, "VIP"))
    assert marta.get("clients.index", segment=vip.id).rows() == ["Acme S.r.l."]
    db.session.execute(delete(PartyTag))
    db.session.execute(delete(Tag))
    db.session.commit()
    page = marta.get("clients.index", segment=vip.id)
    assert page.rows() == [] and page.says("“VIP” is no longer there: this rule matches nobody.")


@pytest.mark.parametrize("asked", ["garbage", "-1", "0", "99999999999999999999", "999999"])
def test_an_address_that_names_no_segment_lists_as_if_it_named_none(marta: Visitor, cast: Cast, asked: str) -> None:
    assert marta.get("clients.index", segment=asked).rows() == marta.get("clients.index").rows()


def test_somebody_else_s_own_segment_is_not_there(luca: Visitor, cast: Cast) -> None:
    hers = a_segment("Hers", in_city("Nowhere"), by=cast.by_marta, is_shared=False)
    page = luca.get("clients.index", segment=hers.id)
    assert page.rows() and page.says("no longer there") and not page.says("Hers")


def test_deeds_on_all_that_match_and_the_file_honour_the_segment(marta: Visitor, cast: Cast, in_torino: int) -> None:
    told = marta.client.get(f"/clients/export?segment={in_torino}").text
    assert [row[0] for row in csv.reader(io.StringIO(told.lstrip("\ufeff")), delimiter=_between(told))][1:]
    assert "Acme" in told and "Eco" in told and "Bravo" not in told
    dialog = marta.get("clients.ask_archive", all=1, segment=in_torino)
    assert dialog.says("Archive 2 clients?")
    assert dialog.form("/clients/archive").submit().status == 303
    assert status_of(cast.acme, cast.bravo) == [PartyStatus.ARCHIVED, PartyStatus.ACTIVE]


def _between(told: str) -> str:
    return ";" if ";" in told.splitlines()[0] else ","


@pytest.mark.parametrize("change", ["deleted", "changed"])
def test_a_dialog_over_a_segment_that_is_no_longer_what_it_was_does_nothing(
    marta: Visitor, cast: Cast, in_torino: int, change: str
) -> None:
    dialog = marta.get("clients.ask_archive", all=1, segment=in_torino)
    segment = db.session.get_one(Segment, in_torino)
    if change == "deleted":
        db.session.delete(segment)
    else:
        segment.ask(all_of(rule("country", C.EMPTY)))
    db.session.commit()
    assert dialog.form("/clients/archive").submit().status == 409
    assert db.session.scalars(select(Party.id).where(Party.status == PartyStatus.ARCHIVED)).all() == []


def test_the_archive_knows_no_segments(marta: Visitor, in_torino: int) -> None:
    page = marta.get("archive.index", segment=in_torino)
    assert not page.find("//*[@id='segment_menu']") and not chips(page) and not page.says("no longer there")


def test_a_list_costs_one_statement_more_for_its_segment_and_none_for_the_menu(
    marta: Visitor, cast: Cast, in_torino: int
) -> None:
    def cost(**asked: object) -> list[str]:
        with count_statements() as statements:
            assert marta.client.get("/clients", query_string=asked).status_code == 200
        return statements

    plain = cost()
    assert [one for one in plain if "segment" in one] == []
    alike = cost(city="Torino")  # a filter that an index knows asks how far to walk at first
    assert len(cost(segment=in_torino)) == len(alike) + 1
    many_clients(200)
    assert len(cost(segment=in_torino)) == len(alike) + 1
