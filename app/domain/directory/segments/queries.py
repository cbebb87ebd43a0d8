"""The segments that somebody may use, and how many each of them means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, case, func, or_, select

from app.db import db
from app.domain.directory.criteria import PartyCriteria, RoleFilter
from app.domain.directory.queries import select_parties
from app.domain.directory.segments.checking import gone_from, says_gone, wrong_in
from app.domain.directory.segments.fields import asked_once, fields_for
from app.domain.directory.segments.models import Segment
from app.domain.directory.segments.rules import OF_SEVERAL, Comparison, Joined, Rule, Rules
from app.domain.errors import NotFound, Sentence


def segments_of(login_id: int) -> list[Segment]:
    """One's own segments and those of the whole office, by name; what every office begins with comes first."""
    wanted = select(Segment).where(is_for(login_id))
    return list(db.session.scalars(wanted.order_by(case((Segment.word.is_(None), 1), else_=0), Segment.name_key)))


def segment(segment_id: int, login_id: int) -> Segment:
    """A segment that somebody may use. Raises NotFound, for one of somebody else's own too."""
    found = db.session.scalar(select(Segment).where(Segment.id == segment_id, is_for(login_id)))
    if found is None:
        raise NotFound(segment_id)
    return found


def is_for(login_id: int) -> ColumnElement[bool]:
    """Whether somebody may use a segment: it is theirs, or the whole office's."""
    return or_(Segment.owner_id.is_(None), Segment.owner_id == login_id)


def count_each(segments: Sequence[Segment]) -> dict[int, int]:
    """How many parties of whatever role each segment means, in one statement; never on the way to a page."""
    if not segments:
        return {}
    with asked_once():
        meant = [select_parties(_everybody_of(one.rules)).subquery() for one in segments]
    counted = [select(func.count()).select_from(those).scalar_subquery() for those in meant]
    return dict(zip((one.id for one in segments), db.session.execute(select(*counted)).one(), strict=True))


def count_meant(rules: Rules) -> int:
    """How many parties of whatever role some rules mean."""
    meant = select_parties(_everybody_of(rules)).subquery()
    return db.session.scalar(select(func.count()).select_from(meant)) or 0


def faults_of(rules: Sequence[Rules]) -> dict[Rule, Sentence]:
    """What is wrong with rules on file: what cannot be asked, or names what is no longer there; it matches nobody.

    Each field is asked once, however many rules there are.
    """
    every = list(dict.fromkeys(rule for asked in rules for rule in asked.single))
    known = fields_for(rule.field for rule in every)
    faults = {rule: wrong for rule in every if (wrong := wrong_in(rule, known.get(rule.field))) is not None}
    gone: Mapping[str, Sequence[str]] = gone_from([rule for rule in every if rule not in faults], known)
    for rule in every:
        named = [value for value in rule.values if value in gone.get(rule.field, ())]
        if rule not in faults and rule.comparison in OF_SEVERAL and named:
            faults[rule] = says_gone(named)
    return faults


def role_of(rules: Rules) -> RoleFilter | None:
    """Whom a list must show so that a segment finds all it means: a role that it asks for, else everybody.

    None where its rules say nothing of roles, and so any list will do.
    """
    about_roles = [rule for rule in rules.single if rule.field == "role"]
    if not about_roles:
        return None
    first = about_roles[0]
    is_one = (
        len(about_roles) == 1
        and first in rules.each
        and first.comparison is Comparison.ONE_OF
        and len(first.values) == 1
    )
    if is_one and (rules.joined is Joined.ALL or len(rules.each) == 1) and first.value in set(RoleFilter):
        return RoleFilter(first.value)
    return RoleFilter.ANY


def _everybody_of(rules: Rules) -> PartyCriteria:
    return PartyCriteria(role=RoleFilter.ANY, segment=rules)
