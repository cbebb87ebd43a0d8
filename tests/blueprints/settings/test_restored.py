"""The page on which an admin confirms a restored office; until then each page of theirs leads there."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.jobs.models import Restoration
from app.domain.numbering.models import NumberRange, RangeKind
from tests.support.rows import all_rows
from tests.support.statements import count_statements
from tests.support.visitor import Visitor

BANNER = "This office was restored from a backup."


def restored() -> None:
    ranges = [{"kind": "parties", "last": "C-0003", "before": "C-0011"}, {"kind": "mail", "last": None, "before": None}]
    db.session.add(Restoration(moment=clock.now(), ranges=ranges, deleted_again=2))
    db.session.commit()


def test_admins_are_led_there_from_every_page_and_staff_and_clients_read_nothing_of_it(
    luca: Visitor, marta: Visitor, carla: Visitor
) -> None:
    assert not luca.get("today.index").says(BANNER)
    restored()
    page = luca.get("clients.index")
    assert page.says(BANNER) and page.find("//a[@href='/settings/restored']")
    assert not luca.get("settings.restored").says(BANNER)
    assert not marta.get("clients.index").says(BANNER)
    assert not carla.get("portal.home").follow().says(BANNER)


def test_staff_and_clients_have_nothing_to_confirm(luca: Visitor, marta: Visitor, carla: Visitor) -> None:
    restored()
    before = all_rows()
    for somebody, status in ((marta, 403), (carla, 404)):
        assert somebody.get("settings.restored").status == status
        assert somebody.post("settings.confirm_restored", {"parties": "4", "mail": "1"}).status == status
    assert all_rows() == before


def test_it_names_the_last_numbers_and_goes_on_after_both_offices_unless_told_otherwise(luca: Visitor) -> None:
    restored()
    page = luca.get("settings.restored")
    assert page.says("Last number in the backup: C-0003.", "Before the restore this place had come to C-0011.")
    assert page.says("The backup had given none yet.")
    form = page.form("restored_form")
    assert (form.values["parties"], form.values["mail"]) == ("12", "1")
    done = form.submit(parties="20")
    assert done.status == 303
    page = done.follow()
    assert page.says("Confirmed. Background work goes on.", "by Luca Prandi")
    assert not page.find("//form[@id='restored_form']")
    assert not luca.get("today.index").says(BANNER)
    counter = db.session.scalars(select(NumberRange).where(NumberRange.kind == RangeKind.PARTIES)).one()
    assert counter.next_value == 20


def test_a_number_that_was_given_is_refused_at_its_field(luca: Visitor) -> None:
    restored()
    for typed, said in (("3", "The next number is C-0004 or a later one"), ("", "Type a number."), ("x", "integer")):
        refused = luca.get("settings.restored").form("restored_form").submit(parties=typed)
        assert refused.status == 422
        assert any(said in error for error in refused.errors()), refused.errors()
        assert refused.find("//*[@id='parties-error']")
    assert luca.get("today.index").says(BANNER)


def test_where_nothing_was_restored_the_page_says_so_and_confirming_finds_nothing(luca: Visitor) -> None:
    assert luca.get("settings.restored").says("Nothing was restored here.")
    assert luca.post("settings.confirm_restored", {"parties": "1", "mail": "1"}).status in {404, 422}


def test_neither_the_page_nor_the_line_on_the_others_costs_more_than_ten_statements(luca: Visitor) -> None:
    restored()
    for address in ("/settings/restored", "/clients", "/"):
        luca.client.get(address)
        with count_statements() as statements:
            luca.client.get(address)
        assert len(statements) <= 10, "\n".join(statements)
