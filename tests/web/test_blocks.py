"""Every part of every page stands alone: a block that htmx may ask for knows all that it shows (ARCHITECTURE.md 5)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, template_rendered

from app.web.pages import blocks_of
from tests.access.addresses import addresses
from tests.access.office import EVERYBODY, an_office
from tests.support.manners import bad_manners
from tests.support.visitor import Visitor

PEOPLE = [person for person in EVERYBODY if person.who in {"nobody", "an admin", "a contact of several clients"}]
# These are words within the page's head or an attribute, no elements.
WORDS = frozenset({"title", "body_class", "frame"})


@pytest.fixture
def rendered(app: Flask) -> Iterator[list[str]]:
    """The templates that were rendered as pages."""
    names: list[str] = []

    def note(_app: Flask, template: object, **_: object) -> None:
        names.append(template.name)  # type: ignore[attr-defined]

    with template_rendered.connected_to(note, app):
        yield names


@pytest.mark.sqlite
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.who)
def test_every_block_of_every_page_can_be_fetched_alone(app: Flask, rendered: list[str], person: object) -> None:
    office = an_office()
    for email in ("luca@portico.example.com", "marta@portico.example.com"):
        Visitor(app).signed_in_as(email)
    visitor = Visitor(app)
    if person.email:  # type: ignore[attr-defined]
        visitor.signed_in_as(person.email)  # type: ignore[attr-defined]
    faults, fetched = [], 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint == "static":
            continue
        url = next(addresses(rule, office, person)).url  # type: ignore[arg-type]
        rendered.clear()
        with visitor.client.get(url) as answer:  # a file stays open until it is closed
            is_page = answer.status_code == 200 and bool(rendered)
        if not is_page:
            continue
        for block in set(blocks_of(rendered[0])) - WORDS:
            part = visitor.client.get(url, headers={"HX-Request": "true", "HX-Target": block})
            fetched += 1
            faults += [f"{url} {block}: {fault}" for fault in bad_manners(part.text, whole="<html" in part.text)]
            if part.status_code != 200 or "<html" in part.text or not part.text.strip():
                faults.append(f"{url} {block} is not a part: {part.status}")
    assert fetched
    assert not faults, "\n".join(faults)
