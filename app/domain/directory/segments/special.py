"""Conditions of fields that are no single column: numbers, tags, groups, the portal, the search."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.access.reach import select_opened
from app.domain.contacts.models import Contact
from app.domain.directory.segments.comparing import small, tight
from app.domain.directory.segments.rules import Comparison, Rule
from app.domain.directory.segments.sets import select_bearers
from app.domain.directory.words import is_found
from app.domain.parties.models import Party, PartyTag, Tag
from app.domain.parties.queries import IsAmong, is_met
from app.domain.parties.text import fold, natural_key

_SIGNS = (" ", "-", "/", ".", "(", ")")
_NUMBERS = (small(func.coalesce(Party.number, "")), small(func.coalesce(Party.second_number, "")))
other = aliased(Party)  # made once: it takes longer than the statement


def in_search(rule: Rule, _is_among: IsAmong) -> ColumnElement[bool]:
    """Whether a search finds them, as in the list."""
    return is_found(rule.value)


def of_number(rule: Rule, _is_among: IsAmong) -> ColumnElement[bool]:
    """Either of the numbers of a card: C-42, c42 and C-0042 are one."""
    value, keys = tight(rule.value), [natural_key(value) for value in rule.values]
    if rule.comparison is Comparison.EMPTY:
        return Party.number.is_(None)
    if rule.comparison is Comparison.FILLED:
        return Party.number.is_not(None)
    if rule.comparison in {Comparison.CONTAINS, Comparison.LACKS}:
        is_so = or_(*(number.contains(value, autoescape=True) for number in _NUMBERS))
    elif rule.comparison is Comparison.BEGINS:
        is_so = or_(*(number.startswith(value, autoescape=True) for number in _NUMBERS))
    else:
        is_so = or_(
            and_(Party.number.is_not(None), Party.number_key.in_(keys)),
            and_(Party.second_number.is_not(None), Party.second_number_key.in_(keys)),
        )
    negated = {Comparison.LACKS, Comparison.IS_NOT, Comparison.NONE_OF}
    return not_(is_so) if rule.comparison in negated else is_so


def dialled_as(typed: str) -> str:
    """A phone without what is written between its digits."""
    for sign in _SIGNS:
        typed = typed.replace(sign, "")
    return "+" + typed.removeprefix("00") if typed.startswith("00") else typed


def of_tags(rule: Rule, is_among: IsAmong) -> ColumnElement[bool]:
    """What tags somebody bears. A tag that is no longer there is borne by nobody, nor lacking to anybody."""
    borne = select(PartyTag.party_id)
    if rule.comparison is Comparison.EMPTY:
        return not_(is_met(borne, PartyTag.party_id))
    if rule.comparison is Comparison.FILLED:
        return is_met(borne, PartyTag.party_id)
    are_there = [select(Tag.id).where(Tag.key == fold(name)).exists() for name in rule.values]
    bearers = select_bearers(rule.values)
    if rule.comparison is Comparison.ONE_OF:
        return and_(*are_there, is_among(bearers, PartyTag.party_id))
    return and_(*are_there, not_(is_met(bearers, PartyTag.party_id)))


def tags_gone(names: Sequence[str]) -> list[str]:
    """Those of some tags that there are no longer."""
    keys = {fold(name) for name in names}
    known = set(db.session.scalars(select(Tag.key).where(Tag.key.in_(keys)))) if keys else set()
    return [name for name in names if fold(name) not in known]


def of_discount_group(rule: Rule, _is_among: IsAmong) -> ColumnElement[bool]:
    """The discount group on a card. One that no card says any more is nobody's, nor lacking to anybody."""
    group = Party.discount_group
    if rule.comparison is Comparison.EMPTY:
        return group == ""
    if rule.comparison is Comparison.FILLED:
        return group != ""
    are_there = [
        select(other.id).where(other.discount_group == name, other.discount_group != "").exists()
        for name in rule.values
    ]
    return and_(
        *are_there, group.in_(rule.values) if rule.comparison is Comparison.ONE_OF else group.not_in(rule.values)
    )


def discount_groups_gone(names: Sequence[str]) -> list[str]:
    """Those of some discount groups that no card says any more."""
    said = select(other.discount_group).where(other.discount_group.in_(names), other.discount_group != "")
    known = set(db.session.scalars(said.distinct())) if names else set()
    return [name for name in names if name not in known]


def in_portal(rule: Rule, is_among: IsAmong) -> ColumnElement[bool]:
    """Whether somebody can sign in for them."""
    wanted = set(rule.values)
    if wanted == {"yes"}:
        return is_among(select_opened(), Contact.client_id)
    is_open = is_met(select_opened(), Contact.client_id)
    return not_(is_open) if wanted == {"no"} else or_(is_open, not_(is_open))
