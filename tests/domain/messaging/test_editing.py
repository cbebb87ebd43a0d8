"""An email is switched off, worded anew, put back and tried out, and all of it is on record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.errors import EditConflict, NotFound, RuleViolation
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.messaging import outbox
from app.domain.messaging.composing import Recipient
from app.domain.messaging.editing.actions import save_wording, send_test, switch_template, take_wording_back
from app.domain.messaging.editing.checking import WordingDraft
from app.domain.messaging.editing.previewing import preview
from app.domain.messaging.editing.queries import latest_number, templates_by_area, versions_of, wording_at
from app.domain.messaging.models import Email, EmailState, WordingRow
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import TEMPLATES, TemplateKey
from app.domain.messaging.wordings import default_wording, is_on, wording_of
from app.domain.office.queries import office
from tests.support.builders import a_key
from tests.support.rows import all_rows

MAIL = TEMPLATES[TemplateKey.MAIL_ITEM]
RESET = TEMPLATES[TemplateKey.RESET_PASSWORD]
NEW = WordingDraft("Post: {{ sender }}", "<p>Something came from {{ sender }}.</p>")


def saved(draft: WordingDraft = NEW, *, version: int = 0, language: str = "en", key: str | None = None) -> None:
    save_wording(MAIL, language, draft, version, key or a_key(), by=SYSTEM)
    db.session.commit()


def events() -> list[EventKind]:
    kinds = [kind for kind in EventKind if kind.value.startswith("email")]
    return list(db.session.scalars(select(Event.kind).where(Event.kind.in_(kinds)).order_by(Event.id)))


def test_new_words_are_sent_from_then_on_in_their_language_only(app: object) -> None:
    saved()
    outbox.leave(MAIL.key, [Letter(Recipient(f"{x}@example.com", language=x), {"sender": "Kos"}) for x in ("en", "it")])
    english, italian = db.session.scalars(select(Email).order_by(Email.id))
    assert english.subject == "Post: Kos" and "Something came from Kos." in english.text
    assert italian.subject.startswith("Posta per")
    assert events() == [EventKind.EMAIL_REWORDED]


def test_what_was_queued_says_what_it_said_then(app: object) -> None:
    outbox.leave(MAIL.key, [Letter(Recipient("a@example.com"), {"sender": "Kos"})])
    before = db.session.scalars(select(Email.subject)).one()
    saved()
    assert db.session.scalars(select(Email.subject)).one() == before


def test_saving_what_stands_there_changes_nothing_and_a_repeat_is_one_act(app: object) -> None:
    came = default_wording(MAIL.key, "en")
    assert came is not None
    saved(WordingDraft(came.subject, came.html))
    assert latest_number(MAIL.key, "en") == 0 and events() == []
    for _ in range(2):
        saved(key="once")
    assert latest_number(MAIL.key, "en") == 1 and events() == [EventKind.EMAIL_REWORDED]


def test_the_second_editor_is_shown_what_the_first_saved_and_nothing_is_lost(app: object) -> None:
    saved()
    before = all_rows()
    with pytest.raises(EditConflict) as caught:
        saved(WordingDraft("Late", "<p>Late</p>"))
    db.session.rollback()
    assert caught.value.theirs["subject"] == "Post: {{ sender }}"
    assert all_rows() == before
    saved(WordingDraft("Late", "<p>Late</p>"), version=1)
    assert wording_of(MAIL.key, "en").subject == "Late"


def test_what_is_refused_changes_no_row(app: object) -> None:
    before = all_rows()
    for deed in (
        lambda: saved(WordingDraft("x", "<p>{{ nobody }}</p>")),
        lambda: switch_template(RESET, a_key(), is_on=False, by=SYSTEM),
        lambda: take_wording_back(MAIL, "en", 3, 0, a_key(), by=SYSTEM),
    ):
        with pytest.raises((RuleViolation, NotFound)):
            deed()
        db.session.rollback()
    assert all_rows() == before


def test_a_former_version_is_looked_at_and_taken_back_as_a_new_one(app: object) -> None:
    saved()
    saved(WordingDraft("Second", "<p>Second</p>"), version=1)
    assert wording_at(MAIL.key, "en", 1).subject == "Post: {{ sender }}"
    take_wording_back(MAIL, "en", 1, 2, a_key(), by=SYSTEM)
    assert wording_of(MAIL.key, "en").subject == "Post: {{ sender }}"
    assert [version.number for version in versions_of(MAIL.key, "en")] == [3, 2, 1, 0]


def test_put_back_an_email_says_what_it_came_with_and_its_history_stays(app: object) -> None:
    saved()
    take_wording_back(MAIL, "en", 0, 1, a_key(), by=SYSTEM)
    assert wording_of(MAIL.key, "en") == default_wording(MAIL.key, "en")
    assert [(one.number, one.is_default) for one in versions_of(MAIL.key, "en")] == [(2, True), (1, False), (0, True)]
    assert db.session.scalars(select(WordingRow.html).where(WordingRow.is_default)).one() == ""
    saved(version=2)
    assert wording_of(MAIL.key, "en").number == 3


def test_an_email_that_is_switched_off_is_noted_and_not_sent(app: object) -> None:
    switch_template(MAIL, a_key(), is_on=False, by=SYSTEM)
    assert not is_on(MAIL.key)
    (state,) = outbox.leave(MAIL.key, [Letter(Recipient("a@example.com"))])
    assert state is EmailState.SUPPRESSED
    for _ in range(2):
        switch_template(MAIL, a_key(), is_on=True, by=SYSTEM)
    assert events() == [EventKind.EMAIL_SWITCHED_OFF, EventKind.EMAIL_SWITCHED_ON]


@pytest.mark.parametrize("template", [one for one in TEMPLATES.values() if one.is_security], ids=lambda one: one.key)
def test_no_email_of_security_can_be_switched_off(app: object, template: object) -> None:
    with pytest.raises(RuleViolation, match="cannot be switched off"):
        switch_template(template, a_key(), is_on=False, by=SYSTEM)  # type: ignore[arg-type]


@pytest.mark.parametrize("template", list(TEMPLATES.values()), ids=lambda one: one.key)
def test_a_test_goes_out_with_its_examples_whether_the_email_is_on_or_off(app: object, template: object) -> None:
    for _ in range(2):
        send_test(template, "it", Recipient("luca@example.com", "Luca"), "once", by=SYSTEM)  # type: ignore[arg-type]
    email = db.session.scalars(select(Email)).one()
    assert (email.state, email.language, email.record) == (EmailState.QUEUED, "it", "email_template")
    assert "{{" not in email.subject + email.text and "\ue000" not in email.text
    if "link" in {field.name for field in template.fields}:  # type: ignore[attr-defined]
        assert "https://portal.example.com/set-password/…" in email.text


def test_a_preview_shows_what_is_known_and_examples_for_the_rest(app: object) -> None:
    shown = preview(MAIL, wording_of(MAIL.key, "en"), office(), values={"client_name": "Kos & Sons"})
    assert shown.subject == "Mail for Kos & Sons: Agenzia delle Entrate"
    assert "Kos &amp; Sons" in shown.html and "Hello Tomasz," in shown.text


def test_the_list_says_what_is_there_what_is_missing_and_what_was_sent_but_no_tests(app: object) -> None:
    saved()
    outbox.leave(MAIL.key, [Letter(Recipient("a@example.com"), {"sender": "Kos"})])
    send_test(MAIL, "en", Recipient("luca@example.com"), a_key(), by=SYSTEM)
    for email in db.session.scalars(select(Email)):
        email.state = EmailState.SENT
    db.session.flush()
    lines = {line.template.key: line for _, lines in templates_by_area(["en", "it", "de"]) for line in lines}
    assert set(lines) == set(TemplateKey)
    mail = lines[TemplateKey.MAIL_ITEM]
    assert [(one.code, one.is_there, one.is_own) for one in mail.languages] == [
        ("en", True, True),
        ("it", True, False),
        ("de", False, False),
    ]
    assert mail.sent == 1 and lines[TemplateKey.WELCOME].sent == 0
    assert not lines[TemplateKey.CLIENT_ARCHIVED].is_on and lines[TemplateKey.RESET_PASSWORD].is_on


@pytest.mark.parametrize(
    "html",
    [
        '<p>Hello.</p><p><a href="{{ link }}">Begin here</a></p>',
        'Hello.<br><a class="button" href="{{ link }}">Begin here</a>',
        '<p>Hello.</p><h2><a href="{{ link }}">Begin here</a></h2><h3>Begin here until {{ link_valid_until }}</h3>',
        "<p>Hello.</p><ul><li>Begin here: {{ link }}</li></ul>",
    ],
)
def test_a_welcome_without_a_link_leads_nowhere_however_it_is_written(app: object, html: str) -> None:
    welcome = TEMPLATES[TemplateKey.WELCOME]
    save_wording(welcome, "en", WordingDraft("Welcome", html), 0, a_key(), by=SYSTEM)
    outbox.leave(welcome.key, [Letter(Recipient("a@example.com", language="en"))])
    email = db.session.scalars(select(Email)).one()
    assert "Hello." in email.html
    assert 'href=""' not in email.html and "Begin here" not in email.html
