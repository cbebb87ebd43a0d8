"""Telling a client that something arrived (PRODUCT.md 6, notification `mail_item`)."""

from __future__ import annotations

from app.domain.contacts.notifying import notify
from app.domain.contacts.permissions import Notice
from app.domain.errors import N_, Sentence
from app.domain.history.models import Act
from app.domain.mailroom.models import MailItem, MailKind
from app.domain.messaging import addresses
from app.domain.messaging.composing import Value
from app.domain.messaging.templates import TemplateKey
from app.domain.parties.models import Party

KIND_WORDS = {
    MailKind.LETTER: N_("Letter"),
    MailKind.REGISTERED: N_("Registered"),
    MailKind.PARCEL: N_("Parcel"),
    MailKind.OTHER: N_("Other mail"),
}

# As a client reads it, who was never at the desk.
_LETTER_KINDS = {**KIND_WORDS, MailKind.REGISTERED: N_("Registered letter")}


def tell_of_arrival(item: MailItem, client: Party, act: Act) -> None:
    """Write to those whom the client's mail is told to; once for an item, however often it is corrected."""
    values: dict[str, Value] = {
        "client_name": client.name,
        "client_number": client.number or "",
        "sender": item.sender,
        "mail_kind": Sentence(_LETTER_KINDS[item.kind]),
        "mail_number": item.number,
        "received_on": item.received_at,
        "mail_link": addresses.mail_item(client.id, item.id),
    }
    notify(Notice.MAIL_ITEM, TemplateKey.MAIL_ITEM, client.id, values, about=item, act=act)
