"""An import is taken back as a whole, at any time, as long as nobody has built on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.contacts.models import Contact
from app.domain.directory.filing import edit_party
from app.domain.directory.importing.models import Duplicates, ImportFormer, ImportRun, RunState
from app.domain.directory.importing.queries import import_run
from app.domain.directory.importing.runs import discard_import, forget_old_runs
from app.domain.directory.importing.taking import Expected, take_over
from app.domain.directory.importing.updating import counts_of
from app.domain.directory.selection import only
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM, Act, Deed, Event, EventKind
from app.domain.lifecycle.answers import answer_of
from app.domain.lifecycle.archiving import expect_back
from app.domain.lifecycle.roles import change_roles
from app.domain.lifecycle.taking_back import StillUsed, touched_since
from app.domain.lifecycle.undoing import undo_act, undo_of
from app.domain.parties.drafts import draft_of
from app.domain.parties.models import Party, PartyStatus
from app.domain.parties.roles import RoleChange
from tests.domain.directory.importing.lists import counts, staged, taken
from tests.support.builders import a_client, a_contact, a_key, a_person, an_associate, archived, restored
from tests.support.rows import all_rows, changes
from tests.support.statements import count_statements
from tests.support.together import at_once

LIST = "Company,Contact,Tax ID,City,Notes\nAcme,Ada Bianchi,1,Torino,\nBravo,Bo Li,2,Roma,\nCiao,,3,Pisa,Tea\n"


def undone(act: Act) -> Act:
    undo = undo_act(act.id, by=SYSTEM)
    db.session.commit()
    return undo


def named(name: str) -> Party:
    return db.session.scalars(select(Party).where(Party.name == name)).one()


def names() -> list[str]:
    return sorted(db.session.scalars(select(Party.name)))


def chosen(run: ImportRun, choice: Duplicates) -> Act:
    act = take_over(run.id, expected=Expected(run.rows_new, choice, counts_of(run).of(choice)), by=SYSTEM)
    db.session.commit()
    return act


def test_whom_it_put_on_file_goes_and_one_event_of_each_stays(app: Flask) -> None:
    a_client("Here before")
    act = taken(staged(LIST))
    undo = undone(act)
    assert names() == ["Here before"]
    assert not db.session.scalar(select(func.count()).select_from(Contact))
    assert (undo.deed, undo.outcome) == (Deed.UNDO, {"removed": 5, "changed": 0, "undone": act.id})
    assert [(s.plural, s.n) for s in answer_of(undo)] == [("Taken back: %(n)s records are no longer on file.", 5)]
    left = db.session.execute(select(Event.kind, Event.details).where(Event.act_id == undo.id)).all()
    assert {kind for kind, _ in left} == {EventKind.DELETED}
    assert sorted(details["number"] for _, details in left) == ["", "", "C-0002", "C-0003", "C-0004"]
    assert not db.session.scalar(select(func.count()).where(Event.act_id == act.id))
    run = db.session.scalars(select(ImportRun)).one()
    assert (run.state, counts(run)) == (RunState.UNDONE, (0, 0, 0))


def test_numbers_that_it_gave_are_not_used_again_and_those_that_it_brought_are_free(app: Flask) -> None:
    text = "Company,Our number\nAcme,K-7\nBravo,\n"
    undone(taken(staged(text)))
    assert a_client("The next one").number == "C-0002"
    assert counts(staged(text)) == (2, 0, 0)
    assert counts(staged("Company,Our number\nOther,C-0001\n")) == (0, 0, 1)


def test_the_same_file_comes_in_again_as_if_it_had_never_been(app: Flask) -> None:
    undone(taken(staged(LIST)))
    again = staged(LIST)
    assert counts(again) == (3, 0, 0)
    assert taken(again).outcome["clients"] == 3


def test_whom_it_changed_is_as_before(app: Flask) -> None:
    acme = a_client("Acme", tax_id="1", email="a@acme.example.com")
    carla = a_contact(acme, "Carla", "Rossi")
    gone = a_client("Gone", tax_id="2", city="Milano", notes="Was nice.")
    archived(gone)
    list_of_both = (
        "Company,Tax ID,City,Phone,Since,Notes\nAcme,1,Torino,+39 011 555 0101,2020-01-02,\nGone,2,Roma,,,Back\n"
    )
    before = all_rows()
    for choice in (Duplicates.FILL, Duplicates.RESTORE):
        run = staged(list_of_both)
        act = chosen(run, choice)
        party = acme if choice is Duplicates.FILL else gone
        assert (party.city, party.status) == ("Torino" if party is acme else "Roma", PartyStatus.ACTIVE)
        undo = undone(act)
        assert undo.outcome == {"removed": 0, "changed": 1, "undone": act.id}
        kinds = db.session.scalars(select(Event.kind).where(Event.act_id == undo.id)).all()
        assert kinds == [EventKind.UNDONE]
    differing = changes(before, all_rows())
    assert differing == ["act", "event", "import_row", "import_run", "party.version", "stored_file"]
    assert carla.person.name == "Carla Rossi"
    assert not db.session.scalar(select(func.count()).select_from(ImportFormer))


def test_it_has_no_time_limit_and_the_file_may_be_gone(app: Flask) -> None:
    a_client("On file", tax_id="9")
    act = chosen(staged(LIST + "On file,,9,Rome,\n"), Duplicates.FILL)
    with clock.frozen(datetime.now(UTC) + timedelta(days=400)):
        forget_old_runs()
        db.session.commit()
        assert undone(act).outcome == {"removed": 5, "changed": 1, "undone": act.id}
    assert named("On file").city == ""


TOUCHES: dict[str, Callable[[], object]] = {
    "its data were changed": lambda: edit(named("Acme")),
    "it was archived": lambda: archived(named("Acme")),
    "it was archived and came back": lambda: (archived(named("Acme")), restored(named("Acme"))),
    "it got a role": lambda: change_roles(RoleChange.ADD_SUPPLIER, only(named("Acme")), a_key(), by=SYSTEM),
    "it got a contact": lambda: a_contact(named("Acme"), "Carla", "Rossi"),
    "it got somebody on file as a contact": lambda: an_associate(named("Acme"), named("Here Before")),
    "its person speaks for another": lambda: an_associate(named("Other"), named("Ada Bianchi")),
    "its person was changed": lambda: edit(named("Ada Bianchi")),
    "a second list completed it": lambda: chosen(staged("Company,Tax ID,Phone\nAcme,1,12\n"), Duplicates.FILL),
}  # fmt: skip


def edit(party: Party) -> None:
    edit_party(party.id, replace(draft_of(party), city="Elsewhere"), party.version, a_key(), by=SYSTEM)


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
def test_as_soon_as_something_has_happened_to_one_of_them_nothing_is_taken_back(
    app: Flask, touch: Callable[[], object]
) -> None:
    a_client("Other")
    a_person("Here", "Before")
    act = taken(staged(LIST))
    assert touched_since(act).count == 0
    touch()
    db.session.commit()
    before = all_rows()
    with pytest.raises(StillUsed) as refused:
        undo_act(act.id, by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before
    assert refused.value.touched.count >= 1
    assert {one.name for one in refused.value.touched.named} <= {"Acme", "Ada Bianchi"}
    assert undo_of(act.id) is None


def test_ten_are_named_and_all_are_counted(app: Flask) -> None:
    act = taken(staged("Company\n" + "".join(f"Client {n}\n" for n in range(15))))
    for party in db.session.scalars(select(Party).limit(12)).all():
        archived(party)
    touched = touched_since(act)
    assert (len(touched.named), touched.count) == (10, 12)


@pytest.mark.parametrize("choice", [Duplicates.FILL, Duplicates.RESTORE])
def test_whom_it_changed_and_somebody_else_changed_since_stays_and_so_do_all(app: Flask, choice: Duplicates) -> None:
    acme, gone = a_client("Acme", tax_id="1"), a_client("Gone", tax_id="2")
    archived(gone)
    act = chosen(staged("Company,Tax ID,City\nAcme,1,Torino\nGone,2,Roma\nNew,3,Pisa\n"), choice)
    party = acme if choice is Duplicates.FILL else gone
    archived(party)
    expect_back(party.id, clock.today(), a_key(), by=SYSTEM)
    db.session.commit()
    with pytest.raises(StillUsed) as refused:
        undo_act(act.id, by=SYSTEM)
    db.session.rollback()
    assert [one.name for one in refused.value.touched.named] == [party.name]
    assert party.status is PartyStatus.ARCHIVED
    assert "New" in names()


def test_what_happened_to_them_before_the_import_does_not_count(app: Flask) -> None:
    acme = a_client("Acme", tax_id="1")
    edit(acme)
    archived(acme)
    restored(acme)
    act = chosen(staged("Company,Tax ID,Phone\nAcme,1,12\n"), Duplicates.FILL)
    assert undone(act).outcome["changed"] == 1


def test_it_is_taken_back_once_whoever_asks_and_however_often(app: Flask) -> None:
    act = taken(staged(LIST))
    act_id = act.id
    db.session.rollback()
    acts = at_once(app, *(2 * [lambda: undo_act(act_id, by=SYSTEM).id]))
    assert len(set(acts)) == 1
    assert undo_act(act_id, by=SYSTEM).id == acts[0]
    assert db.session.scalar(select(func.count()).where(Event.kind == EventKind.DELETED)) == 5


def test_what_was_taken_back_is_neither_discarded_nor_taken_over_again(app: Flask) -> None:
    run_id = staged(LIST).id
    act = taken(import_run(run_id))
    undone(act)
    with pytest.raises(RuleViolation):
        discard_import(run_id)
    assert take_over(run_id, expected=3, by=SYSTEM).id == act.id
    assert names() == []


def test_another_list_that_waits_forgets_whom_it_had_taken_for_duplicates(app: Flask) -> None:
    act = taken(staged(LIST))
    waiting = staged(LIST)
    assert counts(waiting) == (0, 3, 0)
    undone(act)
    assert counts_of(import_run(waiting.id)).fill == 0


def test_the_statements_do_not_grow_with_the_list(app: Flask) -> None:
    counted = []
    for how_many in (2, 100):
        clients = [a_client(f"On file {how_many}-{n}", tax_id=f"{how_many}0{n}") for n in range(how_many)]
        rows = "".join(f"{client.name},{client.tax_id},Rome,Ada {client.id}\n" for client in clients)
        new = "".join(f"New {how_many}-{n},,Rome,Bo {n}\n" for n in range(how_many))
        act = chosen(staged(f"Company,Tax ID,City,Contact\n{rows}{new}"), Duplicates.FILL)
        with count_statements() as statements:
            undo_act(act.id, by=SYSTEM)
        counted.append(len(statements))
        db.session.commit()
    assert counted[0] == counted[1] <= 55
