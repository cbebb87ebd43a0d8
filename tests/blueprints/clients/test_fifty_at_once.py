"""Fifty colleagues at once, on the same clients: whatever each was told is what happened, whole and recorded once."""

import random
import threading
from collections import Counter
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.history.models import Act, Deed, Event, EventKind
from app.domain.lifecycle.models import FormerStatus
from app.domain.parties.models import Party, PartyStatus
from tests.support.builders import many_clients
from tests.support.visitor import Answer, Form, Visitor

FIFTY, CLIENTS = 50, 40
ACTIVE, DEACTIVATED, ARCHIVED = PartyStatus
BECOMES = {
    EventKind.ARCHIVED: ({ACTIVE, DEACTIVATED}, ARCHIVED),
    EventKind.RESTORED: ({ARCHIVED}, ACTIVE),
    EventKind.DEACTIVATED: ({ACTIVE}, DEACTIVATED),
    EventKind.REACTIVATED: ({DEACTIVATED}, ACTIVE),
}
ON_STATUS = (Deed.ARCHIVE, Deed.RESTORE, Deed.DEACTIVATE, Deed.REACTIVATE)
DIALOGS = {
    "clients.ask_archive": "/clients/archive",
    "archive.ask_restore": "/archive/restore",
    "clients.ask_deactivate": "/clients/deactivate",
    "clients.ask_reactivate": "/clients/reactivate",
}


def test_fifty_acts_at_once_are_each_whole_and_recorded_once(app: Flask, marta: Visitor, luca: Visitor) -> None:
    ids, chance = many_clients(CLIENTS), random.Random(7)
    desks = [marta, luca]

    def a_dialog() -> Form:
        asked = chance.sample(ids, chance.randint(5, 25))
        endpoint, action = chance.choice(list(DIALOGS.items()))
        return chance.choice(desks).get(endpoint, ids=asked).form(action)

    def an_edit() -> Form:
        page = chance.choice(desks).get("clients.edit", party_id=chance.choice(ids[:8]))
        return page.form("/edit").fill(city=f"Town {chance.randint(1, 9)}")

    def undoing(act_id: int) -> Callable[[], Answer]:
        visitor = on_a_thread(chance.choice(desks))
        token = visitor.token()
        url = visitor.url("acts.undo", act_id=act_id)
        return lambda: visitor.open("POST", url, data={"csrf_token": token})

    for undone in (0, 20, 30):
        deeds = [undoing(act_id) for act_id in latest_acts(undone)]
        deeds += [sending(an_edit()) for _ in range(10)]
        deeds += [sending(a_dialog()) for _ in range(FIFTY - len(deeds))]
        chance.shuffle(deeds)
        answers = at_once(deeds)
        assert not [answer.html for answer in answers if answer.status not in {303, 409, 422, 503}]
        assert all(answer.says("The office is busy") for answer in answers if answer.status == 503)
        assert Counter(answer.status for answer in answers)[303] > FIFTY / 2
        db.session.rollback()
        every_act_is_whole()
        for party in db.session.scalars(select(Party).where(Party.id.in_(ids))):
            its_events_make_it_what_it_is(party)
    assert db.session.scalar(select(func.count()).select_from(Act).where(Act.deed == Deed.UNDO))


def every_act_is_whole() -> None:
    """As many events and former states as the act says that it changed; and nobody whom it was about is forgotten."""
    events = Counter(db.session.scalars(select(Event.act_id)))
    found = Counter(db.session.scalars(select(FormerStatus.act_id)))
    for act in db.session.scalars(select(Act)):
        if act.deed in ON_STATUS:
            assert events[act.id] == found[act.id] == act.outcome["changed"], act.deed
            assert not act.outcome["gone"]
        elif act.deed is Deed.UNDO:
            assert events[act.id] == act.outcome["changed"]
            assert act.outcome["changed"] + act.outcome["stayed"] == found[act.outcome["undone"]]
        elif act.deed is Deed.EDIT_PARTY:
            assert events[act.id] <= 1


def its_events_make_it_what_it_is(party: Party) -> None:
    """Its events, one after the other, each of which could happen, lead to the status that it has.

    In the order of the events: who waits for a row has opened the act before, but records only afterwards.
    """
    status, by_act, edits = ACTIVE, None, 0
    kept = {
        row.act_id: row for row in db.session.scalars(select(FormerStatus).where(FormerStatus.party_id == party.id))
    }
    happened = select(Event.kind, Act).join(Act).where(Event.party_id == party.id).order_by(Event.id)
    for kind, act in db.session.execute(happened):
        if kind in BECOMES:
            allowed, becomes = BECOMES[kind]
            assert status in allowed
            assert (kept[act.id].status, kept[act.id].status_act_id) == (status, by_act)
            status, by_act = becomes, act.id
        elif kind is EventKind.UNDONE:
            before = kept[act.outcome["undone"]]
            assert by_act == before.act_id
            status, by_act = before.status, before.status_act_id
        elif kind is EventKind.EDITED:
            edits += 1
    assert (party.status, party.status_act_id) == (status, by_act)
    assert (party.archived_at is not None) == (status is ARCHIVED)
    assert party.version == 1 + edits


def latest_acts(how_many: int) -> list[int]:
    """Acts that can be taken back, some of them twice."""
    newest = select(Act.id).where(Act.deed.in_(ON_STATUS)).order_by(Act.id.desc()).limit(how_many * 2 // 3)
    ids = list(db.session.scalars(newest))
    return (ids * 2)[:how_many]


def on_a_thread(visitor: Visitor) -> Visitor:
    """The same person, in a window of their own: two threads do not share a cookie jar."""
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    window = Visitor(visitor.app)
    window.client.set_cookie("session", cookie.value)
    return window


def sending(form: Form) -> Callable[[], Answer]:
    """The click that sends a form, from a window of its own."""
    form.answer.visitor = on_a_thread(form.answer.visitor)
    return form.submit


def at_once(deeds: list[Callable[[], Answer]]) -> list[Answer]:
    """What comes of deeds that begin together."""
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
    assert len(answers) == len(deeds), "somebody was left without an answer"
    return answers
