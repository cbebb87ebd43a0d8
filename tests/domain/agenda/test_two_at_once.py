"""Two colleagues at one entry of the calendar at the same moment."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from flask import Flask

from app.db import db
from app.domain.agenda.actions import move_entry
from app.domain.agenda.activities import OWN_ENTRIES
from app.domain.agenda.models import Activity
from app.domain.entries.actions import edit_entry, remove_entry
from app.domain.errors import NotFound
from app.domain.history.models import SYSTEM, Event, EventKind
from tests.support.agenda import a_draft, a_planned_activity, an_own_entry
from tests.support.builders import a_key
from tests.support.cast import Cast
from tests.support.together import meanwhile

TOMORROW = date(2026, 11, 24)


def removing(entry: Activity) -> partial[object]:
    return partial(remove_entry, OWN_ENTRIES, entry.party_id, entry.id, a_key(), by=SYSTEM)


def moving(entry: Activity) -> partial[object]:
    return partial(move_entry, entry.id, TOMORROW, None, entry.version, a_key(), by=SYSTEM)


def editing(entry: Activity) -> partial[object]:
    draft = a_draft("Rent and heating")
    return partial(edit_entry, OWN_ENTRIES, entry.party_id, entry.id, draft, entry.version, a_key(), by=SYSTEM)


@pytest.mark.parametrize("late", [moving, editing, removing])
@pytest.mark.parametrize("whose", ["a client's", "the office's own"])
def test_what_somebody_removes_meanwhile_is_not_found(app: Flask, cast: Cast, whose: str, late: object) -> None:
    entry = an_own_entry() if whose == "the office's own" else a_planned_activity(cast.acme)
    first, then = removing(entry), late(entry)  # type: ignore[operator]
    db.session.rollback()
    assert isinstance(meanwhile(app, first, then), NotFound)
    removed = db.session.query(Event).filter_by(kind=EventKind.ENTRY_REMOVED).count()
    assert removed == 1
