"""An admin looks at the portal as a contact sees it: reading only, on record, for the time of one session."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.db import db, deed
from app.domain.access.reach import select_reach
from app.domain.accounts import sessions
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import contact_of, portal_login_of
from app.domain.errors import N_, RuleViolation
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind


@dataclass(frozen=True, slots=True)
class Viewed:
    """Whose portal is looked at."""

    login_id: int
    name: str
    email: str


@deed
def view_portal(client_id: int, contact_id: int, key: str, *, session_id: int, by: Actor) -> Act:
    """Let an admin's session show what a contact sees. It ends with the session, the role, or the contact's access.

    Whether they have ever signed in does not matter. Raises NotFound; RuleViolation for a contact without a login,
    or whose sign-in does not reach this client now.
    """
    contact = contact_of(client_id, contact_id)
    login = _login_that_reaches(contact)
    try:
        asked = {"contact": contact_id, "session": session_id}
        act = history.open_act(Deed.VIEW_PORTAL, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    sessions.view_as(session_id, login.id)
    history.record(act, EventKind.PORTAL_VIEWED, contact, party_id=client_id, name=contact.person.name)
    return act


@deed
def leave_portal(session_id: int) -> None:
    """Back to the desk. Once more changes nothing more."""
    sessions.view_as(session_id, None)


def viewed(login_id: int) -> Viewed | None:
    """Whose portal it is; nobody's when the login is none of the portal any more, or switched off."""
    found = select(Login.id, Login.name, Login.email).where(Login.id == login_id, Login.role.is_(None), Login.is_on)
    row = db.session.execute(found).first()
    return Viewed(*row) if row else None


def _login_that_reaches(contact: Contact) -> Login:
    login = portal_login_of(contact.person_id)
    if login is None or not login.is_on:
        raise RuleViolation(N_("This contact cannot sign in to the portal, so there is nothing to look at."))
    if contact.client_id not in {row[0] for row in db.session.execute(select_reach(login.id))}:
        raise RuleViolation(N_("This client is not open to this contact, so there is nothing to look at."))
    return login
