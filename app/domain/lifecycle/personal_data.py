"""What the office knows of one person or client, to be handed over (GDPR art. 15 and 20): a ZIP of JSON and files."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any, BinaryIO

from sqlalchemy import exists, select

from app.db import db, deed
from app.domain import clock
from app.domain.errors import NotFound
from app.domain.files import store
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, Event, EventKind
from app.domain.lifecycle.personal import TOLD
from app.domain.parties.models import Party
from app.domain.parties.queries import party as party_with_id
from app.domain.parties.queries import refuse_anonymised
from app.domain.personal import as_json

READY_FOR = timedelta(minutes=10)  # that the file can be fetched after it was asked for


@deed
def export_personal_data(party_id: int, key: str, *, by: Actor) -> Act:
    """Record that what is known of a party is handed over, to whom of the office; the file is made when it is fetched.

    Raises NotFound, and RuleViolation for who is anonymised: nothing is known of them.
    """
    party = party_with_id(party_id)
    refuse_anonymised(party)
    try:
        act = history.open_act(Deed.EXPORT_PERSONAL_DATA, key, by=by, asked={"party": party_id})
    except AlreadyDone as done:
        return done.act
    history.record(act, EventKind.PERSONAL_DATA_EXPORTED, party, party_id=party_id)
    return act


def asked_for(party_id: int, act_id: int, *, by: Actor) -> Party:
    """The party whose data this act handed over to this very person a moment ago. Raises NotFound otherwise."""
    of_party = exists().where(Event.act_id == Act.id, Event.party_id == party_id)
    theirs = (Act.id == act_id, Act.deed == Deed.EXPORT_PERSONAL_DATA, Act.by_id == by.id, of_party)
    asked = select(Act.id).where(*theirs, Act.at > clock.now() - READY_FOR)
    party = party_with_id(party_id)
    if db.session.scalar(asked) is None or party.anonymised_at is not None:
        raise NotFound(act_id)
    return party


def personal_data_of(party: Party) -> BinaryIO:
    """The ZIP as a temporary file, at its begin; closing it removes it. Whoever reads it needs nothing of ours.

    `index.json` says what the others are; each of them is a list of records in plain words, moments in ISO 8601 and
    UTC, text in UTF-8. Files lie in a folder of their part's name.
    """
    ids = [party.id]
    with store.kept_whole():
        file = tempfile.TemporaryFile()  # noqa: SIM115  (whoever gets it closes it)
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                parts = dict(_written(archive, ids))
                about = {"name": party.name, "number": party.number, "exported_at": as_json(clock.now())}
                archive.writestr("index.json", _json({"about": about, "parts": parts}))
        except BaseException:
            file.close()
            raise
    file.seek(0)
    return file


def _written(archive: zipfile.ZipFile, ids: Collection[int]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Write part after part; what the index says of each."""
    for part in TOLD:
        records = part.records_of(ids)
        archive.writestr(f"{part.name}.json", _json(records))
        files = []
        for name, blob in part.files_of(ids):
            path = store.path_of(blob)
            if path.is_file():  # one that is lost hinders nobody from the rest
                archive.write(path, f"{part.name}/{name}")
                files.append(f"{part.name}/{name}")
        yield part.name, {"file": f"{part.name}.json", "records": len(records), "files": files}


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
