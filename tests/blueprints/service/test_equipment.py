"""The tab of equipment: what the client has now, and whose serial number it is, and its photos."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.domain.files import store
from app.domain.parties.models import Party
from tests.blueprints.clients.desk import flashes
from tests.support.builders import a_png
from tests.support.cast import Cast
from tests.support.entries import EXAMPLES, a_photo_of, a_piece
from tests.support.rows import all_rows
from tests.support.visitor import Answer, Visitor
from tests.web.test_entries import opened, then

(EQUIPMENT,) = (example for example in EXAMPLES if example.one == "equipment")
with_and_without_script = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])


@with_and_without_script
def test_a_serial_number_of_another_client_is_refused_at_its_field_with_whose_it_is(
    marta: Visitor, cast: Cast, htmx: bool
) -> None:
    a_piece(cast.bravo, "Locker 3", serial="abc 123")
    form = opened(marta, EQUIPMENT, "new", cast.acme, htmx=htmx).form("entry_form")
    before = all_rows()
    again = form.submit(htmx=htmx, **EQUIPMENT.written)
    assert again.status == 422 and all_rows() == before
    told = f"This serial number is that of Locker 3, of {cast.bravo.name.rstrip('.')}."
    assert any(told in error for error in again.errors())
    (wrong,) = again.find("//*[@aria-invalid='true']")
    assert wrong.get("name") == "serial" and again.form("entry_form").values["serial"] == "ABC 123"


def test_what_is_returned_is_out_no_more(marta: Visitor, cast: Cast) -> None:
    opened(marta, EQUIPMENT, "new", cast.acme).form("entry_form").submit(**EQUIPMENT.written)
    tab = marta.get("clients.equipment", party_id=cast.acme.id)
    assert tab.find("//*[@class='badge badge--warn']") and tab.says("Out now")
    (edit,) = tab.find("//a[contains(@href, '/edit')][contains(@href, '/equipment/')]")
    form = marta.get_url(edit.get("href")).form("entry_form")
    tab = then(form.submit(returned_on="2026-11-20"), htmx=False)
    assert tab.says("handed out 2 Nov 2026, returned 20 Nov 2026") and not tab.says("Out now")


def test_the_suppliers_on_file_are_offered_and_any_other_is_typed(marta: Visitor, cast: Cast) -> None:
    cast.bravo.is_supplier = True
    form = opened(marta, EQUIPMENT, "new", cast.acme)
    assert [option.get("value") for option in form.find("//datalist/option")] == [cast.bravo.name]
    tab = then(form.form("entry_form").submit(htmx=True, **EQUIPMENT.written, supplier="Arredi Mole"), htmx=True)
    assert tab.says("Arredi Mole")


def sent(visitor: Visitor, party: Party, piece: Any, *data: bytes, htmx: bool, **written: str) -> Answer:
    """The form of a piece, saved with photos that were chosen in it."""
    form = opened(visitor, EQUIPMENT, "edit", party, htmx=htmx, entry_id=piece.id).form("entry_form").fill(**written)
    assert form.element.get("enctype") == "multipart/form-data"
    body = MultiDict(form.values)
    body.setlist("photo", [(io.BytesIO(one), "x.exe") for one in data])  # type: ignore[arg-type, list-item]
    return visitor.open(
        "POST", form.element.get("action"), data=body, htmx="card" if htmx else None, at=form.answer.path
    )


@with_and_without_script
def test_photos_are_added_with_what_was_typed_beside_them_seen_and_removed(
    marta: Visitor, cast: Cast, htmx: bool
) -> None:
    piece = a_piece(cast.acme, "Locker 12")
    tab = then(sent(marta, cast.acme, piece, a_png(), a_png(), htmx=htmx, place="Second floor"), htmx=htmx)
    assert flashes(tab) == ["Saved."] and tab.says("Second floor")
    picture, _other = tab.find("//*[@class='thumbs']//img")
    link, _other = tab.find("//*[@class='thumbs']/a")
    for url, kind in ((picture.get("src"), "image/jpeg"), (link.get("href"), "image/png")):
        given = marta.client.get(url)
        assert (given.status_code, given.content_type) == (200, kind)
        assert "sandbox" in given.headers["Content-Security-Policy"] and "no-store" in given.headers["Cache-Control"]
        given.close()
    form = opened(marta, EQUIPMENT, "edit", cast.acme, htmx=htmx, entry_id=piece.id).form("entry_form")
    first, *_others = form.element.xpath(".//input[@name='removed']/@value")
    tab = then(form.submit(htmx=htmx, removed=first, name="Locker 13"), htmx=htmx)
    assert len(tab.find("//*[@class='thumbs']/a")) == 1 and tab.says("Locker 13")
    assert marta.client.get(link.get("href")).status_code == 404


def test_a_new_piece_is_put_on_file_with_its_photos(marta: Visitor, cast: Cast) -> None:
    form = opened(marta, EQUIPMENT, "new", cast.acme).form("entry_form").fill(**EQUIPMENT.written)
    body = MultiDict(form.values)
    body.add("photo", (io.BytesIO(a_png()), "locker.png"))  # type: ignore[arg-type]
    answer = marta.open("POST", form.element.get("action"), data=body, htmx="card", at=form.answer.path)
    assert len(then(answer, htmx=True).find("//*[@class='thumbs']/a")) == 1


@with_and_without_script
def test_what_is_no_photo_is_refused_at_its_field_and_nothing_typed_is_lost(
    marta: Visitor, cast: Cast, htmx: bool
) -> None:
    piece = a_piece(cast.acme, "Locker 12")
    before, blobs = all_rows(), store.count_blobs()
    again = sent(marta, cast.acme, piece, a_png(), b"text", htmx=htmx, place="Second floor")
    assert again.status == 422 and (all_rows(), store.count_blobs()) == (before, blobs)
    assert any("no whole JPEG" in error for error in again.errors())
    assert [field.get("name") for field in again.find("//*[@aria-invalid='true']")] == ["photo"]
    assert again.form("entry_form").values["place"] == "Second floor"


def test_photos_marked_to_go_stay_marked_where_something_else_is_wrong(marta: Visitor, cast: Cast) -> None:
    piece = a_piece(cast.acme, "Locker 12")
    photo = a_photo_of(piece.id)
    again = sent(marta, cast.acme, piece, a_png(), htmx=True, name="", removed=str(photo))
    assert again.status == 422 and again.form("entry_form").values["removed"] == str(photo)
    assert again.says("Choose the photos once more")
    assert marta.get("clients.equipment", party_id=cast.acme.id).find("//*[@class='thumbs']/a")


def test_a_list_shows_five_photos_and_says_how_many_more_there_are(marta: Visitor, cast: Cast) -> None:
    piece = a_piece(cast.acme)
    for _ in range(6):
        a_photo_of(piece.id)
    tab = marta.get("clients.equipment", party_id=cast.acme.id)
    assert len(tab.find("//*[@class='thumbs']//img")) == 5 and tab.says("+1")
