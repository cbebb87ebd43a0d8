"""Taking over: all or none, once, and only what the reader has seen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from app.db import Base, db
from app.domain import clock
from app.domain.contacts.models import Contact
from app.domain.contacts.search import refresh_search_text
from app.domain.directory.importing.answers import answer_of
from app.domain.directory.importing.models import ImportRow, RowState, RunState
from app.domain.directory.importing.queries import Show, import_run
from app.domain.directory.importing.taking import look_again, take_over
from app.domain.errors import NotFound, RuleViolation, SelectionChanged
from app.domain.history.models import SYSTEM, Act, Deed, Event
from app.domain.numbering.models import NumberRange, RangeKind
from app.domain.parties.models import ClientRole, Party
from tests.domain.directory.importing.lists import A_LIST, begun, lines, staged, taken
from tests.support.builders import a_client
from tests.support.statements import count_statements
from tests.support.together import at_once

LIST = (
    "Company,Contact,Tax ID,Customer Id,Email\n"
    "Acme,Ada Bianchi,1,A,a@example.com\nBravo,Bo Li,2,B,b@example.com\nBravo again,,2,,\nCiao,,,,nobody\n"
)


def everything() -> dict[str, int]:
    """How many rows each table has that a take-over writes to, and the next number."""
    tables: list[type[Base]] = [Party, Contact, Act, Event]
    found = {t.__tablename__: db.session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}
    return found | {
        "next": db.session.scalar(select(NumberRange.next_value).where(NumberRange.kind == RangeKind.PARTIES)) or 0
    }


def test_only_new_rows_are_taken_and_the_others_are_counted(app: Flask) -> None:
    run = staged(LIST)
    act = taken(run)
    assert (act.deed, act.outcome) == (
        Deed.IMPORT,
        {"import": run.id, "clients": 2, "contacts": 2, "duplicates": 1, "wrong": 1},
    )
    assert [(s.plural, s.n) for s in answer_of(act)] == [
        ("%(n)s clients are taken over.", 2),
        ("%(n)s duplicates were left out.", 1),
        ("%(n)s wrong rows were left out.", 1),
    ]
    assert sorted(db.session.scalars(select(Party.name))) == ["Acme", "Ada Bianchi", "Bo Li", "Bravo"]
    assert run.state is RunState.TAKEN
    assert [line.name for line in lines(run, Show.LEFT_OUT)] == ["Bravo again", "Ciao"]


def test_a_second_time_gives_the_first_answer(app: Flask) -> None:
    run = staged(LIST)
    act = taken(run)
    before = everything()
    assert taken(run).id == act.id
    assert take_over(run.id, expected=999, by=SYSTEM).id == act.id
    assert everything() == before


def test_two_who_take_over_at_once_get_the_same_answer(app: Flask) -> None:
    run = staged(LIST)
    run_id = run.id
    db.session.rollback()
    acts = at_once(app, *(2 * [lambda: take_over(run_id, expected=2, by=SYSTEM).id]))
    assert len(acts) == 2
    assert len(set(acts)) == 1
    assert everything() == {"party": 4, "contact": 2, "act": 1, "event": 4, "next": 3}


@pytest.mark.parametrize("role", ClientRole)
def test_of_two_lists_with_the_same_people_taken_over_at_once_one_is_refused(app: Flask, role: ClientRole) -> None:
    first, second = (staged(LIST, client_role=role).id for _ in range(2))
    db.session.rollback()
    refused: list[str] = []

    def work() -> None:
        with app.app_context():
            try:
                take_over(second, expected=2, by=SYSTEM)
                db.session.commit()
            except SelectionChanged as changed:
                refused.append(str(changed.sentence.n))

    other = threading.Thread(target=work)
    take_over(first, expected=2, by=SYSTEM)
    other.start()
    other.join(timeout=0.3)  # long enough to be done, if nothing holds it up
    assert other.is_alive()
    db.session.commit()
    other.join()
    assert refused == ["0"]
    assert everything()["party"] == 4


def test_who_was_taken_over_is_found_by_the_same_words_as_who_was_registered(app: Flask) -> None:
    taken(staged(LIST))
    before = search_texts()
    refresh_search_text(select(Party.id))
    assert search_texts() == before
    assert [words for words in before if "  c-0001  c0001" in words]


def search_texts() -> list[str]:
    return sorted(db.session.scalars(select(Party.search_text)))


def test_nothing_at_all_is_written_when_something_fails_midway(app: Flask) -> None:
    run = staged(LIST)
    before = everything()
    with broken("INSERT INTO contact"), pytest.raises(ZeroDivisionError):
        take_over(run.id, expected=2, by=SYSTEM)
    db.session.rollback()
    assert everything() == before
    assert import_run(run.id).state is RunState.READY
    assert taken(run).outcome["clients"] == 2


@contextmanager
def broken(statement: str) -> Iterator[None]:
    """Let the first statement that begins so fail."""

    def fail(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if sql.startswith(statement):
            raise ZeroDivisionError(sql)

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", fail)


@pytest.mark.parametrize("fields", [{"tax_id": "2"}, {"previous_number": "B"}, {"email": "B@example.com"}])
def test_who_was_registered_meanwhile_is_not_taken_twice(app: Flask, fields: dict[str, str]) -> None:
    run = staged(LIST)
    client = a_client("Bravo, by hand", **fields)
    before = everything()
    with pytest.raises(SelectionChanged) as change:
        take_over(run.id, expected=2, by=SYSTEM)
    db.session.rollback()
    assert change.value.sentence.n == 1
    assert everything() == before
    look_again(run.id)
    assert (run.rows_new, run.rows_duplicate, run.rows_wrong, run.people) == (1, 2, 1, 1)
    duplicate = lines(run, Show.DUPLICATE)[0]
    assert duplicate.duplicate_of and duplicate.duplicate_of.id == client.id
    assert duplicate.matched
    assert taken(run).outcome["clients"] == 1


def test_another_number_than_the_reader_saw_is_refused(app: Flask) -> None:
    run = staged(LIST)
    for expected in (0, 1, 3):
        with pytest.raises(SelectionChanged):
            take_over(run.id, expected=expected, by=SYSTEM)
    db.session.rollback()
    assert not db.session.scalar(select(func.count()).select_from(Party))


def test_a_list_without_a_new_row_or_not_yet_read_is_refused(app: Flask) -> None:
    for run_id in (staged("Company,Email\nAcme,nobody\n").id, begun(LIST)):
        with pytest.raises(RuleViolation):
            take_over(run_id, expected=0, by=SYSTEM)
    with pytest.raises(NotFound):
        take_over(4711, expected=0, by=SYSTEM)


def test_the_same_file_a_second_time_is_nothing_but_duplicates(app: Flask) -> None:
    taken(staged(LIST))
    again = staged(LIST)
    assert (again.rows_new, again.rows_duplicate, again.rows_wrong) == (0, 3, 1)


def test_ids_that_were_reserved_are_the_parties(app: Flask) -> None:
    run = staged(LIST)
    taken(run)
    rows = select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.state == RowState.NEW)
    for row in db.session.scalars(rows):
        party = db.session.get_one(Party, row.party_id)
        contact = db.session.scalars(select(Contact).where(Contact.client_id == party.id)).one()
        assert (party.name, contact.person.name) == (row.name, row.contact_name)
        assert contact.person_id == row.person_id
    assert a_client("The next one").id > max(
        db.session.scalars(select(ImportRow.person_id).where(ImportRow.person_id > 0))
    )


def test_the_statements_do_not_grow_with_the_list(app: Flask) -> None:
    clock.zone()  # asked once a job
    counted = []
    for how_many in (3, 300):
        run = staged(A_LIST(how_many, prefix=f"{how_many} "))
        with count_statements() as statements:
            taken(run)
        counted.append(len(statements))
    assert counted[0] == counted[1] <= 30
