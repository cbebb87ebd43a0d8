"""An email of the outbox as a message that goes over the wire."""

from __future__ import annotations

from email.charset import QP, SHORTEST, Charset
from email.utils import formataddr

from flask_mail import Message

from app.domain.messaging.addresses import host_of
from app.domain.messaging.composing import with_link
from app.domain.messaging.delivery import Leaving
from app.domain.office.profile import Office

LONGEST_NAME = 60  # characters: a longer one would be folded in the midst of a header

# Quoted-printable, whatever the text: no line is too long for a server, and none needs eight bits.
_READABLE = Charset("utf-8")
_READABLE.header_encoding, _READABLE.body_encoding = SHORTEST, QP


def message_of(email: Leaving, office: Office, *, sender: str) -> Message:
    """The message, with the headers that it has each time it is sent. `sender` is MAIL_DEFAULT_SENDER, if that is set.

    From the office; answers go to the office's own address. No machine is to answer it (RFC 3834); a notice says how to
    get no more of them (RFC 2369).
    """
    headers = {"Auto-Submitted": "auto-generated"}
    if email.unsubscribe_at:
        headers["List-Unsubscribe"] = f"<{email.unsubscribe_at}>"
    message = Message(
        subject=email.subject,
        recipients=[email.to_address],
        body=with_link(email.text, email.link),
        html=with_link(email.html, email.link),
        sender=formataddr((office.name[:LONGEST_NAME], sender or office.email or f"no-reply@{host_of(office)}")),
        reply_to=office.email or None,
        charset=_READABLE,  # type: ignore[arg-type]  # the standard library takes both
        extra_headers=headers,
    )
    message.msgId = email.message_id
    return message
