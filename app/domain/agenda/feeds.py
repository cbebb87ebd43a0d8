"""The private addresses at which calendars are subscribed to: one a person, which they can end (SAFETY.md 8)."""

from __future__ import annotations

import base64
import secrets
from contextlib import suppress

from sqlalchemy import select

from app.db import db, deed
from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.accounts.secret import keyed
from app.domain.accounts.sessions import hash_of
from app.domain.agenda.models import CalendarFeed
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Actor, Deed, EventKind

PURPOSE = "calendar feed"


@deed
def make_feed(login_id: int, key: str, *, of_everybody: bool, by: Actor) -> None:
    """Make the address of somebody's calendar. The one that they had opens nothing any more."""
    login = _held(login_id)
    with suppress(AlreadyDone):
        asked = {"login": login_id, "of_everybody": of_everybody}
        act = history.open_act(Deed.MAKE_CALENDAR_FEED, key, by=by, asked=asked)
        feed = feed_of(login_id) or CalendarFeed(login_id=login_id)
        feed.nonce, feed.made_at, feed.of_everybody = secrets.token_urlsafe(24), clock.now(), of_everybody
        feed.token_hash = hash_of(token_of(feed))
        db.session.add(feed)
        history.record(act, EventKind.CALENDAR_FEED_MADE, login, name=login.name)


@deed
def end_feed(login_id: int, key: str, *, by: Actor) -> None:
    """Let the address of somebody's calendar open nothing any more. Where there is none, nothing happens."""
    login = _held(login_id)
    with suppress(AlreadyDone):
        act = history.open_act(Deed.END_CALENDAR_FEED, key, by=by, asked={"login": login_id})
        if feed := feed_of(login_id):
            db.session.delete(feed)
            history.record(act, EventKind.CALENDAR_FEED_ENDED, login, name=login.name)


def feed_of(login_id: int) -> CalendarFeed | None:
    """The feed of a login, if there is one."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.login_id == login_id))


def token_of(feed: CalendarFeed) -> str:
    """What stands in the address: made when it is shown, and kept nowhere."""
    return base64.urlsafe_b64encode(keyed(PURPOSE, str(feed.login_id), feed.nonce)).rstrip(b"=").decode()


def find_feed(token: str) -> CalendarFeed | None:
    """What an address opens; nothing once it is ended, or the person works here no more."""
    opens = select(CalendarFeed).join(Login, Login.id == CalendarFeed.login_id)
    return db.session.scalar(
        opens.where(CalendarFeed.token_hash == hash_of(token), Login.is_on, Login.role.is_not(None))
    )


def _held(login_id: int) -> Login:
    """The login, whose feed nobody else makes meanwhile."""
    return db.session.scalars(select(Login).where(Login.id == login_id).with_for_update()).one()
