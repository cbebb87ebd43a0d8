"""Logging what arrives (PRODUCT.md 3 and 10): for whomever it is, numbered once, and changed by one after the other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.errors import EditConflict, NotFound, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import Event, EventKind
from app.domain.history.queries import timeline_of, timeline_of_record
from app.domain.mailroom.intake import MailDraft, draft_of, edit_mail, log_mail, set_scan
from app.domain.mailroom.models import MailItem, MailKind, MailState
from app.domain.parties.models import Party
from tests.support.builders import a_key, a_mail_item, a_scan, archived
from tests.support.cast import Cast
from tests.support.papers import a_pdf, a_photo
from tests.support.rows import all_rows, changes
from tests.support.statements import count_statements
from tests.support.together import at_once


def a_draft(client: Party, **fields: object) -> MailDraft:
    return MailDraft(**{"client_id": client.id, "sender": "INPS", "received_at": clock.now(), **fields})  # type: ignore[arg-type]


def how_many(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_what_arrives_gets_the_next_number_waits_and_stands_on_the_client_s_timeline(cast: Cast) -> None:
    first = a_mail_item(cast.acme, "Agenzia delle Entrate", kind=MailKind.REGISTERED, place="A 1", by=cast.by_marta)
    second = a_mail_item(cast.bravo)
    assert (first.number, second.number) == ("M-0001", "M-0002")
    assert (first.state, first.kind, first.place) == (MailState.WAITING, MailKind.REGISTERED, "A 1")
    latest = timeline_of(cast.acme.id)[0]
    assert (latest.kind, latest.details, latest.by_name) == (EventKind.MAIL_LOGGED, {"name": "M-0001"}, "Marta Wójcik")


def test_it_is_logged_for_an_archived_client_too(cast: Cast) -> None:
    archived(cast.acme)
    assert a_mail_item(cast.acme).party_id == cast.acme.id


def test_the_same_form_twice_logs_one_item_and_keeps_one_file(cast: Cast) -> None:
    draft, key = a_draft(cast.acme), a_key()
    first = log_mail(draft, a_scan(), key, by=cast.by_marta)
    db.session.commit()
    again = a_scan()
    assert again.thumbnail
    assert log_mail(draft, again, key, by=cast.by_marta).id == first.id
    db.session.commit()
    assert (how_many(MailItem), how_many(StoredFile)) == (1, 2)
    assert not any(store.path_of(file.blob).exists() for file in (again.file, again.thumbnail))


def test_of_five_clicks_at_once_one_is_logged(app: Flask, cast: Cast) -> None:
    draft, key, by = a_draft(cast.acme), a_key(), cast.by_marta
    db.session.commit()
    acts = at_once(app, *[lambda: log_mail(draft, None, key, by=by).id] * 5)
    assert len(set(acts)) == 1
    assert how_many(MailItem) == 1


def test_two_who_log_at_once_get_two_numbers(app: Flask, cast: Cast) -> None:
    drafts, by = [a_draft(cast.acme), a_draft(cast.bravo)] * 3, cast.by_marta
    db.session.commit()
    at_once(app, *[lambda draft=draft: log_mail(draft, None, a_key(), by=by).id for draft in drafts])
    assert sorted(db.session.scalars(select(MailItem.number))) == [f"M-000{n}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"client_id": None}, "client"),
        ({"client_id": 999_999}, "client"),
        ({"sender": ""}, "sender"),
        ({"received_at": clock.now() + timedelta(days=400)}, "received_at"),
    ],
)
def test_what_is_not_said_well_is_refused_and_nothing_is_done(cast: Cast, wrong: dict[str, object], field: str) -> None:
    item = a_mail_item(cast.acme)
    before = all_rows()
    for refused_deed in (
        lambda: log_mail(a_draft(cast.acme, **wrong), None, a_key(), by=cast.by_marta),
        lambda: edit_mail(item.id, a_draft(cast.acme, **wrong), 1, a_key(), by=cast.by_marta),
    ):
        with pytest.raises(RuleViolation) as refused:
            refused_deed()
        db.session.rollback()
        assert refused.value.field == field
    assert changes(before, all_rows()) == []


def test_what_was_written_is_changed_and_the_second_editor_sees_both(cast: Cast) -> None:
    item = a_mail_item(cast.acme)
    draft = a_draft(cast.acme, sender="Poste", received_at=item.received_at)
    edit_mail(item.id, draft, 1, a_key(), by=cast.by_marta)
    db.session.commit()
    assert (item.sender, item.version) == ("Poste", 2)
    before = all_rows()
    with pytest.raises(EditConflict) as conflict:
        edit_mail(item.id, a_draft(cast.acme, sender="Third"), 1, a_key(), by=cast.by_marta)
    db.session.rollback()
    assert (conflict.value.theirs["sender"], conflict.value.theirs["client_name"]) == ("Poste", "Acme S.r.l.")
    assert changes(before, all_rows()) == []


def test_saving_what_stands_there_already_puts_nobody_out_of_date(cast: Cast) -> None:
    item = a_mail_item(cast.acme)
    edit_mail(item.id, draft_of(item), 1, a_key(), by=cast.by_marta)
    db.session.commit()
    assert item.version == 1
    assert [event.kind for event in timeline_of_record("mail_item", item.id)] == [EventKind.MAIL_LOGGED]


def test_logged_for_the_wrong_client_it_moves_and_both_cards_say_so(cast: Cast) -> None:
    item = a_mail_item(cast.acme)
    edit_mail(item.id, a_draft(cast.bravo, received_at=item.received_at), 1, a_key(), by=cast.by_marta)
    db.session.commit()
    assert item.party_id == cast.bravo.id
    assert timeline_of(cast.acme.id)[0].kind is EventKind.MAIL_MOVED
    assert timeline_of(cast.bravo.id)[0].kind is EventKind.MAIL_EDITED


def test_an_item_gets_its_file_later_has_it_replaced_and_removed(cast: Cast) -> None:
    item = a_mail_item(cast.acme)
    for data, files in ((a_photo(), 2), (a_pdf(), 1), (None, 0)):
        scan = a_scan(data) if data else None
        set_scan(item.id, scan, a_key(), by=cast.by_marta)
        db.session.commit()
        assert (item.file is not None, item.thumbnail_id is not None) == (files > 0, files == 2)
        assert how_many(StoredFile) == files
    kinds = [event.kind for event in timeline_of_record("mail_item", item.id)]
    assert kinds == [EventKind.MAIL_FILE_CHANGED] * 3 + [EventKind.MAIL_LOGGED]
    set_scan(item.id, None, a_key(), by=cast.by_marta)
    assert how_many(Event) == db.session.scalar(select(func.max(Event.id)))  # there was none to remove


def test_an_item_that_is_not_there_is_not_found(cast: Cast) -> None:
    for deed in (
        lambda: edit_mail(999, a_draft(cast.acme), 1, a_key(), by=cast.by_marta),
        lambda: set_scan(999, None, a_key(), by=cast.by_marta),
    ):
        with pytest.raises(NotFound):
            deed()
        db.session.rollback()


def test_logging_and_telling_the_client_costs_eighteen_statements_at_most(cast: Cast) -> None:
    scan, draft = a_scan(), a_draft(cast.acme)
    with count_statements() as statements:
        log_mail(draft, scan, a_key(), by=cast.by_marta)
    assert len(statements) <= 18, "\n".join(statements)


def test_what_came_with_a_refused_item_is_not_kept(cast: Cast) -> None:
    nobody, item = a_scan(), a_scan()
    with pytest.raises(RuleViolation):
        log_mail(a_draft(cast.acme, client_id=None), nobody, a_key(), by=cast.by_marta)
    with pytest.raises(NotFound):
        set_scan(999_999, item, a_key(), by=cast.by_marta)
    assert not any(store.path_of(s.blob).exists() for scan in (nobody, item) for s in (scan.file, scan.thumbnail) if s)
