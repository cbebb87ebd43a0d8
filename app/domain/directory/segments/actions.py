"""Saving, changing and deleting segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.exc import IntegrityError

from app.db import db, deed
from app.domain.directory.segments.checking import gone_from, says_gone, wrong_in
from app.domain.directory.segments.fields import fields_for
from app.domain.directory.segments.models import Segment
from app.domain.directory.segments.queries import is_for
from app.domain.directory.segments.rules import OF_SEVERAL, Rule, Rules
from app.domain.errors import N_, EditConflict, NotFound, RuleViolation, say
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.text import fold

LONGEST = 60  # characters of a name
MOST_RULES = 20


@dataclass(frozen=True, slots=True)
class SegmentDraft:
    """A segment as somebody wrote it: for themself, or shared with the whole office."""

    name: str
    rules: Rules
    is_shared: bool = False


@deed
def add_segment(draft: SegmentDraft, key: str, *, by: Actor, may_share: bool) -> Act:
    """Save a segment. Sharing one is for those who may (`may_share`).

    One's own leaves no event: it is nobody else's business. Raises RuleViolation at `name`, at `is_shared`, or at the
    rule that is wrong (`rule_0`, the first); AlreadyDone.
    """
    act = history.open_act(Deed.ADD_SEGMENT, key, by=by, asked=asdict(draft))
    _check(draft, by=by, may_share=may_share)
    added = Segment(owner_id=None if draft.is_shared else by.id, name=draft.name, name_key=fold(draft.name), version=1)
    added.ask(draft.rules)
    with _claiming(draft, by=by):
        db.session.add(added)
    _record(act, EventKind.SEGMENT_ADDED, added, is_shared=draft.is_shared)
    act.outcome = {"segment_id": added.id}
    return act


@deed
def edit_segment(segment_id: int, draft: SegmentDraft, version: int, key: str, *, by: Actor, may_share: bool) -> Act:
    """Change what a segment is called, what it asks, and whose it is: one that is shared no more is the editor's own.

    Raises NotFound, RuleViolation as above, AlreadyDone; EditConflict when somebody saved in between.
    """
    changed = _lock(segment_id, by=by, may_share=may_share)
    act = history.open_act(
        Deed.EDIT_SEGMENT, key, by=by, asked={"segment": segment_id, "version": version, **asdict(draft)}
    )
    if changed.version != version:
        raise EditConflict(say(N_("Somebody else changed this while you were writing.")), theirs=_as_saved(changed))
    _check(draft, by=by, may_share=may_share, besides=segment_id)
    act.outcome = {"segment_id": segment_id}
    if draft == SegmentDraft(changed.name, changed.rules, changed.is_shared):
        return act
    was_shared = changed.is_shared
    with _claiming(draft, by=by, besides=segment_id):
        if draft.is_shared != was_shared:
            changed.owner_id = None if draft.is_shared else by.id
        changed.name, changed.name_key, changed.version = draft.name, fold(draft.name), changed.version + 1
        changed.ask(draft.rules)
    _record(act, EventKind.SEGMENT_CHANGED, changed, is_shared=was_shared or draft.is_shared)
    return act


@deed
def remove_segment(segment_id: int, key: str, *, by: Actor, may_share: bool) -> Act:
    """Delete a segment; nobody of those it means is touched. Its address says so from then on.

    Raises NotFound, RuleViolation, AlreadyDone.
    """
    act = history.open_act(Deed.REMOVE_SEGMENT, key, by=by, asked={"segment": segment_id})
    removed = _lock(segment_id, by=by, may_share=may_share)
    _record(act, EventKind.SEGMENT_REMOVED, removed, is_shared=removed.is_shared)
    act.outcome = {"segment_id": segment_id}
    db.session.delete(removed)
    return act


def _lock(segment_id: int, *, by: Actor, may_share: bool) -> Segment:
    """Hold a segment that somebody may change. Raises NotFound for somebody else's own."""
    wanted = select(Segment).where(Segment.id == segment_id, is_for(by.id or 0)).with_for_update()
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise NotFound(segment_id)
    if found.word is not None:
        raise RuleViolation(N_("This segment came with Recapito: it stays as it is."))
    if found.is_shared and not may_share:
        raise RuleViolation(N_("A shared segment is changed by those who may change the office's settings."))
    return found


def wrong_in_draft(draft: SegmentDraft) -> Iterator[RuleViolation]:
    """The rules that a draft breaks by itself: each at its field, be it the name or one of what it asks."""
    if not draft.name:
        yield RuleViolation(N_("A segment needs a name."), field="name")
    if len(draft.name) > LONGEST or len(fold(draft.name)) > LONGEST:
        yield RuleViolation(say(N_("This is too long: %(most)s characters are the most."), most=LONGEST), field="name")
    rules, each = draft.rules, draft.rules.single
    if not all(isinstance(one, Rule) or one.each for one in rules.each) or not rules.each:
        yield RuleViolation(N_("A segment needs a rule."), field="new_field")
    if len(each) > MOST_RULES:
        yield RuleViolation(say(N_("%(most)s rules are the most."), most=MOST_RULES), field="new_field")
        return
    known = fields_for(rule.field for rule in each)
    for place, rule in enumerate(each):
        if wrong := wrong_in(rule, known.get(rule.field)):
            yield RuleViolation(wrong, field=f"rule_{place}")


def _check(draft: SegmentDraft, *, by: Actor, may_share: bool, besides: int = 0) -> None:
    """Refuse what is wrong with a draft; `besides` is the segment that is changed."""
    for violation in wrong_in_draft(draft):
        raise violation
    if draft.is_shared and not may_share:
        raise RuleViolation(
            N_("Sharing a segment is for those who may change the office's settings."), field="is_shared"
        )
    _check_name(draft, by=by, besides=besides)
    _check_what_is_gone(draft.rules.single)


def _check_name(draft: SegmentDraft, *, by: Actor, besides: int) -> None:
    """Refuse the name of another one, of the whole office or of one's own."""
    owner: ColumnElement[bool] = Segment.owner_id.is_(None) if draft.is_shared else Segment.owner_id == by.id
    same = exists().where(owner, Segment.name_key == fold(draft.name), Segment.id != besides, Segment.word.is_(None))
    if db.session.scalar(select(same)):
        raise RuleViolation(N_("There is a segment of this name already."), field="name")


@contextmanager
def _claiming(draft: SegmentDraft, *, by: Actor, besides: int = 0) -> Iterator[None]:
    """Write a segment. Of two who give the same name at once, the second waits for the first and finds it taken."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        _check_name(draft, by=by, besides=besides)
        raise


def _check_what_is_gone(rules: Sequence[Rule]) -> None:
    """Refuse a rule that names what is no longer there."""
    gone = gone_from(rules, fields_for(rule.field for rule in rules))
    for place, rule in enumerate(rules):
        named = [value for value in rule.values if value in gone.get(rule.field, ())]
        if rule.comparison in OF_SEVERAL and named:
            raise RuleViolation(says_gone(named), field=f"rule_{place}")


def _record(act: Act, kind: EventKind, segment: Segment, *, is_shared: bool) -> None:
    if is_shared:
        history.record(act, kind, segment, name=segment.name)


def _as_saved(segment: Segment) -> dict[str, Any]:
    return {"name": segment.name, "joined": segment.joined, "is_shared": segment.is_shared, "rules": segment.rules}
