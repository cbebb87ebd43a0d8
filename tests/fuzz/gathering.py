"""What the routes really ask for: the forms and links of their pages, and the names that their code reads."""

from __future__ import annotations

import inspect
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from lxml import html
from lxml.html import FormElement, HtmlElement
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map
from wtforms import Form

from app.db import db
from app.web.guards import guard_of
from tests.access.addresses import addresses
from tests.access.office import Office, Somebody
from tests.access.rules import Due, due
from tests.support.visitor import Visitor

Pairs = list[tuple[str, str]]
READ = re.compile(r"""request\.(?:args|form|values|files)(?:\.get\(|\.getlist\(|\[)["'](\w+)["']""")


@dataclass
class Endpoint:
    """What is known of the requests that an endpoint gets from our own pages."""

    names: set[str] = field(default_factory=set)
    queries: list[Pairs] = field(default_factory=list)
    forms: list[Pairs] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


class Gathered:
    """By endpoint, what its requests hold when nobody means harm."""

    def __init__(self, app: Flask) -> None:
        self.urls: Map = app.url_map
        self.of: dict[str, Endpoint] = defaultdict(Endpoint)
        for rule in app.url_map.iter_rules():
            self.of[rule.endpoint].names |= names_in(app.view_functions[rule.endpoint])

    def look_around(self, app: Flask, office: Office, person: Somebody, visitor: Visitor) -> None:
        """Read every page that somebody may open, as it stands, and asking about a client."""
        client, letter = office.cast.acme.id, office.mail_id
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or not is_open(app, rule.endpoint, person):
                continue
            url = next(addresses(rule, office, person)).url
            ids = letter if rule.endpoint.startswith("mail.") else client
            ids = office.delta.id if rule.endpoint.startswith("archive.") else ids
            db.session.rollback()
            for query in ("", f"?ids={ids}&card={client}") if "ids" in self.of[rule.endpoint].names else ("",):
                answer = visitor.client.get(url + query, headers={"Accept-Language": "en"}, buffered=True)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    self.read(html.fromstring(answer.text), url)
                answer.close()

    def read(self, page: HtmlElement, url: str) -> None:
        for attribute in ("href", "action", "formaction", "hx-get", "hx-post", "src"):
            for address in page.xpath(f"//@{attribute}"):
                self.note(str(address), "POST" if attribute == "hx-post" else "GET")
        for form in page.forms:
            for action in [form.get("action") or url, *form.xpath(".//@formaction")]:
                self.note_form(form, str(action))

    def note(self, address: str, verb: str) -> Endpoint | None:
        """Remember an address, and the query in it, under the endpoint that it leads to."""
        parts = urlsplit(address)
        if parts.netloc or not parts.path.startswith("/"):
            return None
        try:
            endpoint, _ = self.urls.bind("localhost").match(parts.path, method=verb)
        except HTTPException:
            return None
        known, query = self.of[endpoint], parse_qsl(parts.query, keep_blank_values=True)
        known.names |= {name for name, _ in query}
        if query and query not in known.queries:
            known.queries.append(query)
        if parts.path not in known.paths:
            known.paths.append(parts.path)
        return known

    def note_form(self, form: FormElement, action: str) -> None:
        verb = (form.get("method") or "get").upper()
        known = self.note(action, verb)
        if known is None:
            return
        values = [(name, value) for name, value in form.form_values() if name != "csrf_token"]
        values += [
            (box.get("name"), box.get("value") or "on") for box in form.xpath(".//input[@type='checkbox'][@name]")
        ]
        known.names |= {str(name) for name in form.xpath(".//@name")} - {"csrf_token"}
        known.files |= {str(name) for name in form.xpath(".//input[@type='file']/@name")}
        (known.forms if verb == "POST" else known.queries).append(values)


def is_open(app: Flask, endpoint: str, person: Somebody) -> bool:
    with app.app_context():
        return endpoint != "static" and due(guard_of(endpoint), person) is Due.LET_IN


def names_in(view: Any) -> set[str]:
    """The names that a view's module reads, and those of the fields of the forms that it knows."""
    module = sys.modules[inspect.unwrap(view).__module__]
    if not module.__name__.startswith("app."):
        return set()
    found = set(READ.findall(inspect.getsource(module)))
    for form in vars(module).values():
        if inspect.isclass(form) and issubclass(form, Form):
            found |= {
                name
                for name in dir(form)
                if hasattr(getattr(form, name), "_formfield") or "UnboundField" in repr(type(getattr(form, name)))
            }
    return found
