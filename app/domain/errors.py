"""Sentences the domain leaves for a person to read, and the exceptions its callers must expect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def N_(msgid: str) -> str:  # noqa: N802  (the mark that gettext tools look for)
    """Mark a sentence for translation where it is written; doors translate it where it is read."""
    return msgid


def NN_(msgid: str, plural: str) -> tuple[str, str]:  # noqa: N802
    """Mark a sentence that counts."""
    return msgid, plural


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence not yet translated: `msgid % values`, or by number when there is a plural."""

    msgid: str
    plural: str | None = None
    n: int | None = None
    values: dict[str, Any] = field(default_factory=dict)


def say(msgid: str, **values: Any) -> Sentence:
    """A sentence with values: `say(N_("%(name)s is on file."), name=…)`."""
    return Sentence(msgid, values=values)


def count(forms: tuple[str, str], n: int, **values: Any) -> Sentence:
    """A sentence that counts: `count(NN_("%(n)s person", "%(n)s people"), 3)`."""
    return Sentence(*forms, n=n, values={"n": n, **values})


class RuleViolation(Exception):
    """A rule of the office said no. Shown beside `field`, or at the top of the form without one; answered 422."""

    def __init__(self, sentence: Sentence | str, *, field: str | None = None) -> None:
        self.sentence = sentence if isinstance(sentence, Sentence) else Sentence(sentence)
        self.field = field
        super().__init__(self.sentence.msgid)


class EditConflict(RuleViolation):
    """Somebody else saved first. Carries what they saved, so that the second editor sees both; answered 409."""

    def __init__(self, sentence: Sentence, theirs: dict[str, Any]) -> None:
        super().__init__(sentence)
        self.theirs = theirs


class SelectionChanged(RuleViolation):
    """The set that the dialog showed is no longer the set that matches; nothing was done; answered 409."""


class NotFound(LookupError):
    """There is no such record, or not for the one who asks; answered 404."""
