"""Ids in addresses and in forms."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1  # what a column holds


class IdConverter(IntegerConverter):
    """A number that can be an id. A longer one is no address: 404, where the database would have failed."""

    def __init__(self, url_map: Map, **limits: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST, **limits})


def an_id(value: Any) -> int | None:
    """The id that was chosen in a field; nothing for nobody."""
    return int(value) if value not in (None, "", "None") else None


def possible_id(value: int | None) -> int | None:
    """A number that somebody sent, where it can be an id; nothing for any other, with which the database would fail."""
    return value if value and 0 < value <= LARGEST else None
