"""Taking over, of those who are on file already: what a list fills in, and whom it brings back from the Archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, or_, select, update

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.contacts.search import refresh_search_text
from app.domain.directory.importing.duplicates import Known, may_be_created
from app.domain.directory.importing.filling import DATA, added, added_answers, updated, updated_answers
from app.domain.directory.importing.models import Duplicates, Fate, ImportFormer, ImportRow, ImportRun, RowState
from app.domain.directory.importing.retired_choices import as_may_stand
from app.domain.history import actions as history
from app.domain.history.models import Act, EventKind
from app.domain.parties.custom_fields.queries import Definition, fields_on
from app.domain.parties.custom_fields.values import Answers, Value, answers_of
from app.domain.parties.custom_fields.writing import as_kept, kept_answers, replace_answers
from app.domain.parties.drafts import columns_of, draft_of
from app.domain.parties.models import Party, PartyStatus, in_archive, not_archived
from app.domain.parties.phones import Phone
from app.domain.parties.queries import among

ARCHIVED = in_archive()
STATUS = ("status", "status_before", "status_act_id", "archived_at", "expected_back_on")


@dataclass(frozen=True, slots=True)
class DuplicateCounts:
    """What each choice about the duplicates of a list would come to."""

    fill: int = 0  # parties that get something
    create: int = 0  # rows that come in all the same
    restore: int = 0  # parties that come back

    def of(self, choice: Duplicates) -> int:
        return {Duplicates.FILL: self.fill, Duplicates.CREATE: self.create, Duplicates.RESTORE: self.restore}.get(
            choice, 0
        )


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody on file as a list leaves them: every column that follows, and the rows that said so."""

    party: Party
    columns: dict[str, Any]
    rows: list[int]
    own: Mapping[int, Value]  # in fields of the office's own, those that change; by the field's id
    own_before: Answers
    status_before: PartyStatus | None  # of who was archived


def counts_of(run: ImportRun) -> DuplicateCounts:
    """What each choice would come to now; one statement."""
    alike = Party.kind == ImportRow.kind
    on_file = func.count(func.distinct(Party.id))
    counted = (
        select(
            on_file.filter(alike, not_archived(), ImportRow.gives),
            func.count().filter(may_be_created()),
            on_file.filter(alike, ARCHIVED),
        )
        .select_from(ImportRow)
        .outerjoin(Party, Party.id == ImportRow.duplicate_of_id)
        .where(*_duplicates(run))
    )
    return DuplicateCounts(*db.session.execute(counted).one())


def hold(run: ImportRun, choice: Duplicates) -> dict[int, Party]:
    """Lock those on file whom the choice concerns, in the order of their ids; read afresh."""
    if choice not in {Duplicates.FILL, Duplicates.RESTORE}:
        return {}
    whom = ARCHIVED if choice is Duplicates.RESTORE else not_archived()
    named = select(ImportRow.duplicate_of_id).where(*_duplicates(run))
    held = select(Party).where(Party.id.in_(named), whom).order_by(Party.id).with_for_update()
    return {party.id: party for party in db.session.scalars(held.execution_options(populate_existing=True))}


def changes_of(run: ImportRun, held: Mapping[int, Party], choice: Duplicates, known: Known) -> list[Change]:
    """What the rows would make of those who are held, in the order of the list."""
    if not held:
        return []
    columns = (ImportRow.id, ImportRow.duplicate_of_id, ImportRow.kind, ImportRow.own)
    columns += tuple(getattr(ImportRow, name) for name in DATA)
    rows = db.session.execute(select(*columns).where(*_duplicates(run)).order_by(ImportRow.number)).all()
    before = answers_of(held, [field.id for field in known.own]) if known.own else {}
    answers: dict[int, dict[int, Value]] = {id_: dict(before.get(id_, {})) for id_ in held}
    now: dict[int, dict[str, Any]] = {}
    told_by: dict[int, list[int]] = {}
    restores = choice is Duplicates.RESTORE
    for row in rows:
        party = held.get(row.duplicate_of_id)
        if party is None or party.kind is not row.kind:
            continue
        data = now.setdefault(party.id, {name: getattr(party, name) for name in ("kind", *DATA)})
        found = (updated if restores else added)(data, row._asdict(), known.told)
        data |= found
        said = _answers(known, row, answers[party.id], restores=restores)
        answers[party.id] |= said
        if found or said or restores:
            told_by.setdefault(party.id, []).append(row.id)
    return [
        Change(
            held[id_],
            _columns(held[id_], now[id_], run.home_country),
            rows,
            {field: value for field, value in answers[id_].items() if value != before.get(id_, {}).get(field)},
            before.get(id_, {}),
            held[id_].status_before,
        )
        for id_, rows in told_by.items()
    ]


def _answers(known: Known, row: Any, on_file: Answers, *, restores: bool) -> dict[int, Value]:
    """What a row changes in fields of the office's own that stand on such a card."""
    fields = fields_on(known.own, row.kind)
    said = as_may_stand(fields, kept_answers(row.own, fields), on_file)
    return updated_answers(fields, on_file, said) if restores else added_answers(on_file, said)


def carry_out(act: Act, changes: list[Change], choice: Duplicates, known: Known) -> None:
    """Keep what those on file were, change them, and record it: a fixed number of statements."""
    if not changes:
        return
    restores = choice is Duplicates.RESTORE
    answers = {change.party.id: change.own for change in changes}
    formers = [_former(act, change, known.own, restores=restores) for change in changes]
    db.session.execute(insert(ImportFormer), formers)
    back: dict[str, Any] = (
        dict(zip(STATUS, (PartyStatus.ACTIVE, None, act.id, None, None), strict=True)) if restores else {}
    )
    rewrite_columns(
        {"id": change.party.id, "version": change.party.version + 1, **change.columns, **back} for change in changes
    )
    replace_answers(known.own, answers)
    whom = select(ImportFormer.party_id).where(ImportFormer.act_id == act.id)
    refresh_words(whom)
    rows = [row for change in changes for row in change.rows]
    fate = Fate.RESTORED if restores else Fate.FILLED
    marking = update(ImportRow).where(among(ImportRow.id, rows)).values(fate=fate)
    db.session.execute(marking, execution_options={"synchronize_session": False})
    history.record_parties(act, EventKind.RESTORED if restores else EventKind.EDITED, whom)


def rewrite_columns(values: Iterable[dict[str, Any]]) -> None:
    """Write columns of many parties, each with its id, past the session, which reads them again."""
    db.session.execute(update(Party), list(values))
    for party in [known for known in db.session.identity_map.values() if isinstance(known, Party)]:
        db.session.expire(party)


def refresh_words(parties: Select[Any]) -> None:
    """Compose the search texts again of parties whose words have changed, and of those whose contacts they are."""
    clients = select(Contact.client_id).where(Contact.person_id.in_(parties))
    refresh_search_text(select(Party.id).where(or_(Party.id.in_(parties), Party.id.in_(clients))))


def _duplicates(run: ImportRun) -> tuple[ColumnElement[bool], ...]:
    return ImportRow.run_id == run.id, ImportRow.state == RowState.DUPLICATE


def _columns(party: Party, data: Mapping[str, Any], home_country: str) -> dict[str, Any]:
    """Every column of a party that follows from its data. A phone that was understood stays so."""
    draft = replace(draft_of(party), **{name: data[name] for name in DATA})
    as_before = (party.phone, party.country) == (draft.phone, draft.country)
    known = Phone(party.phone_e164, party.phone_extension) if as_before else None
    columns = columns_of(draft, home_country=home_country, known=known)
    del columns["search_text"]
    return columns


def _former(act: Act, change: Change, fields: Sequence[Definition], *, restores: bool) -> dict[str, Any]:
    """What somebody on file was: the columns that change, and the status of who was in the Archive."""
    party = change.party
    were = {name: getattr(party, name) for name, value in change.columns.items() if value != getattr(party, name)}
    return {
        "act_id": act.id,
        "party_id": party.id,
        "version": party.version + 1,
        "columns": {name: value.isoformat() if isinstance(value, date) else value for name, value in were.items()},
        "own": {
            str(field.id): as_kept(field, change.own_before.get(field.id)) for field in fields if field.id in change.own
        },
        **{name: getattr(party, name) if restores else None for name in STATUS},
    }
