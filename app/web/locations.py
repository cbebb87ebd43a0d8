"""Addresses as people read them."""

from __future__ import annotations

from typing import Protocol

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.domain.locations.models import LocationKind
from app.web.formatting import locale

KINDS = {
    LocationKind.SEAT: _l("Registered seat"),
    LocationKind.BILLING: _l("Billing address"),
    LocationKind.FORWARDING: _l("Forwarding address"),
    LocationKind.BRANCH: _l("Branch"),
    LocationKind.OTHER: _l("Other address"),
}


class Place(Protocol):
    """What has an address: a card, or one of its locations."""

    street: str
    house_number: str
    postal_code: str
    city: str
    province: str
    country: str


def address_lines(place: Place) -> list[str]:
    """An address as it is written on an envelope, without the parts that are not known."""
    street = f"{place.street} {place.house_number}".strip()
    town = f"{place.postal_code} {place.city}".strip()
    if place.province:
        town = f"{town} ({place.province})".strip()
    addressee = getattr(place, "addressee", "")
    country = locale().territories.get(place.country, place.country)
    return [line for line in (addressee, street, town, country) if line]


def init_app(app: Flask) -> None:
    app.jinja_env.filters["address"] = address_lines
    app.jinja_env.filters["location_kind"] = lambda kind: KINDS[kind]
