"""The office's people: who they are, what they may, and that one of them can always change it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from app.db import db, deed, insert_if_new
from app.domain import clock
from app.domain.accounts import links, passwords, sessions, two_factor
from app.domain.accounts.models import Login
from app.domain.accounts.permissions import StaffRole
from app.domain.accounts.signing_in import checked_email, email_key
from app.domain.errors import N_, EditConflict, NotFound, RuleViolation, say
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM, Act, Actor, Deed, EventKind


@dataclass(frozen=True, slots=True)
class StaffDraft:
    """What an admin wrote about a member of the staff. The email is given once."""

    name: str
    role: StaffRole
    email: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the staff list."""

    id: int
    name: str
    email: str
    role: StaffRole
    is_on: bool
    last_sign_in_at: datetime | None
    is_last_admin: bool
    has_two_factor: bool = False

    @property
    def version(self) -> str:
        """What an edit form saw, to find out whether somebody saved meanwhile."""
        return history.digest({"name": self.name, "role": self.role})[:16]


def staff() -> list[Member]:
    """Everybody who works at the office, those switched off last."""
    logins = db.session.scalars(
        select(Login).where(Login.role.is_not(None)).order_by(Login.is_on.desc(), Login.email_key)
    ).all()
    admins = [login.id for login in logins if _is_admin(login)]
    return sorted(
        (_member(login, is_last_admin=admins == [login.id]) for login in logins),
        key=lambda member: (not member.is_on, member.name.casefold()),
    )


def member(login_id: int) -> Member:
    """One of the staff. Raises NotFound, for a portal user too."""
    for one in staff():
        if one.id == login_id:
            return replace(one, has_two_factor=two_factor.is_on(login_id))
    raise NotFound(login_id)


def add_staff(draft: StaffDraft, password: str, key: str, *, by: Actor) -> Act:
    """Add a member of the staff, who signs in with a password that the admin typed.

    Raises RuleViolation: no name, no email, an email that is a login already, a password that is none.
    """
    password_hash = passwords.hash_new(password, email=draft.email)
    return _add(draft, password_hash, passwords.seal(password, key), key, by=by)


def create_admin(email: str, name: str, password: str) -> Act:
    """Add an admin from the terminal: the first one, or the next when all have forgotten their passwords."""
    return add_staff(StaffDraft(name, StaffRole.ADMIN, email), password, history.new_key(), by=SYSTEM)


@deed
def _add(draft: StaffDraft, password_hash: str, seal: str, key: str, *, by: Actor) -> Act:
    try:
        asked = {"email": draft.email, "name": draft.name, "role": draft.role, "password": seal}
        act = history.open_act(Deed.ADD_STAFF, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    email = checked_email(draft.email)
    values = {
        "email": email,
        "email_key": email_key(email),
        "name": _checked_name(draft.name),
        "password_hash": password_hash,
        "role": draft.role,
        "created_at": clock.now(),
    }
    # Two admins at once add one email: the second waits for the first at the unique key, and finds it taken.
    adding = insert_if_new(Login, "email_key").values(values).returning(Login.id)
    login_id = db.session.scalar(adding)
    if login_id is None:
        raise RuleViolation(say(N_("%(email)s is somebody's login already."), email=email), field="email")
    login = db.session.get_one(Login, login_id)
    history.record(act, EventKind.STAFF_ADDED, login, name=login.name, role=login.role)
    return act


@deed
def edit_staff(login_id: int, draft: StaffDraft, version: str, key: str, *, by: Actor) -> Act:
    """Change name and role. Another role ends the person's sessions; the last admin stays one.

    Raises NotFound, RuleViolation, EditConflict when somebody else saved since the form was opened.
    """
    login, is_last_admin = _lock(login_id)
    try:
        asked = {"login": login_id, "name": draft.name, "role": draft.role}
        act = history.open_act(Deed.CHANGE_STAFF, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    if _member(login, is_last_admin=is_last_admin).version != version:
        raise EditConflict(
            say(N_("Somebody else changed this while you were writing.")), {"name": login.name, "role": login.role}
        )
    name = _checked_name(draft.name)
    if is_last_admin and draft.role is not StaffRole.ADMIN:
        raise RuleViolation(N_("This is the last admin. Make somebody else an admin first."), field="role")
    changes: dict[str, Any] = {}
    if name != login.name:
        changes["former_name"] = login.name
        login.name = name
    if draft.role is not login.role:
        changes["role"] = draft.role
        login.role = draft.role
        sessions.end_all_of(login_id)
    if changes:
        history.record(act, EventKind.STAFF_CHANGED, login, **{"name": name, **changes})
    return act


@deed
def switch_off(login_id: int, key: str, *, by: Actor) -> Act:
    """Switch a login off: its sessions and links end, and nobody signs in with it. The last admin's stays on.

    The same form once more changes nothing more: who was switched on since stays on, and in.
    Raises NotFound, RuleViolation.
    """
    login, is_last_admin = _lock(login_id)
    if is_last_admin:
        raise RuleViolation(N_("This is the last admin. Make somebody else an admin first."))
    return _switch(login, key, is_on=False, by=by)


@deed
def switch_on(login_id: int, key: str, *, by: Actor) -> Act:
    """Switch a login on again: the same password opens it. Ended sessions stay ended. Raises NotFound."""
    login, _ = _lock(login_id)
    return _switch(login, key, is_on=True, by=by)


def reset_password(login_id: int, password: str, key: str, *, by: Actor) -> Act:
    """Give a member of the staff another password, typed by an admin. Their sessions end, and their links.

    Raises NotFound, RuleViolation.
    """
    password_hash = passwords.hash_new(password, email=member(login_id).email)
    return _reset(login_id, password_hash, passwords.seal(password, key), key, by=by)


@deed
def _reset(login_id: int, password_hash: str, seal: str, key: str, *, by: Actor) -> Act:
    login, _ = _lock(login_id)
    try:
        act = history.open_act(Deed.RESET_PASSWORD, key, by=by, asked={"login": login_id, "password": seal})
    except AlreadyDone as done:
        return done.act
    login.password_hash = password_hash
    sessions.end_all_of(login_id)
    links.kill_all_of(login_id)
    history.record(act, EventKind.PASSWORD_CHANGED, login, name=login.name)
    return act


def _switch(login: Login, key: str, *, is_on: bool, by: Actor) -> Act:
    try:
        act = history.open_act(Deed.CHANGE_STAFF, key, by=by, asked={"login": login.id, "is_on": is_on})
    except AlreadyDone as done:
        return done.act
    if login.is_on is not is_on:
        login.is_on = is_on
        if not is_on:
            sessions.end_all_of(login.id)
            links.kill_all_of(login.id)
        history.record(act, EventKind.STAFF_CHANGED, login, name=login.name, is_on=is_on)
    return act


def _lock(login_id: int) -> tuple[Login, bool]:
    """Hold one of the staff, and whether it is the last admin.

    All who are admins now are held with it, in the order of their ids: two admins who switch each other off meet
    here, and the second finds itself the last.
    """
    held = (
        select(Login)
        .where(or_(Login.id == login_id, and_(Login.role == StaffRole.ADMIN, Login.is_on)), Login.role.is_not(None))
        .order_by(Login.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    logins = {login.id: login for login in db.session.scalars(held)}
    if login_id not in logins:
        raise NotFound(login_id)
    return logins[login_id], [one.id for one in logins.values() if _is_admin(one)] == [login_id]


def _is_admin(login: Login) -> bool:
    return login.is_on and login.role is StaffRole.ADMIN


def _member(login: Login, *, is_last_admin: bool) -> Member:
    assert login.role is not None
    return Member(
        login.id, login.name, login.email, login.role, login.is_on, login.last_sign_in_at, is_last_admin=is_last_admin
    )


def _checked_name(name: str) -> str:
    if not name.strip():
        raise RuleViolation(N_("A member of the staff has a name."), field="name")
    return name.strip()
