"""Fields of the office's own in the client list: as columns, to sort by, to narrow it by."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

from app.db import db
from app.domain.directory.fields.leaving import retire_field
from app.domain.parties.custom_fields.models import FieldKind
from tests.blueprints.clients.test_columns import cells, chosen, heads
from tests.domain.directory.exporting.test_workbook import sheets
from tests.support.builders import a_client, a_key
from tests.support.cast import Cast
from tests.support.own_fields import a_field, write
from tests.support.statements import count_statements
from tests.support.visitor import Visitor


def test_a_field_is_a_column_that_says_what_is_written_in_the_reader_s_words(marta: Visitor, cast: Cast) -> None:
    lost, deposit = a_field("Lost", FieldKind.YES_NO), a_field("Deposit", FieldKind.MONEY)
    rooms = a_field("Rooms", FieldKind.CHOICES, "Small", "Large")
    write(cast.acme, {lost.id: True, deposit.id: Decimal(1200), rooms.id: tuple(c.id for c in rooms.choices)})
    page = chosen(marta, "city", "field.lost", "field.deposit", "field.rooms", "since")
    assert heads(page) == ["City", "Lost", "Deposit", "Rooms", "State", "Since"]
    assert cells(page, "Acme S.r.l.")[1:4] == ["Yes", "€1,200.00", "Small, Large"]
    assert cells(page, "Bravo Sp. z o.o.")[1:4] == ["–", "–", "–"]


def test_the_list_is_sorted_by_the_head_of_the_column_and_back(marta: Visitor, cast: Cast) -> None:
    seats = a_field("Seats", FieldKind.NUMBER)
    write(cast.zeta, {seats.id: Decimal(2)})
    write(cast.bravo, {seats.id: Decimal(10)})
    page = chosen(marta, "field.seats")
    (head,) = page.find("//thead//a[contains(., 'Seats')]")
    up = marta.get_url(head.get("href"))
    assert [name.split()[0] for name in up.rows()] == ["Zeta", "Bravo", "Acme"]
    (head,) = up.find("//thead//a[contains(., 'Seats')]")
    assert [name.split()[0] for name in marta.get_url(head.get("href")).rows()] == ["Bravo", "Zeta", "Acme"]


def test_the_filter_panel_asks_of_each_field_what_makes_sense_and_a_chip_takes_it_off(
    marta: Visitor, cast: Cast
) -> None:
    lost, born = a_field("Lost", FieldKind.YES_NO), a_field("Checked on", FieldKind.DATE)
    source = a_field("Source", FieldKind.CHOICE, "Web", "Fair")
    write(cast.acme, {lost.id: True, born.id: date(2026, 3, 1), source.id: source.choices[1].id})
    write(cast.bravo, {lost.id: False, born.id: date(2026, 5, 1)})
    form = marta.get("clients.ask_filter").form("/clients")

    def shown(**values: str) -> list[str]:
        return [name.split()[0] for name in form.submit(**values).rows()]

    assert shown(**{"field.lost": "yes"}) == ["Acme"]
    assert shown(**{"field.lost": "nothing"}) == ["Zeta"]
    assert shown(**{"field.lost": "", "field.checked_on.from": "2026-04-01"}) == ["Bravo"]
    assert shown(**{"field.checked_on.to": "2026-05-01"}) == ["Bravo"]
    assert shown(**{"field.checked_on.from": "", "field.checked_on.to": ""}) == ["Acme", "Bravo", "Zeta"]
    page = form.submit(**{"field.source": str(source.choices[1].id)})
    assert [name.split()[0] for name in page.rows()] == ["Acme"] and page.says("Source", "Fair")
    (cross,) = page.find("//a[contains(@class, 'chip__remove')]")
    assert len(marta.get_url(cross.get("href")).rows()) == 3


def test_what_an_address_asks_of_no_field_counts_as_not_asked(marta: Visitor, cast: Cast) -> None:
    a_field("Seats", FieldKind.NUMBER)
    for asked in ("field.gone=yes", "field.seats.from=many", "field.seats=NaN", "field.seats=1e400", "field.=x",
                  "sort=field.gone", "sort=-field.", "field.seats.from=Infinity"):  # fmt: skip
        assert len(marta.get_url(f"/clients?{asked}").rows()) == 3, asked


def test_the_total_the_dialogs_and_the_export_are_about_those_whom_a_field_leaves(marta: Visitor, cast: Cast) -> None:
    reason = a_field("Reason")
    write(cast.acme, {reason.id: "moved away"})
    asked = {"field.reason": "moved"}
    assert marta.get("clients.total", **asked).says("1")
    assert marta.get("clients.ask_archive", all=1, **asked).says("Archive 1 client")
    exported = marta.client.get(marta.url("clients.export", **asked)).text
    assert "Acme" in exported and "Bravo" not in exported


def test_a_page_costs_two_statements_more_however_many_rows_and_fields_it_shows(marta: Visitor, cast: Cast) -> None:
    marta.get("clients.index")

    def cost() -> int:
        with count_statements() as statements:
            marta.client.get(marta.url("clients.index", per_page=50))
        return len(statements)

    before = cost()
    fields = [a_field(f"Own {n}") for n in range(4)]
    for n in range(10):
        write(a_client(f"Client {n}"), {field.id: "x" for field in fields})
    chosen(marta, *(field.known_as for field in fields))
    assert cost() == before + 2  # which fields there are, and what is written in them


def test_an_export_holds_the_fields_as_text_that_reads_alike_in_every_language(marta: Visitor, cast: Cast) -> None:
    deposit, day = a_field("Deposit", FieldKind.MONEY), a_field("Checked on", FieldKind.DATE)
    rooms, lost = a_field("Rooms", FieldKind.CHOICES, "Small", "Large"), a_field("Lost", FieldKind.YES_NO)
    role, old = a_field("Position"), a_field("Old")
    answers = {deposit.id: Decimal(1200), day.id: date(2026, 3, 1), lost.id: False, role.id: "=1+1", old.id: "gone"}
    write(cast.acme, {**answers, rooms.id: tuple(choice.id for choice in rooms.choices)})
    retire_field(old.id, a_key(), by=cast.by_marta)
    db.session.commit()
    rows = list(csv.DictReader(StringIO(marta.client.get(marta.url("clients.export")).text.lstrip("\ufeff"))))
    own = ["Deposit", "Checked on", "Rooms", "Lost", "field.position"]
    assert list(rows[0])[-5:] == own  # “Position” is a column of every card
    acme = next(row for row in rows if row["Company"] == "Acme S.r.l.")
    assert [acme[name] for name in own] == ["1200.00", "2026-03-01", "Small, Large", "no", "'=1+1"]
    (table,) = sheets(BytesIO(marta.client.get(marta.url("clients.export", format="xlsx")).data))
    assert list(table[0].values())[-5:] == own
    assert ["1200.00", "2026-03-01", "Small, Large", "no", "=1+1"] in [list(line.values())[-5:] for line in table]


def test_the_table_scrolls_before_columns_of_the_office_s_own_leave_the_name_no_room(
    marta: Visitor, cast: Cast
) -> None:
    keys = [a_field(f"What they said {n}").known_as for n in range(5)]
    assert not chosen(marta, *keys[:3], "city").find("//*[contains(@class, 'table-room--wide')]")
    assert chosen(marta, *keys).find("//*[contains(@class, 'table-room--wide')]")
