"""What archiving and restoring mean for those who sign in at the portal."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, union_all
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact, PortalUser
from app.domain.parties.models import Party, PartyStatus

NAMED = 5
# The parties of a person: made once, because an alias of a wide table takes longer to make than the query to run.
client, person, link = aliased(Party), aliased(Party), aliased(Contact)
_CAN_SIGN_IN = (Login.is_on, Login.password_hash.is_not(None))


@dataclass(frozen=True, slots=True)
class Affected:
    """How many people or clients, and the first few by name, each with their own party's id."""

    count: int
    named: list[tuple[int, str]]


def who_loses_access(parties: Select[int]) -> Affected:
    """Those who can sign in now, and could not if these parties were archived."""
    return _people(parties, _reaches(), not_(_reaches(without=parties)))


def who_keeps_other_access(parties: Select[int]) -> Affected:
    """Those who can sign in for one of these parties now, and could for others only if these were archived."""
    loses_one = exists().where(
        link.person_id == Party.id,
        link.is_active,
        client.id == link.client_id,
        client.id.in_(parties),
        client.status != PartyStatus.ARCHIVED,
    )
    return _people(parties, _reaches(without=parties), loses_one.correlate(Party))


def which_clients_lose_somebody(parties: Select[int]) -> Affected:
    """The clients for which a person among these parties can sign in now; not those among them that go too."""
    theirs = (
        select(Contact.client_id)
        .join(person, person.id == Contact.person_id)
        .join(PortalUser, PortalUser.person_id == person.id)
        .join(Login, Login.id == PortalUser.login_id)
        .where(Contact.person_id.in_(parties), Contact.is_active, person.status != PartyStatus.ARCHIVED, *_CAN_SIGN_IN)
    )
    clients = select(Party.id, Party.name, func.count().over()).where(
        Party.id.in_(theirs), Party.status != PartyStatus.ARCHIVED, Party.id.not_in(parties)
    )
    return _affected(clients)


def who_gains_access(parties: Select[int]) -> Affected:
    """Those who cannot sign in now, and could if these parties were restored."""
    return _people(parties, not_(_reaches()), _reaches(with_=parties))


def _reaches(*, without: Select[int] | None = None, with_: Select[int] | None = None) -> ColumnElement[bool]:
    """Whether the person has an open client, were some parties archived or open."""

    def is_open(party: type[Party]) -> ColumnElement[bool]:
        here = party.status != PartyStatus.ARCHIVED
        if without is not None:
            return and_(here, party.id.not_in(without))
        return or_(here, party.id.in_(with_)) if with_ is not None else here

    clients = exists().where(link.person_id == Party.id, link.is_active, client.id == link.client_id, is_open(client))
    return and_(is_open(Party), clients.correlate(Party))


def _people(parties: Select[int], *conditions: ColumnElement[bool]) -> Affected:
    """People who can sign in, among these parties and their contacts: nobody else is concerned."""
    concerned = union_all(parties, select(link.person_id).where(link.client_id.in_(parties)))
    people = (
        select(Party.id, Party.name, func.count().over())
        .join(PortalUser, PortalUser.person_id == Party.id)
        .join(Login, Login.id == PortalUser.login_id)
        .where(PortalUser.person_id.in_(concerned), *_CAN_SIGN_IN, *conditions)
    )
    return _affected(people)


def _affected(parties: Select[int, str, int]) -> Affected:
    rows = db.session.execute(parties.order_by(Party.sort_name, Party.id).limit(NAMED)).all()
    return Affected(rows[0][2] if rows else 0, [(row[0], row[1]) for row in rows])
