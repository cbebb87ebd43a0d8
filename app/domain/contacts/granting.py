"""The boxes of the grid: what opens in the portal for a contact, and which emails come to them (PRODUCT.md 6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import insert, select, update
from sqlalchemy.orm import aliased

from app.db import db, deed
from app.domain.contacts.models import Contact
from app.domain.contacts.permissions import Notice, PortalPermission
from app.domain.errors import N_, NotFound, RuleViolation, say
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, Event, EventKind
from app.domain.parties.models import Party
from app.domain.parties.queries import among, party, refuse_anonymised

Box = PortalPermission | Notice
client = aliased(Party)
# No word stands in both lists.
BOXES: dict[str, Box] = {box.value: box for box in (*PortalPermission, *Notice)}


@dataclass(frozen=True, slots=True)
class Granted:
    """The boxes that are ticked for one contact."""

    id: int
    name: str
    is_active: bool
    boxes: frozenset[Box]

    def turned(self, wanted: Collection[Box]) -> Turned:
        """What has to be ticked and unticked until these are the ones that are ticked."""
        return Turned(on=frozenset(wanted) - self.boxes, off=self.boxes - frozenset(wanted))


@dataclass(frozen=True, slots=True)
class Turned:
    """What an act ticked and unticked for one contact."""

    on: frozenset[Box] = field(default_factory=frozenset)
    off: frozenset[Box] = field(default_factory=frozenset)

    @property
    def words(self) -> dict[str, list[str]]:
        """As an act and an event keep it: in the order of the grid."""
        return {"on": [word for word in BOXES if word in self.on], "off": [word for word in BOXES if word in self.off]}

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Self:
        """What stands in an act or in an event. Boxes that are no longer there are passed over."""
        on, off = ({BOXES[word] for word in words.get(name, ()) if word in BOXES} for name in ("on", "off"))
        return cls(frozenset(on), frozenset(off))

    def __bool__(self) -> bool:
        return bool(self.on or self.off)


@deed
def set_box(client_id: int, contact_id: int, box: Box, key: str, *, on: bool, by: Actor) -> Act:
    """Tick or untick one box of a contact. One that stands so already stays, and is counted as such.

    What a contact has declined themself stays declined.
    Raises NotFound for a contact of another client, RuleViolation for one who is not active.
    """
    asked = {"client": client_id, "contact": contact_id, "box": box, "on": on}
    try:
        act = history.open_act(Deed.GRANT, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    contact = _active(client_id, [contact_id])[contact_id]
    wanted = contact.boxes | {box} if on else contact.boxes - {box}
    return _close(act, client_id, {contact: contact.turned(wanted)})


@deed
def apply_to_others(client_id: int, contact_id: int, others: Collection[int], key: str, *, by: Actor) -> Act:
    """Tick for other contacts of a client exactly what is ticked for this one. The number of statements is fixed.

    Raises NotFound for a contact of another client; RuleViolation when nobody is chosen, or somebody who is not
    active or no contact any more.
    """
    asked = {"client": client_id, "contact": contact_id, "others": sorted(others)}
    try:
        act = history.open_act(Deed.GRANT, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    chosen = frozenset(others) - {contact_id}
    if not chosen:
        raise RuleViolation(N_("Choose at least one contact."), field="others")
    held = _active(client_id, [contact_id, *chosen])
    if len(held) <= len(chosen):
        raise RuleViolation(N_("Somebody of these is no longer a contact. Choose again."), field="others")
    model = held.pop(contact_id)
    return _close(act, client_id, {one: one.turned(model.boxes) for one in held.values()}, model=model.name)


def take_back(undone: Act, act: Act) -> Act:
    """Put back every box that an act turned, where nobody turned it since. Contacts that are gone stay gone."""
    turned = {int(contact_id): Turned.of(words) for contact_id, words in undone.outcome["boxes"].items()}
    held = _lock(undone.outcome["client"], turned)
    touched = _touched_since(undone, turned)
    back = {}
    for contact in held:
        was, since = turned[contact.id], touched.get(contact.id, frozenset())
        back[contact] = Turned(on=was.off - contact.boxes - since, off=(was.on & contact.boxes) - since)
    _close(act, undone.outcome["client"], back, kind=EventKind.UNDONE, deed=undone.deed.value)
    stayed = len(turned) - act.outcome["changed"]
    act.outcome = {**act.outcome, "already": 0, "stayed": stayed, "undone": undone.id}
    db.session.flush()
    return act


def _active(client_id: int, ids: list[int]) -> dict[int, Granted]:
    """Those of these who are contacts of a client, held until the transaction ends.

    Raises NotFound when the first is none, RuleViolation for one who is not active.
    """
    held = {contact.id: contact for contact in _lock(client_id, ids)}
    if ids[0] not in held:
        raise NotFound(ids[0])
    for contact in held.values():
        if not contact.is_active:
            raise RuleViolation(say(N_("%(name)s is no longer an active contact."), name=contact.name))
    return held


def _lock(client_id: int, ids: Iterable[int]) -> list[Granted]:
    final = select(client.anonymised_at.is_not(None)).where(client.id == client_id).scalar_subquery()
    rows = (
        select(Contact.id, Party.name, Contact.is_active, Contact.permissions, Contact.notices, final.label("is_final"))
        .join(Party, Party.id == Contact.person_id)
        .where(Contact.client_id == client_id, among(Contact.id, sorted(ids)))
        .order_by(Contact.id)
        .with_for_update(of=Contact)
    )
    found = db.session.execute(rows).all()
    if any(row.is_final for row in found):
        refuse_anonymised(party(client_id))
    return [Granted(row.id, row.name, row.is_active, row.permissions | row.notices) for row in found]


def _close(
    act: Act,
    client_id: int,
    turned: Mapping[Granted, Turned],
    *,
    kind: EventKind = EventKind.CONTACT_GRANTED,
    model: str | None = None,
    **details: Any,
) -> Act:
    """Write, record and count what was turned; whoever has nothing to turn is counted and stays."""
    changes = {contact: what for contact, what in turned.items() if what}
    if changes:
        db.session.execute(update(Contact), [_columns(contact, what) for contact, what in changes.items()])
        db.session.execute(
            insert(Event), [_event(act, kind, client_id, *change, **details) for change in changes.items()]
        )
    first = next(iter(changes), None) or next(iter(turned), None)
    act.outcome = {
        "changed": len(changes),
        "already": len(turned) - len(changes),
        "client": client_id,
        "boxes": {str(contact.id): what.words for contact, what in changes.items()},
        **({"name": first.name} if first and len(turned) == 1 else {}),
        **({"model": model} if model else {}),
    }
    db.session.flush()
    return act


def _columns(contact: Granted, what: Turned) -> dict[str, Any]:
    boxes = contact.boxes - what.off | what.on
    return {
        "id": contact.id,
        "permissions": frozenset(box for box in boxes if isinstance(box, PortalPermission)),
        "notices": frozenset(box for box in boxes if isinstance(box, Notice)),
    }


def _event(act: Act, kind: EventKind, client_id: int, contact: Granted, what: Turned, **details: Any) -> dict[str, Any]:
    return {
        "act_id": act.id,
        "kind": kind,
        "at": act.at,
        "record": Contact.__tablename__,
        "record_id": contact.id,
        "party_id": client_id,
        "details": {"name": contact.name, **what.words, **details},
    }


def _touched_since(undone: Act, contacts: Collection[int]) -> dict[int, frozenset[Box]]:
    """The boxes of these contacts that somebody turned after an act, back and forth included."""
    later = select(Event.record_id, Event.details).where(
        Event.record == Contact.__tablename__, among(Event.record_id, contacts), Event.act_id > undone.id
    )
    touched: dict[int, frozenset[Box]] = {}
    for contact_id, details in db.session.execute(later):
        what = Turned.of(details)
        touched[contact_id] = touched.get(contact_id, frozenset()) | what.on | what.off
    return touched
