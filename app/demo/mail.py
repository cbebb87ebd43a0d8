"""The post of the demo office: a dozen items, some with a picture or a PDF, one for a client in the Archive."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass

from PIL import Image, ImageDraw
from sqlalchemy import delete, select

from app.db import db
from app.domain import clock
from app.domain.files import store
from app.domain.files.scans import receive_scan
from app.domain.history.actions import new_key
from app.domain.history.models import Actor
from app.domain.mailroom.intake import MailDraft, log_mail
from app.domain.mailroom.marking import mark_mail
from app.domain.mailroom.models import MailItem, MailKind, MailState
from app.domain.mailroom.queries import picked
from app.domain.parties.models import Party
from app.domain.parties.text import fold
from app.domain.selections import among


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that the demo's postman brought."""

    client: str
    sender: str
    days: int  # ago
    kind: MailKind = MailKind.LETTER
    place: str = ""
    note: str = ""
    scan: str = ""  # "png", "jpeg" or "pdf"
    became: MailState = MailState.WAITING  # a day later


ARRIVALS = (
    Arrival("Łódź Consulting Sp. z o.o.", "Urząd Skarbowy Łódź-Śródmieście", 0, place="A 4", scan="jpeg"),
    Arrival("Caffè Perù S.r.l.", "Agenzia delle Entrate", 0, MailKind.REGISTERED, "A 1", scan="pdf"),
    Arrival("Alba Chiara Eventi S.r.l.", "Enel Energia", 1, place="A 1"),
    Arrival("Żółw Studio Sp. z o.o.", "InPost", 1, MailKind.PARCEL, "Floor, left", "Heavy: two people to lift it."),
    Arrival("Studio Vento di Mare", "Comune di Genova, Ufficio Tributi", 2, MailKind.REGISTERED, "Archive shelf"),
    Arrival("Meridiana Nord Logistica S.r.l.", "INPS Novara", 3, place="A 2", scan="png"),
    Arrival("Caffè Perù S.r.l.", "Banca di Torino", 3, place="A 1"),
    Arrival("Fabbrica del Suono S.n.c.", "SIAE", 5, MailKind.REGISTERED, "A 2", became=MailState.COLLECTED),
    Arrival("Gołąb Media Sp. z o.o.", "ZUS Poznań", 6, became=MailState.FORWARDED),
    Arrival("Nowa Fala Fotografia", "DHL", 8, MailKind.PARCEL, "Floor, left", became=MailState.COLLECTED),
    Arrival("Biuro Rachunkowe Kos Sp. j.", "Poczta Polska", 12, became=MailState.RETURNED),
    Arrival("Papà Lievito S.r.l.", "Mulino Bianchi catalogue", 20, MailKind.OTHER, became=MailState.DESTROYED),
)


def deliver(arrival: Arrival, key: str, *, by: Actor) -> None:
    """Log one item. Its moment is the clock's."""
    client_id = db.session.scalars(select(Party.id).where(Party.name == arrival.client)).one()
    draft = MailDraft(client_id, arrival.sender, clock.now(), arrival.kind, arrival.place, arrival.note)
    scan = receive_scan(io.BytesIO(_paper(arrival)), name=f"scan.{arrival.scan}") if arrival.scan else None
    log_mail(draft, scan, f"{key}{new_key()}", by=by)


def settle(arrival: Arrival, key: str, *, by: Actor) -> None:
    """What became of it."""
    found = select(MailItem.id).join(Party).where(Party.name == arrival.client, MailItem.sender == arrival.sender)
    mark_mail(picked([db.session.scalars(found).one()]), arrival.became, f"{key}{new_key()}", by=by)


def remove_mail_of(parties: Collection[int]) -> None:
    """Take out the items of these parties, with their files."""
    theirs = among(MailItem.party_id, parties)
    rows = db.session.execute(select(MailItem.file_id, MailItem.thumbnail_id).where(theirs))
    files = [id_ for row in rows for id_ in row if id_]
    db.session.execute(delete(MailItem).where(theirs))
    store.forget_unnamed(files)


def _paper(arrival: Arrival) -> bytes:
    """An envelope as a scanner sees it: sender, address, stamp."""
    paper = Image.new("RGB", (1240, 820), "#f4efe4")
    draw = ImageDraw.Draw(paper)
    draw.rectangle((24, 24, 1215, 795), outline="#c9bfa8", width=3)
    draw.text((80, 80), fold(arrival.sender).upper(), fill="#3b3a36", font_size=34)
    draw.line((80, 132, 460, 132), fill="#b8ae97", width=2)
    draw.rectangle((1030, 70, 1160, 220), fill="#2f6bdc", outline="#1c458f", width=4)
    draw.ellipse((930, 120, 1080, 270), outline="#6b675d", width=5)
    draw.text((560, 430), fold(arrival.client).upper(), fill="#22211e", font_size=36)
    for line in range(3):
        draw.rectangle((560, 510 + line * 50, 900 - line * 80, 524 + line * 50), fill="#8d867a")
    out = io.BytesIO()
    paper.save(out, arrival.scan)
    return out.getvalue()
