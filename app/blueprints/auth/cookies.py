"""The cookie by which a browser is known again, so that others' wrong passwords do not slow it down."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.wrappers import Response

from app.domain.accounts.throttle import DEVICE_LIFE


def device_token() -> str | None:
    """The token of this browser, if it has one."""
    return request.cookies.get(_name())


def keep_device_token(response: Response, token: str) -> None:
    """Give the browser its token, or prolong the one it has."""
    response.set_cookie(
        _name(),
        token,
        max_age=DEVICE_LIFE,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SECURE_COOKIES"],
    )


def _name() -> str:
    return "__Host-device" if current_app.config["SECURE_COOKIES"] else "device"
