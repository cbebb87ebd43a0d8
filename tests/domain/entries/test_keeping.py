"""The lines of a card: added, changed, removed, and which of them is the default."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from app.db import db
from app.domain.entries.actions import add_entry, edit_entry, remove_entry
from app.domain.entries.models import EntryWithDefault
from app.domain.entries.queries import PER_PAGE, entries_of
from app.domain.errors import EditConflict, NotFound, RuleViolation
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.locations.drafts import LOCATIONS, LocationDraft
from app.domain.locations.models import Location, LocationKind
from app.domain.parties.models import Party
from app.domain.terms.banks import BANKS
from tests.support.builders import a_client, a_key, archived
from tests.support.entries import EXAMPLES, GERMAN, ITALIAN, POLISH, Example, a_bank, a_location, an_entry
from tests.support.rows import all_rows
from tests.support.statements import count_statements

WITH_DEFAULT = [example for example in EXAMPLES if issubclass(example.book.model, EntryWithDefault)]
BILLING, BRANCH = LocationKind.BILLING, LocationKind.BRANCH


@pytest.fixture
def acme(app: Any) -> Party:
    return a_client("Acme S.r.l.")


def edit(location: Location, *, version: int | None = None, key: str = "", **changes: Any) -> None:
    draft = LocationDraft(**{**LOCATIONS.values_of(location), **changes})
    seen = location.version if version is None else version
    edit_entry(LOCATIONS, location.party_id, location.id, draft, seen, key or a_key(), by=SYSTEM)
    db.session.commit()


def remove(location: Location, key: str = "") -> None:
    remove_entry(LOCATIONS, location.party_id, location.id, key or a_key(), by=SYSTEM)
    db.session.commit()


def defaults_of(party: Party) -> list[str]:
    """Which locations are defaults."""
    db.session.expire_all()
    return [location.label for location in entries_of(LOCATIONS, party.id).rows if location.is_default]


def test_the_first_of_each_kind_is_its_default_by_itself(acme: Party) -> None:
    for label, kind in (("First", BILLING), ("Second", BILLING), ("Other", BRANCH)):
        a_location(acme, label, kind=kind)
    assert defaults_of(acme) == ["First", "Other"]


def test_another_default_takes_the_mark_from_the_former_of_its_kind_alone(acme: Party) -> None:
    for label, kind in (("First", BILLING), ("Branch", BRANCH)):
        a_location(acme, label, kind=kind)
    a_location(acme, "Second", kind=BILLING, is_default=True)
    assert defaults_of(acme) == ["Branch", "Second"]


def test_unticked_the_longest_standing_other_becomes_the_default(acme: Party) -> None:
    first, *_others = [a_location(acme, label) for label in ("First", "Second", "Third")]
    edit(first, is_default=False)
    assert defaults_of(acme) == ["Second"]


def test_the_only_one_stays_the_default(acme: Party) -> None:
    only = a_location(acme, "Only")
    edit(only, is_default=False)
    assert defaults_of(acme) == ["Only"]


def test_the_default_that_is_removed_leaves_its_mark_to_the_longest_standing(acme: Party) -> None:
    first, _second, _third = (a_location(acme, label) for label in ("First", "Second", "Third"))
    remove(first)
    assert defaults_of(acme) == ["Second"]


def test_one_that_becomes_of_another_kind_leaves_a_default_behind_and_takes_none_away(acme: Party) -> None:
    moved = a_location(acme, "Moved", kind=BILLING)
    a_location(acme, "Stays", kind=BILLING)
    a_location(acme, "Branch", kind=BRANCH)
    edit(moved, kind=BRANCH, is_default=False)
    assert defaults_of(acme) == ["Stays", "Branch"]


def test_somebody_else_s_defaults_stay(acme: Party) -> None:
    other = a_client("Bravo")
    a_location(other, "Theirs")
    a_location(acme, "Ours")
    a_location(acme, "Ours too", is_default=True)
    assert defaults_of(other) == ["Theirs"]


@pytest.mark.parametrize("example", WITH_DEFAULT, ids=lambda example: example.one)
def test_of_each_list_with_a_default_the_database_itself_allows_one(acme: Party, example: Example) -> None:
    entries = [an_entry(acme, example.book, example.draft(word)) for word in ("One", "Two")]
    assert [entry.is_default for entry in entries] == [True, False]
    with pytest.raises(Exception, match=r"(?i)unique"):
        db.session.execute(db.update(example.book.model).values(is_default=True))
    db.session.rollback()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.one)
def test_each_line_added_changed_and_removed_stands_in_the_history(acme: Party, example: Example) -> None:
    book = example.book
    entry = an_entry(acme, book, example.draft("Before"))
    after = example.draft("After")
    edit_entry(book, acme.id, entry.id, after, entry.version, a_key(), by=SYSTEM)
    remove_entry(book, acme.id, entry.id, a_key(), by=SYSTEM)
    db.session.commit()
    events = db.session.query(Event).filter_by(record=book.model.__tablename__, party_id=acme.id).order_by(Event.id)
    assert [event.kind for event in events] == [
        EventKind.ENTRY_ADDED,
        EventKind.ENTRY_CHANGED,
        EventKind.ENTRY_REMOVED,
    ]
    assert not entries_of(book, acme.id).rows


def test_saving_what_stands_there_changes_and_tells_nothing(acme: Party) -> None:
    location = a_location(acme, "Same")
    before = location.version
    edit(location)
    assert location.version == before
    assert db.session.query(Event).filter_by(kind=EventKind.ENTRY_CHANGED).count() == 0


def test_who_saves_second_sees_what_the_first_one_saved(acme: Party) -> None:
    location = a_location(acme, "Before")
    seen = location.version
    edit(location, label="Theirs")
    before = all_rows()
    with pytest.raises(EditConflict) as conflict:
        edit(location, version=seen, label="Mine")
    db.session.rollback()
    assert conflict.value.theirs["label"] == "Theirs" and all_rows() == before


def test_a_form_sent_twice_adds_once(acme: Party) -> None:
    key = a_key()
    add_entry(LOCATIONS, acme.id, LocationDraft(label="Once", city="Torino"), key, by=SYSTEM)
    db.session.commit()
    with pytest.raises(AlreadyDone):
        add_entry(LOCATIONS, acme.id, LocationDraft(label="Once", city="Torino"), key, by=SYSTEM)
    db.session.rollback()
    assert len(entries_of(LOCATIONS, acme.id).rows) == 1


def test_a_line_is_not_found_on_somebody_else_s_card(acme: Party) -> None:
    theirs = a_location(a_client("Bravo"), "Theirs")
    before = all_rows()
    draft = LocationDraft(label="Ours", city="Torino")
    with pytest.raises(NotFound):
        edit_entry(LOCATIONS, acme.id, theirs.id, draft, 1, a_key(), by=SYSTEM)
    with pytest.raises(NotFound):
        remove_entry(LOCATIONS, acme.id, theirs.id, a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before


def test_the_deed_itself_refuses_what_breaks_a_rule(acme: Party) -> None:
    with pytest.raises(RuleViolation):
        add_entry(BANKS, acme.id, BANKS.draft(iban="IT00"), a_key(), by=SYSTEM)


def test_the_lines_of_a_client_in_the_archive_are_kept_as_well(acme: Party) -> None:
    archived(acme)
    a_location(acme, "Where they went")
    assert defaults_of(acme) == ["Where they went"]


def test_lines_are_shown_by_fifty_in_the_order_in_which_they_came(acme: Party) -> None:
    for n in range(PER_PAGE + 1):
        db.session.add(Location(party_id=acme.id, **LOCATIONS.columns_of(LocationDraft(label=f"L{n}", city="X"))))
    db.session.commit()
    first = entries_of(LOCATIONS, acme.id)
    assert [line.label for line in first.rows] == [f"L{n}" for n in range(PER_PAGE)]
    rest = entries_of(LOCATIONS, acme.id, after=first.after or 0)
    assert ([line.label for line in rest.rows], rest.after, rest.is_first) == ([f"L{PER_PAGE}"], None, False)


def test_a_line_costs_the_same_however_many_there_are(acme: Party) -> None:
    def cost() -> int:
        with count_statements() as statements:
            a_bank(acme, GERMAN, is_default=True)
        return len(statements)

    a_bank(acme, ITALIAN)
    few = cost()
    for _ in range(20):
        a_bank(acme, POLISH)
    assert cost() == few


@pytest.mark.parametrize("what", ["change", "remove"])
def test_a_list_may_say_of_a_line_that_it_is_not_changed_or_not_removed(acme: Party, what: str) -> None:
    fixed = replace(LOCATIONS, **{f"wrong_to_{what}": lambda location: [RuleViolation(f"{location.label} stays.")]})
    location = a_location(acme, "Seat")
    before = all_rows()
    draft = LocationDraft(**{**LOCATIONS.values_of(location), "label": "Other"})
    deeds = {
        "change": partial(edit_entry, fixed, acme.id, location.id, draft, location.version),
        "remove": partial(remove_entry, fixed, acme.id, location.id),
    }
    with pytest.raises(RuleViolation, match="Seat stays"):
        deeds[what](a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before
