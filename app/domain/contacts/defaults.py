"""What a new contact may open and is told of, until somebody decides otherwise for them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select

from app.db import db, deed, held_row
from app.domain.contacts.models import ContactDefaultsRow
from app.domain.contacts.permissions import Notice, PortalPermission
from app.domain.errors import EditConflict, Sentence
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.office.actions import CHANGED_MEANWHILE
from app.domain.office.models import ONLY_ID


@dataclass(frozen=True, slots=True)
class ContactDefaults:
    """The set that a new contact begins with: everything, until the office narrows it."""

    permissions: frozenset[PortalPermission] = frozenset(PortalPermission)
    notices: frozenset[Notice] = frozenset(Notice)


def contact_defaults() -> tuple[ContactDefaults, int]:
    """What new contacts begin with, and in which version that is; 0 until somebody saves."""
    columns = ContactDefaultsRow.permissions, ContactDefaultsRow.notices, ContactDefaultsRow.version
    row = db.session.execute(select(*columns).where(ContactDefaultsRow.id == ONLY_ID)).first()
    return (ContactDefaults(row[0], row[1]), row[2]) if row else (ContactDefaults(), 0)


@deed
def edit_contact_defaults(draft: ContactDefaults, version: int, key: str, *, by: Actor) -> Act:
    """Change what new contacts begin with. Nobody who is one already is rewritten (PRODUCT.md 6).

    Saving what stands there already changes nothing. Raises EditConflict with what the other admin saved.
    """
    row = held_row(ContactDefaultsRow, "id", {**asdict(ContactDefaults()), "id": ONLY_ID, "version": 0})
    asked = {name: sorted(words) for name, words in asdict(draft).items()}
    try:
        act = history.open_act(Deed.EDIT_CONTACT_DEFAULTS, key, by=by, asked={"version": version, **asked})
    except AlreadyDone as done:
        return done.act
    before = ContactDefaults(row.permissions, row.notices)
    if row.version != version:
        raise EditConflict(Sentence(CHANGED_MEANWHILE), theirs=asdict(before))
    if draft != before:
        row.permissions, row.notices = draft.permissions, draft.notices
        row.version += 1
        changed = [name for name in asdict(draft) if getattr(draft, name) != getattr(before, name)]
        history.record(act, EventKind.CONTACT_DEFAULTS_CHANGED, row, fields=changed)
    return act
