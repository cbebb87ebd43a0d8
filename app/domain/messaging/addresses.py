"""Where the links of emails lead: built from the configured public address, never from what a request says of itself
(SAFETY.md 8). The paths are those of PRODUCT.md 11, which people bookmark; a test compares them with the pages.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from app.domain.office import queries as offices
from app.domain.office.profile import Office

_fallback = "http://127.0.0.1:8000"


def set_fallback(address: str) -> None:
    """Set where this place is reached until an admin has said so in Settings → Office, once, at start."""
    global _fallback
    _fallback = address.rstrip("/")


def site() -> str:
    """The public address, without a slash at its end."""
    return offices.office().public_address or _fallback


def host_of(office: Office) -> str:
    """The host of the public address: the right half of what our emails are known by."""
    return urlsplit(office.public_address or _fallback).hostname or "localhost"


def portal(client_id: int | None = None) -> str:
    return f"{site()}/portal/{client_id}" if client_id else f"{site()}/portal"


def set_password(token: str) -> str:
    return f"{site()}/set-password/{token}"


def card(party_id: int) -> str:
    return f"{site()}/clients/{party_id}"


def mail_item(client_id: int, item_id: int) -> str:
    return f"{site()}/portal/{client_id}/mail/{item_id}"


def account() -> str:
    return f"{site()}/account"
