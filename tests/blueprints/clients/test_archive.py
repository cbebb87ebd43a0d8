"""Archive one client, from its row and from its card, with a script and without (PRODUCT.md 3 and 4)."""

from datetime import date, timedelta

import pytest

from app.db import db
from app.domain import clock
from app.domain.history.models import Act, Deed, Event, EventKind
from app.domain.parties.models import PartyStatus
from tests.blueprints.clients.desk import ask, flashes, follow_within, is_part, status_of
from tests.support.builders import a_client, archived
from tests.support.cast import Cast
from tests.support.visitor import Visitor

ARCHIVED, ACTIVE = PartyStatus.ARCHIVED, PartyStatus.ACTIVE


def archive_events() -> int:
    return db.session.query(Event).filter_by(kind=EventKind.ARCHIVED).count()


def test_the_row_s_archive_asks_with_the_consequences_in_numbers(marta: Visitor, cast: Cast) -> None:
    page = marta.get("clients.index", q="acme")
    (link,) = {a.get("href") for a in page.find("//tr//a[contains(@href, '/clients/archive')]")}
    dialog = marta.get_url(link)
    assert dialog.says("Archive Acme S.r.l.?", "1 person can no longer sign in", "Carla Rossi")
    assert dialog.says("1 person can sign in for other clients only", "Renata Lis")  # she has Bravo still
    assert status_of(cast.acme) == [ACTIVE]


def test_without_a_script_a_client_is_archived_from_its_row_and_the_list_comes_back_as_it_was(
    marta: Visitor, cast: Cast
) -> None:
    page = marta.get("clients.index", q="acme", sort="-name", per_page=25)
    (link,) = {a.get("href") for a in page.find("//tr//a[contains(@href, '/clients/archive')]")}
    dialog = marta.get_url(link)
    assert dialog.is_whole
    answer = dialog.form("/clients/archive").submit(reason=" Season  over ", expected_back_on="2027-03-01")
    assert answer.status == 303
    assert answer.leads_to("clients.index", q="acme", sort="-name", per_page=25)
    assert (cast.acme.status, cast.acme.expected_back_on) == (ARCHIVED, date(2027, 3, 1))
    back = answer.follow()
    assert flashes(back) == ["Acme S.r.l. is archived."]
    assert back.rows() == []
    assert flashes(marta.get("clients.index")) == []  # it is said once


def test_with_a_script_the_list_is_swapped_and_the_message_added_to_those_that_are_there(
    marta: Visitor, cast: Cast
) -> None:
    dialog = ask(marta, "clients.ask_archive", over="/clients", ids=cast.acme.id, sort="-name")
    assert is_part(dialog, "dialog")
    answer = dialog.form("/clients/archive").submit(htmx=True)
    assert "HX-Redirect" not in answer.headers
    part = follow_within(answer, "client_list")
    assert is_part(part, "client_list")
    assert part.rows() == [cast.zeta.name, "Bravo Sp. z o.o."]
    assert flashes(part) == ["Acme S.r.l. is archived."]
    (oob,) = part.find("//*[@hx-swap-oob]")
    assert oob.get("hx-swap-oob") == "beforeend:#flashes"


def test_from_its_card_one_comes_back_to_the_card(marta: Visitor, cast: Cast) -> None:
    card = f"/clients/{cast.acme.id}"
    dialog = ask(marta, "clients.ask_archive", over=card, ids=cast.acme.id, card=cast.acme.id)
    part = follow_within(dialog.form("/clients/archive").submit(htmx=True, reason="Moved"), "card")
    assert is_part(part, "card")
    assert part.says("Archived on", "by Marta Wójcik.", "“Moved”")
    assert flashes(part) == ["Acme S.r.l. is archived."]
    plain = marta.get("clients.ask_archive", ids=cast.bravo.id, card=cast.bravo.id).form("/clients/archive").submit()
    assert plain.leads_to("clients.show", party_id=cast.bravo.id)
    assert status_of(cast.acme, cast.bravo) == [ARCHIVED, ARCHIVED]


def test_a_dialog_on_a_page_of_its_own_does_not_ask_a_script_for_a_list_that_is_not_there(
    marta: Visitor, cast: Cast
) -> None:
    """From a bookmark or the dashboard, say: a form that targets what is missing would do nothing when sent."""
    archived(cast.bravo)
    for dialog in (
        marta.get("clients.ask_archive", ids=cast.acme.id),
        marta.get("archive.ask_restore", ids=cast.bravo.id),
    ):
        for form in dialog.find("//dialog//form[@hx-post]"):
            assert dialog.find(f"//*[@id='{form.get('hx-target').removeprefix('#')}']")
        assert dialog.form().submit().status == 303


@pytest.mark.parametrize(("ahead", "status"), [(-400, 422), (-1, 422), (0, 303), (1, 303)])
def test_nobody_is_expected_back_on_a_day_that_is_past(marta: Visitor, cast: Cast, ahead: int, status: int) -> None:
    form = marta.get("clients.ask_archive", ids=cast.acme.id).form("/clients/archive")
    answer = form.submit(expected_back_on=clock.today() + timedelta(days=ahead))
    assert answer.status == status
    assert status_of(cast.acme) == [ARCHIVED if status == 303 else ACTIVE]
    if status == 422:
        (error,) = answer.texts("//*[@id='expected_back_on-error']")
        assert error == "This day is past. Choose today or a later one."


def test_a_double_click_and_a_reload_archive_once_and_say_the_same(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.ask_archive", ids=cast.acme.id).form("/clients/archive")
    for _ in range(3):
        assert flashes(form.submit().follow()) == ["Acme S.r.l. is archived."]
    assert archive_events() == 1
    assert db.session.query(Act).filter_by(deed=Deed.ARCHIVE).count() == 1


def test_a_reload_after_a_restore_does_not_archive_again(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.ask_archive", ids=cast.acme.id).form("/clients/archive")
    form.submit()
    marta.get("archive.ask_restore", ids=cast.acme.id).form("/archive/restore").submit()
    assert form.submit().status == 303
    assert status_of(cast.acme) == [ACTIVE]


def test_who_was_archived_meanwhile_is_counted_as_already_so(marta: Visitor, luca: Visitor, cast: Cast) -> None:
    dialog = marta.get("clients.ask_archive", ids=cast.acme.id)
    luca.get("clients.ask_archive", ids=cast.acme.id).form("/clients/archive").submit(reason="Luca's reason")
    page = dialog.form("/clients/archive").submit(reason="Marta's reason").follow()
    assert flashes(page) == ["0 clients archived."]
    assert page.says("1 was already archived.")
    assert archive_events() == 1
    assert marta.get("clients.show", party_id=cast.acme.id).says("by Luca Prandi. “Luca's reason”")
    assert marta.get("clients.ask_archive", ids=cast.acme.id).says("nothing to do", "is archived already")


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_wrong_in_the_dialog_is_said_in_the_dialog(marta: Visitor, cast: Cast, htmx: bool) -> None:
    if htmx:
        dialog = ask(marta, "clients.ask_archive", over="/clients", ids=cast.acme.id)
    else:
        dialog = marta.get("clients.ask_archive", ids=cast.acme.id)
    answer = dialog.form("/clients/archive").submit(htmx=htmx, reason="x" * 301, expected_back_on="soon")
    assert answer.status == 422
    assert answer.texts("//*[@id='reason-error']") and answer.texts("//*[@id='expected_back_on-error']")
    assert answer.form("/clients/archive").values["reason"] == "x" * 301
    if htmx:
        assert is_part(answer, "dialog")
        assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"], answer.headers["HX-Push-Url"]) == (
            *("#dialog", "outerHTML"),
            "false",
        )
    assert (status_of(cast.acme), archive_events()) == ([ACTIVE], 0)
    answer.path = dialog.path
    assert answer.form("/clients/archive").submit(htmx=htmx, reason="Moved", expected_back_on="").status == 303
    assert status_of(cast.acme) == [ARCHIVED]


def test_who_is_no_longer_on_file_is_counted_as_gone(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.ask_archive", ids=[cast.acme.id, cast.bravo.id]).form("/clients/archive")
    page = form.submit(
        ids=[cast.acme.id, cast.bravo.id, 999_999],
    ).follow()
    assert flashes(page) == ["2 clients archived."]
    assert "1 is no longer on file." in page.text


def test_ids_that_are_none_archive_nobody(marta: Visitor, cast: Cast) -> None:
    for junk in ("x", "-1", "0", str(2**31), str(2**70), "1.5", "' OR 1=1"):
        marta.get("clients.ask_archive", ids=junk)
        marta.post("clients.archive", {"ids": junk, "key": "", "seal": ""})
    assert status_of(cast.acme, cast.bravo, cast.zeta) == [ACTIVE] * 3


def test_a_form_without_a_token_archives_nobody(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.ask_archive", ids=cast.acme.id).form("/clients/archive")
    assert form.submit(csrf_token="").status == 400
    assert form.submit(csrf_token="x").status == 400
    assert status_of(cast.acme) == [ACTIVE]


def test_nobody_but_the_desk_archives(carla: Visitor, visitor: Visitor, cast: Cast) -> None:
    assert carla.get("clients.ask_archive", ids=cast.acme.id).status == 404
    assert carla.post("clients.archive", {"ids": cast.acme.id}).status == 404
    assert visitor.get("clients.ask_archive", ids=cast.acme.id).leads_to("auth.login")
    assert visitor.post("clients.archive", {"ids": cast.acme.id}).leads_to("auth.login")
    assert status_of(cast.acme) == [ACTIVE]


def test_suppliers_and_prospects_are_archived_like_clients(marta: Visitor) -> None:
    party = a_client("Fornitore", client_role="none", is_supplier=True)
    marta.get("clients.ask_archive", ids=party.id, role="supplier").form("/clients/archive").submit()
    assert status_of(party) == [ARCHIVED]
    assert marta.get("archive.index").rows() == ["Fornitore"]
