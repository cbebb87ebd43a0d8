"""How the portal access of each contact stands: what was sent, what came of it, when they were there last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, defer

from app.db import db
from app.domain import clock
from app.domain.accounts.models import Login, OneUseLink, TwoFactor
from app.domain.contacts.models import Contact, PortalUser
from app.domain.messaging.bouncing import Bounce, bouncing_among
from app.domain.messaging.models import Email, EmailState
from app.domain.messaging.templates import TemplateKey
from app.domain.parties.models import Party, PartyStatus
from app.prepared import prepared

# The emails that carry a way in.
INVITATIONS = (TemplateKey.WELCOME, TemplateKey.SET_PASSWORD, TemplateKey.RESET_PASSWORD)


class AccessState(StrEnum):
    """Where a contact stands, in the order in which it is asked: the first that holds is shown."""

    INACTIVE = "inactive"
    NO_EMAIL = "no email"
    SWITCHED_OFF = "switched off"  # the desk has switched off their sign-ins
    ARCHIVED = "archived"  # the client or the person is
    SIGNED_IN = "signed in"  # at `at`
    LINK_USED = "link used"  # at `at`; without it the desk gave them a password. They have not been here yet
    FAILED = "failed"  # the invitation, at `at`, with the server's `answer`
    UNKNOWN = "unknown"  # it may have arrived
    QUEUED = "queued"
    KEPT = "kept"  # no mail server is set: nothing has left the house
    EXPIRED = "expired"  # the link was sent, and its time is over
    SENT = "sent"  # at `at`; the link is good until `until`
    NOT_INVITED = "not invited"


@dataclass(frozen=True, slots=True)
class Access:
    """How one contact's access stands."""

    state: AccessState
    at: datetime | None = None
    until: datetime | None = None
    answer: str = ""
    login_id: int | None = None
    email_id: int | None = None  # of the outbox: the invitation that this tells of
    bounce: Bounce | None = None  # a mail server said that there is nobody at their address
    others: int = 0  # for how many other clients they are an active contact
    has_two_factor: bool = False  # an app's code is asked for beside the password

    @property
    def can_send_again(self) -> bool:
        """Whether a link may be sent: they have an email, and the way would be open."""
        return self.state not in (
            AccessState.INACTIVE,
            AccessState.NO_EMAIL,
            AccessState.SWITCHED_OFF,
            AccessState.ARCHIVED,
        )


_other, client = aliased(Contact), aliased(Party)  # made once: it takes longer than the statement
# The latest of each, for the login of a row.
_LAST_EMAIL = (
    select(func.max(Email.id))
    .where(Email.login_id == Login.id, Email.template.in_(INVITATIONS))
    .correlate(Login)
    .scalar_subquery()
)
_LAST_LINK = select(func.max(OneUseLink.id)).where(OneUseLink.login_id == Login.id).correlate(Login).scalar_subquery()
_OTHERS = (
    select(func.count())
    .where(_other.person_id == Contact.person_id, _other.is_active, _other.client_id != Contact.client_id)
    .correlate(Contact)
    .scalar_subquery()
)
_TWO_FACTOR = (
    select(TwoFactor.id).where(TwoFactor.login_id == Login.id, TwoFactor.confirmed_at.is_not(None)).correlate(Login)
).exists()


def access_of(client_id: int) -> dict[int, Access]:
    """How access stands for each contact of a client. Two statements, however many there are."""
    found = db.session.execute(*_rows_of(client_id)).all()
    bounces = bouncing_among([address for _, address, *_ in found])
    return {
        contact.id: replace(
            _state(contact, address, PartyStatus.ARCHIVED in statuses, login, email, link),
            login_id=login.id if login else None,
            email_id=email.id if email else None,
            bounce=bounces.get(address.casefold()),
            others=others,
            has_two_factor=has_two_factor,
        )
        for contact, address, *statuses, login, email, link, others, has_two_factor in found
    }


@prepared
def _rows_of(client_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Contact, Party.email, Party.status, client.status, Login, Email, OneUseLink, _OTHERS, _TWO_FACTOR)
        .join(Party, Party.id == Contact.person_id)
        .join(client, client.id == Contact.client_id)
        .outerjoin(PortalUser, PortalUser.person_id == Party.id)
        .outerjoin(Login, Login.id == PortalUser.login_id)
        .outerjoin(Email, Email.id == _LAST_EMAIL)
        .outerjoin(OneUseLink, OneUseLink.id == _LAST_LINK)
        .where(Contact.client_id == client_id)
        .options(defer(Email.html), defer(Email.text))
    )


def _state(
    contact: Contact, address: str, is_archived: bool, login: Login | None, email: Email | None, link: OneUseLink | None
) -> Access:
    """The first row of `AccessState` that holds."""
    if not contact.is_active:
        return Access(AccessState.INACTIVE)
    if not address:
        return Access(AccessState.NO_EMAIL)
    if login is None:
        return Access(AccessState.NOT_INVITED)
    if not login.is_on:
        return Access(AccessState.SWITCHED_OFF)
    if is_archived:
        return Access(AccessState.ARCHIVED)
    if login.last_sign_in_at:
        return Access(AccessState.SIGNED_IN, at=login.last_sign_in_at)
    if login.password_hash:
        return Access(AccessState.LINK_USED, at=link.used_at if link else None)
    return _invitation(email, link)


def _invitation(email: Email | None, link: OneUseLink | None) -> Access:
    """What became of the last email with a way in, and of its link."""
    if email is None:
        return Access(AccessState.NOT_INVITED)
    match email.state:
        case EmailState.FAILED:
            return Access(AccessState.FAILED, at=email.settled_at, answer=email.answer)
        case EmailState.UNKNOWN:
            return Access(AccessState.UNKNOWN, at=email.settled_at, answer=email.answer)
        case EmailState.QUEUED | EmailState.SENDING:
            return Access(AccessState.QUEUED, at=email.queued_at)
        case EmailState.SENT | EmailState.KEPT:
            is_over = link is None or link.dead_since is not None or link.expires_at <= clock.now()
            until = link.expires_at if link else None
            went = AccessState.KEPT if email.state is EmailState.KEPT else AccessState.SENT
            return Access(AccessState.EXPIRED if is_over else went, at=email.settled_at, until=until)
        case _:
            return Access(AccessState.NOT_INVITED)
