"""The search over everything: who is on file, of whatever role and status, and whom they are contacts of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, not_, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.contracts.queries import ContractLine, find_contracts
from app.domain.directory.criteria import PartyCriteria
from app.domain.directory.finding import Found
from app.domain.directory.queries import select_parties
from app.domain.directory.words import begins, exactly, has_words, select_likely
from app.domain.history.models import Act, Event
from app.domain.mailroom.queries import MailLine, find_mail
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus
from app.domain.parties.queries import among

SOME = 1000  # matches that are looked up by their ids; more are met on a walk
COUNTED = 1000  # matches beyond are "many": to count them all would cost more than the page
LATEST_ACTS = 40  # of one person, looked through for what they worked on

_IS_ARCHIVED = Party.status == PartyStatus.ARCHIVED
_HAS_NO_ROLE = and_(Party.client_role == ClientRole.NONE, not_(Party.is_supplier))
_IS_PERSON = Party.kind == PartyKind.PERSON
client = aliased(Party)


@dataclass(frozen=True, slots=True)
class PartyHit:
    """Somebody on file."""

    id: int
    name: str
    number: str | None
    city: str
    kind: PartyKind
    client_role: ClientRole
    is_supplier: bool
    status: PartyStatus
    second_number: str | None = None
    anonymised_at: datetime | None = None
    is_exact: bool = False  # the number, the tax id or the email is just what was typed


@dataclass(frozen=True, slots=True)
class ContactHit:
    """A person, with one of those they are a contact of: one who is not archived where there is one."""

    person: PartyHit
    position: str = ""
    is_active: bool = True  # the link, not the person
    client_name: str = ""
    clients: int = 0
    clients_are_archived: bool = False


_HIT: tuple[Any, ...] = (
    Party.id,
    Party.name,
    Party.number,
    Party.city,
    Party.kind,
    Party.client_role,
    Party.is_supplier,
    Party.status,
    Party.second_number,
    Party.anonymised_at,
)


class Search:
    """What somebody typed into the search, asked of one group after the other.

    Each group finds as the client list does: exact number, tax id or email; names that begin with it; the rest by
    name. Those who are archived are found after their like, and listed last: `limit` at most, and one more that says
    that there are others. Where few match, a group is one lookup; where many do, a step after the other until the
    group is full. So a search costs the same at a million.
    """

    def __init__(self, q: str, *, limit: int) -> None:
        self.q, self.limit = q, limit
        self._found = Found(q)

    def clients(self) -> list[PartyHit]:
        """Companies, and persons that have a role."""
        # Of many that match, those by name are met on a walk that is soon full: persons without a role are between
        # them, but whoever is found by a contact is found with them.
        return self._hits(or_(not_(_IS_PERSON), not_(_HAS_NO_ROLE)), begins(self.q), has_words(self.q))

    def people(self) -> list[ContactHit]:
        """Persons who are contacts, and those who have no role. Of a thousand that match, some."""
        of_others = exists().where(Contact.person_id == Party.id, Contact.client_id != Party.id)
        first = select(Party.id).where(begins(self.q)).order_by(Party.sort_name, Party.id).limit(SOME)
        is_one = and_(_IS_PERSON, or_(_HAS_NO_ROLE, of_others))
        found = self._hits(
            is_one, and_(begins(self.q), Party.id.in_(first)), and_(among(Party.id, self._some), has_words(self.q))
        )
        contacts = _contacts_of([person.id for person in found])
        return [ContactHit(person, *contacts.get(person.id, ())) for person in found]

    def mail(self) -> list[MailLine]:
        """Letters and parcels by number, sender, place and note; the latest first."""
        return find_mail(self.q, limit=self.limit + 1)

    def contracts(self) -> list[ContractLine]:
        """Contracts by number and subject; the latest first."""
        return find_contracts(self.q, limit=self.limit + 1)

    @cached_property
    def _some(self) -> Sequence[int]:
        """The ids of a thousand who likely match, whichever the index names first."""
        return db.session.scalars(select_likely(self.q).limit(SOME)).all()

    def _hits(
        self, whom: ColumnElement[bool], beginning: ColumnElement[bool], rest: ColumnElement[bool]
    ) -> list[PartyHit]:
        known = self._found.ids
        hits = self._walked(whom, beginning, rest) if known is None else self._looked_up(whom, known)
        shown = sorted(hits[: self.limit], key=lambda hit: hit.status is PartyStatus.ARCHIVED)
        return shown + hits[self.limit :]

    def _looked_up(self, whom: ColumnElement[bool], known: Sequence[int]) -> list[PartyHit]:
        """Of few who match, the nearest."""
        exact = exactly(self.q)
        bucket = case((exact, 0), (begins(self.q), 1), else_=2)
        found = _select_hits(exact.label("is_exact")).where(whom, among(Party.id, known), self._found.is_one())
        nearest = found.order_by(bucket, _IS_ARCHIVED, Party.sort_name, Party.id).limit(self.limit + 1)
        return [PartyHit(*tuple(row)) for row in db.session.execute(nearest)]

    def _walked(
        self, whom: ColumnElement[bool], beginning: ColumnElement[bool], rest: ColumnElement[bool]
    ) -> list[PartyHit]:
        """Of many who match, the nearest: step by step."""
        exact, hits = exactly(self.q), list[PartyHit]()
        others = and_(rest, not_(exact), not_(begins(self.q)))
        for bucket in (exact, and_(beginning, not_(exact)), others):
            for shelf in (not_(_IS_ARCHIVED), _IS_ARCHIVED):
                if room := self.limit + 1 - len(hits):
                    is_exact = literal(bucket is exact).label("is_exact")
                    walk = _select_hits(is_exact).where(whom, shelf, bucket).order_by(Party.sort_name, Party.id)
                    hits += [PartyHit(*tuple(row)) for row in db.session.execute(walk.limit(room))]
        return hits


def _select_hits(is_exact: ColumnElement[Any]) -> Select[Any]:
    """The columns of a PartyHit."""
    hits: Select[Any] = select().add_columns(*_HIT, is_exact)
    return hits


def _contacts_of(people: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """For each person the contact to name: of a client that is not archived, active, primary, the longest there.

    What a ContactHit tells of it, by the person's id.
    """
    if not people:
        return {}
    is_archived = case((client.status == PartyStatus.ARCHIVED, 1), else_=0)
    whose: dict[str, Any] = {"partition_by": Contact.person_id}
    best = (is_archived, Contact.is_active.desc(), Contact.is_primary.desc(), Contact.since, Contact.id)
    ranked = (
        select(
            Contact.person_id,
            Contact.position,
            Contact.is_active,
            client.name,
            func.count().over(**whose).label("clients"),
            is_archived.label("is_archived"),
            func.row_number().over(**whose, order_by=best).label("rank"),
        )
        .join(client, client.id == Contact.client_id)
        .where(among(Contact.person_id, people), Contact.client_id != Contact.person_id)
        .subquery()
    )
    rows = db.session.execute(select(ranked).where(ranked.c.rank == 1))
    return {person_id: (*rest[:-2], bool(rest[-2])) for person_id, *rest in rows}


def how_many(criteria: PartyCriteria) -> int | None:
    """How many a list finds, without counting for ever: None for more than a thousand."""
    some = select_parties(criteria).limit(COUNTED + 1).subquery()
    counted = db.session.scalar(select(func.count()).select_from(some)) or 0
    return counted if counted <= COUNTED else None


def last_worked_on(login_id: int, *, limit: int) -> list[PartyHit]:
    """Whose cards somebody's latest acts were about, the latest first. An act on many stands for one of them.

    In one statement, by the index on acts: nothing is written down for it.
    """
    about = (
        select(Event.party_id)
        .where(Event.act_id == Act.id, Event.party_id.is_not(None))
        .order_by(Event.id.desc())
        .limit(1)
        .correlate(Act)
        .scalar_subquery()
    )
    acts = (
        select(Act.id.label("act_id"), about.label("party_id"))
        .where(Act.by_id == login_id)
        .order_by(Act.id.desc())
        .limit(LATEST_ACTS)
        .subquery()
    )
    rows = select(*_HIT).join(acts, acts.c.party_id == Party.id).order_by(acts.c.act_id.desc())
    latest = dict.fromkeys(PartyHit(*row) for row in db.session.execute(rows))
    return list(latest)[:limit]
