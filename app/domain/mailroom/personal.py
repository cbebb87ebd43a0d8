"""The mail of somebody who is anonymised: its numbers, dates and what became of it stay."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath

from sqlalchemy import select

from app.db import db
from app.domain.errors import NN_
from app.domain.files.models import StoredFile
from app.domain.mailroom.models import MailItem
from app.domain.parties.queries import number_as_searched
from app.domain.personal import Files, Forgotten, Told
from app.domain.selections import among

FORGOTTEN = (
    Forgotten(
        MailItem.party_id,
        empties={
            **dict.fromkeys(("place", "note"), ""),
            "sender": "–",  # lists and pages are headed by it
            "file_id": None,
            "thumbnail_id": None,
            "words": number_as_searched(MailItem.number),
            "version": MailItem.version + 1,
        },
        keeps=frozenset({"number"}),
        went=NN_(
            "%(n)s mail item: sender, place, note and scan",
            "%(n)s mail items: senders, places, notes and scans",
        ),
        stays=NN_(
            "%(n)s mail item: its number, when it came and what became of it",
            "%(n)s mail items: their numbers, when they came and what became of them",
        ),
    ),
)


def scans_of(ids: Collection[int]) -> Files:
    """The photos and PDFs of their mail, called by the numbers of the items."""
    asked = select(MailItem.number, StoredFile.name, StoredFile.blob).join(
        StoredFile, MailItem.file_id == StoredFile.id
    )
    rows = db.session.execute(asked.where(among(MailItem.party_id, ids)).order_by(MailItem.id))
    return [(f"{number}{PurePath(name).suffix.lower()}", blob) for number, name, blob in rows]


TOLD = (Told("mail", (MailItem.party_id,), files=scans_of),)
