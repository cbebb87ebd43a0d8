"""Links that set a password: good once, for a while, and held by nobody but their email (PRODUCT.md 7, SAFETY.md 8)."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from sqlalchemy import select, update

from app.db import db
from app.domain import clock
from app.domain.accounts.models import LinkPurpose, Login, OneUseLink
from app.domain.accounts.secret import keyed
from app.domain.accounts.sessions import hash_of

LIFE = {LinkPurpose.SET_PASSWORD: timedelta(hours=48), LinkPurpose.RESET_PASSWORD: timedelta(hours=3)}


class LinkState(Enum):
    """What is the matter with a link."""

    GOOD = auto()
    USED = auto()
    EXPIRED = auto()
    DEAD = auto()  # a newer one was sent, or the password or the email was changed
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Found:
    """A link as it was found by its token."""

    state: LinkState
    id: int = 0
    login_id: int = 0
    purpose: LinkPurpose = LinkPurpose.SET_PASSWORD
    email: str = ""


def issue(login_id: int, purpose: LinkPurpose) -> OneUseLink:
    """Make a link for a login, in the caller's transaction. Those that it had are dead from now on."""
    kill_all_of(login_id)
    nonce, now = secrets.token_urlsafe(24), clock.now()
    link = OneUseLink(
        login_id=login_id,
        purpose=purpose,
        nonce=nonce,
        token_hash=hash_of(_token(login_id, purpose, nonce)),
        issued_at=now,
        expires_at=now + LIFE[purpose],
    )
    db.session.add(link)
    db.session.flush()
    return link


def kill_all_of(login_id: int) -> None:
    """No link of this login opens anything any more: its password or its email is another."""
    db.session.execute(
        update(OneUseLink)
        .where(OneUseLink.login_id == login_id, OneUseLink.used_at.is_(None), OneUseLink.dead_since.is_(None))
        .values(dead_since=clock.now())
    )


def token_of(link: OneUseLink) -> str:
    """What stands in the address: made when it is needed, and the same each time."""
    return _token(link.login_id, link.purpose, link.nonce)


def is_good(link: OneUseLink) -> bool:
    """Whether a link still opens something."""
    return _state(link) is LinkState.GOOD


def find(token: str) -> Found:
    """What a token opens, or why it opens nothing. Reads only."""
    row = db.session.execute(
        select(OneUseLink, Login.email)
        .join(Login, Login.id == OneUseLink.login_id)
        .where(OneUseLink.token_hash == hash_of(token))
    ).first()
    if row is None:
        return Found(LinkState.UNKNOWN)
    link: OneUseLink = row[0]
    return Found(_state(link), link.id, link.login_id, link.purpose, row[1])


def use(link_id: int) -> bool:
    """Use a link up. Of many at once one succeeds. False when it was no longer good."""
    using = (
        update(OneUseLink)
        .where(
            OneUseLink.id == link_id,
            OneUseLink.used_at.is_(None),
            OneUseLink.dead_since.is_(None),
            OneUseLink.expires_at > clock.now(),
        )
        .values(used_at=clock.now())
    )
    used = db.session.execute(using, execution_options={"synchronize_session": False})
    return bool(used.rowcount)  # type: ignore[attr-defined]


def _state(link: OneUseLink) -> LinkState:
    if link.used_at:
        return LinkState.USED
    if link.dead_since:
        return LinkState.DEAD
    return LinkState.EXPIRED if link.expires_at <= clock.now() else LinkState.GOOD


def _token(login_id: int, purpose: LinkPurpose, nonce: str) -> str:
    return base64.urlsafe_b64encode(keyed(purpose.value, str(login_id), nonce)).rstrip(b"=").decode()
