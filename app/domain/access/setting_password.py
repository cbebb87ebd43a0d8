"""A password set by a link from an email (PRODUCT.md 7): by the POST alone, once, and only while there is access."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import select

from app.db import db, deed, own_transaction
from app.domain.access import reach
from app.domain.access.reach import Standing
from app.domain.accounts import links, passwords, sessions, throttle
from app.domain.accounts.links import Found, LinkState
from app.domain.accounts.models import LinkPurpose, Login
from app.domain.accounts.signing_in import credentials_of, email_key
from app.domain.contacts.inviting import person_of, recipient_behind
from app.domain.contacts.security_emails import tell_of_new_password
from app.domain.history import actions as history
from app.domain.history.models import Actor, ActorKind, Deed, EventKind
from app.domain.jobs import actions as jobs
from app.domain.jobs.models import JobKind
from app.domain.messaging import outbox
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import TemplateKey


class Opens(Enum):
    """What a link comes to."""

    YES = auto()
    USED = auto()
    EXPIRED = auto()
    REPLACED = auto()  # by a newer one, or by another password or email
    CLOSED = auto()  # nobody's active contact at an open client, or the login is switched off
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Link:
    """A link as its page shows it."""

    opens: Opens
    found: Found

    @property
    def email(self) -> str:
        return self.found.email

    @property
    def can_be_renewed(self) -> bool:
        """Whether a fresh one may be sent to the same person."""
        return self.opens in (Opens.USED, Opens.EXPIRED, Opens.REPLACED)


class DeadLink(Exception):
    """Somebody was quicker, or the link had ended meanwhile: nothing was set."""


_STATES = {
    LinkState.USED: Opens.USED,
    LinkState.EXPIRED: Opens.EXPIRED,
    LinkState.DEAD: Opens.REPLACED,
    LinkState.UNKNOWN: Opens.UNKNOWN,
}


def look_at(token: str) -> Link:
    """What a link opens. Looking uses nothing up: the scanners of mail servers follow every link."""
    found = links.find(token)
    if found.state is LinkState.UNKNOWN:
        return Link(Opens.UNKNOWN, found)
    if not _has_access(found.login_id):
        return Link(Opens.CLOSED, found)
    return Link(_STATES.get(found.state, Opens.YES), found)


def set_password(token: str, password: str, *, address: str) -> str:
    """Set the password of whoever the link was sent to, and return their email. Their sessions end.

    The hash is made before the transaction that writes. Raises RuleViolation at `password`, DeadLink.
    """
    link = look_at(token)
    if link.opens is not Opens.YES:
        raise DeadLink
    password_hash = passwords.hash_new(password, email=link.email)
    _set(link.found, password_hash, address)
    return link.email


@deed
def _set(found: Found, password_hash: str, address: str) -> None:
    login = db.session.scalar(select(Login).where(Login.id == found.login_id).with_for_update())
    if login is None or not _has_access(found.login_id) or not links.use(found.id):
        raise DeadLink
    kind = ActorKind.STAFF if login.role else ActorKind.PORTAL
    act = history.open_act(
        Deed.SET_PASSWORD, history.new_key(), by=Actor(kind, login.id, login.name, address), asked={"link": found.id}
    )
    had_one = login.password_hash is not None
    login.password_hash = password_hash
    links.kill_all_of(login.id)
    sessions.end_all_of(login.id)
    person = person_of(login.id)
    history.record(act, EventKind.PASSWORD_CHANGED, login, party_id=person.id if person else None, name=login.name)
    if had_one:
        tell_of_new_password(login, act)


def ask_for_reset(email: str, *, address: str) -> None:
    """Somebody has forgotten their password. Whether there is such a login, nobody learns, neither by word nor by time.

    Both ways leave a job; the worker writes the email where there is somebody to write to. Raises MustWait.
    """
    throttle.count_try(throttle.asker(f"reset {email_key(email)}", address, device_id=None))
    _leave_job(credentials_of(email).login_id)


@deed
def _leave_job(login_id: int | None) -> None:
    jobs.enqueue(JobKind.RESET_PASSWORD, f"reset {history.new_key()}", {"login": login_id})


def send_fresh_link(token: str, *, address: str) -> None:
    """Send a fresh link in place of a dead one, to the address that the login has now. Raises MustWait."""
    link = look_at(token)
    if link.can_be_renewed:
        ask_for_reset(link.email, address=address)


def send_reset(login_id: int | None, *, keep: Callable[[], None]) -> None:
    """Write the email with the link: for the worker. A login that opens nothing gets none.

    `keep` holds the job within the transaction, so that of two workers one writes it.
    """
    with own_transaction():
        keep()
        login = db.session.get(Login, login_id, with_for_update=True) if login_id else None
        if login is not None and _has_access(login.id):
            purpose = LinkPurpose.RESET_PASSWORD if login.password_hash else LinkPurpose.SET_PASSWORD
            link = links.issue(login.id, purpose)
            outbox.leave(
                TemplateKey.RESET_PASSWORD, [Letter(recipient_behind(login), {"login": login.email})], link=link
            )


def _has_access(login_id: int) -> bool:
    """Whether a login opens anything: it is on, and one of the office's, or its person has an open client."""
    row = db.session.execute(select(Login.is_on, Login.role).where(Login.id == login_id)).first()
    if row is None or not row.is_on:
        return False
    return row.role is not None or reach.standing_of(login_id) is Standing.OPEN
