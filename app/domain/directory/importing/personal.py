"""Imports that named somebody who is anonymised: the list and its file are forgotten, the counts stay."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, or_, select, update

from app.db import db
from app.domain.directory.importing.models import ImportFormer, ImportRow, ImportRun, RunState
from app.domain.directory.importing.runs import OVER
from app.domain.personal import Forgotten
from app.domain.selections import among

_PAST_THE_SESSION = {"synchronize_session": False}
_AT_WORK = (RunState.STAGING, RunState.TAKING)

# The rows go with their whole list (forget_imports); what still points at somebody goes with them.
FORGOTTEN = (
    Forgotten(ImportFormer.party_id),
    Forgotten(ImportRow.party_id),
    Forgotten(ImportRow.person_id),
    Forgotten(ImportRow.duplicate_of_id),
    Forgotten(ImportRow.namesake_id),
)


@dataclass(frozen=True, slots=True)
class Traits:
    """By what the row of a list may name somebody, beside pointing at them."""

    email_keys: frozenset[str]
    tax_keys: frozenset[str]
    sort_names: frozenset[str]


def runs_naming(
    parties: Collection[int], traits: Traits, *, unread: bool = True, hold: bool = False
) -> list[tuple[int, RunState]]:
    """The imports whose rows name one of these, and those of which nobody knows yet what they hold, unless they are
    `unread` on purpose; held, if asked.
    """
    which: ColumnElement[bool] = ImportRun.id.in_(select(ImportRow.run_id).where(_names(parties, traits)))
    if unread:
        which = or_(which, ImportRun.state.in_((RunState.MAPPING, RunState.STAGING)))
    asked = select(ImportRun.id, ImportRun.state).where(which).order_by(ImportRun.id)
    return [(id_, state) for id_, state in db.session.execute(asked.with_for_update() if hold else asked)]


def any_at_work(runs: Collection[tuple[int, RunState]]) -> bool:
    """Whether one of these is being read or taken over at this moment."""
    return any(state in _AT_WORK for _, state in runs)


def forget_imports(runs: Collection[tuple[int, RunState]], *, names_them: Callable[[str], bool]) -> list[int]:
    """Forget the rows of these imports, and their files, as a month would. Returns the ids of the stored files.

    One that nobody has decided about goes altogether: its list has to be uploaded again.
    """
    ids = [id_ for id_, _ in runs]
    settled = [id_ for id_, state in runs if state in OVER]
    rows = db.session.execute(select(ImportRun.id, ImportRun.file_id, ImportRun.name).where(among(ImportRun.id, ids)))
    found = rows.all()
    named = [row.id for row in found if names_them(row.name)]
    for statement in (
        delete(ImportRow).where(among(ImportRow.run_id, ids)),
        delete(ImportRun).where(among(ImportRun.id, ids), ~among(ImportRun.id, settled)),
        update(ImportRun).where(among(ImportRun.id, ids)).values(file_id=None, columns=[], sheets=[], sheet=""),
        update(ImportRun).where(among(ImportRun.id, named)).values(name="–"),
    ):
        db.session.execute(statement, execution_options=_PAST_THE_SESSION)
    return [row.file_id for row in found if row.file_id]


def _names(parties: Collection[int], traits: Traits) -> ColumnElement[bool]:
    """Whether a row points at one of these parties, or bears what was theirs."""
    pointing = (ImportRow.party_id, ImportRow.person_id, ImportRow.duplicate_of_id, ImportRow.namesake_id)
    bearing = (
        *((column, traits.email_keys) for column in (ImportRow.email_key, ImportRow.contact_email_key)),
        (ImportRow.tax_key, traits.tax_keys),
        *((column, traits.sort_names) for column in (ImportRow.sort_name, ImportRow.contact_sort_name)),
    )
    return or_(
        *(among(column, parties) for column in pointing),
        *(among(column, values) for column, values in bearing if values),
    )
