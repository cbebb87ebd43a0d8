"""Contacts and sign-ins of somebody who is anonymised: the link stays, to somebody without a name."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.accounts.models import Login, LoginSession
from app.domain.contacts.models import Contact, PortalUser
from app.domain.errors import NN_
from app.domain.messaging.models import Email
from app.domain.messaging.personal import emails_of
from app.domain.parties.models import Party
from app.domain.personal import Forgotten, Record, Told, as_json, record_of
from app.domain.selections import among

# Nobody speaks for them any more, nor do they for anybody; what opened for whom is told by our own words.
_ENDED = {"position": "", "is_active": False, "is_primary": False, "version": Contact.version + 1}

FORGOTTEN = (
    Forgotten(Contact.client_id, empties=_ENDED),
    Forgotten(Contact.person_id, empties=_ENDED),
    Forgotten(
        PortalUser.person_id,
        went=NN_(
            "%(n)s sign-in to the portal, with its sessions, devices and links",
            "%(n)s sign-ins to the portal, with their sessions, devices and links",
        ),
    ),
    Forgotten(Login.last_client_id, empties={"last_client_id": None}, is_pointer=True),
)


def logins_of(people: Collection[int]) -> list[int]:
    """The portal logins of these people."""
    return list(db.session.scalars(select(PortalUser.login_id).where(among(PortalUser.person_id, people))))


def links_of(parties: Collection[int]) -> list[int]:
    """The contacts that these parties have, and those that they are."""
    theirs = or_(among(Contact.client_id, parties), among(Contact.person_id, parties))
    return list(db.session.scalars(select(Contact.id).where(theirs)))


def forget_logins(logins: Collection[int]) -> None:
    """Remove these logins with all that hangs on them: sessions, devices, links, second factors."""
    going = delete(Login).where(among(Login.id, logins))
    db.session.execute(going, execution_options={"synchronize_session": False})


def contacts_told(ids: Collection[int]) -> list[Record]:
    """For whom they speak, and who speaks for them."""
    client, person = aliased(Party), aliased(Party)
    columns = (
        *(person.name.label("person"), client.name.label("client"), client.number.label("client_number")),
        *(Contact.position, Contact.is_active, Contact.is_primary, Contact.since),
        *(Contact.permissions.label("opens_in_the_portal"), Contact.notices.label("gets_by_email")),
        Contact.declined.label("declined_by_the_contact"),
    )
    asked = select(*columns).join(client, client.id == Contact.client_id).join(person, person.id == Contact.person_id)
    theirs = or_(among(Contact.client_id, ids), among(Contact.person_id, ids))
    return [record_of(row) for row in db.session.execute(asked.where(theirs).order_by(Contact.id))]


def sign_ins_told(ids: Collection[int]) -> list[Record]:
    """Their login and where it is open. Neither a password nor a second factor is told, not even as a hash."""
    logins = logins_of(ids)
    asked = select(Login.id, Login.email, Login.name, Login.language, Login.is_on, Login.created_at)
    rows = db.session.execute(asked.add_columns(Login.last_sign_in_at).where(among(Login.id, logins)))
    told = {row.id: {name: as_json(value) for name, value in row._mapping.items() if name != "id"} for row in rows}
    of_session = (LoginSession.created_at, LoginSession.last_seen_at, LoginSession.ended_at)
    sessions = select(LoginSession.login_id, *of_session, LoginSession.address, LoginSession.device)
    for row in db.session.execute(sessions.where(among(LoginSession.login_id, logins)).order_by(LoginSession.id)):
        session = {name: value for name, value in record_of(row).items() if name != "login_id"}
        told[row.login_id].setdefault("sessions", []).append(session)
    return list(told.values())


def emails_to_logins(ids: Collection[int]) -> list[Record]:
    """What was written to their logins."""
    return emails_of((), logins_of(ids))


TOLD = (
    Told("contacts", (Contact.client_id, Contact.person_id), records=contacts_told),
    Told("sign_ins", (PortalUser.person_id,), records=sign_ins_told, also=frozenset({"login", "login_session"})),
    Told("emails_to_their_sign_in", (Email.login_id,), records=emails_to_logins),
)
