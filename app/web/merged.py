"""Addresses of who was merged into another lead to the one that stayed (PRODUCT.md 9)."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request, url_for

from app.domain.parties.merging import survivor_of
from app.web.ids import possible_id
from app.web.transactions import SAFE_METHODS

# What an address calls a party.
NAMES = ("party_id", "client_id")


def address_of_survivor() -> str | None:
    """This very address with the one that stayed in it; None where it names nobody who was merged."""
    values = request.view_args or {}
    for name in NAMES:
        survivor = survivor_of(values[name]) if values.get(name) and request.method in SAFE_METHODS else None
        if survivor is not None:
            path = url_for(request.endpoint or "", **{**values, name: survivor})
            return _with_query(path, list(request.args.items(multi=True)))
    return None


def asking_of_survivor(name: str) -> str | None:
    """The same for a party that is asked for, by this name, behind the path."""
    former = possible_id(request.args.get(name, type=int))
    survivor = survivor_of(former) if former else None
    if survivor is None:
        return None
    others = [(each, value) for each, value in request.args.items(multi=True) if each != name]
    return _with_query(request.path, [*others, (name, str(survivor))])


def _with_query(path: str, asked: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
