"""The emails that tell people what happened to their own access. None of them can be switched off (PRODUCT.md 7)."""

from __future__ import annotations

from app.db import db, deed
from app.domain import clock
from app.domain.accounts import profile, staff
from app.domain.accounts.models import Login
from app.domain.contacts.inviting import person_of, recipient_behind
from app.domain.history.models import Act, Actor
from app.domain.messaging import outbox
from app.domain.messaging.composing import Value
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import TemplateKey


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


def tell_of_new_password(login: Login, act: Act) -> None:
    """The password of this login was changed."""
    tell(TemplateKey.PASSWORD_CHANGED, login, act)


def tell_of_new_device(login: Login, *, device: str, address: str) -> None:
    """This login was used on a device that it was never used on before."""
    values: dict[str, Value] = {"device": device, "address": address}
    tell(TemplateKey.NEW_DEVICE, login, None, values)


def tell_of_two_factor_off(login: Login, act: Act) -> None:
    """Signing in asks for no code any more."""
    tell(TemplateKey.TWO_FACTOR_OFF, login, act)


def tell(template: TemplateKey, login: Login, act: Act | None, values: dict[str, Value] | None = None) -> None:
    """Leave a security email to the person of a login, in the transaction of what it tells of; once for an act."""
    person, to = person_of(login.id), recipient_behind(login)
    said: dict[str, Value] = {"login": login.email, "at": clock.now(), **(values or {})}
    once = f"{template.value} {login.id} {act.id}" if act else None
    outbox.leave(template, [Letter(to, said, party_id=person.id if person else None, about=login, once=once)], act=act)


@deed
def _tell_once(login_id: int, act: Act) -> None:
    tell_of_new_password(db.session.get_one(Login, login_id), act)
