"""Addresses of our own pages, made quickly: a list has two hundred of them.

Werkzeug weighs every rule of an endpoint, converter by converter. Ours have one rule each, with ids in it at most: its
path is taken apart once, and put together from then on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, has_request_context
from flask.globals import request_ctx

PLACE = re.compile(r"<int:(\w+)>")
SAFE = "!$'()*,/:;?@"  # as Werkzeug leaves them
PLAIN = (str, int, type(None))


@dataclass(frozen=True, slots=True)
class Path:
    """A path with places for ids: `/clients/%(party_id)d`, and which these are."""

    template: str
    ids: frozenset[str]

    @classmethod
    def of(cls, rule: str) -> Path | None:
        """The path of a rule; None for one that holds more than ids."""
        template = PLACE.sub(r"%(\1)d", rule)
        return None if "<" in template else cls(template, frozenset(PLACE.findall(rule)))

    def takes(self, values: dict[str, Any]) -> bool:
        """Whether these are all its ids, and plain values to be asked for; not what Flask's `_anchor` and such say."""
        for name in self.ids:
            if type(id_ := values.get(name)) is not int or id_ < 0:
                return False
        return all(name[0] != "_" and isinstance(value, PLAIN) for name, value in values.items())


class AddressBook(Flask):
    """A Flask whose `url_for` knows the short way, and answers as Flask's does, to the letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._paths: dict[str, Path | None] = {}
        super().__init__(*args, **kwargs)

    def url_for(self, endpoint: str, **values: Any) -> str:
        """The address of a view, relative to the site; see Flask's."""
        adapter = request_ctx.url_adapter if has_request_context() else None
        path = self._path_of(endpoint) if adapter else None
        if adapter is None or path is None or not path.takes(values):
            return super().url_for(endpoint, **values)
        url = adapter.script_name.rstrip("/") + (path.template % values if path.ids else path.template)
        asked = {name: value for name, value in values.items() if name not in path.ids and value is not None}
        return f"{url}?{urlencode(asked, safe=SAFE)}" if asked else url

    def _path_of(self, endpoint: str) -> Path | None:
        if endpoint.startswith("."):
            blueprint = request_ctx.request.blueprint
            endpoint = f"{blueprint}{endpoint}" if blueprint else endpoint[1:]
        if endpoint not in self._paths and endpoint in self.view_functions:
            rules = list(self.url_map.iter_rules(endpoint))
            self._paths[endpoint] = Path.of(rules[0].rule) if len(rules) == 1 else None
        return self._paths.get(endpoint)
