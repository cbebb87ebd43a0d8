"""How a test puts somebody on file: by the deeds that the office itself uses, or in bulk where speed matters."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from sqlalchemy import insert, select

from app.db import db
from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.accounts.passwords import hash_password
from app.domain.accounts.permissions import StaffRole
from app.domain.contacts.actions import ContactDraft, add_contact, associate_person
from app.domain.contacts.models import Contact
from app.domain.directory.filing import register_party
from app.domain.directory.selection import only
from app.domain.files.scans import Scan, receive_scan
from app.domain.history.actions import new_key
from app.domain.history.models import SYSTEM, Act, Actor
from app.domain.lifecycle.archiving import NO_CHOICES, ArchiveChoices, archive_parties, restore_parties
from app.domain.mailroom.intake import MailDraft, log_mail
from app.domain.mailroom.models import MailItem
from app.domain.office.actions import set_logo
from app.domain.office.logos import receive_logo
from app.domain.parties.drafts import PartyDraft, columns_of
from app.domain.parties.models import ClientRole, Party, PartyKind

PASSWORD = "correct horse battery"


def a_key() -> str:
    """The one-use key of a form."""
    return new_key()


def a_login(email: str, name: str, role: StaffRole | None, password: str = PASSWORD) -> Login:
    """Somebody with a password: of the office with a role, else of the portal."""
    login = Login(email=email, email_key=email.casefold(), name=name, role=role, password_hash=hash_password(password))
    db.session.add(login)
    db.session.commit()
    return login


def a_png(width: int = 64, height: int = 32) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)  # greys of eight bits
    rows = zlib.compress((b"\x00" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_logo(data: bytes | None = None, *, by: Actor = SYSTEM) -> None:
    """The office shows a picture."""
    set_logo(receive_logo(io.BytesIO(data or a_png()), name="logo.png"), a_key(), by=by)
    db.session.commit()


def a_client(name: str = "Acme S.r.l.", *, by: Actor = SYSTEM, **fields: Any) -> Party:
    """A customer on file."""
    act = register_party(PartyDraft(name=name, **fields), a_key(), by=by)
    db.session.commit()
    return db.session.get_one(Party, act.outcome["party_id"])


def a_person(first: str = "Ada", last: str = "Bianchi", *, by: Actor = SYSTEM, **fields: Any) -> Party:
    """A person on file, with no role unless said."""
    fields = {"client_role": ClientRole.NONE, **fields}
    draft = PartyDraft(kind=PartyKind.PERSON, first_name=first, last_name=last, **fields)
    act = register_party(draft, a_key(), by=by)
    db.session.commit()
    return db.session.get_one(Party, act.outcome["party_id"])


def a_contact(
    client: Party,
    first: str = "Carla",
    last: str = "Rossi",
    *,
    password: str | None = None,
    by: Actor = SYSTEM,
    **more: Any,
) -> Contact:
    """A new person who speaks for a client, with a portal login when a password is given."""
    password_hash = hash_password(password) if password else None
    draft = ContactDraft(first, last, password_hash=password_hash, **more)
    saved = add_contact(client.id, draft, a_key(), by=by)
    db.session.commit()
    return db.session.get_one(Contact, saved.contact_id)


def an_associate(client: Party, person: Party, *, by: Actor = SYSTEM) -> Contact:
    """A person on file who speaks for this client too."""
    saved = associate_person(client.id, person.id, a_key(), by=by)
    db.session.commit()
    return db.session.get_one(Contact, saved.contact_id)


def a_scan(data: bytes | None = None, *, name: str = "letter.png") -> Scan:
    """A photo or PDF in the file store."""
    return receive_scan(io.BytesIO(data or a_png()), name=name)


def a_mail_item(
    client: Party, sender: str = "Enel", *, scan: Scan | None = None, by: Actor = SYSTEM, **fields: Any
) -> MailItem:
    """A letter that arrived for a client just now, unless said otherwise."""
    draft = MailDraft(client.id, sender, **{"received_at": clock.now(), **fields})
    act = log_mail(draft, scan, a_key(), by=by)
    db.session.commit()
    return db.session.get_one(MailItem, act.outcome["mail_id"])


def archived(*parties: Party, choices: ArchiveChoices = NO_CHOICES, by: Actor = SYSTEM) -> Act | None:
    """These parties, archived one by one. Returns the last act."""
    act = None
    for party in parties:
        act = archive_parties(only(party), choices, a_key(), by=by)
    db.session.commit()
    return act


def restored(*parties: Party, by: Actor = SYSTEM) -> None:
    """These parties, restored one by one."""
    for party in parties:
        restore_parties(only(party), a_key(), by=by)
    db.session.commit()


def many_clients(how_many: int, name: str = "Client") -> list[int]:
    """Many customers at once, without acts; their ids. For what depends on numbers only."""
    rows = [
        {
            **columns_of(PartyDraft(name=f"{name} {n:05d}", email=f"{name.lower()}{n}@example.com")),
            "client_role": ClientRole.CUSTOMER,
        }
        for n in range(how_many)
    ]
    first = (db.session.scalar(select(Party.id).order_by(Party.id.desc()).limit(1)) or 0) + 1
    db.session.execute(insert(Party), rows)
    db.session.commit()
    return list(db.session.scalars(select(Party.id).where(Party.id >= first).order_by(Party.id)))
