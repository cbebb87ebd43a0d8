"""The types of activities: those that every office begins with, and the office's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.db import db, deed
from app.domain.agenda.models import ActivityType
from app.domain.errors import N_, EditConflict, NotFound, RuleViolation, Sentence
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind

CHANGED_MEANWHILE = N_("Somebody else changed this while you were writing.")
LONGEST = 60  # characters of a name


@dataclass(frozen=True, slots=True)
class TypeDraft:
    """A type as an admin wrote it; without an id it is a new one, and a built-in one without a name has its word."""

    id: int | None
    name: str
    is_hidden: bool = False


def activity_types() -> list[ActivityType]:
    """All types, the built-in ones first."""
    return list(db.session.scalars(select(ActivityType).order_by(ActivityType.id)))


def version_of(types: Sequence[ActivityType]) -> int:
    """What an edit form saw: it grows with every type that is added or changed."""
    return sum(type_.version for type_ in types)


@deed
def edit_activity_types(drafts: Sequence[TypeDraft], version: int, key: str, *, by: Actor) -> Act:
    """Add, rename, hide and show types. None is removed: activities bear it.

    Saving what stands there already changes nothing. Raises RuleViolation: a name that is missing or given twice, all
    of them hidden; EditConflict when another admin saved in between.
    """
    types = list(db.session.scalars(select(ActivityType).order_by(ActivityType.id).with_for_update()))
    asked = {"version": version, "types": [repr(draft) for draft in drafts]}
    try:
        act = history.open_act(Deed.EDIT_ACTIVITY_TYPES, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    if version_of(types) != version:
        raise EditConflict(Sentence(CHANGED_MEANWHILE), theirs={})
    known = {type_.id: type_ for type_ in types}
    for draft in drafts:
        _check(draft, drafts, known)
    for draft in drafts:
        _write(act, draft, known)
    return act


def _check(draft: TypeDraft, drafts: Sequence[TypeDraft], known: dict[int, ActivityType]) -> None:
    if draft.id is not None and draft.id not in known:
        raise NotFound(draft.id)
    has_word = draft.id is not None and known[draft.id].word is not None
    if not draft.name and not has_word:
        raise RuleViolation(N_("A type needs a name."), field=f"name_{draft.id}")
    names = [other.name.casefold() for other in drafts if other.name]
    if draft.name and names.count(draft.name.casefold()) > 1:
        raise RuleViolation(N_("Two types cannot have one name."), field=f"name_{draft.id or 'new'}")
    if all(other.is_hidden for other in drafts):
        raise RuleViolation(N_("Leave one type at least that can be chosen."))


def _write(act: Act, draft: TypeDraft, known: dict[int, ActivityType]) -> None:
    if draft.id is None:
        new = ActivityType(name=draft.name, is_hidden=draft.is_hidden)
        db.session.add(new)
        history.record(act, EventKind.ACTIVITY_TYPE_CHANGED, new, name=draft.name)
        return
    type_ = known[draft.id]
    if (type_.name, type_.is_hidden) != (draft.name, draft.is_hidden):
        name = draft.name or type_.name
        type_.name, type_.is_hidden = draft.name, draft.is_hidden
        type_.version += 1
        history.record(act, EventKind.ACTIVITY_TYPE_CHANGED, type_, name=name or str(type_.word))
