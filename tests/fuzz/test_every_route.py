"""Every route, every kind of person, hostile requests: no mistake of ours, nothing moved by a refusal, nothing leaked.

`RECAPITO_LONG=1` asks ten thousand times for each person. A fault begins with its number, as in `7:123`:
`RECAPITO_FUZZ=7:123 pytest tests/fuzz` sends the requests of that number alone, `RECAPITO_FUZZ=8` takes another seed.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.domain.accounts.permissions import StaffRole
from tests.access.office import EVERYBODY, Office, Somebody, an_office, shut_doors
from tests.access.walk import Browser
from tests.fuzz.gathering import Gathered
from tests.fuzz.judging import Judge
from tests.support.builders import a_login
from tests.support.rows import open_books
from tests.support.visitor import Visitor

SEED, _, ONLY = os.environ.get("RECAPITO_FUZZ", "7").partition(":")
HOW_MANY = 10_000 if os.environ.get("RECAPITO_LONG") else 30
NUMBERS = [int(ONLY)] if ONLY else range(HOW_MANY)
# How a member of the staff signs in: colleagues know each other by name, and only who edits the staff knows this.
HIDDEN = "hiddencanary"


def who_looks(person: Somebody) -> Somebody:
    hidden = (HIDDEN,) if person.who != "an admin" else ()
    return replace(person, must_not_read=(*person.must_not_read, *hidden))


def browsers(app: Flask, office: Office) -> tuple[dict[str, Browser], Gathered]:
    """Everybody's browser, signed in while the doors were open, and what those with a desk or a portal found there."""
    visitors = {person.who: Visitor(app) for person in EVERYBODY}
    found = {
        person.who: Browser.of(
            visitors[person.who].signed_in_as(person.email) if person.email else visitors[person.who]
        )
        for person in EVERYBODY
    }
    gathered = Gathered(app)
    for person in EVERYBODY:
        if person.who in {"nobody", "an admin", "a contact of several clients"}:
            gathered.look_around(app, office, person, visitors[person.who])
    return found, gathered


@pytest.fixture
def judges(app: Flask) -> Iterator[list[Judge]]:
    """One for each kind of person, all in one office."""
    a_login(f"{HIDDEN}@portico.example.com", "Hedda Holm", StaffRole.STAFF)
    office = an_office()
    found, gathered = browsers(app, office)
    shut_doors(office)
    with open_books() as books:
        yield [Judge(app, office, who_looks(person), found[person.who], gathered, books) for person in EVERYBODY]


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the files of a form that breaks off are left to the collector
def test_nothing_that_is_sent_breaks_moves_or_tells_what_it_must_not(
    judges: list[Judge], record_property: Callable[[str, object], None]
) -> None:
    for judge in judges:
        for number in NUMBERS:
            judge.ask(int(SEED), number)
        record_property("table", judge.tally.line())
    gc.collect()
    faults = [fault for judge in judges for fault in judge.tally.faults]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:40])
