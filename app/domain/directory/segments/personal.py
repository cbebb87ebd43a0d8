"""What somebody typed into a segment to find those who are anonymised since: it goes, and the segment stays.

It means the others as before: what looked for them alone means nobody, what only left them out leaves out nobody. The
rule says at its place what has happened, until somebody saves the segment again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, exists, insert, select, update

from app.db import db
from app.domain.directory.segments.answers import PersonalAnswers
from app.domain.directory.segments.models import Segment
from app.domain.directory.segments.rules import Rule, Rules, as_kept
from app.domain.directory.words import has_words
from app.domain.history.models import Act, Event, EventKind
from app.domain.parties.custom_fields.queries import PREFIX
from app.domain.parties.models import Party
from app.domain.parties.text import fold
from app.domain.selections import among

# Where names are looked for: elsewhere a word may be a city's, though a company is called so.
_NAMES = frozenset({"name", "contact", "email", "pec", "search"})


@dataclass(frozen=True, slots=True)
class Sought:
    """Those whom nobody may look for any more, and how a text tells of them."""

    ids: Collection[int]
    surely: Callable[[str, bool], bool]  # and whether names are looked for where it stands
    maybe: Callable[[str], bool]  # where names are, and nobody else is found by it


class SegmentsTelling:
    """Every segment, held until the transaction ends, and which of the texts in it tell of them; seven statements."""

    def __init__(self, sought: Sought) -> None:
        every = select(Segment).where(Segment.word.is_(None)).order_by(Segment.id).with_for_update()
        self._segments = db.session.scalars(every.execution_options(populate_existing=True)).all()
        former = select(Event.record_id, Event.details["name"].as_string())
        former = former.where(Event.record == Segment.__tablename__)
        names = [(id_, name) for id_, name in db.session.execute(former) if name]
        rules = [rule for one in self._segments for rule in one.rules.single]
        texts = [(value, _by_name(rule)) for rule in rules for value in rule.values]
        texts += [(name, True) for name in (*(one.name for one in self._segments), *(name for _id, name in names))]
        self._telling = _telling(dict.fromkeys(texts), sought)
        self._answering = _answering(rules, sought.ids)
        self.once_named = sorted({id_ for id_, name in names if (name, True) in self._telling})  # in their history

    def forget(self, act: Act) -> int:
        """Take it out; returns of how many segments. Of shared ones the history tells. Two statements, however many.

        Whoever is writing one meanwhile is told that it has changed.
        """
        changed = [
            (one, rules)
            for one in self._segments
            if (rules := self._without(one.rules)) != one.rules or self._named(one)
        ]
        names = {one.id: self._nameless(one) if self._named(one) else one.name for one, _ in changed}
        if changed:
            db.session.execute(update(Segment), [_values(one, names[one.id], rules) for one, rules in changed])
        if events := [_event(act, one, names[one.id]) for one, _ in changed if one.is_shared]:
            db.session.execute(insert(Event), events)
        return len(changed)

    def _named(self, segment: Segment) -> bool:
        return (segment.name, True) in self._telling

    def _without(self, rules: Rules) -> Rules:
        each = (self._without(one) if isinstance(one, Rules) else self._rule(one) for one in rules.each)
        return replace(rules, each=tuple(each))

    def _rule(self, rule: Rule) -> Rule:
        left = tuple(value for value in rule.values if not self._tells(rule, value))
        return rule if left == rule.values else replace(rule, values=left, is_forgotten=True)

    def _tells(self, rule: Rule, value: str) -> bool:
        return (value, _by_name(rule)) in self._telling or (rule.field, value) in self._answering

    def _nameless(self, segment: Segment) -> str:
        """What a segment is called that was called after them: by its number, as they are."""
        name, taken = f"#{segment.id}", {one.name_key for one in self._segments}
        while fold(name) in taken:
            name = f"#{name}"
        return name


def _by_name(rule: Rule) -> bool:
    return rule.field in _NAMES or rule.field.startswith(PREFIX)


def _telling(texts: Iterable[tuple[str, bool]], sought: Sought) -> set[tuple[str, bool]]:
    """Those of some texts that tell of them. Part of a name does where it finds nobody else; one statement."""
    each = list(texts)
    surely = {(text, by_name) for text, by_name in each if sought.surely(text, by_name)}
    open_ = [text for text, by_name in each if by_name and (text, by_name) not in surely and sought.maybe(text)]
    return surely | {(text, True) for text in _finding_nobody(open_, sought.ids)}


def _answering(rules: Iterable[Rule], ids: Collection[int]) -> set[tuple[str, str]]:
    """The values, each with the key of its rule's field, that tell what they answered in fields that hold personal
    data, and find nobody else: in the field itself, or where names are looked for.
    """
    asked = dict.fromkeys((rule.field, value) for rule in rules for value in rule.values)
    if not any(key in _NAMES or key.startswith(PREFIX) for key, _ in asked):
        return set()
    answers = PersonalAnswers(ids)
    said = [text for text in dict.fromkeys(text for key, text in asked if key in _NAMES) if answers.has(text)]
    nobodys = _finding_nobody(said, ids)
    return answers.told_by(asked) | {(key, text) for key, text in asked if key in _NAMES and text in nobodys}


def _finding_nobody(texts: Sequence[str], besides: Collection[int]) -> list[str]:
    """Those of some words by which a search finds nobody on file but these."""
    if not texts:
        return []
    others: ColumnElement[bool] = ~among(Party.id, besides)
    found = db.session.execute(select(*(exists().where(has_words(text), others) for text in texts))).one()
    return [text for text, is_found in zip(texts, found, strict=True) if not is_found]


def _values(segment: Segment, name: str, rules: Rules) -> dict[str, Any]:
    written = {"name": name, "name_key": fold(name), "kept": as_kept(rules.each)}
    return {"id": segment.id, "version": segment.version + 1, **written}


def _event(act: Act, segment: Segment, name: str) -> dict[str, Any]:
    about = {"record": Segment.__tablename__, "record_id": segment.id, "details": {"name": name}}
    return {"act_id": act.id, "kind": EventKind.SEGMENT_EMPTIED, "at": act.at, **about}
