"""Archive, restore, deactivate, change roles, undo, delete: two people do them in any order, one and many at once, with
keys used twice. After each the office holds what the law book says, as it is kept on paper beside it.

`RECAPITO_LONG=1` tries a hundred times as many orders.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.access import reach
from app.domain.contacts.models import Contact, PortalUser
from app.domain.directory.selection import Selection, picked, seal_of
from app.domain.errors import NotFound, RuleViolation, SelectionChanged
from app.domain.history.models import Act, Actor, ActorKind, Event
from app.domain.lifecycle.archiving import ArchiveChoices, archive_parties, expect_back, restore_parties
from app.domain.lifecycle.deactivating import deactivate_parties, reactivate_parties
from app.domain.lifecycle.purging import PurgeChoices, purge_parties
from app.domain.lifecycle.roles import change_roles
from app.domain.lifecycle.undoing import undo_act
from app.domain.parties.models import ClientRole, Party
from app.domain.parties.roles import RoleChange
from tests.domain.lifecycle.paper import ACTIVE, ARCHIVED, DEACTIVATED, Card, Paper, Standing
from tests.support.builders import PASSWORD, a_client, a_contact, a_key, an_associate
from tests.support.rows import Rows, all_rows, fill

LONG = bool(os.environ.get("RECAPITO_LONG"))
ORDERS = settings(
    max_examples=300 if LONG else 6,
    stateful_step_count=40,
    derandomize=not LONG,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink] if LONG else [Phase.generate],  # to make a long order short takes minutes
    suppress_health_check=list(HealthCheck),
)
NINE = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
PLACES = st.lists(st.integers(0, 5), min_size=1, max_size=6)  # of the parties in `everybody`
PEOPLE = st.sampled_from([Actor(ActorKind.STAFF, 1, "Luca"), Actor(ActorKind.STAFF, 2, "Marta")])
DAYS = st.none() | st.dates(date(2026, 12, 1), date(2027, 1, 31))
Deed = Callable[[Selection, str, Actor], Act]


def an_office_of_six() -> None:
    """Four companies of different roles; Ann speaks for two of them, Bob for one, and both may sign in."""
    acme, bravo = a_client("Acme"), a_client("Bravo", client_role=ClientRole.PROSPECT)
    a_client("Cargo", client_role=ClientRole.NONE, is_supplier=True)
    delta = a_client("Delta", client_role=ClientRole.NONE)
    ann = a_contact(acme, "Ann", "A", email="ann@example.com", password=PASSWORD)
    an_associate(bravo, ann.person)
    a_contact(delta, "Bob", "B", email="bob@example.com", password=PASSWORD)


class AnyOrder(RuleBasedStateMachine):
    """One office, from the same beginning each time."""

    rows: Rows  # how it begins

    def __init__(self) -> None:
        super().__init__()
        with db.engine.begin() as connection:
            fill(connection, self.rows)
        self.clock = ExitStack()
        self.now = NINE
        self.wait(0)
        parties = db.session.scalars(select(Party).order_by(Party.id)).all()
        self.everybody = [party.id for party in parties]
        self.paper = Paper(
            {p.id: Card(p.name, p.client_role, p.is_supplier, Standing(), bool(p.number)) for p in parties},
            {(link.person_id, link.client_id) for link in db.session.scalars(select(Contact))},
        )
        self.logins = {link.person_id: link.login_id for link in db.session.scalars(select(PortalUser))}
        self.numbers = {p.id: p.number for p in parties}
        self.before = (db.session.scalar(select(func.max(Event.id))) or 0, len(self.acts()))
        self.done: list[tuple[int, str, list[int], Deed]] = []  # acts that may be asked for once more
        db.session.commit()

    def teardown(self) -> None:
        db.session.rollback()
        self.clock.close()

    # What they do ----------------------------------------------------------------------------------------------------

    @rule(places=PLACES, by=PEOPLE, reason=st.sampled_from(["", "Moved"]), back=DAYS)
    def archive(self, places: list[int], by: Actor, reason: str, back: date | None) -> None:
        ids = self.ids(places)
        changed = self.paper.with_status(ids, ACTIVE, DEACTIVATED)
        act = self.do(
            ids, by, lambda chosen, key, by: archive_parties(chosen, ArchiveChoices(reason, back), key, by=by)
        )
        self.paper.move(
            act.id, act.at, "archived", changed, status=ARCHIVED, before="was", archived_at=act.at, back_on=back
        )
        self.counts(act, ids, changed=len(changed))

    @rule(places=PLACES, by=PEOPLE)
    def restore(self, places: list[int], by: Actor) -> None:
        ids = self.ids(places)
        changed = self.paper.with_status(ids, ARCHIVED)
        before = sum(self.paper.cards[id_].standing.before is DEACTIVATED for id_ in changed)
        act = self.do(ids, by, lambda chosen, key, by: restore_parties(chosen, key, by=by))
        self.paper.move(act.id, act.at, "restored", changed, status=ACTIVE, before=None, archived_at=None, back_on=None)
        self.counts(act, ids, changed=len(changed), deactivated_before=before)

    @rule(places=PLACES, by=PEOPLE)
    def deactivate(self, places: list[int], by: Actor) -> None:
        ids = self.ids(places)
        changed, away = self.paper.with_status(ids, ACTIVE), self.paper.with_status(ids, ARCHIVED)
        act = self.do(ids, by, lambda chosen, key, by: deactivate_parties(chosen, "", key, by=by))
        self.paper.move(act.id, act.at, "deactivated", changed, status=DEACTIVATED)
        self.counts(act, ids, changed=len(changed), archived=len(away))

    @rule(places=PLACES, by=PEOPLE)
    def reactivate(self, places: list[int], by: Actor) -> None:
        ids = self.ids(places)
        changed, away = self.paper.with_status(ids, DEACTIVATED), self.paper.with_status(ids, ARCHIVED)
        act = self.do(ids, by, lambda chosen, key, by: reactivate_parties(chosen, key, by=by))
        self.paper.move(act.id, act.at, "reactivated", changed, status=ACTIVE)
        self.counts(act, ids, changed=len(changed), archived=len(away))

    @rule(places=PLACES, by=PEOPLE, change=st.sampled_from(RoleChange))
    def take_on_a_role(self, places: list[int], by: Actor, change: RoleChange) -> None:
        ids = self.ids(places)
        act = self.do(ids, by, lambda chosen, key, by: change_roles(change, chosen, key, by=by))
        counts = self.paper.change_roles(act.id, change, ids)
        assert {name: act.outcome[name] for name in counts} == counts

    @rule(place=st.integers(0, 5), by=PEOPLE, on=DAYS)
    def expect(self, place: int, by: Actor, on: date | None) -> None:
        (id_,) = self.ids([place])
        if not self.paper.with_status([id_], ARCHIVED):
            with self.refused(RuleViolation if id_ in self.paper.cards else NotFound):
                expect_back(id_, on, a_key(), by=by)
            return
        act = expect_back(id_, on, a_key(), by=by)
        db.session.commit()
        self.paper.expect_back(act.id, id_, on)

    @rule(places=PLACES, by=PEOPLE, with_people=st.booleans())
    def delete(self, places: list[int], by: Actor, with_people: bool) -> None:
        ids = self.ids(places)
        going = self.paper.going(ids)
        people = self.paper.left_alone(going) if with_people else set()
        typed = self.paper.cards[min(going)].name if len(going) == 1 else str(len(going))
        if going:
            with self.refused():
                purge_parties(picked(ids), PurgeChoices("something else", with_people), a_key(), by=by)
        choices = PurgeChoices(typed, with_people)
        act = self.do(ids, by, lambda chosen, key, by: purge_parties(chosen, choices, key, by=by))
        staying = set(self.paper.with_status(ids, ARCHIVED)) - going
        assert {id_ for id_, _ in act.outcome["refused"]} == staying
        assert (act.outcome["changed"], act.outcome["people"]) == (len(going), len(people))
        self.paper.delete(act.id, going | people)

    # What they do about what was done --------------------------------------------------------------------------------

    @precondition(lambda self: self.paper.moves)
    @rule(back=st.integers(1, 4), by=PEOPLE)
    def undo_one_of_the_latest(self, back: int, by: Actor) -> None:
        """Mostly within ten minutes, and often after somebody moved the same party on."""
        self.undo(sorted(self.paper.moves)[-back:][0], by)

    @precondition(lambda self: self.paper.moves)
    @rule(data=st.data(), by=PEOPLE)
    def undo_any(self, data: st.DataObject, by: Actor) -> None:
        self.undo(data.draw(st.sampled_from(sorted(self.paper.moves))), by)

    def undo(self, act_id: int, by: Actor) -> None:
        if act_id in self.paper.undone:
            assert undo_act(act_id, by=by).id == self.paper.undone[act_id]  # once
            db.session.commit()
        elif not self.paper.may_be_undone(act_id, self.now):
            with self.refused():
                undo_act(act_id, by=by)
        else:
            act = undo_act(act_id, by=by)
            db.session.commit()
            counts = self.paper.undo(act_id, act.id)
            assert {name: act.outcome[name] for name in counts} == counts

    @precondition(lambda self: self.done)
    @rule(data=st.data(), by=PEOPLE, other=st.booleans())
    def use_a_key_again(self, data: st.DataObject, by: Actor, other: bool) -> None:
        """The same form sent twice is one act; a key that was used for others is refused."""
        act_id, key, ids, deed = data.draw(st.sampled_from(self.done))
        if other:
            with self.refused():
                deed(picked([*ids, 999_999]), key, by)
            return
        assert deed(picked(ids), key, by).id == act_id
        db.session.commit()

    @rule(places=PLACES, by=PEOPLE)
    def be_late(self, places: list[int], by: Actor) -> None:
        """Another set than the dialog showed: nothing is done."""
        with self.refused(SelectionChanged):
            archive_parties(picked(self.ids(places)).sealed("7-7"), ArchiveChoices(), a_key(), by=by)

    @rule(minutes=st.sampled_from([1, 2, 9, 10]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.clock.enter_context(clock.frozen(self.now))

    # What is true after each -----------------------------------------------------------------------------------------

    @invariant()
    def the_cards_are_as_on_paper(self) -> None:
        parties = db.session.scalars(select(Party).order_by(Party.id).execution_options(populate_existing=True)).all()
        found = {
            p.id: Card(
                p.name,
                p.client_role,
                p.is_supplier,
                Standing(p.status, p.status_before, p.status_act_id, p.archived_at, p.expected_back_on),
                bool(p.number),
            )
            for p in parties
        }
        assert found == self.paper.cards
        for party in parties:
            assert self.numbers[party.id] in (None, party.number)  # once given, never another
            self.numbers[party.id] = party.number
        given = [number for number in self.numbers.values() if number]
        assert len(given) == len(set(given))
        db.session.rollback()

    @invariant()
    def each_act_is_in_the_history_once(self) -> None:
        events: dict[int, list[tuple[int, str]]] = {}
        for event in db.session.scalars(select(Event).where(Event.id > self.before[0]).order_by(Event.id)):
            events.setdefault(event.party_id or 0, []).append((event.act_id, event.kind.value))
        assert events == {id_: told for id_, told in self.paper.events.items() if told}
        db.session.rollback()

    @invariant()
    def who_may_sign_in_follows(self) -> None:
        for person, login in self.logins.items():
            reached = {client.id for client in reach.reach_of(login)}
            if person not in self.paper.cards:
                assert not reached
                continue
            assert reached == self.paper.reach(person)
            standing = reach.standing_of(login)
            expected = reach.Standing.OPEN if reached else reach.Standing.CLOSED
            assert standing is (expected if self.paper.clients_of(person) else reach.Standing.NONE)
        db.session.rollback()

    # How -------------------------------------------------------------------------------------------------------------

    def ids(self, places: list[int]) -> list[int]:
        return [self.everybody[place] for place in places]

    def do(self, ids: list[int], by: Actor, deed: Deed) -> Act:
        """Do it with the seal that the dialog would have shown."""
        key, selection = a_key(), picked(ids)
        act = deed(selection.sealed(str(seal_of(selection))), key, by)
        db.session.commit()
        self.done.append((act.id, key, ids, deed))
        return act

    def counts(self, act: Act, ids: list[int], *, changed: int, **apart: int) -> None:
        there = len(self.paper.there(ids))
        already = there - changed - apart.get("archived", 0)
        expected = {"changed": changed, "already": already, "gone": len(set(ids)) - there, **apart}
        assert {name: act.outcome[name] for name in expected} == expected

    @contextmanager
    def refused(self, error: type[Exception] = RuleViolation) -> Iterator[None]:
        acts = len(self.acts())
        with pytest.raises(error):
            yield
        db.session.rollback()
        assert len(self.acts()) == acts
        db.session.rollback()

    def acts(self) -> list[Any]:
        return list(db.session.scalars(select(Act.id)))


def test_in_whatever_order_people_act_the_office_holds_what_the_law_book_says(app: Flask) -> None:
    an_office_of_six()

    class Here(AnyOrder):
        rows = all_rows()

    db.session.rollback()
    run_state_machine_as_test(Here, settings=ORDERS)
