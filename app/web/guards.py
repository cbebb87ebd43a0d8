"""Every view names who may open it. An unguarded view does not boot."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.accounts.permissions import Permission
from app.domain.contacts.permissions import PortalPermission
from app.domain.errors import N_, say
from app.domain.parties.merging import survivor_of
from app.extensions import login_manager
from app.web.errors import LooksOnly
from app.web.identity import stop_viewing
from app.web.merged import address_of_survivor
from app.web.pages import tell
from app.web.transactions import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])


class Door(StrEnum):
    """The kinds of door. A desk door also names its permission."""

    PUBLIC = "public"  # anyone
    SIGNED_IN = "signed in"  # whoever has signed in, desk or portal
    HALL = "hall"  # the desk's front page: portal users are led to their own
    DESK = "desk"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Guard:
    """The sign on a view's door."""

    door: Door
    permission: Permission | None = None
    opens: PortalPermission | None = None  # of a portal door: what the contact needs
    token: str = ""  # the setting that holds what a machine may send instead


def requires(permission: Permission, *, or_token: str = "") -> Callable[[View], View]:
    """For staff who hold this permission; and for a machine that sends the token of a setting."""
    return _sign(Guard(Door.DESK, permission, token=or_token))


def hall(permission: Permission) -> Callable[[View], View]:
    """The desk's front page: staff come in, portal users are led to the portal."""
    return _sign(Guard(Door.HALL, permission))


def portal(opens: PortalPermission | None = None) -> Callable[[View], View]:
    """For portal users. A view with a `client_id` is 404 unless that client is within their reach, and opens this."""
    return _sign(Guard(Door.PORTAL, opens=opens))


def signed_in() -> Callable[[View], View]:
    """For whoever has signed in: their own account."""
    return _sign(Guard(Door.SIGNED_IN))


def public() -> Callable[[View], View]:
    """For anyone: signing in, and the load balancer."""
    return _sign(Guard(Door.PUBLIC))


def _sign(guard: Guard) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.guard = guard  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    app.view_functions["static"] = public()(app.view_functions["static"])
    unguarded = sorted(name for name, view in app.view_functions.items() if not hasattr(view, "guard"))
    if unguarded:
        raise RuntimeError(f"These views name no guard: {', '.join(unguarded)}")
    app.before_request(check)


def guard_of(endpoint: str) -> Guard:
    """The sign on an endpoint's door."""
    guard: Guard = getattr(current_app.view_functions[endpoint], "guard")  # noqa: B009  (set by the decorators above)
    return guard


def check() -> ResponseReturnValue | None:
    """Turn away who may not come in: nobody to the sign-in page, portal users with 404, staff with 403."""
    guard = guard_of(request.endpoint) if request.endpoint else Guard(Door.PUBLIC)
    if guard.door is Door.PUBLIC or _bears(guard.token):
        return None
    if not current_user.is_authenticated:
        return login_manager.unauthorized()
    if guard.door in {Door.SIGNED_IN, Door.PORTAL} and current_user.is_viewing and request.method not in SAFE_METHODS:
        raise LooksOnly
    if guard.door is Door.SIGNED_IN:
        return None
    return _check_portal_user(guard) if current_user.is_portal else _check_staff(guard)


def _bears(setting: str) -> bool:
    """Whether the request bears the token of a setting (RFC 6750). One that is not set opens nothing."""
    token = current_app.config[setting] if setting else ""
    sent = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(sent.encode(), f"Bearer {token}".encode())


def _check_staff(guard: Guard) -> ResponseReturnValue | None:
    if guard.door is Door.PORTAL:
        return _check_viewer(guard) if current_user.is_viewing else redirect(url_for("today.index"), 303)
    if guard.permission is not None and not current_user.may(guard.permission):
        abort(403)
    return None


def _check_viewer(guard: Guard) -> ResponseReturnValue | None:
    """An admin who looks as a contact comes in where that contact does, as long as that contact does."""
    if not current_user.reach:
        stop_viewing()
        tell(say(N_("This contact has no way into the portal any more.")), "info")
        return redirect(url_for("today.index"), 303)
    return _check_reach(guard)


def _check_portal_user(guard: Guard) -> ResponseReturnValue | None:
    if guard.door is Door.HALL:
        return redirect(url_for("portal.home"), 303)
    if guard.door is not Door.PORTAL:
        abort(404)
    return _check_reach(guard)


def _check_reach(guard: Guard) -> ResponseReturnValue | None:
    client_id = (request.view_args or {}).get("client_id")
    if client_id is None or current_user.reaches(client_id, guard.opens):
        return None
    # One that was merged leads on whoever reaches the one that stayed. To the others neither is there.
    survivor = survivor_of(client_id)
    where = address_of_survivor() if survivor and current_user.reaches(survivor, guard.opens) else None
    return redirect(where, 303) if where else abort(404)
