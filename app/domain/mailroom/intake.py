"""Logging what arrives, and changing what was written about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from app.db import db, deed
from app.domain import clock
from app.domain.errors import N_, EditConflict, NotFound, RuleViolation, say
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.scans import Scan
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.mailroom.models import MailItem, MailKind
from app.domain.mailroom.notifying import tell_of_arrival
from app.domain.numbering.actions import take_numbers
from app.domain.numbering.models import RangeKind
from app.domain.parties.actions import write
from app.domain.parties.models import Party
from app.domain.parties.queries import lock_parties, refuse_anonymised
from app.domain.parties.text import words_of

FIRST_YEAR = 1900  # whoever types an earlier one has mistyped
_CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class MailDraft:
    """What somebody wrote about a letter or parcel."""

    client_id: int | None
    sender: str
    received_at: datetime
    kind: MailKind = MailKind.LETTER
    place: str = ""
    note: str = ""


@deed
def log_mail(draft: MailDraft, scan: Scan | None, key: str, *, by: Actor) -> Act:
    """Log an item that arrived for a party, of whatever role and status (PRODUCT.md 3). The outcome holds its id.

    The same form twice logs once. Raises RuleViolation at the field. What is refused, or came twice, is forgotten.
    """
    asked = {**asdict(draft), "file": scan.file.sha256 if scan else None}
    try:
        with store.taken_or_forgotten(*_files_of(scan)):
            _check(draft)
            act = history.open_act(Deed.LOG_MAIL, key, by=by, asked=asked)
            client = _lock_client(draft.client_id)
    except AlreadyDone as done:
        return done.act
    item = MailItem(kind=draft.kind, sender=draft.sender, received_at=draft.received_at, party_id=client.id)
    item.place, item.note = draft.place, draft.note
    item.file, item.thumbnail = (scan.file, scan.thumbnail) if scan else (None, None)
    (item.number,) = take_numbers(RangeKind.MAIL)
    item.words = _words(item)
    db.session.add(item)
    _record(act, EventKind.MAIL_LOGGED, item)
    _note_latest(client.id)
    tell_of_arrival(item, client, act)
    act.outcome = {"mail_id": item.id, "number": item.number, "name": client.name}
    return act


@deed
def edit_mail(mail_id: int, draft: MailDraft, version: int, key: str, *, by: Actor) -> Act:
    """Change what was written about an item; logged for the wrong client, it moves to the right one.

    Its state and its file have deeds of their own. Saving what stands there already changes nothing.
    Raises NotFound, EditConflict with what the other editor saved, RuleViolation at the field.
    """
    _check(draft)
    try:
        act = history.open_act(Deed.EDIT_MAIL, key, by=by, asked={"mail": mail_id, "version": version, **asdict(draft)})
    except AlreadyDone as done:
        return done.act
    client, item = _lock_client(draft.client_id, besides=_client_of(mail_id)), lock_mail(mail_id)
    before = draft_of(item)
    if item.version != version:
        raise EditConflict(
            say(N_("Somebody else changed this item while you were writing. Their version stands beside yours.")),
            theirs={**asdict(before), "client_name": item.party.name},
        )
    if draft == before:
        return act
    if draft.client_id != before.client_id:
        _record(act, EventKind.MAIL_MOVED, item)  # on the card that it leaves
    item.kind, item.sender, item.received_at = draft.kind, draft.sender, draft.received_at
    item.place, item.note, item.party_id = draft.place, draft.note, client.id
    item.words = _words(item)
    item.version += 1
    _record(act, EventKind.MAIL_EDITED, item)
    for party_id in {before.client_id, draft.client_id}:
        _note_latest(party_id)
    if draft.client_id != before.client_id:
        tell_of_arrival(item, client, act)
    return act


@deed
def set_scan(mail_id: int, scan: Scan | None, key: str, *, by: Actor, seen: int | None = None) -> Act:
    """Give an item its photo or PDF, another one, or none. The one before is forgotten, and what is refused.

    Raises NotFound; RuleViolation where the file on the page, `seen` (an id, 0 for none), is not the item's any more:
    what a colleague has just added would be gone for good.
    """
    asked = {"mail": mail_id, "file": scan.file.sha256 if scan else None}
    try:
        with store.taken_or_forgotten(*_files_of(scan)):
            act = history.open_act(Deed.CHANGE_MAIL_FILE, key, by=by, asked=asked)
            item = lock_mail(mail_id)
            if seen is not None and seen != (item.file_id or 0):
                raise RuleViolation(
                    N_("Somebody else has changed the photo or PDF meanwhile. Look at it before you go on."),
                    field="file",
                )
    except AlreadyDone as done:
        return done.act
    former = [id_ for id_ in (item.file_id, item.thumbnail_id) if id_]
    item.file_id = _added(scan.file) if scan else None
    item.thumbnail_id = _added(scan.thumbnail) if scan and scan.thumbnail else None
    if former or scan:
        _record(act, EventKind.MAIL_FILE_CHANGED, item)
        store.forget_unnamed(former)
        db.session.expire(item)
    return act


def _files_of(scan: Scan | None) -> tuple[StoredFile | None, ...]:
    return (scan.file, scan.thumbnail) if scan else ()


def lock_mail(mail_id: int) -> MailItem:
    """One item, locked until the transaction ends and read afresh.

    Raises NotFound; RuleViolation when its client is anonymised.
    """
    held = select(MailItem).where(MailItem.id == mail_id).with_for_update(of=MailItem)
    found = db.session.scalar(held.execution_options(populate_existing=True))
    if found is None:
        raise NotFound(mail_id)
    refuse_anonymised(found.party)
    return found


def draft_of(item: MailItem) -> MailDraft:
    """What an item's form shows."""
    return MailDraft(item.party_id, item.sender, item.received_at, item.kind, item.place, item.note)


def _check(draft: MailDraft) -> None:
    if draft.client_id is None:
        raise RuleViolation(N_("Choose the client whom it is for."), field="client")
    if not draft.sender:
        raise RuleViolation(N_("Type who sent it, or what is written on it."), field="sender")
    if draft.received_at.year < FIRST_YEAR:
        raise RuleViolation(N_("This is not a day that anybody means. Look at the year."), field="received_at")
    if draft.received_at > clock.now() + _CLOCKS_DIFFER:
        raise RuleViolation(N_("This moment is still to come."), field="received_at")


def _client_of(mail_id: int) -> int | None:
    """For whom an item was logged, as far as is known before it is locked."""
    return db.session.scalar(select(MailItem.party_id).where(MailItem.id == mail_id))


def _lock_client(client_id: int | None, *, besides: int | None = None) -> Party:
    """The client, who cannot be deleted meanwhile; in the order of ids with another one, whom the item leaves."""
    found = lock_parties(id_ for id_ in (client_id, besides) if id_).get(client_id or 0)
    if found is None:
        raise RuleViolation(N_("This client is no longer on file."), field="client")
    return found


def _note_latest(party_id: int | None) -> None:
    """Note on the card when mail last came, for the list of clients to show and to sort by."""
    latest = db.session.scalar(select(func.max(MailItem.received_at)).where(MailItem.party_id == party_id))
    key = latest.astimezone(UTC).isoformat(timespec="seconds") if latest else ""
    write(update(Party).where(Party.id == party_id).values(last_mail_key=key))


def _added(file: StoredFile) -> int:
    db.session.add(file)
    db.session.flush()
    return file.id


def _words(item: MailItem) -> str:
    return words_of(item.number, item.sender, item.place, item.note)


def _record(act: Act, kind: EventKind, item: MailItem, **details: Any) -> None:
    db.session.flush()
    history.record(act, kind, item, party_id=item.party_id, name=item.number, **details)
