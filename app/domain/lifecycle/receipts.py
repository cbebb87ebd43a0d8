"""The erasure receipt (PRODUCT.md 3): the number, what went, what stays, until when and why. It names nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.db import db
from app.domain.errors import N_, NN_, NotFound, Sentence, count, say
from app.domain.history import queries as history
from app.domain.history.models import Deed
from app.domain.lifecycle.forgetting import FILES, IMPORTS, SEGMENTS
from app.domain.lifecycle.models import Erasure
from app.domain.lifecycle.personal import FORGOTTEN
from app.domain.office.models import RecordKind
from app.domain.parties.models import Party
from app.domain.parties.queries import party as party_with_id

# What is counted beside the rows of the areas.
ASIDE: dict[str, tuple[str, str]] = {
    IMPORTS: NN_("%(n)s imported list, with its file", "%(n)s imported lists, with their files"),
    SEGMENTS: NN_(
        "What %(n)s segment said of them, or was called after them",
        "What %(n)s segments said of them, or were called after them",
    ),
    FILES: NN_("%(n)s stored file", "%(n)s stored files"),
}
FOR_GOOD = N_("For good")
BECAUSE = N_("It tells of nobody: the office’s numbers and counts stay whole, and what it did can be answered for.")

PAPERS: dict[RecordKind, tuple[str, str]] = {
    RecordKind.INVOICE: NN_("%(n)s invoice", "%(n)s invoices"),
    RecordKind.CREDIT_NOTE: NN_("%(n)s credit note", "%(n)s credit notes"),
    RecordKind.CONTRACT: NN_("%(n)s signed contract", "%(n)s signed contracts"),
    RecordKind.REPORT: NN_("%(n)s signed report", "%(n)s signed reports"),
    RecordKind.IDENTIFICATION: NN_("%(n)s identification file", "%(n)s identification files"),
}
UNTIL = N_("Until %(day)s")
BY_LAW = N_("The law has the office keep it. Only admins can read it until then.")


@dataclass(frozen=True, slots=True)
class Staying:
    """Something that stays: what, until when, and why."""

    what: Sentence
    until: Sentence
    why: Sentence


@dataclass(frozen=True, slots=True)
class Receipt:
    """What anonymising one party came to, as it can be handed over."""

    party_id: int
    called: str  # the number, or the card's own for who has none
    at: datetime
    again_at: datetime | None  # it was done again, after a backup had brought them back
    by: str
    reason: str
    people: int  # who went with it
    went: list[Sentence]
    stays: list[Staying]


def receipt_of(party_id: int) -> Receipt:
    """The receipt of an anonymised party; of who went with another, the same. Raises NotFound for anybody else."""
    party = party_with_id(party_id)
    if party.anonymised_at is None or party.status_act_id is None:
        raise NotFound(party_id)
    act = history.act(party.status_act_id)
    first = party_with_id(act.outcome["party"])
    counted = act.outcome["counted"]
    return Receipt(
        party_id=first.id,
        called=first.name,
        at=_first_time(first) or act.at,
        again_at=act.at if act.deed is Deed.ANONYMISE_AGAIN else None,
        by=act.by_name,
        reason=act.reason,
        people=act.outcome["people"],
        went=list(_went(counted)),
        stays=[*_kept(act.outcome.get("papers", ())), *_stays(counted)],
    )


def _first_time(party: Party) -> datetime | None:
    """When it was done first: the list that outlives every backup says so."""
    same = Erasure.record == Party.__tablename__, Erasure.record_id == party.id, Erasure.born_at == party.created_at
    return db.session.scalar(select(Erasure.at).where(*same))


def _went(counted: Mapping[str, int]) -> Iterator[Sentence]:
    """The card first, then what was beside it."""
    for rule in reversed(FORGOTTEN):
        if rule.went and counted.get(rule.name):
            yield count(rule.went, counted[rule.name])
    for name, words in ASIDE.items():
        if counted.get(name):
            yield count(words, counted[name])


def _kept(kept: Iterable[tuple[str, int, str]]) -> Iterator[Staying]:
    """The papers that the law has kept; on their day they go."""
    for kind, n, until in kept:
        yield Staying(count(PAPERS[RecordKind(kind)], n), say(UNTIL, day=date.fromisoformat(until)), Sentence(BY_LAW))


def _stays(counted: Mapping[str, int]) -> Iterator[Staying]:
    for rule in reversed(FORGOTTEN):
        if rule.stays and counted.get(rule.name):
            yield Staying(count(rule.stays, counted[rule.name]), Sentence(FOR_GOOD), Sentence(BECAUSE))
