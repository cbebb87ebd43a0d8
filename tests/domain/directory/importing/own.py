"""Lists that say what stands in fields of the office's own, and what is done with them."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.domain.directory.importing.models import (
    Duplicates,
    ImportRun,
)
from app.domain.directory.importing.taking import Expected, take_over
from app.domain.directory.importing.updating import counts_of
from app.domain.history.models import SYSTEM, Act
from app.domain.lifecycle.undoing import undo_act
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.models import Party
from tests.support.own_fields import a_field


def named(name: str) -> Party:
    return db.session.scalars(select(Party).where(Party.name == name)).one()


def chosen(run: ImportRun, choice: Duplicates) -> Act:
    """The list, taken over with a choice about its duplicates."""
    act = take_over(run.id, expected=Expected(run.rows_new, choice, counts_of(run).of(choice)), by=SYSTEM)
    db.session.commit()
    return act


def undone(act: Act) -> None:
    undo_act(act.id, by=SYSTEM)
    db.session.commit()


def all_kinds() -> list[Definition]:
    """A field of every kind, one of them called like a column of every card."""
    return [
        a_field("Reason"),
        a_field("Agreed", FieldKind.LONG_TEXT),
        a_field("Seats", FieldKind.NUMBER),
        a_field("Deposit", FieldKind.MONEY),
        a_field("Checked on", FieldKind.DATE),
        a_field("Lost", FieldKind.YES_NO),
        a_field("Heard of us", FieldKind.CHOICE, "A friend", "Brak"),
        a_field("Rooms", FieldKind.CHOICES, "Small", "Large, sunny"),
        a_field("Page", FieldKind.LINK),
        a_field("Email", FieldKind.EMAIL),
        a_field("Doorbell", FieldKind.PHONE),
    ]
