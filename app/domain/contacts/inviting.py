"""Giving a person access to the portal: a login, a link to set a password, and the emails that tell of both.

Which of them leave is the table *welcome template* of PRODUCT.md 7.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from app.db import db
from app.domain.accounts import links
from app.domain.accounts.models import LinkPurpose, Login, OneUseLink
from app.domain.contacts.models import Contact, PortalUser
from app.domain.errors import N_, Sentence, say
from app.domain.history.models import Act
from app.domain.messaging import addresses, outbox
from app.domain.messaging.composing import Recipient, Value
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import TemplateKey
from app.domain.messaging.wordings import is_on
from app.domain.parties.models import Party, PartyStatus


@dataclass(frozen=True, slots=True)
class Invitation:
    """Which emails somebody asked for: the welcome of a new contact, the link to set a password."""

    welcome: bool = False
    set_password: bool = False

    def __bool__(self) -> bool:
        return self.welcome or self.set_password


NOBODY = Invitation()


def why_not(contact: Contact) -> Sentence | None:
    """Why no invitation goes to this contact (PRODUCT.md 7); None when one may."""
    client, person = contact.client, contact.person
    if not person.email:
        return Sentence(N_("Portal access needs an email."))
    if not contact.is_active:
        return say(N_("%(name)s is not active for this client: no invitation is sent."), name=person.name)
    if client.status is PartyStatus.ARCHIVED:
        return Sentence(N_("No invitation is sent while the client is archived."))
    if person.status is PartyStatus.ARCHIVED:
        return say(N_("No invitation is sent to %(name)s, who is in the Archive."), name=person.name)
    return None


def opens_something(asked: Invitation) -> bool:
    """Whether any email that leads into the portal will leave: a template that is off wins over any box."""
    return (asked.welcome and is_on(TemplateKey.WELCOME)) or (asked.set_password and is_on(TemplateKey.SET_PASSWORD))


def invite(contact: Contact, login: Login | None, asked: Invitation, act: Act) -> Sentence | None:
    """Leave what was asked for in the outbox, in the transaction of the act.

    The link is one and the same in all of it; a person who has a password gets one only by asking for it. A welcome
    whose template is off is noted in the log as suppressed. Returns a sentence when nothing may be sent.
    """
    if not asked:
        return None
    if because := why_not(contact):
        return because
    link = _link_for(login, asked)
    if asked.welcome:
        values = {"portal_link": addresses.portal(), **_of_client(contact.client)}
        _leave(TemplateKey.WELCOME, contact, login, link, act, values)
    if asked.set_password:
        _leave(TemplateKey.SET_PASSWORD, contact, login, link, act, {})
    return None


def recipient_of(person: Party, login: Login | None) -> Recipient:
    """A person as somebody who gets email: in the language that they have chosen, else the one that we know of them."""
    language = (login.language if login else None) or person.language or None
    return Recipient(person.email, person.name, person.first_name, language, login.id if login else None)


def recipient_behind(login: Login) -> Recipient:
    """Whoever signs in with this login, of the portal or of the office, at the login's own address."""
    if person := person_of(login.id):
        return replace(recipient_of(person, login), address=login.email)
    return Recipient(login.email, login.name, login.name.split()[0], login.language, login.id)


def person_of(login_id: int) -> Party | None:
    """The person behind a portal login."""
    return db.session.scalar(
        select(Party).join(PortalUser, PortalUser.person_id == Party.id).where(PortalUser.login_id == login_id)
    )


def _link_for(login: Login | None, asked: Invitation) -> OneUseLink | None:
    if login is None or not opens_something(asked):
        return None
    wants_one = asked.set_password or login.password_hash is None
    return links.issue(login.id, LinkPurpose.SET_PASSWORD) if wants_one else None


def _leave(
    template: TemplateKey,
    contact: Contact,
    login: Login | None,
    link: OneUseLink | None,
    act: Act,
    values: dict[str, Value],
) -> None:
    to = recipient_of(contact.person, login)
    letter = Letter(to, {"login": to.address, **values}, party_id=contact.client_id, about=contact)
    outbox.leave(template, [letter], act=act, link=link)


def _of_client(client: Party) -> dict[str, Value]:
    return {"client_name": client.name, "client_number": client.number or ""}
