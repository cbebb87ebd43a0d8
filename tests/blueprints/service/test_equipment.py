"""The tab of equipment: what the client has now, and whose serial number it is."""

from __future__ import annotations

import pytest

from tests.support.cast import Cast
from tests.support.entries import EXAMPLES, a_piece
from tests.support.rows import all_rows
from tests.support.visitor import Visitor
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
    assert any(f"This serial number is that of Locker 3, of {cast.bravo.name}." in error for error in again.errors())
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
