"""Every kind of event, deed and error has its words, and none has words that nothing says."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import gettext

from app.blueprints.clients.forms import EditPartyForm, NewPartyForm
from app.domain import clock
from app.domain.history.models import ABOUT_STAFF, ActorKind, Deed, EventKind
from app.domain.history.queries import EventLine
from app.domain.jobs.models import JobKind
from app.domain.lifecycle.answers import DONE
from app.domain.parties.drafts import PartyDraft
from app.web.errors import SENTENCES
from app.web.events import DEEDS, EVENTS, event_text
from app.web.fields import WORDS
from app.worker.handlers import HANDLERS

APP = Path(__file__).resolve().parents[2] / "app"
DEED = re.compile(r"\bDeed\.([A-Z_]+)")
# Where the words stand, or where they are defined: to be named there is not yet to be used.
WORD_LISTS = {
    "domain/history/models.py",
    "web/events.py",
    "domain/lifecycle/answers.py",
    "domain/accounts/permissions.py",
}

ID_FIELDS = {"tax_id", "registration_id"}  # called otherwise in each country


def named_in_code(enum: type[StrEnum]) -> set[str]:
    """The members that some deed or query names."""
    found = set()
    for file in APP.rglob("*.py"):
        if file.relative_to(APP).as_posix() not in WORD_LISTS:
            for node in ast.walk(ast.parse(file.read_text())):
                if (
                    isinstance(node, ast.Attribute)
                    and isinstance(node.value, ast.Name)
                    and node.value.id == enum.__name__
                ):
                    found.add(node.attr)
    return found


@pytest.mark.parametrize("enum", [Deed, EventKind, JobKind], ids=lambda enum: enum.__name__)
def test_every_member_is_used_by_something(enum: type[StrEnum]) -> None:
    assert {member.name for member in enum} - named_in_code(enum) == set()


def test_every_event_has_a_picture_and_a_sentence() -> None:
    assert set(EVENTS) == set(EventKind)


def test_every_deed_is_told_by_its_answer_or_by_a_sentence_of_its_own() -> None:
    answered = {*DONE, Deed.EXPECT_BACK, Deed.GRANT, Deed.IMPORT, Deed.MARK_MAIL, Deed.MERGE}
    assert set(DEEDS) | answered == set(Deed)
    assert set(DEEDS) & answered == set()


def test_every_deed_on_logins_is_for_those_alone_who_may_edit_the_staff() -> None:
    besides = (APP / "domain" / "access" / "setting_password.py", APP / "domain" / "agenda" / "feeds.py")
    files = *(APP / "domain" / "accounts").glob("*.py"), *besides
    named = {word for file in files for word in DEED.findall(file.read_text())}
    assert {deed.name for deed in ABOUT_STAFF} == named


def test_every_job_has_somebody_who_does_it() -> None:
    assert set(HANDLERS) == set(JobKind)


@pytest.mark.parametrize("kind", EventKind)
@pytest.mark.parametrize("language", ["en", "it", "pl"])
def test_an_event_is_told_with_who_did_it_to_whom_and_why(app: Flask, kind: EventKind, language: str) -> None:
    line = EventLine(
        1, 1, kind, clock.now(), "Marta Wójcik", ActorKind.STAFF, "Season over", {"name": "Carla"}, 1, "location"
    )
    with app.test_request_context(headers={"Accept-Language": language}):
        text = event_text(line)
    assert "Marta Wójcik" in text
    assert text.endswith("„Season over”" if language == "pl" else "“Season over”")
    assert "%(" not in text
    assert ("Carla" in text) == ("%(name)s" in EVENTS[kind][1])


def test_an_edit_names_its_fields_by_the_labels_of_the_form_and_the_file_leaves_them_to_their_column(
    app: Flask,
) -> None:
    details = {"fields": ["street", "pec", "city", "of_an_older_version"]}
    line = EventLine(1, 1, EventKind.EDITED, clock.now(), "Marta", ActorKind.STAFF, "", details, 1, "party")
    with app.test_request_context():
        assert event_text(line) == "Data changed by Marta (PEC, city, street)"
        assert event_text(line, in_full=False) == "Data changed by Marta"
        labels = {field.name: field.label.text for form in (NewPartyForm(), EditPartyForm()) for field in form}
        named = {name: gettext(words) for name, words in WORDS.items()}
        assert set(WORDS) == {field.name for field in fields(PartyDraft)}
        assert {name for name, words in named.items() if words != labels[name]} <= {"is_supplier", *ID_FIELDS}


def test_whom_a_deletion_left_without_a_name_is_somebody(app: Flask) -> None:
    line = EventLine(1, 1, EventKind.CONTACT_ADDED, clock.now(), "Marta", ActorKind.STAFF, "", {}, 1, "contact")
    with app.test_request_context():
        assert event_text(line) == "Somebody added as a contact by Marta"


def test_the_pictures_of_events_are_in_the_sprite() -> None:
    sprite = APP / "static" / "vendor" / "icons.svg"
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite.read_text()))
    assert {EVENTS[kind][0] for kind in EventKind} - drawn == set()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503])
def test_an_error_has_a_title_and_a_sentence_that_ends(status: int) -> None:
    title, text = SENTENCES[status]
    assert not title.endswith(".")
    assert text.endswith(".")
