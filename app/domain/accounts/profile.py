"""What people change about themselves: how pages look, their password, their open sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from app.db import db, deed, own_transaction
from app.domain.accounts import links, passwords, sessions, throttle
from app.domain.accounts.models import Density, Login, LoginSession, Theme
from app.domain.accounts.proving import Proof, prove
from app.domain.errors import N_, NotFound, RuleViolation
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind


@deed
def set_preferences(login_id: int, *, language: str | None, theme: Theme, density: Density | None = None) -> None:
    """Choose language (None: the browser's), theme and, at the desk, the height of rows (None: as it is)."""
    chosen: dict[str, object] = {"language": language, "theme": theme}
    if density is not None:
        chosen["density"] = density
    db.session.execute(update(Login).where(Login.id == login_id).values(chosen))


@deed
def set_density(login_id: int, density: Density) -> None:
    """Choose the height of rows alone, as the foot of a list does."""
    db.session.execute(update(Login).where(Login.id == login_id).values(density=density))


@deed
def set_columns(login_id: int | None, columns: list[str] | None) -> None:
    """Choose what the client list shows, or with None what it shows by itself."""
    db.session.execute(update(Login).where(Login.id == login_id).values(columns=columns))


def remember_client(login_id: int, client_id: int) -> None:
    """Note where /portal leads to next time. Looking is a GET, so this has a transaction of its own."""
    try:
        with own_transaction(wait_ms=50):
            db.session.execute(update(Login).where(Login.id == login_id).values(last_client_id=client_id))
    except OperationalError:
        pass  # somebody else is writing; the next visit will do


@deed
def change_name(name: str, key: str, *, by: Actor) -> Act:
    """Change what one is called at the desk. Who signs in at the portal is a person on file (`contacts/own.py`)."""
    login = db.session.get_one(Login, by.id, with_for_update=True, populate_existing=True)
    name = " ".join(name.split())
    if not name:
        raise RuleViolation(N_("A member of the staff has a name."), field="name")
    try:
        act = history.open_act(Deed.CHANGE_STAFF, key, by=by, asked={"login": login.id, "name": name})
    except AlreadyDone as done:
        return done.act
    if name != login.name:
        former, login.name = login.name, name
        history.record(act, EventKind.STAFF_CHANGED, login, name=name, former_name=former)
    return act


def change_password(current: str, new: str, key: str, *, session_id: int, by: Actor) -> Act:
    """Change one's own password; every other session of one's own ends, and no link that was sent before opens anything
    (PRODUCT.md 7). The same form once more changes nothing more.

    Raises RuleViolation at `current` or `new`, MustWait.
    """
    assert by.id is not None
    asked = {"login": by.id, "current": passwords.seal(current, key), "new": passwords.seal(new, key)}
    if (act := history.done_before(Deed.CHANGE_PASSWORD, key, asked)) is not None:
        return act  # before the try is counted: what was the current password is none any more
    passwords.check_password(new, email=_email_of(by.id), field="new")
    proof = prove(by.id, current, field="current")
    return _change(proof, passwords.hash_password(new), asked, key, session_id=session_id, by=by)


@deed
def _change(proof: Proof, new_hash: str, asked: dict[str, Any], key: str, *, session_id: int, by: Actor) -> Act:
    login = db.session.get_one(Login, by.id, with_for_update=True, populate_existing=True)
    try:
        act = history.open_act(Deed.CHANGE_PASSWORD, key, by=by, asked=asked)
    except AlreadyDone as done:
        throttle.forgive(proof.failure_id, proof.who)
        return done.act
    proof.take(login, field="current")
    login.password_hash = new_hash
    sessions.end_all_of(login.id, but=session_id)
    links.kill_all_of(login.id)
    history.record(act, EventKind.PASSWORD_CHANGED, login, name=login.name)
    return act


@deed
def end_session(login_id: int, session_id: int) -> None:
    """End one of one's own sessions. Raises NotFound for those of others."""
    own = select(LoginSession.id).where(LoginSession.id == session_id, LoginSession.login_id == login_id)
    if db.session.scalar(own) is None:
        raise NotFound(session_id)
    sessions.end(session_id)


@deed
def end_other_sessions(login_id: int, *, but: int) -> None:
    """End every session of one's own but the one in hand."""
    sessions.end_all_of(login_id, but=but)


def _email_of(login_id: int) -> str:
    return db.session.execute(select(Login.email).where(Login.id == login_id)).scalar_one()
