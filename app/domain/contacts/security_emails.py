"""The emails that tell people what happened to their own access. None of them can be switched off (PRODUCT.md 7)."""

from __future__ import annotations

from dataclasses import replace

from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.contacts.inviting import person_of, recipient_behind
from app.domain.history.models import Act
from app.domain.messaging import outbox
from app.domain.messaging.composing import Value
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import TemplateKey


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


def tell_of_new_email(login: Login, former: str, act: Act) -> None:
    """The email to sign in with is another one: the old address is told."""
    tell(TemplateKey.EMAIL_CHANGED, login, act, {"new_login": login.email}, address=former)


def tell(
    template: TemplateKey,
    login: Login,
    act: Act | None,
    values: dict[str, Value] | None = None,
    *,
    address: str | None = None,
) -> None:
    """Leave a security email to the person of a login, in the transaction of what it tells of; once for an act."""
    person, to = person_of(login.id), recipient_behind(login)
    to = replace(to, address=address) if address else to
    said: dict[str, Value] = {"login": login.email, "at": clock.now(), **(values or {})}
    once = f"{template.value} {login.id} {act.id}" if act else None
    outbox.leave(template, [Letter(to, said, party_id=person.id if person else None, about=login, once=once)], act=act)
