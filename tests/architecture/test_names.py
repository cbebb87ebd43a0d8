"""Who knows one tree knows four: domain, blueprints, templates and tests are cut by the same areas."""

from __future__ import annotations

import re

from flask import Flask

from tests.architecture.house import APP, ROOT, TEMPLATES, folders

DOMAIN, DOORS = folders(APP / "domain"), folders(APP / "blueprints")

# A door that opens onto an area of the same name needs no word. These lead elsewhere, or onto several.
LEAD_TO = {
    "account": "accounts: one's own",
    "activities": "agenda: what stands on a card",
    "acts": "history, reporting: what one act did",
    "archive": "lifecycle, directory: the list of those who wait",
    "auth": "access, accounts: signing in is not yet having an account",
    "calendar": "agenda: what stands in the calendar",
    "clients": "parties, directory, lifecycle: the word that the office uses for them",
    "imports": "directory.importing",
    "mail": "mailroom: the word that the office uses for it",
    "portal": "access, parties: the client's door, one module a file",
    "search": "reporting: whatever is found, from anywhere",
    "settings": "accounts, office: one page a file",
    "system": "none: for machines",
    "today": "reporting: the front page",
    "workshop": "none: for us, in debug only",
}
# Folders of templates that belong to no door.
SHARED = {"components", "layouts", "lists", "entries", "signing", "errors", "emails"}
# Doors without pages of their own.
NO_PAGES = {"office", "system"}


def test_a_door_has_the_name_of_its_area_or_says_where_it_leads() -> None:
    assert set(LEAD_TO) == DOORS - DOMAIN


def test_every_door_has_its_templates_under_its_name() -> None:
    assert folders(TEMPLATES) - SHARED == DOORS - NO_PAGES


def test_tests_stand_where_what_they_test_stands() -> None:
    assert folders(ROOT / "tests" / "domain") <= DOMAIN
    assert folders(ROOT / "tests" / "blueprints") <= DOORS


def test_every_door_is_registered_under_its_own_name(app: Flask) -> None:
    assert set(app.blueprints) == DOORS


def test_an_endpoint_begins_with_its_door(app: Flask) -> None:
    others = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] not in DOORS}
    assert others == {"static"}


def test_a_door_shows_its_own_templates() -> None:
    """A template of another door would be found by nobody who looks for it."""
    strange = []
    for door in DOORS:
        for file in (APP / "blueprints" / door).glob("*.py"):
            shown = re.findall(r'page\(\s*"([a-z_]+)/', file.read_text())
            strange += [f"{door}/{file.name} shows {name}/" for name in shown if name != door]
    assert strange == []
