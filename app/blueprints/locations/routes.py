from __future__ import annotations

from functools import partial
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.blueprints.locations import bp
from app.blueprints.locations.forms import LocationForm
from app.domain.entries.queries import entries_of, entry_of
from app.domain.locations.drafts import ADDRESS, LOCATIONS, address_on_card
from app.domain.parties.models import Party
from app.web.entries import EntryDoors
from app.web.ids import LARGEST
from app.web.office import this_office


def begins_with(client: Party) -> dict[str, Any]:
    """The address that was asked to be copied (`?copy=` a location, `?copy=card` the card's own); else the country.

    What of the rest was typed already comes along in the address, and stays.
    """
    asked = request.args.get("copy", "")
    if asked == "card":
        return {**address_on_card(client), **typed_already()}
    if asked.isascii() and asked.isdigit() and 0 < int(asked) <= LARGEST:
        other = entry_of(LOCATIONS, client.id, int(asked))
        return {**{name: getattr(other, name) for name in ADDRESS}, **typed_already()}
    return {"country": client.country or this_office().country}


def typed_already() -> dict[str, Any]:
    """What no copy brings: the name of the location, its kind, whether it is the default, the note."""
    typed = {name: request.args[name] for name in ("label", "kind", "note") if name in request.args}
    return {**typed, "is_default": "is_default" in request.args}


def shown_besides(client: Party) -> dict[str, Any]:
    """The addresses that a new location can be copied from."""
    url = partial(url_for, ".new_location", client_id=client.id)
    on_card = [{"label": _("The address on the card"), "url": url(copy="card")}] if client.city else []
    others = entries_of(LOCATIONS, client.id).rows
    return {"copies": [*on_card, *({"label": other.label, "url": url(copy=other.id)} for other in others)]}


EntryDoors(
    bp,
    LocationForm,
    one="location",
    tab="locations",
    fields="locations/_fields.html",
    new_title=_l("New location"),
    begins_with=begins_with,
    shown_besides=shown_besides,
).hang()
