"""Archive many: the ticked rows, or all that match, across pages (PRODUCT.md 4)."""

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.history.models import Act, Deed, Event, EventKind
from app.domain.parties.models import Party, PartyStatus
from tests.blueprints.clients.desk import ask, flashes, follow_within, is_part, status_of
from tests.support.builders import a_client, archived, many_clients
from tests.support.cast import Cast
from tests.support.visitor import Visitor

ARCHIVED, ACTIVE = PartyStatus.ARCHIVED, PartyStatus.ACTIVE


def how_many_archived() -> int:
    return db.session.scalar(select(func.count()).select_from(Party).where(Party.status == ARCHIVED)) or 0


def test_ticked_rows_are_archived_without_a_script(marta: Visitor, cast: Cast) -> None:
    dialog = marta.get("clients.index", sort="-name").form("/clients/archive").submit(ids=[cast.acme.id, cast.bravo.id])
    assert dialog.says("Archive 2 clients?", "2 people can no longer sign in", "Renata Lis, Carla Rossi")
    answer = dialog.form("/clients/archive").submit(reason="Moved")
    assert answer.leads_to("clients.index", sort="-name")
    page = answer.follow()
    assert flashes(page) == ["2 clients archived."]
    assert page.rows() == [cast.zeta.name]
    act = db.session.query(Act).filter_by(deed=Deed.ARCHIVE).one()
    (details,) = page.find("//div[@data-flash]//a")
    assert details.get("href") == f"/acts/{act.id}"


def test_ticked_rows_are_archived_with_a_script(marta: Visitor, cast: Cast) -> None:
    dialog = ask(marta, "clients.ask_archive", over="/clients", ids=[cast.acme.id, cast.bravo.id])
    part = follow_within(dialog.form("/clients/archive").submit(htmx=True), "client_list")
    assert is_part(part, "client_list")
    assert (flashes(part), part.rows()) == (["2 clients archived."], [cast.zeta.name])


def test_the_answer_is_exact(marta: Visitor, cast: Cast) -> None:
    dialog = marta.get("clients.ask_archive", ids=[cast.acme.id, cast.bravo.id, cast.zeta.id])
    archived(cast.bravo, cast.zeta)
    page = dialog.form("/clients/archive").submit().follow()
    assert flashes(page) == ["Acme S.r.l. is archived."]
    assert "2 were already archived." in page.text


def test_when_nothing_is_ticked_the_dialog_offers_nothing_to_do(marta: Visitor, cast: Cast) -> None:
    dialog = marta.get("clients.index").form("/clients/archive").submit()
    assert dialog.status == 200
    assert dialog.says("Nobody is selected.")
    assert not dialog.find("//dialog//button[contains(., 'Archive')]")


@pytest.mark.parametrize("htmx", [False, True])
def test_three_hundred_that_match_are_archived_in_one_go(marta: Visitor, cast: Cast, htmx: bool) -> None:
    many_clients(300, "Batch")
    asked = {"q": "batch", "per_page": "25", "all": "1"}
    if htmx:
        dialog = ask(marta, "clients.ask_archive", over="/clients", **asked)
    else:
        dialog = marta.get("clients.ask_archive", **asked)
    assert dialog.says("Archive 300 clients?")
    assert not dialog.find("//input[@name='ids']")
    answer = dialog.form("/clients/archive").submit(htmx=htmx, reason="Moved")
    page = follow_within(answer, "client_list") if htmx else answer.follow()
    assert flashes(page) == ["300 clients archived."]
    assert page.rows() == []
    assert how_many_archived() == 300
    assert db.session.query(Event).filter_by(kind=EventKind.ARCHIVED).count() == 300
    assert status_of(cast.acme, cast.bravo, cast.zeta) == [ACTIVE] * 3


@pytest.mark.parametrize("htmx", [False, True])
def test_when_another_set_matches_nothing_is_done_and_the_dialog_comes_back_with_the_new_numbers(
    marta: Visitor, cast: Cast, htmx: bool
) -> None:
    many_clients(30, "Batch")
    if htmx:
        dialog = ask(marta, "clients.ask_archive", over="/clients", q="batch", all=1)
    else:
        dialog = marta.get("clients.ask_archive", q="batch", all=1)
    a_client("Batch of one more")
    again = dialog.form("/clients/archive").submit(htmx=htmx, reason="Moved")
    assert again.status == 409
    assert again.says("Archive 31 clients?", "The list has changed since.")
    assert (how_many_archived(), db.session.query(Act).filter_by(deed=Deed.ARCHIVE).count()) == (0, 0)
    assert again.form("/clients/archive").values["reason"] == "Moved"
    if htmx:
        assert is_part(again, "dialog")
        assert (again.headers["HX-Retarget"], again.headers["HX-Push-Url"]) == ("#dialog", "false")
    again.path = dialog.path
    answer = again.form("/clients/archive").submit(htmx=htmx)
    page = follow_within(answer, "client_list") if htmx else answer.follow()
    assert flashes(page) == ["31 clients archived."]


def test_one_who_left_and_one_who_came_are_another_set_of_the_same_size(marta: Visitor, cast: Cast) -> None:
    batch = [a_client(f"Batch {n}") for n in range(3)]
    dialog = marta.get("clients.ask_archive", q="batch", all=1)
    archived(batch[0])
    newcomer = a_client("Batch too")
    assert dialog.form("/clients/archive").submit().status == 409
    assert status_of(*batch[1:], newcomer) == [ACTIVE] * 3


def test_a_seal_that_was_tampered_with_archives_nobody(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.ask_archive", all=1).form("/clients/archive")
    for seal in ("1-1", "x", "9" * 500, "3"):
        assert form.submit(seal=seal).status == 409, seal
    assert how_many_archived() == 0


def test_all_that_match_after_a_double_click_is_the_first_answer(marta: Visitor, cast: Cast) -> None:
    many_clients(30, "Batch")
    form = marta.get("clients.ask_archive", q="batch", all=1).form("/clients/archive")
    first, second = form.submit(), form.submit()
    assert flashes(first.follow()) + flashes(second.follow()) == ["30 clients archived."] * 2
    assert db.session.query(Event).filter_by(kind=EventKind.ARCHIVED).count() == 30


def test_all_that_match_follows_the_filter_in_the_address_and_nothing_else(marta: Visitor, cast: Cast) -> None:
    cast.bravo.status = PartyStatus.DEACTIVATED
    dialog = marta.get("clients.ask_archive", active="no", all=1, ids=[cast.acme.id])
    dialog.form("/clients/archive").submit()
    assert status_of(cast.acme, cast.bravo, cast.zeta) == [ACTIVE, ARCHIVED, ACTIVE]


def test_the_last_page_archived_whole_leads_to_the_one_that_is_last_now(marta: Visitor) -> None:
    ids = many_clients(30, "Batch")
    first = marta.get("clients.index", q="batch", per_page=25)
    second = marta.get_url(first.find("//a[@rel='next']")[0].get("href"))
    dialog = second.form("/clients/archive").submit(ids=ids[25:])
    page = dialog.form("/clients/archive").submit().follow()
    assert flashes(page) == ["5 clients archived."]
    assert page.rows() == [f"Batch {n:05d}" for n in range(25)]
    assert page.says("1–25")


def test_who_was_shown_no_set_archives_none(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.ask_archive", q="acme", all="1").form("/clients/archive")
    answer = form.submit(seal="")
    assert answer.status == 409
    assert answer.says("The list has changed since.")
    assert status_of(cast.acme) == [ACTIVE]
