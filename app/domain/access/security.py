"""What people do to their own way in, or admins to that of the staff, and the emails that tell of it."""

from __future__ import annotations

from app.db import db, deed
from app.domain.accounts import profile, staff
from app.domain.accounts.models import Login
from app.domain.contacts.security_emails import tell_of_new_password
from app.domain.history.models import Act, Actor


def change_password(current: str, new: str, key: str, *, session_id: int, by: Actor) -> Act:
    """Change one's own password, and say so by email. See `profile.change_password` for what it asks and raises."""
    act = profile.change_password(current, new, key, session_id=session_id, by=by)
    assert by.id is not None
    _tell_once(by.id, act)
    return act


def reset_password(login_id: int, password: str, key: str, *, by: Actor) -> Act:
    """Give a member of the staff another password, and tell them. See `staff.reset_password`."""
    act = staff.reset_password(login_id, password, key, by=by)
    _tell_once(login_id, act)
    return act


@deed
def _tell_once(login_id: int, act: Act) -> None:
    tell_of_new_password(db.session.get_one(Login, login_id), act)
