"""Changing what the office sends by itself: switched off or on, worded anew, put back; and a test to oneself."""

from __future__ import annotations

from dataclasses import asdict, replace

from app.db import db, deed, held_row
from app.domain.errors import N_, EditConflict, RuleViolation, Sentence
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.messaging import outbox
from app.domain.messaging.composing import Recipient
from app.domain.messaging.editing.checking import WordingDraft, ready
from app.domain.messaging.editing.previewing import examples_of
from app.domain.messaging.editing.queries import latest_number, wording_at
from app.domain.messaging.models import TemplateRow, WordingRow
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import Template
from app.domain.messaging.wordings import Wording, default_wording
from app.domain.office.actions import CHANGED_MEANWHILE

ALWAYS_ON = N_("This email tells somebody about the safety of their account. It cannot be switched off.")


@deed
def switch_template(template: Template, key: str, *, is_on: bool, by: Actor) -> Act:
    """Send this email from now on, or no longer, whatever a form says. What is queued already leaves all the same.

    Raises RuleViolation for an email of security (PRODUCT.md 7).
    """
    if template.is_security:
        raise RuleViolation(ALWAYS_ON)
    row = _hold(template)
    try:
        act = history.open_act(Deed.SWITCH_EMAIL, key, by=by, asked={"template": template.key, "is_on": is_on})
    except AlreadyDone as done:
        return done.act
    if row.is_on != is_on:
        row.is_on = is_on
        row.version += 1
        kind = EventKind.EMAIL_SWITCHED_ON if is_on else EventKind.EMAIL_SWITCHED_OFF
        history.record(act, kind, row, template=template.key)
    return act


@deed
def save_wording(template: Template, language: str, draft: WordingDraft, version: int, key: str, *, by: Actor) -> Act:
    """Word an email anew in one language; what it said before stays in its history.

    Saving what stands there already changes nothing. `version` is the number that the writer has seen. Raises
    RuleViolation at the field with the line, EditConflict with what the other admin saved.
    """
    words = ready(template, language, draft)
    asked = {"template": template.key, "language": language, "version": version, **asdict(draft)}
    return _change(Deed.EDIT_EMAIL, template, words, version, key, asked=asked, by=by)


@deed
def take_wording_back(template: Template, language: str, number: int, version: int, key: str, *, by: Actor) -> Act:
    """Say again what a former version said, as a new version; number 0 is how the template came.

    Raises NotFound where there is no such version, RuleViolation where it names a field that there is no longer,
    EditConflict as `save_wording` does.
    """
    former = wording_at(template.key, language, number)
    is_default = former == default_wording(template.key, language)
    if not is_default:
        former = ready(template, language, draft_of(former))
    asked = {"template": template.key, "language": language, "version": version, "number": number}
    return _change(Deed.TAKE_EMAIL_BACK, template, former, version, key, asked=asked, by=by, is_default=is_default)


@deed
def send_test(template: Template, language: str, to: Recipient, key: str, *, by: Actor) -> Act:
    """Send an email to whoever edits it, with its examples, whether it is on or off.

    In the log it is about the template itself, and no email to a client.
    """
    row = _hold(template)
    asked = {"template": template.key, "language": language}
    try:
        act = history.open_act(Deed.TEST_EMAIL, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    letter = Letter(replace(to, language=language), examples_of(template), about=row)
    outbox.leave(template.key, [letter], act=act, is_test=True)
    history.record(act, EventKind.EMAIL_TESTED, row, template=template.key)
    return act


def draft_of(wording: Wording) -> WordingDraft:
    """The words as somebody would write them."""
    return WordingDraft(wording.subject, wording.html, wording.text if wording.text_is_own else None)


def _change(
    deed: Deed,
    template: Template,
    words: Wording,
    version: int,
    key: str,
    *,
    asked: dict[str, object],
    by: Actor,
    is_default: bool = False,
) -> Act:
    """Add a version under the template's lock, unless it says what stands there already."""
    row, language = _hold(template), words.language
    try:
        act = history.open_act(deed, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    latest = latest_number(template.key, language)
    before = wording_at(template.key, language, latest) if latest or default_wording(template.key, language) else None
    if latest != version:
        raise EditConflict(Sentence(CHANGED_MEANWHILE), theirs=asdict(draft_of(before)) if before else {})
    if before is None or replace(before, number=0) != replace(words, number=0):
        _add(template, words, latest + 1, by=by, is_default=is_default)
        history.record(act, EventKind.EMAIL_REWORDED, row, template=template.key, language=language)
    return act


def _add(template: Template, words: Wording, number: int, *, by: Actor, is_default: bool) -> None:
    """A version. One that says how the template came holds no words: a later release may word it better."""
    named = {"key": template.key, "language": words.language, "number": number, "by_name": by.name}
    said = {name: getattr(words, name) for name in ("subject", "html", "inlined", "text", "text_is_own")}
    db.session.add(WordingRow(**named, is_default=is_default, **({} if is_default else said)))


def _hold(template: Template) -> TemplateRow:
    """The template's row, locked until the transaction ends; made of how it came when there is none yet."""
    values = {"key": template.key, "is_on": template.is_security or template.starts_on, "version": 0}
    return held_row(TemplateRow, "key", values)
