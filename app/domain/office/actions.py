"""Changing what the office says of itself."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from sqlalchemy import delete

from app.db import db, deed, held_row
from app.domain.errors import N_, EditConflict, RuleViolation, Sentence
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.office import colours
from app.domain.office.models import ONLY_ID, OfficeRow
from app.domain.office.profile import LONGEST_KEPT, OfficeDraft
from app.domain.office.queries import NAMES, standing, values_of

CHANGED_MEANWHILE = N_("Somebody else changed this while you were writing. Their version stands beside yours.")


@deed
def edit_office(draft: OfficeDraft, version: int, key: str, *, by: Actor) -> Act:
    """Change what the office says of itself; the event names the fields. The logo has a deed of its own.

    Saving what stands there already changes nothing. Raises EditConflict with what the other admin saved when the
    version moved on, RuleViolation at the field.
    """
    check_draft(draft)
    row = _lock()
    try:
        act = history.open_act(Deed.EDIT_OFFICE, key, by=by, asked={"version": version, **asdict(draft)})
    except AlreadyDone as done:
        return done.act
    before = values_of([getattr(row, name) for name in NAMES])
    if row.version != version:
        raise EditConflict(Sentence(CHANGED_MEANWHILE), theirs=before)
    after = asdict(draft)
    if changed := [name for name in NAMES if after[name] != before[name]]:
        for name in changed:
            setattr(row, name, list(after[name]) if name == "languages" else after[name])
        row.version += 1
        history.record(act, EventKind.OFFICE_CHANGED, row, fields=changed)
    return act


@deed
def set_logo(file: StoredFile | None, key: str, *, by: Actor) -> Act:
    """Show this picture (`logos.receive_logo` made the file) from now on, or none. The one before is forgotten.

    The same form once more changes nothing more. Raises RuleViolation for another picture under the same key.
    """
    row = _lock()
    try:
        act = history.open_act(Deed.CHANGE_LOGO, key, by=by, asked={"logo": file.sha256 if file else None})
    except AlreadyDone as done:
        if file:
            store.path_of(file.blob).unlink(missing_ok=True)
        return done.act
    former = row.logo_id
    if file:
        db.session.add(file)
        db.session.flush()
    row.logo_id = file.id if file else None
    if former or file:
        history.record(act, EventKind.OFFICE_CHANGED, row, fields=["logo"])
        db.session.execute(delete(StoredFile).where(StoredFile.id == former))  # the sweeper removes its blob
    return act


def check_draft(draft: OfficeDraft) -> None:
    """Raise RuleViolation for the first rule that what was written about the office breaks."""
    if not draft.name:
        raise RuleViolation(N_("The office has a name."), field="name")
    if not (len(draft.country) == 2 and draft.country.isascii() and draft.country.isupper()):
        raise RuleViolation(N_("Choose a country."), field="country")
    if draft.public_address and not _is_site(draft.public_address):
        raise RuleViolation(
            N_("An address begins with https:// or http:// and names a host, as in https://portal.example.com."),
            field="public_address",
        )
    if draft.accent:
        _check_colour(draft.accent)
    if draft.time_zone not in available_timezones():
        raise RuleViolation(N_("Choose a time zone."), field="time_zone")
    if not draft.languages or set(draft.languages) - set(standing().languages):
        raise RuleViolation(N_("Offer one language at least."), field="languages")
    if draft.language not in draft.languages:
        raise RuleViolation(N_("Choose one of the languages that are offered."), field="language")
    # Whatever is chosen: the number stays, and holds as soon as mail is kept.
    if not 1 <= draft.archived_mail_days <= LONGEST_KEPT:
        raise RuleViolation(N_("Mail is kept for 1 to 365 days."), field="archived_mail_days")


def _check_colour(accent: str) -> None:
    if not colours.is_colour(accent):
        raise RuleViolation(N_("A colour is written with six digits, such as #0b6b5b."), field="accent")
    if not colours.carries_white(accent):
        raise RuleViolation(
            N_("White text on this colour has a contrast of less than 4.5 to 1. Choose a darker one."), field="accent"
        )


def _is_site(address: str) -> bool:
    """Whether links can be made by putting a path behind this."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  (raises for what is no port)
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password or address.endswith("/"))
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and plain and not set(address) & set(" \\\"'<>")


def _lock() -> OfficeRow:
    """The office's row, locked until the transaction ends; made of what stands when there is none yet."""
    values = {**asdict(_draft_of_standing()), "id": ONLY_ID, "version": 0}
    values["languages"] = list(values["languages"])
    return held_row(OfficeRow, "id", values)


def _draft_of_standing() -> OfficeDraft:
    return OfficeDraft(**{name: getattr(standing(), name) for name in NAMES})
