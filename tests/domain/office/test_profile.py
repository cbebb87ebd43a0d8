"""The office's own settings: what stands until somebody saves, what is saved, and by whom."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.errors import EditConflict, RuleViolation
from app.domain.files.models import StoredFile
from app.domain.history.models import SYSTEM, Act, Deed, Event, EventKind
from app.domain.office.actions import edit_office, set_logo
from app.domain.office.logos import receive_logo
from app.domain.office.profile import ArchivedMail, OfficeDraft
from app.domain.office.queries import NAMES, office
from tests.support.builders import a_key, a_logo, a_png
from tests.support.statements import count_statements


def draft(**changes: object) -> OfficeDraft:
    """The office as it stands, with these changes."""
    return replace(OfficeDraft(**{name: getattr(office(), name) for name in NAMES}), **changes)


def events() -> list[tuple[Deed, EventKind, list[str]]]:
    rows = (
        select(Act.deed, Event.kind, Event.details).join(Event, Event.act_id == Act.id).where(Event.record == "office")
    )
    return [(deed, kind, details["fields"]) for deed, kind, details in db.session.execute(rows.order_by(Event.id))]


def test_until_somebody_saves_the_environment_says_what_the_office_is_called(app: Flask) -> None:
    found = office()
    assert (found.name, found.phone, found.country) == ("Portico Uffici", "+39 011 555 01 40", "IT")
    assert (found.time_zone, found.languages, found.version, found.logo) == ("Europe/Rome", ("en", "it", "pl"), 0, None)


def test_what_is_saved_stands_and_the_event_names_the_fields(app: Flask) -> None:
    saved = draft(name="Biuro Kos", country="PL", languages=("en", "pl"), archived_mail=ArchivedMail.RETURN)
    edit_office(saved, 0, a_key(), by=SYSTEM)
    found = office()
    assert {name: getattr(found, name) for name in NAMES} == {name: getattr(saved, name) for name in NAMES}
    assert found.version == 1
    fields = ["name", "country", "languages", "archived_mail"]
    assert events() == [(Deed.EDIT_OFFICE, EventKind.OFFICE_CHANGED, fields)]


def test_the_office_is_read_in_one_statement_saved_or_not(app: Flask) -> None:
    for _ in range(2):
        with count_statements() as statements:
            office()
        assert len(statements) == 1
        a_logo()


def test_saving_what_stands_changes_nothing(app: Flask) -> None:
    edit_office(draft(), 0, a_key(), by=SYSTEM)
    assert office().version == 0 and events() == []


def test_the_second_editor_gets_what_the_first_saved(app: Flask) -> None:
    edit_office(draft(name="First"), 0, a_key(), by=SYSTEM)
    with pytest.raises(EditConflict) as conflict:
        edit_office(draft(name="Second"), 0, a_key(), by=SYSTEM)
    assert conflict.value.theirs["name"] == "First"


def test_the_same_form_again_saves_once(app: Flask) -> None:
    key, changed = a_key(), draft(name="Once")
    first = edit_office(changed, 0, key, by=SYSTEM)
    db.session.commit()
    assert edit_office(changed, 0, key, by=SYSTEM).id == first.id
    assert office().version == 1 and len(events()) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"country": ""}, "country"),
        ({"country": "Italy"}, "country"),
        ({"public_address": "portal.example.com"}, "public_address"),
        ({"public_address": "javascript:alert(1)"}, "public_address"),
        ({"public_address": "https://u:p@example.com"}, "public_address"),
        ({"public_address": "https://example.com/?a=b"}, "public_address"),
        ({"public_address": "https://example.com:99999"}, "public_address"),
        ({"public_address": "https://[example"}, "public_address"),
        ({"accent": "teal"}, "accent"),
        ({"accent": "#777777"}, "accent"),
        ({"accent": "#0b6b5b}body{display:none"}, "accent"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"languages": ()}, "languages"),
        ({"languages": ("en", "de")}, "languages"),
        ({"languages": ("it",), "language": "en"}, "language"),
        ({"archived_mail_days": 0}, "archived_mail_days"),
        ({"archived_mail_days": 366}, "archived_mail_days"),
        ({"archived_mail": ArchivedMail.RETURN, "archived_mail_days": 0}, "archived_mail_days"),
        ({"archived_mail": ArchivedMail.FORWARD, "archived_mail_days": 2**31}, "archived_mail_days"),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_field(app: Flask, changes: dict[str, object], field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        edit_office(draft(**changes), 0, a_key(), by=SYSTEM)
    assert refused.value.field == field


@pytest.mark.parametrize("address", ["https://portal.example.com", "http://localhost:5000", "https://x.example/desk"])
def test_an_address_of_the_portal_may_have_a_port_and_a_path(app: Flask, address: str) -> None:
    edit_office(draft(public_address=address), 0, a_key(), by=SYSTEM)
    assert office().public_address == address


def test_another_logo_takes_the_place_of_the_first_whose_row_goes(app: Flask) -> None:
    a_logo()
    first = office().logo
    a_logo(a_png(20, 20))
    second = office().logo
    assert first and second and first.mark != second.mark
    assert list(db.session.scalars(select(StoredFile.blob))) == [second.blob]
    assert events() == [(Deed.CHANGE_LOGO, EventKind.OFFICE_CHANGED, ["logo"])] * 2


def test_a_logo_does_not_make_an_open_form_out_of_date(app: Flask) -> None:
    a_logo()
    edit_office(draft(name="Saved all the same"), 0, a_key(), by=SYSTEM)
    assert office().name == "Saved all the same" and office().logo


def test_a_logo_that_is_sent_twice_is_kept_once(app: Flask) -> None:
    key = a_key()
    for _ in range(2):
        set_logo(receive_logo(io.BytesIO(a_png()), name="logo.png"), key, by=SYSTEM)
        db.session.commit()
    assert len(events()) == 1 and len(list(db.session.scalars(select(StoredFile)))) == 1


def test_a_logo_is_taken_away_and_taking_none_away_is_no_event(app: Flask) -> None:
    set_logo(None, a_key(), by=SYSTEM)
    assert events() == []
    a_logo()
    set_logo(None, a_key(), by=SYSTEM)
    assert office().logo is None and len(events()) == 2
