"""A list may say what somebody is to the office, since when, and under which number."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.directory.importing.cells import roles_named
from app.domain.directory.importing.models import ImportRow
from app.domain.directory.importing.queries import numbers_of
from app.domain.directory.importing.taking import look_again, take_over
from app.domain.directory.selection import only
from app.domain.errors import SelectionChanged
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.purging import PurgeChoices, purge_parties
from app.domain.numbering.actions import keep_numbers
from app.domain.numbering.models import NumberRange, RangeKind
from app.domain.parties.models import ClientRole, Party, PartyStatus
from tests.domain.directory.importing.lists import counts, lines, row, staged, taken, why_wrong
from tests.domain.lifecycle.merging.cards import merged
from tests.support.builders import a_client, a_key, archived
from tests.support.together import at_once

CUSTOMER, PROSPECT, NONE = ClientRole.CUSTOMER, ClientRole.PROSPECT, ClientRole.NONE


@pytest.mark.parametrize(
    ("typed", "roles"),
    [
        ("customer", (CUSTOMER, False)),
        ("Cliente", (CUSTOMER, False)),
        ("Klient", (CUSTOMER, False)),
        ("prospect", (PROSPECT, False)),
        ("Potenziale cliente", (PROSPECT, False)),
        ("potencjalny klient", (PROSPECT, False)),
        ("Fornitore", (NONE, True)),
        ("dostawca", (NONE, True)),
        ("customer, supplier", (CUSTOMER, True)),
        ("Cliente e fornitore", (CUSTOMER, True)),
        ("klient / dostawca", (CUSTOMER, True)),
        ("prospect; customer", (CUSTOMER, False)),
        ("", (NONE, False)),
        ("boss", None),
        ("customer, boss", None),
    ],
)
def test_roles_are_understood_in_the_three_languages(typed: str, roles: tuple[ClientRole, bool] | None) -> None:
    assert roles_named(typed) == roles


def test_a_column_of_roles_decides_and_nothing_means_none(app: Flask) -> None:
    run = staged('Company,Roles,Since\nAcme,"customer, supplier",24.6.2021\nBravo,supplier,\nCiao,,\nDelta,boss,\n')
    assert counts(run) == (3, 0, 1)
    assert why_wrong(run, 4) == [("Roles", "“boss” is no role. Write customer, prospect or supplier.")]
    taken(run)
    came = db.session.execute(
        select(Party.name, Party.client_role, Party.is_supplier, Party.number, Party.customer_since).order_by(Party.id)
    ).all()
    assert [tuple(one) for one in came] == [
        ("Acme", CUSTOMER, True, "C-0001", date(2021, 6, 24)),
        ("Bravo", NONE, True, "C-0002", None),
        ("Ciao", NONE, False, None, None),
    ]


def test_the_status_of_an_export_archives_nobody(app: Flask) -> None:
    taken(staged("Company,Status\nAcme,archived\n"))
    assert db.session.scalars(select(Party.status)).all() == [PartyStatus.ACTIVE]


def test_a_number_is_kept_and_the_range_moves_past_it(app: Flask) -> None:
    a_client("First")
    run = staged("Company,Our number\nAcme,C-0041\nBravo,\nCiao,OLD 7\nDelta,c-12\n")
    assert (numbers_of(run).kept, numbers_of(run).next) == (3, "C-0042")
    taken(run)
    numbers = dict(db.session.execute(select(Party.name, Party.number)).all())
    assert numbers == {"First": "C-0001", "Acme": "C-0041", "Bravo": "C-0042", "Ciao": "OLD 7", "Delta": "c-12"}
    assert a_client("The next one").number == "C-0043"
    found = db.session.scalars(select(Party.search_text).where(Party.name == "Ciao")).one()
    assert " old 7" in found


def test_the_range_never_moves_back_and_past_no_number_of_another_form(app: Flask) -> None:
    a_client("First")
    for kept in ("X-9999", "C-0001", "C-99999999999999999999", "C-12-34", "C"):
        keep_numbers([kept], RangeKind.PARTIES)
        assert (
            db.session.scalars(select(NumberRange.next_value).where(NumberRange.kind == RangeKind.PARTIES)).one() == 2
        )


def test_a_number_that_somebody_else_has_makes_the_row_wrong(app: Flask) -> None:
    acme = a_client("Acme")
    run = staged(f"Company,Our number\nBravo,{acme.number}\nCiao,c1\nDelta,D-1\nEcho,d1\nFox,D-2\n")
    assert counts(run) == (2, 0, 3)
    assert why_wrong(run, 1) == [("Our number", "The number C-0001 is that of Acme.")]
    assert why_wrong(run, 2) == [("Our number", "The number c1 is that of Acme.")]
    assert why_wrong(run, 4) == [("Our number", "The number d1 stands in row 3 already.")]


def test_who_has_the_number_and_resembles_the_row_is_whom_it_duplicates(app: Flask) -> None:
    acme = a_client("Acme", tax_id="7")
    run = staged(f"Company,Our number,Tax ID\nACME,{acme.number},\nQuite another name,{acme.number},7\n")
    assert counts(run) == (0, 1, 1)
    (line, _) = lines(run)
    assert line.duplicate_of and line.duplicate_of.id == acme.id
    assert line.matched


def test_the_number_of_who_was_deleted_is_not_used_again(app: Flask) -> None:
    acme = a_client("Acme")
    archived(acme)
    purge_parties(only(acme), PurgeChoices("Acme"), a_key(), by=SYSTEM)
    db.session.commit()
    run = staged("Company,Our number\nBravo,C-0001\n")
    why = "The number C-0001 was given to a client who is no longer on file. It is not used again."
    assert why_wrong(run, 1) == [("Our number", why)]


def test_the_number_of_who_was_merged_is_not_used_again(app: Flask) -> None:
    kept, other = a_client("Acme"), a_client("ACME srl")
    merged(kept, other)
    run = staged("Company,Our number\nBravo,C-0002\n")
    why = "The number C-0002 was given to a client who is no longer on file. It is not used again."
    assert why_wrong(run, 1) == [("Our number", why)]


def test_a_number_that_was_given_meanwhile_stops_the_take_over_and_nothing_is_kept(app: Flask) -> None:
    run = staged("Company,Our number\nAcme,C-0001\nBravo,\n")
    a_client("Faster")
    with pytest.raises(SelectionChanged) as changed:
        taken(run)
    db.session.rollback()
    assert changed.value.sentence.n == 1
    assert db.session.scalars(select(Party.name)).all() == ["Faster"]
    look_again(run.id)
    assert counts(run) == (1, 0, 1)
    assert why_wrong(run, 1) == [("Our number", "The number C-0001 is that of Faster.")]
    assert taken(run).outcome["clients"] == 1


def test_two_lists_that_keep_numbers_and_take_new_ones_at_once_give_none_twice(app: Flask) -> None:
    runs = [staged(f"Company,Our number\nKept {n},C-00{n}0\n" + f"New {n},\n" * 3).id for n in (1, 2, 3)]
    db.session.rollback()
    results = at_once(app, *[lambda run=run: take_over(run, expected=4, by=SYSTEM).id for run in runs])
    assert all(isinstance(one, int) for one in results), results
    numbers = db.session.scalars(select(Party.number)).all()
    assert len(set(numbers)) == len(numbers) == 12


def test_a_company_s_person_gets_neither_role_nor_number(app: Flask) -> None:
    taken(staged("Company,Contact,Our number,Roles\nAcme,Ada Bianchi,K-1,customer\n"))
    person = db.session.scalars(select(Party).where(Party.name == "Ada Bianchi")).one()
    assert (person.client_role, person.number) == (NONE, None)
    assert row_count() == 1


def row_count() -> int:
    return db.session.scalar(select(func.count()).select_from(ImportRow)) or 0


def test_the_number_stands_with_its_row(app: Flask) -> None:
    assert row(staged("Company,Our number\nAcme,K-17\n"), 1).kept_number == "K-17"
