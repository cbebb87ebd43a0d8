"""What people change about themselves: how pages look, their password, their open sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from app.db import db, deed, own_transaction
from app.domain.accounts import passwords, sessions, throttle
from app.domain.accounts.models import Density, Login, LoginSession, Theme
from app.domain.accounts.throttle import Asker
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


def change_password(current: str, new: str, key: str, *, session_id: int, by: Actor) -> Act:
    """Change one's own password; every other session of one's own ends. The same form once more changes nothing more.

    Asks the current one. Wrong ones are counted as at sign-in, for an open session is no place to guess, but apart
    from it: nobody outside can slow this down.
    Raises RuleViolation at `current` or `new`, MustWait.
    """
    assert by.id is not None
    asked = {"login": by.id, "current": passwords.seal(current, key), "new": passwords.seal(new, key)}
    if (act := _done_before(key, asked)) is not None:
        return act  # before the try is counted: what was the current password is none any more
    email, stored = _login(by.id)
    passwords.check_password(new, email=email, field="new")
    who = throttle.asker(f"own password {by.id}", f"login {by.id}", device_id=None)
    failure_id = throttle.count_try(who)
    if not passwords.matches(current, stored):
        raise RuleViolation(N_("This is not your current password."), field="current")
    new_hash = passwords.hash_password(new)
    return _change(stored, new_hash, asked, key, session_id=session_id, forgiving=(failure_id, who), by=by)


@deed
def _change(
    stored: str | None,
    new_hash: str,
    asked: dict[str, Any],
    key: str,
    *,
    session_id: int,
    forgiving: tuple[int, Asker],
    by: Actor,
) -> Act:
    assert by.id is not None
    throttle.forgive(*forgiving)
    login = db.session.get_one(Login, by.id, with_for_update=True, populate_existing=True)
    try:
        act = history.open_act(Deed.CHANGE_PASSWORD, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    if login.password_hash != stored:
        raise RuleViolation(N_("This is not your current password."), field="current")
    login.password_hash = new_hash
    sessions.end_all_of(by.id, but=session_id)
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


def _done_before(key: str, asked: dict[str, Any]) -> Act | None:
    """The act that this very form made before, if it did; looked up without a transaction that writes."""
    fingerprint = history.digest({"deed": Deed.CHANGE_PASSWORD, **asked})
    return db.session.scalar(select(Act).where(Act.key == key[:64], Act.asked == fingerprint))


def _login(login_id: int) -> tuple[str, str | None]:
    row = db.session.execute(select(Login.email, Login.password_hash).where(Login.id == login_id)).one()
    return row.email, row.password_hash
