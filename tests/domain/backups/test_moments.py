"""Backups that are made while twenty people work are each of one moment.

The slice makes two of them; ``BACKUPS=20`` (`make torture`) makes twenty.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased

from app.db import db, only_reading
from app.domain import clock
from app.domain.directory.filing import register_party
from app.domain.directory.selection import picked
from app.domain.errors import RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import SYSTEM, Act, Deed, Event, EventKind
from app.domain.lifecycle.archiving import NO_CHOICES, archive_parties, restore_parties
from app.domain.lifecycle.models import Erasure
from app.domain.lifecycle.purging import PurgeChoices, purge_parties
from app.domain.mailroom.intake import MailDraft, log_mail
from app.domain.mailroom.models import MailItem
from app.domain.numbering.counting import number_of
from app.domain.numbering.models import NumberRange, RangeKind
from app.domain.parties.drafts import PartyDraft
from app.domain.parties.models import ClientRole, Party, PartyStatus
from tests.domain.backups.place import Places, back_up
from tests.support.builders import a_client, a_key, a_scan

BACKUPS = int(os.environ.get("BACKUPS", "2"))
PEOPLE = 20
STATUS = {
    EventKind.ARCHIVED: PartyStatus.ARCHIVED,
    EventKind.RESTORED: PartyStatus.ACTIVE,
    EventKind.REGISTERED: PartyStatus.ACTIVE,
}


@contextmanager
def at_work(app: Flask) -> Iterator[list[int]]:
    """Twenty people who do one act after another until the block ends; how many each of them did."""
    stop, done = threading.Event(), [0] * PEOPLE

    def work(who: int) -> None:
        chance = random.Random(who)
        while not stop.is_set():
            with app.app_context():
                try:
                    an_act(chance, f"Client {who} {done[who]}")
                    db.session.commit()
                    done[who] += 1
                except (RuleViolation, DBAPIError):  # somebody was faster
                    db.session.rollback()

    people = [threading.Thread(target=work, args=(who,)) for who in range(PEOPLE)]
    for person in people:
        person.start()
    try:
        yield done
    finally:
        stop.set()
        for person in people:
            person.join()


def an_act(chance: random.Random, name: str) -> None:
    """Something that the office does every day, on whomever."""
    with only_reading():
        ids = list(db.session.scalars(select(Party.id).where(Party.status != PartyStatus.ARCHIVED)))
        archived = list(db.session.scalars(select(Party.id).where(Party.status == PartyStatus.ARCHIVED)))
    some = picked(chance.sample(ids, min(3, len(ids))))
    match chance.randrange(6):
        case 0:
            register_party(PartyDraft(name=name, client_role=ClientRole.CUSTOMER), a_key(), by=SYSTEM)
        case 1 | 2:
            archive_parties(some, NO_CHOICES, a_key(), by=SYSTEM)
        case 3:
            restore_parties(picked(archived[:3]), a_key(), by=SYSTEM)
        case 4:
            scan = a_scan()
            log_mail(
                MailDraft(chance.choice(ids or archived), "Enel", received_at=clock.now()), scan, a_key(), by=SYSTEM
            )
        case 5:  # three acts in one transaction, on somebody whom nobody else has seen
            act = register_party(PartyDraft(name=name, client_role=ClientRole.CUSTOMER), a_key(), by=SYSTEM)
            doomed = picked([act.outcome["party_id"]])
            archive_parties(doomed, NO_CHOICES, a_key(), by=SYSTEM)
            purge_parties(doomed, PurgeChoices(name), a_key(), by=SYSTEM)


def test_every_backup_under_load_is_of_one_moment(places: Places, tmp_path: Path) -> None:
    here = places()
    with here.at_work():
        for number in range(30):
            a_client(f"Client {number}")
        db.session.rollback()  # the test itself is in nobody's way
        files = [tmp_path / f"{number}.zip" for number in range(BACKUPS)]
        with at_work(here.app) as done:
            for file, before in zip(files, itertools.count(), strict=False):
                back_up(file)
                until = sum(done) + 20
                while sum(done) < until and before < BACKUPS - 1 and threading.active_count() > PEOPLE:
                    time.sleep(0.02)
    assert all(done)
    there, acts = places(), []
    for file in files:
        there.restore(file, replace=True)
        with there.at_work():
            assert_of_one_moment()
            acts.append(db.session.scalar(select(func.count(Act.id))))
            db.session.rollback()
    assert acts == sorted(acts) and len(set(acts)) == len(acts)


def assert_of_one_moment() -> None:
    """Whatever is written together is there together."""
    events: dict[int, Counter[EventKind]] = {}
    for act_id, kind in db.session.execute(select(Event.act_id, Event.kind)):
        events.setdefault(act_id, Counter())[kind] += 1
    deleted = db.session.scalar(select(func.count()).select_from(Erasure))
    silent = 0  # of those deleted for good nothing is told but that
    for act in db.session.scalars(select(Act).where(Act.deed.in_({Deed.ARCHIVE, Deed.RESTORE, Deed.PURGE}))):
        told = events.get(act.id, Counter()).total()
        assert told in {act.outcome["changed"], 0}
        silent += act.outcome["changed"] - told
    assert silent == deleted
    assert_numbers_are_those_that_were_given()
    assert_cards_say_what_happened_last()
    assert_files_are_there()
    assert deleted == db.session.scalar(select(func.count()).where(Event.kind == EventKind.DELETED))
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def assert_numbers_are_those_that_were_given() -> None:
    given = {RangeKind.PARTIES: Party.number, RangeKind.MAIL: MailItem.number}
    erased = list(db.session.scalars(select(Erasure.number)))
    for counter in db.session.scalars(select(NumberRange).where(NumberRange.kind.in_(given))):
        numbers = list(db.session.scalars(select(given[counter.kind])))
        if counter.kind is RangeKind.PARTIES:
            assert sorted([*numbers, *erased]) == [number_of(counter, n) for n in range(1, counter.next_value)]
        else:
            assert all(number < number_of(counter, counter.next_value) for number in numbers)


def assert_cards_say_what_happened_last() -> None:
    later = aliased(Event)
    last = select(func.max(later.id)).where(later.party_id == Party.id, later.kind.in_(STATUS)).correlate(Party)
    rows = select(Party.status, Party.status_act_id, Event.kind, Event.act_id).join(
        Event, Event.id == last.scalar_subquery()
    )
    found = db.session.execute(rows).all()
    assert len(found) == db.session.scalar(select(func.count(Party.id)))
    for status, status_act_id, kind, act_id in found:
        assert status is STATUS[kind]
        assert kind is EventKind.REGISTERED or status_act_id == act_id


def assert_files_are_there() -> None:
    named = list(db.session.execute(select(StoredFile.blob, StoredFile.sha256)))
    for blob, sha256 in named:
        assert hashlib.sha256(store.path_of(blob).read_bytes()).hexdigest() == sha256
    on_items = select(func.count(MailItem.file_id) + func.count(MailItem.thumbnail_id))
    assert db.session.scalar(on_items) == len(named)
