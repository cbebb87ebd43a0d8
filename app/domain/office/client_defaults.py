"""What the form of a new client begins with."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select

from app.db import db, deed, held_row
from app.domain.errors import EditConflict, Sentence
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.office.actions import CHANGED_MEANWHILE
from app.domain.office.models import ONLY_ID, ClientDefaultsRow, NewClientRole


@dataclass(frozen=True, slots=True)
class ClientDefaults:
    """What is filled in already; empty where nothing is."""

    country: str = ""
    language: str = ""
    client_role: NewClientRole = NewClientRole.CUSTOMER


def client_defaults() -> tuple[ClientDefaults, int]:
    """What new clients begin with, and in which version that is; 0 until somebody saves."""
    columns = ClientDefaultsRow.country, ClientDefaultsRow.language, ClientDefaultsRow.client_role
    row = db.session.execute(select(*columns, ClientDefaultsRow.version).where(ClientDefaultsRow.id == ONLY_ID)).first()
    return (ClientDefaults(*row[:3]), row[3]) if row else (ClientDefaults(), 0)


@deed
def edit_client_defaults(draft: ClientDefaults, version: int, key: str, *, by: Actor) -> Act:
    """Change what new clients begin with. Those on file stay as they are.

    Saving what stands there already changes nothing. Raises EditConflict with what the other admin saved.
    """
    row = held_row(ClientDefaultsRow, "id", {**asdict(ClientDefaults()), "id": ONLY_ID, "version": 0})
    try:
        act = history.open_act(Deed.EDIT_CLIENT_DEFAULTS, key, by=by, asked={"version": version, **asdict(draft)})
    except AlreadyDone as done:
        return done.act
    before = {name: getattr(row, name) for name in asdict(draft)}
    if row.version != version:
        raise EditConflict(Sentence(CHANGED_MEANWHILE), theirs=before)
    if changed := [name for name, value in asdict(draft).items() if value != before[name]]:
        for name in changed:
            setattr(row, name, getattr(draft, name))
        row.version += 1
        history.record(act, EventKind.CLIENT_DEFAULTS_CHANGED, row, fields=changed)
    return act
