"""What archiving and restoring mean for those who sign in at the portal."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact, PortalUser
from app.domain.parties.models import Party, PartyStatus

NAMED = 5


@dataclass(frozen=True, slots=True)
class PeopleAffected:
    """How many people, and the first few by name, each with their own party's id."""

    count: int
    named: list[tuple[int, str]]


def who_loses_access(parties: Select[int]) -> PeopleAffected:
    """Those who can sign in now, and could not if these parties were archived."""
    return _people(_reaches(), not_(_reaches(without=parties)))


def who_gains_access(parties: Select[int]) -> PeopleAffected:
    """Those who cannot sign in now, and could if these parties were restored."""
    return _people(not_(_reaches()), _reaches(with_=parties))


def _reaches(*, without: Select[int] | None = None, with_: Select[int] | None = None) -> ColumnElement[bool]:
    """Whether the person has an open client, were some parties archived or open."""
    client, link = aliased(Party), aliased(Contact)

    def is_open(party: type[Party]) -> ColumnElement[bool]:
        here = party.status != PartyStatus.ARCHIVED
        if without is not None:
            return and_(here, party.id.not_in(without))
        return or_(here, party.id.in_(with_)) if with_ is not None else here

    clients = exists().where(link.person_id == Party.id, link.is_active, client.id == link.client_id, is_open(client))
    return and_(is_open(Party), clients.correlate(Party))


def _people(*conditions: ColumnElement[bool]) -> PeopleAffected:
    people = (
        select(Party.id, Party.name, func.count().over())
        .join(PortalUser, PortalUser.person_id == Party.id)
        .join(Login, Login.id == PortalUser.login_id)
        .where(Login.is_on, Login.password_hash.is_not(None), *conditions)
        .order_by(Party.sort_name, Party.id)
        .limit(NAMED)
    )
    rows = db.session.execute(people).all()
    return PeopleAffected(rows[0][2] if rows else 0, [(row[0], row[1]) for row in rows])
