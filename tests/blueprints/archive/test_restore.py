"""Restore: from a row, the preview, the card and in bulk, with a script and without."""

import pytest

from app.db import db
from app.domain.history.models import Event, EventKind
from app.domain.parties.models import PartyStatus
from tests.blueprints.clients.desk import ask, flashes, follow_within, is_part, status_of
from tests.support.builders import a_client, archived, many_clients, restored
from tests.support.cast import Cast
from tests.support.visitor import Visitor

ARCHIVED, ACTIVE, DEACTIVATED = PartyStatus.ARCHIVED, PartyStatus.ACTIVE, PartyStatus.DEACTIVATED


def restore_events() -> int:
    return db.session.query(Event).filter_by(kind=EventKind.RESTORED).count()


def test_the_dialog_says_who_can_sign_in_again(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    dialog = marta.get("archive.ask_restore", ids=cast.acme.id)
    assert dialog.says("Restore Acme S.r.l.?", "1 person can sign in again", "Carla Rossi")
    assert not dialog.says("Renata Lis")  # she can anyway, for Bravo


def test_without_a_script_a_row_is_restored_and_the_archive_comes_back_as_it_was(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, cast.bravo)
    page = marta.get("archive.index", sort="name", q="acme")
    (link,) = {a.get("href") for a in page.find("//tr//a[contains(@href, '/archive/restore')]")}
    answer = marta.get_url(link).form("/archive/restore").submit()
    assert answer.leads_to("archive.index", q="acme", sort="name")
    assert flashes(answer.follow()) == ["Acme S.r.l. is restored and active."]
    assert status_of(cast.acme, cast.bravo) == [ACTIVE, ARCHIVED]


def test_with_a_script_the_archive_is_swapped_and_the_message_added(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, cast.bravo)
    dialog = ask(marta, "archive.ask_restore", over="/archive", ids=cast.acme.id)
    part = follow_within(dialog.form("/archive/restore").submit(htmx=True), "archive_list")
    assert is_part(part, "archive_list")
    assert part.rows() == ["Bravo Sp. z o.o."]
    assert flashes(part) == ["Acme S.r.l. is restored and active."]
    assert part.find("//*[@hx-swap-oob='beforeend:#flashes']")


def test_ticked_rows_and_all_that_match_are_restored(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, cast.bravo, cast.zeta)
    list_form = marta.get("archive.index").form("/archive/restore")
    dialog = list_form.submit(ids=[cast.acme.id, cast.bravo.id])
    assert dialog.says("Restore 2 clients?", "2 people can sign in again")
    assert flashes(dialog.form("/archive/restore").submit().follow()) == ["2 clients restored."]
    dialog = marta.get("archive.index").form("/archive/restore").submit(all="1")
    assert dialog.says(f"Restore {cast.zeta.name}?")
    dialog.form("/archive/restore").submit()
    assert status_of(cast.acme, cast.bravo, cast.zeta) == [ACTIVE] * 3


def test_from_its_card_one_comes_back_to_the_card(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    card = marta.get("clients.show", party_id=cast.acme.id)
    (link,) = {a.get("href") for a in card.find("//a[contains(@href, '/archive/restore')]")}
    dialog = marta.get_url(link, htmx="dialog", at=card.path)
    dialog.path = card.path
    part = follow_within(dialog.form("/archive/restore").submit(htmx=True), "card")
    assert is_part(part, "card")
    assert not part.says("It stands in no everyday list")
    assert flashes(part) == ["Acme S.r.l. is restored and active."]
    assert status_of(cast.acme) == [ACTIVE]


def test_one_that_had_been_deactivated_becomes_active_and_it_says_so_before_and_after(
    marta: Visitor, cast: Cast
) -> None:
    cast.acme.status = DEACTIVATED
    archived(cast.acme, cast.bravo)
    dialog = marta.get("archive.ask_restore", ids=[cast.acme.id, cast.bravo.id])
    assert dialog.says("1 client had been deactivated before and becomes active")
    page = dialog.form("/archive/restore").submit().follow()
    assert flashes(page) == ["2 clients restored."]
    assert page.says("1 had been deactivated before.")
    assert status_of(cast.acme, cast.bravo) == [ACTIVE, ACTIVE]


def test_who_was_restored_meanwhile_is_counted_as_not_in_the_archive(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, cast.bravo)
    dialog = marta.get("archive.ask_restore", ids=[cast.acme.id, cast.bravo.id])
    restored(cast.bravo)
    page = dialog.form("/archive/restore").submit().follow()
    assert flashes(page) == ["Acme S.r.l. is restored and active."]
    assert page.says("1 was not in the Archive.")


def test_a_double_click_and_a_reload_restore_once(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    form = marta.get("archive.ask_restore", ids=cast.acme.id).form("/archive/restore")
    for _ in range(3):
        assert flashes(form.submit().follow()) == ["Acme S.r.l. is restored and active."]
    assert restore_events() == 1
    archived(cast.acme)
    form.submit()
    assert status_of(cast.acme) == [ARCHIVED]


@pytest.mark.parametrize("htmx", [False, True])
def test_when_another_set_matches_nothing_is_done_and_the_dialog_comes_back(
    marta: Visitor, cast: Cast, htmx: bool
) -> None:
    archived(cast.acme)
    if htmx:
        dialog = ask(marta, "archive.ask_restore", over="/archive", all=1)
    else:
        dialog = marta.get("archive.ask_restore", all=1)
    archived(cast.bravo)
    again = dialog.form("/archive/restore").submit(htmx=htmx)
    assert again.status == 409
    assert again.says("Restore 2 clients?", "The list has changed since.")
    assert (status_of(cast.acme, cast.bravo), restore_events()) == ([ARCHIVED, ARCHIVED], 0)
    if htmx:
        assert is_part(again, "dialog")
        assert again.headers["HX-Retarget"] == "#dialog"
    again.path = dialog.path
    assert again.form("/archive/restore").submit(htmx=htmx).status == 303
    assert status_of(cast.acme, cast.bravo) == [ACTIVE, ACTIVE]


def test_who_comes_back_stands_in_clients_with_number_contacts_and_all(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    marta.get("archive.ask_restore", ids=cast.acme.id).form("/archive/restore").submit()
    assert marta.get("clients.index", q="carla").rows() == ["Acme S.r.l."]
    card = marta.get("clients.show", party_id=cast.acme.id)
    assert card.says("C-0001", "Carla Rossi", "Restored by Marta Wójcik")


def test_a_preview_leads_to_the_restore_and_back_to_the_list_as_it_was(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, cast.bravo)
    page = marta.get("archive.index", q="acme", sort="name")
    (preview,) = {a.get("href") for a in page.find("//tr//a[contains(@href, '/preview')]")}
    dialog = marta.get_url(preview, htmx="dialog", at="/archive")
    (link,) = {a.get("href") for a in dialog.find("//a[contains(@href, '/archive/restore')]")}
    answer = marta.get_url(link).form("/archive/restore").submit()
    assert answer.leads_to("archive.index", q="acme", sort="name")


def test_many_at_once_are_restored_by_filter_across_pages(marta: Visitor) -> None:
    many_clients(120, "Gone")
    many_clients(5, "Kept")
    marta.get("clients.ask_archive", all=1).form("/clients/archive").submit()
    dialog = marta.get("archive.ask_restore", all=1, q="gone", per_page=25)
    assert flashes(dialog.form("/archive/restore").submit().follow()) == ["120 clients restored."]
    assert len(marta.get("archive.index", q="kept").rows()) == 5


def test_who_is_not_archived_is_not_touched(marta: Visitor, cast: Cast) -> None:
    sleeping = a_client("Sleeping")
    sleeping.status = DEACTIVATED
    dialog = marta.get("archive.ask_restore", ids=[cast.acme.id, sleeping.id])
    assert not dialog.find("//dialog//button[contains(., 'Restore')]")
    page = dialog.form("/archive/restore").submit().follow()
    assert flashes(page) == ["0 clients restored."]
    assert page.says("2 were not in the Archive.")
    assert (status_of(cast.acme, sleeping), restore_events()) == ([ACTIVE, DEACTIVATED], 0)


def test_who_is_not_in_the_archive_cannot_be_restored_and_that_is_said(marta: Visitor, cast: Cast) -> None:
    dialog = marta.get("archive.ask_restore", ids=cast.acme.id)
    assert dialog.says("nothing to do", "in the Archive")
    assert not dialog.find("//dialog//button[contains(., 'Restore')]")
