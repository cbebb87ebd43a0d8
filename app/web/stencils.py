"""What every row of a list says alike, drawn once a page: a stencil, with places for what differs.

`each.id` and `each.name` stand for the row's own while it is drawn; the filter `stencil` makes of the drawing what puts
a row's values in, escaped as in any template::

    {% set pick = ui.pick(each.id, each.name) | stencil %}
    {% for party in parties.rows %}{{ pick(party) }}{% endfor %}
"""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

# An id must be a number to stand in an address: these are too long for a table, and nobody can know and type them.
_FIRST = 10**18 + secrets.randbelow(10**18)
IDS = {"id": _FIRST, "party_id": _FIRST + 1}
_NAMES = {str(number): name for name, number in IDS.items()}
# Other places bear their name between two letters that belong to no script.
_PLACE = re.compile(rf"\ue000(\w+)\ue001|({'|'.join(_NAMES)})")


class Each:
    """The row that is not there yet."""

    def __getattr__(self, name: str) -> int | str:
        return IDS.get(name, f"\ue000{name}\ue001")


class Stencil:
    """A drawing, and the places in it that a row fills."""

    def __init__(self, drawing: Markup | str) -> None:
        self._places: list[tuple[str, str]] = []  # the name of a place, and what stands behind it
        text = str(escape(drawing))  # what a template drew is markup already, an address by itself is text
        places = list(_PLACE.finditer(text))
        ends = [*(place.start() for place in places[1:]), len(text)]
        self._head = text[: places[0].start()] if places else text
        for place, end in zip(places, ends, strict=False):
            self._places.append((place[1] or _NAMES[place[2]], text[place.end() : end]))

    def __call__(self, row: Any) -> Markup:
        """The drawing for a row, whose attributes fill the places of their names."""
        parts = [self._head]
        for name, behind in self._places:
            parts += (escape(getattr(row, name)), behind)
        return Markup("".join(parts))  # noqa: S704  (each value was escaped, the drawing is a template's own)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["each"] = Each()
    app.jinja_env.filters["stencil"] = Stencil
