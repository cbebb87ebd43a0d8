"""Two colleagues at once: the same state as once, recorded once, and nobody left waiting for ever."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.history.models import Event, EventKind
from app.domain.parties.models import Party, PartyStatus
from tests.support.builders import many_clients
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor

ARCHIVED, ACTIVE = PartyStatus.ARCHIVED, PartyStatus.ACTIVE


def at_once(*deeds: Callable[[], Answer]) -> list[Answer]:
    """What comes of deeds that begin together, each on a thread of its own, as on a server."""
    db.session.commit()
    start, answers = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], Answer]) -> None:
        start.wait()
        answers.append(deed())

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def form(visitor: Visitor, endpoint: str, **asked: Any) -> Callable[[], Answer]:
    """A dialog that is open, and the click that sends it."""
    dialog = visitor.get(endpoint, **asked)
    action = endpoint.replace("clients.ask_", "/clients/").replace("archive.ask_", "/archive/")
    sending = dialog.form(action)

    def send() -> Answer:
        with visitor.app.app_context():  # a thread of its own has a context of its own
            return sending.submit()

    return send


def events_of(kind: EventKind) -> Counter[int | None]:
    return Counter(db.session.scalars(select(Event.party_id).where(Event.kind == kind)))


def statuses(ids: list[int]) -> set[PartyStatus]:
    db.session.rollback()
    return set(db.session.scalars(select(Party.status).where(Party.id.in_(ids))))


def test_the_same_rows_archived_by_two_have_one_event_each(app: Flask, marta: Visitor, luca: Visitor) -> None:
    ids = many_clients(60)
    answers = at_once(*(form(visitor, "clients.ask_archive", ids=ids) for visitor in (marta, luca)))
    assert [answer.status for answer in answers] == [303, 303]
    assert statuses(ids) == {ARCHIVED}
    assert set(events_of(EventKind.ARCHIVED).values()) == {1}


def test_rows_that_overlap_never_make_two_wait_for_each_other(app: Flask, marta: Visitor, luca: Visitor) -> None:
    ids = many_clients(90)
    for _ in range(3):
        archiving = [
            form(marta, "clients.ask_archive", ids=ids[:60]),
            form(luca, "clients.ask_archive", ids=ids[:29:-1]),
        ]
        assert [answer.status for answer in at_once(*archiving)] == [303, 303]
        assert statuses(ids) == {ARCHIVED}
        restoring = [
            form(marta, "archive.ask_restore", ids=ids[:60]),
            form(luca, "archive.ask_restore", ids=ids[:29:-1]),
        ]
        assert [answer.status for answer in at_once(*restoring)] == [303, 303]
        assert statuses(ids) == {ACTIVE}
    assert set(events_of(EventKind.ARCHIVED).values()) == {3}
    assert set(events_of(EventKind.RESTORED).values()) == {3}


def test_of_two_who_archive_all_that_match_one_does_and_the_other_is_asked_again(
    app: Flask, marta: Visitor, luca: Visitor
) -> None:
    ids = many_clients(60, "Batch")
    answers = at_once(*(form(visitor, "clients.ask_archive", all=1, q="batch") for visitor in (marta, luca)))
    assert sorted(answer.status for answer in answers) == [303, 409]
    assert statuses(ids) == {ARCHIVED}
    assert set(events_of(EventKind.ARCHIVED).values()) == {1}


def test_one_click_that_arrives_five_times_is_one_act(app: Flask, marta: Visitor, cast: Cast) -> None:
    ids = many_clients(60)
    click = form(marta, "clients.ask_archive", ids=ids)
    answers = at_once(*[click] * 5)
    assert [answer.status for answer in answers] == [303] * 5
    assert set(events_of(EventKind.ARCHIVED).values()) == {1}


def test_one_archives_while_the_other_restores_and_every_client_is_in_one_of_the_two_states(
    app: Flask, marta: Visitor, luca: Visitor
) -> None:
    ids = many_clients(60)
    form(marta, "clients.ask_archive", ids=ids[:30])()
    answers = at_once(
        form(marta, "clients.ask_archive", ids=ids),
        form(luca, "archive.ask_restore", ids=ids[:30]),
    )
    assert [answer.status for answer in answers] == [303, 303]
    db.session.rollback()
    back = events_of(EventKind.RESTORED)
    away = events_of(EventKind.ARCHIVED)
    for party in db.session.scalars(select(Party).where(Party.id.in_(ids))):
        assert away[party.id] - back[party.id] == (party.status is ARCHIVED)
