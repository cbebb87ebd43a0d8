"""Undo of an import: whom it put on file goes, whom it changed is as before. All of it, or nothing.

It has no time limit. It is refused as soon as anything else has happened to one of them: what others have built on is
not pulled away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.directory.importing.duplicates import count_rows
from app.domain.directory.importing.models import ImportFormer, ImportRow, ImportRun, RunState
from app.domain.directory.importing.updating import STATUS, refresh_words, rewrite_columns
from app.domain.errors import N_, NN_, RuleViolation, count
from app.domain.history import actions as history
from app.domain.history.models import Act, Event, EventKind
from app.domain.lifecycle.forgetting import identity_of
from app.domain.lifecycle.models import FormerStatus
from app.domain.lifecycle.purging import Candidate, leave_traces, remove
from app.domain.parties.custom_fields.models import CustomValue
from app.domain.parties.custom_fields.queries import custom_fields
from app.domain.parties.custom_fields.writing import kept_answers, replace_answers
from app.domain.parties.drafts import PartyDraft, columns_of
from app.domain.parties.models import Party
from app.domain.parties.queries import among

NAMED = 10
STILL_COMING = N_("It cannot be taken back while it is being taken over. Wait until it is done.")
TOUCHED = NN_(
    "It cannot be taken back: %(n)s of those that it concerns was changed or used since.",
    "It cannot be taken back: %(n)s of those that it concerns were changed or used since.",
)


@dataclass(frozen=True, slots=True)
class Touched:
    """Those of an import to whom something else has happened since: the first few, and how many there are."""

    named: list[Candidate]
    count: int


class StillUsed(RuleViolation):
    """An import that others have built on cannot be taken back. Carries on whom."""

    def __init__(self, touched: Touched) -> None:
        super().__init__(count(TOUCHED, touched.count))
        self.touched = touched


def touched_since(imported: Act) -> Touched:
    """To whom of an import something else has happened since; two statements, however long the list was."""
    columns = (Party.id, Party.name, Party.number)
    either = or_(
        Party.id.in_(_created(imported)) & _created_is_used(imported),
        Party.id.in_(_changed(imported)) & _changed_is_used(imported),
    )
    named = [
        Candidate(*row) for row in db.session.execute(select(*columns).where(either).order_by(Party.id).limit(NAMED))
    ]
    if len(named) < NAMED:
        return Touched(named, len(named))
    return Touched(named, db.session.scalar(select(func.count()).select_from(Party).where(either)) or 0)


def take_back(imported: Act, act: Act) -> Act:
    """Take an import back within the act of an Undo. Numbers that it gave are not used again.

    Raises StillUsed, or RuleViolation while it is still being taken over; and then nothing has changed.
    """
    runs = list(db.session.scalars(select(ImportRun).where(ImportRun.act_id == imported.id)))
    if any(run.state is RunState.TAKING for run in runs):
        raise RuleViolation(STILL_COMING)
    created = set(db.session.scalars(_created(imported)))
    formers = list(db.session.scalars(select(ImportFormer).where(ImportFormer.act_id == imported.id)))
    held = _hold(imported)
    touched = touched_since(imported)
    if touched.count:
        raise StillUsed(touched)
    gone = [Candidate(party.id, party.name, party.number) for party in held.values() if party.id in created]
    kept = set(db.session.scalars(select(ImportRow.party_id).where(_of(imported), ImportRow.kept_number != "")))
    _put_back(formers, held)
    history.record_parties(act, EventKind.UNDONE, _changed(imported), deed=imported.deed.value)
    db.session.execute(delete(ImportFormer).where(ImportFormer.act_id == imported.id))
    remove(act, identity_of([candidate.id for candidate in gone]))
    leave_traces(act, [one for one in gone if one.id not in kept], deed=imported.deed.value)
    leave_traces(act, [one for one in gone if one.id in kept], deed=imported.deed.value, kept=True)
    for run in runs:
        run.state = RunState.UNDONE
        count_rows(run)
    act.outcome = {"removed": len(gone), "changed": len(formers), "undone": imported.id}
    db.session.flush()
    return act


def _hold(imported: Act) -> dict[int, Party]:
    """Those whom an import concerns, locked in the order of their ids."""
    ids = db.session.scalars(_created(imported).union(_changed(imported)))
    held = select(Party).where(among(Party.id, list(ids))).order_by(Party.id).with_for_update()
    return {party.id: party for party in db.session.scalars(held.execution_options(populate_existing=True))}


def _created(imported: Act) -> Select[Any]:
    return select(Event.party_id).where(Event.act_id == imported.id, Event.kind == EventKind.IMPORTED)


def _changed(imported: Act) -> Select[Any]:
    return select(ImportFormer.party_id).where(ImportFormer.act_id == imported.id)


def _of(imported: Act) -> ColumnElement[bool]:
    return ImportRow.run_id.in_(select(ImportRun.id).where(ImportRun.act_id == imported.id))


def _created_is_used(imported: Act) -> ColumnElement[bool]:
    """Whether something else has happened to a party that an import made, or refers to it."""
    created = _created(imported)
    own, link = aliased(Event), aliased(Contact)
    others = exists().where(own.party_id == Party.id, own.act_id != imported.id)
    as_client = exists().where(link.client_id == Party.id, link.person_id.not_in(created))
    as_person = exists().where(link.person_id == Party.id, link.client_id.not_in(created))
    return or_(Party.version != 1, others, as_client, as_person, *_referring())


def _changed_is_used(imported: Act) -> ColumnElement[bool]:
    """Whether something else has happened since to a party that an import changed."""
    own, later = aliased(Event), aliased(Event)
    since = exists().where(
        own.act_id == imported.id, own.party_id == Party.id, later.party_id == Party.id, later.id > own.id
    )
    left_so = exists().where(
        ImportFormer.act_id == imported.id,
        ImportFormer.party_id == Party.id,
        ImportFormer.version == Party.version,
        or_(ImportFormer.status.is_(None), Party.status_act_id == imported.id),
    )
    return or_(since, ~left_so)


# What refers to a party and is looked at otherwise: links by whom they join, former states by their events, what is
# written in fields of the office's own by the version of the card.
_LOOKED_AT = {table.__tablename__ for table in (Contact, FormerStatus, ImportFormer, CustomValue)}


def _referring() -> Iterator[ColumnElement[bool]]:
    """For every other column that refers to a party: whether a row refers to this one."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if table.name not in _LOOKED_AT and any(
                key.column.table.name == Party.__tablename__ for key in column.foreign_keys
            ):
                yield exists().where(column == Party.id)


def _put_back(formers: list[ImportFormer], held: dict[int, Party]) -> None:
    """Write back what those on file were; nobody else has changed them since."""
    if not formers:
        return
    names = columns_of(PartyDraft()).keys() - {"search_text"}
    values = []
    for former in formers:
        party = held[former.party_id]
        columns = {name: former.columns.get(name, getattr(party, name)) for name in names}
        if isinstance(columns["customer_since"], str):
            columns["customer_since"] = date.fromisoformat(columns["customer_since"])
        was_archived = former.status is not None
        status = {name: getattr(former if was_archived else party, name) for name in STATUS}
        values.append({"id": party.id, "version": party.version + 1, **columns, **status})
    rewrite_columns(values)
    fields = custom_fields(also_retired=True) if any(former.own for former in formers) else []
    replace_answers(fields, {former.party_id: kept_answers(former.own, fields) for former in formers})
    refresh_words(select(ImportFormer.party_id).where(ImportFormer.act_id == formers[0].act_id))
