"""The tab of equipment: what the client has now, and whose serial number it is, and its photos."""

from __future__ import annotations

import io
from typing import Any

import pytest

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


def sent(visitor: Visitor, party: Party, piece: Any, data: bytes, *, htmx: bool) -> Answer:
    """A photo, chosen and sent beside the form of a piece."""
    form = opened(visitor, EQUIPMENT, "edit", party, htmx=htmx, entry_id=piece.id).form("photo_form")
    body = {**form.values.to_dict(), "photo": (io.BytesIO(data), "x.exe")}
    return visitor.open(
        "POST", form.element.get("action"), data=body, htmx="card" if htmx else None, at=form.answer.path
    )


@with_and_without_script
def test_a_photo_is_added_seen_and_removed(marta: Visitor, cast: Cast, htmx: bool) -> None:
    piece = a_piece(cast.acme, "Locker 12")
    tab = then(sent(marta, cast.acme, piece, a_png(), htmx=htmx), htmx=htmx)
    assert flashes(tab) == ["The photo stands beside Locker 12."]
    (picture,) = tab.find("//*[@class='thumbs']//img")
    (link,) = tab.find("//*[@class='thumbs']/a")
    for url, kind in ((picture.get("src"), "image/jpeg"), (link.get("href"), "image/png")):
        given = marta.client.get(url)
        assert (given.status_code, given.content_type) == (200, kind)
        assert "sandbox" in given.headers["Content-Security-Policy"] and "no-store" in given.headers["Cache-Control"]
        given.close()
    remove = opened(marta, EQUIPMENT, "edit", cast.acme, htmx=htmx, entry_id=piece.id).form("/remove")
    tab = then(remove.submit(htmx=htmx), htmx=htmx)
    assert flashes(tab) == ["The photo is removed."] and not tab.find("//*[@class='thumbs']")
    assert marta.client.get(link.get("href")).status_code == 404


@with_and_without_script
@pytest.mark.parametrize(("data", "complaint"), [(b"text", "no whole JPEG"), (None, "Choose a photo.")])
def test_what_is_no_photo_is_refused_at_its_field_beside_the_form_as_it_stands(
    marta: Visitor, cast: Cast, htmx: bool, data: bytes | None, complaint: str
) -> None:
    piece = a_piece(cast.acme, "Locker 12")
    before = all_rows()
    if data is None:
        form = opened(marta, EQUIPMENT, "edit", cast.acme, htmx=htmx, entry_id=piece.id).form("photo_form")
        again = form.submit(htmx=htmx)
    else:
        again = sent(marta, cast.acme, piece, data, htmx=htmx)
    assert again.status == 422 and all_rows() == before
    assert any(complaint in error for error in again.errors())
    assert [field.get("name") for field in again.find("//*[@aria-invalid='true']")] == ["photo"]
    assert again.form("entry_form").values["name"] == "Locker 12"


def test_a_list_shows_five_photos_and_says_how_many_more_there_are(marta: Visitor, cast: Cast) -> None:
    piece = a_piece(cast.acme)
    for _ in range(6):
        a_photo_of(piece.id)
    tab = marta.get("clients.equipment", party_id=cast.acme.id)
    assert len(tab.find("//*[@class='thumbs']//img")) == 5 and tab.says("+1")
