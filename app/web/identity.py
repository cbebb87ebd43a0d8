"""Who is asking. Flask-Login meets `domain.access` here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from flask import Flask, redirect, render_template, session, url_for
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_login import login_user as flask_login_user
from htmx_flask import make_response, request
from sqlalchemy.exc import OperationalError

from app.db import own_transaction
from app.domain.access import reach, viewing
from app.domain.access.reach import Reach, Standing
from app.domain.access.viewing import Viewed
from app.domain.accounts import sessions
from app.domain.accounts.permissions import GRANTS, Permission, StaffRole
from app.domain.accounts.sessions import OpenSession
from app.domain.contacts.permissions import PortalPermission
from app.domain.errors import N_
from app.domain.history.models import Actor, ActorKind
from app.extensions import login_manager
from app.web.formatting import choose_language_anew
from app.web.redirects import next_within
from app.web.transactions import SAFE_METHODS

PORTAL = "portal"


@dataclass
class Person:
    """Whoever has signed in, as pages and guards see them."""

    session: OpenSession
    token: str = field(repr=False)
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token

    @property
    def login_id(self) -> int:
        return self.session.login_id

    @property
    def name(self) -> str:
        return self.session.name

    @property
    def email(self) -> str:
        return self.session.email

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    @property
    def role(self) -> str:
        return self.session.role.value if self.session.role else PORTAL

    @property
    def is_portal(self) -> bool:
        return self.session.role is None

    @property
    def is_admin(self) -> bool:
        return self.session.role is StaffRole.ADMIN

    @property
    def language(self) -> str | None:
        return self.session.language

    @property
    def theme(self) -> str:
        return self.session.theme.value

    @property
    def density(self) -> str:
        return self.session.density.value

    @property
    def columns(self) -> list[str] | None:
        """The columns chosen for the client list; None: those that it has by itself."""
        return self.session.columns

    def may(self, permission: Permission) -> bool:
        return self.session.role is not None and permission in GRANTS[self.session.role]

    @property
    def is_viewing(self) -> bool:
        """Whether this is an admin who looks at the portal as a contact sees it."""
        return self.is_admin and self.session.viewing_id is not None

    @cached_property
    def viewed(self) -> Viewed | None:
        """Whose portal an admin looks at; nobody's where that login is none of the portal any more."""
        return viewing.viewed(self.session.viewing_id or 0) if self.is_viewing else None

    @property
    def portal_id(self) -> int | None:
        """The login whose portal the pages show: one's own, or for an admin that of the contact they look at."""
        if self.is_portal:
            return self.login_id
        return self.viewed.login_id if self.viewed else None

    @property
    def portal_name(self) -> str:
        """Who is greeted."""
        return self.viewed.name if self.viewed else self.name

    @cached_property
    def reach(self) -> list[Reach]:
        """The clients that are reached in the portal, read once a request."""
        return reach.reach_of(self.portal_id) if self.portal_id else []

    def reaches(self, client_id: int, opens: PortalPermission | None = None) -> bool:
        """Whether a client is reached in the portal, and this opens of it."""
        return any(one.id == client_id and (opens is None or opens in one.permissions) for one in self.reach)


def init_app(app: Flask) -> None:
    login_manager.session_protection = None  # our session rows say who is in
    login_manager.user_loader(load_person)
    login_manager.unauthorized_handler(ask_to_sign_in)
    app.context_processor(persons_words)
    app.before_request(follow_the_table)
    app.before_request(mark_as_seen)


def persons_words() -> dict[str, Any]:
    """What templates know of the person, found out once a page."""
    person = current_person()
    return {"me": person, "may": lambda permission: person is not None and person.may(Permission(permission))}


def load_person(token: str) -> Person | None:
    found = sessions.find_open(token)
    return Person(found, token) if found else None


def current_person() -> Person | None:
    """The person who asks, or nobody."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def current_actor() -> Actor:
    """The person who asks, as deeds know them."""
    person: Person = current_user._get_current_object()
    kind = ActorKind.PORTAL if person.is_portal else ActorKind.STAFF
    return Actor(kind, person.login_id, person.name, request.remote_addr or "")


def may(permission: Permission | str) -> bool:
    """Whether the person who looks holds a permission."""
    return bool(current_user.is_authenticated and current_user.may(Permission(permission)))


def sign_in(token: str) -> None:
    """Put a fresh session's token into the cookie. Of what the visitor's cookie held before little is kept.

    The language; and what the tokens of forms are made of, when this browser was this very login's before: the form
    that was open when the session ended can then be sent once more. Somebody else's could have been planted.
    """
    person = load_person(token)
    if person is None:
        raise RuntimeError("the session that was just opened is not there")
    was_theirs = sessions.login_of(session.get("_user_id", "")) == person.login_id
    names = ("language", "csrf_token") if was_theirs else ("language",)
    kept = {name: session[name] for name in names if name in session}
    session.clear()
    session.update(kept)
    session.permanent = True
    flask_login_user(person)


def speak(language: str | None) -> None:
    """Go on in the language that the person has just chosen (None: the browser's), with what this answer says too."""
    person: Person = current_user._get_current_object()
    person.session = replace(person.session, language=language)
    session.pop("language", None)  # what was chosen at the door no longer counts
    choose_language_anew()


def sign_out() -> None:
    """Forget who this was: nothing of the old session stays in the cookie but the language they read."""
    kept = getattr(current_user, "language", None) or session.get("language")
    session.clear()
    if kept:
        session["language"] = kept


def follow_the_table() -> ResponseReturnValue | None:
    """A portal user who reaches no client any more is out at this very request (PRODUCT.md 6, *Signing in*).

    Also when nothing is at its address. Under a host's name that is not ours nobody is anybody.
    """
    if request.endpoint == "static" or request_ctx.url_adapter is None:
        return None
    if not current_user.is_authenticated or not current_user.is_portal:
        return None
    if current_user.reach:
        return None
    person: Person = current_user._get_current_object()
    standing = reach.standing_of(person.login_id)
    with own_transaction():
        sessions.end(person.session.id)
    sign_out()
    if standing is Standing.CLOSED:
        session["farewell"] = True  # /login shows the courteous text, once
    return lead_to_login(url_for("auth.login"))


def stop_viewing() -> None:
    """The contact whose portal was looked at has no way in any more; so the admin is back at the desk."""
    person: Person = current_user._get_current_object()
    with own_transaction():
        sessions.view_as(person.session.id, None)


def mark_as_seen() -> None:
    """Move `last_seen_at`, at most once in five minutes, and never make the page wait for it."""
    if request.endpoint in (None, "static") or not current_user.is_authenticated:
        return
    if not sessions.is_due(current_user.session):
        return
    try:
        with own_transaction(wait_ms=50):
            sessions.touch(current_user.session.id)
    except OperationalError:
        pass  # somebody else is writing; the next request will do


def ask_to_sign_in() -> ResponseReturnValue:
    """Nobody is signed in: lead to the sign-in page, and back here afterwards."""
    if request.htmx and request.method not in SAFE_METHODS:
        return alert_signed_out()
    wanted = next_within(request.full_path.rstrip("?")) if request.method in SAFE_METHODS and not request.htmx else None
    return lead_to_login(url_for("auth.login", next=wanted if wanted not in (None, "/") else None))


def lead_to_login(url: str) -> ResponseReturnValue:
    """A redirect to the sign-in page that the browser follows, also when htmx asked."""
    if not request.htmx:
        return redirect(url, 303)
    return make_response("", 401, redirect=url)


def alert_signed_out() -> ResponseReturnValue:
    """What was typed stays on the page: sign in elsewhere, then send it again."""
    title = gettext(N_("Your session has ended."))
    text = gettext(N_("Sign in again in another tab, then send this once more. Nothing you typed is lost."))
    html = render_template("errors/_alert.html", title=title, text=text, status=401, reference="")
    return make_response(html, 401, retarget="#flashes", reswap="beforeend")
