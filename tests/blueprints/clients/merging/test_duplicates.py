"""The page of those who look alike, to be merged or told apart."""

from __future__ import annotations

from app.db import db
from tests.blueprints.clients.desk import flashes, follow_within, is_part
from tests.domain.lifecycle.merging.cards import merged
from tests.support.builders import a_client
from tests.support.cast import Cast
from tests.support.rows import all_rows, changes
from tests.support.visitor import Answer, Visitor


def pairs(page: Answer) -> list[str]:
    return page.texts("//*[@class='pairs__shared']")


def test_pairs_stand_there_with_what_they_share_and_lead_to_merging(marta: Visitor, cast: Cast) -> None:
    twin = a_client("ACME srl", email=cast.acme.email)
    page = marta.get("clients.duplicates")
    assert page.rows() == ["Acme S.r.l.", "ACME srl"]
    assert pairs(page) == ["same email and similar name"]
    (link,) = page.find("//a[normalize-space(.)='Merge']")
    assert marta.get_url(link.get("href")).form("merge_form").values.getlist("ids") == [str(cast.acme.id), str(twin.id)]


def test_two_who_are_not_the_same_leave_the_list_for_good(marta: Visitor, cast: Cast) -> None:
    a_client("ACME srl")
    answer = marta.get("clients.duplicates").form("/not-the-same").submit(htmx=True)
    part = follow_within(answer, "duplicates")
    assert is_part(part, "duplicates")
    assert part.rows() == []
    assert flashes(part) == ["Noted: they are not the same. They do not stand here any more."]
    assert marta.get("clients.duplicates").says("Nobody seems to be on file twice")


def test_a_double_click_notes_it_once(marta: Visitor, cast: Cast) -> None:
    a_client("ACME srl")
    form = marta.get("clients.duplicates").form("/not-the-same")
    assert [form.submit().status for _ in range(2)] == [303, 303]


def test_of_a_pair_that_a_colleague_merged_there_is_nothing_left_to_note(marta: Visitor, cast: Cast) -> None:
    twin = a_client("ACME srl")
    form = marta.get("clients.duplicates").form("/not-the-same")
    merged(cast.acme, twin)
    before = all_rows()
    part = follow_within(form.submit(htmx=True), "duplicates")
    assert flashes(part) == ["One of them was merged meanwhile: there was nothing left to note."]
    assert part.rows() == []
    assert not changes(before, all_rows())


def test_what_is_sent_without_two_cards_changes_nothing(marta: Visitor, cast: Cast) -> None:
    assert marta.post("clients.not_the_same", {"first": "x", "second": cast.acme.id}).leads_to("clients.duplicates")
    assert marta.post("clients.not_the_same", {"first": cast.acme.id, "second": 999_999}).status == 404


def test_the_page_goes_on(marta: Visitor, cast: Cast) -> None:
    for n in range(30):
        a_client(f"Doppio {n}")
        a_client(f"doppio {n} srl")
    db.session.commit()
    page = marta.get("clients.duplicates")
    (link,) = page.find("//a[@rel='next']")
    assert len(marta.get_url(link.get("href")).rows()) == 10
    assert len(page.rows()) == 50


def test_the_list_and_the_search_lead_there(marta: Visitor, cast: Cast) -> None:
    assert marta.get("clients.index").find("//a[@href='/clients/duplicates']")
    assert marta.get("search.index", q="duplicates").find("//a[@href='/clients/duplicates']")
