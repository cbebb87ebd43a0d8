"""What tests of number ranges do again and again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM, Act, Actor
from app.domain.numbering.actions import take_numbers
from app.domain.numbering.checking import RangeDraft
from app.domain.numbering.editing import edit_range
from app.domain.numbering.models import NumberRange, RangeKind
from app.domain.numbering.parties import PartyRules, edit_party_rules, party_rules_and_version
from tests.support.builders import a_key


def counter_of(kind: RangeKind) -> NumberRange:
    held = select(NumberRange).where(NumberRange.kind == kind)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def set_to(kind: RangeKind, prefix: str, next_value: int | None = None, *, by: Actor = SYSTEM, **more: Any) -> Act:
    """A range as an admin sets it, who has seen it as it stands."""
    draft = RangeDraft(prefix, **{"padding": 4, "next_value": next_value, **more})
    act = edit_range(kind, draft, counter_of(kind).version, a_key(), by=by)
    db.session.commit()
    return act


def refused(kind: RangeKind, prefix: str, next_value: int | None = None, **more: Any) -> tuple[str | None, str]:
    """At which field a range is refused, and why, with the values in their places."""
    try:
        set_to(kind, prefix, next_value, **more)
    except RuleViolation as violation:
        db.session.rollback()
        said = violation.sentence
        return violation.field, said.msgid % said.values if said.values else said.msgid
    raise AssertionError("it was taken")


def one_of(kind: RangeKind) -> str:
    """The next number, taken."""
    (number,) = take_numbers(kind)
    db.session.commit()
    return number


def numbered(**rules: Any) -> None:
    """The office numbers parties by these rules from now on."""
    edit_party_rules(PartyRules(**rules), party_rules_and_version()[1], a_key(), by=SYSTEM)
    db.session.commit()
