"""The boxes of the grid: ticked one by one, copied to others, taken back (PRODUCT.md 6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.db import db
from app.domain.contacts.granting import Box, apply_to_others, set_box
from app.domain.contacts.models import Contact
from app.domain.contacts.permissions import Notice, PortalPermission
from app.domain.errors import NotFound, RuleViolation
from app.domain.history.models import SYSTEM, Act, Event, EventKind
from app.domain.lifecycle.undoing import undo_act
from tests.support.builders import a_contact, a_key
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.statements import count_statements

INVOICES, MAIL, TICKET, INVOICE = PortalPermission.INVOICES, PortalPermission.MAIL, Notice.TICKET, Notice.INVOICE


def turn(contact: Contact, box: Box, *, on: bool, key: str = "") -> Act:
    act = set_box(contact.client_id, contact.id, box, key or a_key(), on=on, by=SYSTEM)
    db.session.commit()
    return act


def undo(act: Act) -> Act:
    undone = undo_act(act.id, by=SYSTEM)
    db.session.commit()
    return undone


def boxes_of(contact: Contact) -> set[Box]:
    db.session.refresh(contact)
    return {*contact.permissions, *contact.notices}


def give(contact: Contact, *boxes: Box) -> None:
    """Exactly these boxes are ticked."""
    contact.permissions = frozenset(box for box in boxes if isinstance(box, PortalPermission))
    contact.notices = frozenset(box for box in boxes if isinstance(box, Notice))
    db.session.commit()


@pytest.mark.parametrize("box", [*PortalPermission, *Notice])
def test_each_box_is_ticked_and_unticked_by_itself(cast: Cast, box: Box) -> None:
    others = boxes_of(cast.carla) - {box}
    turn(cast.carla, box, on=False)
    assert boxes_of(cast.carla) == others
    turn(cast.carla, box, on=True)
    assert boxes_of(cast.carla) == others | {box}


def test_a_tick_is_of_one_contact_at_one_client(cast: Cast) -> None:
    at_bravo = db.session.query(Contact).filter_by(client_id=cast.bravo.id).one()
    before = boxes_of(at_bravo), boxes_of(cast.carla)
    turn(cast.renata, MAIL, on=False)
    assert (boxes_of(at_bravo), boxes_of(cast.carla)) == before


def test_a_notice_without_its_permission_is_allowed(cast: Cast) -> None:
    give(cast.carla)
    turn(cast.carla, INVOICE, on=True)
    assert boxes_of(cast.carla) == {INVOICE}


def test_what_a_contact_declined_themself_stays_declined(cast: Cast) -> None:
    cast.carla.declined = frozenset({TICKET})
    db.session.commit()
    turn(cast.carla, TICKET, on=False)
    turn(cast.carla, TICKET, on=True)
    assert cast.carla.declined == {TICKET}


def test_a_box_that_stands_so_already_is_no_change(cast: Cast) -> None:
    act = turn(cast.carla, MAIL, on=True)
    assert (act.outcome["changed"], act.outcome["already"]) == (0, 1)
    assert db.session.query(Event).filter_by(kind=EventKind.CONTACT_GRANTED).count() == 0


def test_a_double_click_is_one_act_with_one_event(cast: Cast) -> None:
    key = a_key()
    assert turn(cast.carla, MAIL, on=False, key=key).id == turn(cast.carla, MAIL, on=False, key=key).id
    event = db.session.query(Event).filter_by(kind=EventKind.CONTACT_GRANTED).one()
    assert (event.party_id, event.record_id) == (cast.acme.id, cast.carla.id)
    assert event.details == {"name": "Carla Rossi", "on": [], "off": ["mail"]}


def test_a_contact_of_another_client_is_not_found(cast: Cast) -> None:
    before = all_rows()
    with pytest.raises(NotFound):
        set_box(cast.zeta.id, cast.carla.id, MAIL, a_key(), on=False, by=SYSTEM)
    db.session.rollback()
    with pytest.raises(NotFound):
        apply_to_others(cast.zeta.id, cast.carla.id, [cast.zoe.id], a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before


def test_nothing_is_ticked_for_who_is_not_active(cast: Cast) -> None:
    cast.renata.is_active = False
    db.session.commit()
    before = all_rows()
    with pytest.raises(RuleViolation, match="no longer an active contact"):
        set_box(cast.acme.id, cast.renata.id, MAIL, a_key(), on=False, by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before


def test_others_get_exactly_what_one_has_and_nobody_else_does(cast: Cast) -> None:
    nina, otto = a_contact(cast.acme, "Nina", "Verdi"), a_contact(cast.acme, "Otto", "Neri")
    give(cast.carla, MAIL, INVOICE)
    give(nina, INVOICES, TICKET)
    whole = boxes_of(otto)
    act = apply_to_others(cast.acme.id, cast.carla.id, [nina.id, cast.renata.id], a_key(), by=SYSTEM)
    db.session.commit()
    assert boxes_of(nina) == boxes_of(cast.renata) == boxes_of(cast.carla) == {MAIL, INVOICE}
    assert boxes_of(otto) == whole
    assert (act.outcome["changed"], act.outcome["already"]) == (2, 0)


def test_who_has_it_already_is_counted_and_stays(cast: Cast) -> None:
    act = apply_to_others(cast.acme.id, cast.carla.id, [cast.renata.id], a_key(), by=SYSTEM)
    assert (act.outcome["changed"], act.outcome["already"]) == (0, 1)


def test_a_set_is_copied_to_active_contacts_of_the_client_only(cast: Cast) -> None:
    former = a_contact(cast.acme, "Nina", "Verdi")
    former.is_active = False
    db.session.commit()
    before = all_rows()
    for others in ([], [cast.carla.id], [cast.renata.id, cast.zoe.id], [cast.renata.id, former.id]):
        with pytest.raises(RuleViolation):
            apply_to_others(cast.acme.id, cast.carla.id, others, a_key(), by=SYSTEM)
        db.session.rollback()
    assert all_rows() == before


def test_undo_takes_back_a_tick(cast: Cast) -> None:
    before = boxes_of(cast.carla)
    act = turn(cast.carla, MAIL, on=False)
    outcome = undo(act).outcome
    assert boxes_of(cast.carla) == before
    assert (outcome["changed"], outcome["stayed"]) == (1, 0)
    assert undo(act).outcome == outcome


def test_undo_leaves_other_boxes_as_they_were_ticked_since(cast: Cast) -> None:
    act = turn(cast.carla, MAIL, on=False)
    turn(cast.carla, TICKET, on=False)
    undo(act)
    assert MAIL in boxes_of(cast.carla)
    assert TICKET not in boxes_of(cast.carla)


@pytest.mark.parametrize("turns", [(True,), (True, False)])
def test_undo_leaves_a_box_that_somebody_turned_since(cast: Cast, turns: tuple[bool, ...]) -> None:
    act = turn(cast.carla, MAIL, on=False)
    for on in turns:
        turn(cast.carla, MAIL, on=on)
    outcome = undo(act).outcome
    assert (MAIL in boxes_of(cast.carla)) is turns[-1]
    assert (outcome["changed"], outcome["stayed"]) == (0, 1)


def test_undo_gives_back_to_each_what_they_had(cast: Cast) -> None:
    nina = a_contact(cast.acme, "Nina", "Verdi")
    give(cast.carla, MAIL)
    give(nina, TICKET, INVOICE)
    whole = boxes_of(cast.renata)
    act = apply_to_others(cast.acme.id, cast.carla.id, [nina.id, cast.renata.id], a_key(), by=SYSTEM)
    db.session.commit()
    turn(cast.renata, INVOICE, on=True)
    undo(act)
    assert boxes_of(nina) == {TICKET, INVOICE}
    assert boxes_of(cast.renata) == whole


def test_undo_goes_for_ten_minutes(cast: Cast, freeze: Callable[[datetime], None]) -> None:
    noon = datetime(2026, 11, 18, 12, tzinfo=UTC)
    freeze(noon)
    act = turn(cast.carla, MAIL, on=False)
    freeze(noon + timedelta(minutes=10))
    with pytest.raises(RuleViolation, match="ten minutes"):
        undo_act(act.id, by=SYSTEM)


def test_copying_to_many_asks_no_more_than_copying_to_one(cast: Cast) -> None:
    many = [a_contact(cast.acme, f"Nina {n}") for n in range(12)]
    give(cast.carla, MAIL)
    acme_id, carla_id, ids = cast.acme.id, cast.carla.id, [one.id for one in many]
    counts = []
    for chosen in (ids[:1], ids[1:]):
        with count_statements() as statements:
            act = apply_to_others(acme_id, carla_id, chosen, a_key(), by=SYSTEM)
        counts.append(len(statements))
        with count_statements() as statements:
            undo_act(act.id, by=SYSTEM)
        counts.append(len(statements))
        db.session.commit()
    assert counts[:2] == counts[2:]
    assert max(counts) <= 8
