"""What has to be right before somebody's name stands under a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import N_, RuleViolation
from app.domain.files.models import StoredFile

CHANGED_SINCE = N_("This is no longer the paper that you saw. Read the new one, then sign.")


@dataclass(frozen=True, slots=True)
class SignatureDraft:
    """Who signs, in whose name, and which paper they had before them."""

    name: str
    role: str
    seen: str  # its SHA-256
    at: datetime


def check_signer(name: str) -> None:
    """Raise RuleViolation at `name` for a signature of nobody."""
    if not name:
        raise RuleViolation(N_("Write the name of who signs."), field="name")


def check_version(now: int, seen: int | None, words: str = CHANGED_SINCE) -> None:
    """Raise RuleViolation where the record says something else than stood on the page; `seen` is its version there."""
    if seen is not None and now != seen:
        raise RuleViolation(words)


def check_seen(original: StoredFile, seen: str) -> None:
    """Raise RuleViolation where the paper is no longer the one that was on the page."""
    if original.sha256 != seen:
        raise RuleViolation(CHANGED_SINCE)
