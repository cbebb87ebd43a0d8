"""An email of the outbox as a message that goes over the wire."""

from __future__ import annotations

from email.charset import QP, SHORTEST, Charset
from email.header import Header
from email.mime.base import MIMEBase
from email.policy import SMTP, compat32
from email.utils import parseaddr

from flask_mail import Message

from app.domain.messaging.addresses import host_of
from app.domain.messaging.composing import with_link
from app.domain.messaging.delivery import Leaving
from app.domain.messaging.fields import one_line
from app.domain.office.profile import Office

LONGEST_BESIDE_NAME = 70  # characters of an address: a longer one stands alone, so that its line is folded by nobody

# Quoted-printable, whatever the text: no line is too long for a server, and none needs eight bits.
_READABLE = Charset("utf-8")
_READABLE.header_encoding, _READABLE.body_encoding = SHORTEST, QP


class FromOffice(Message):
    """A message of Flask-Mail that says by name from whom it comes.

    Flask-Mail encodes a name twice that is encoded already, and has Python fold a line that is too long, which loses
    quotation marks and puts blanks into words (3.11): so the name is encoded here, in lines that are short enough.
    """

    called = ""

    def _message(self) -> MIMEBase:
        message = super()._message()
        address = str(message["From"])
        if self.called and len(address) <= LONGEST_BESIDE_NAME:
            name = Header(self.called, _READABLE, header_name="From").encode()
            message.policy = compat32  # which takes a header as it is
            message.replace_header("From", f"{name}\n <{address}>")
            message.policy = SMTP
        return message


def message_of(email: Leaving, office: Office, *, sender: str) -> Message:
    """The message, with the headers that it has each time it is sent. `sender` is MAIL_DEFAULT_SENDER, if that is set,
    with a name or without.

    From the office; answers go to the office's own address. No machine is to answer it (RFC 3834); a notice says how to
    get no more of them (RFC 2369).
    """
    headers = {"Auto-Submitted": "auto-generated"}
    if email.unsubscribe_at:
        headers["List-Unsubscribe"] = f"<{email.unsubscribe_at}>"
    message = FromOffice(
        subject=email.subject,
        recipients=[email.to_address],
        body=with_link(email.text, email.link),
        html=with_link(email.html, email.link),
        sender=parseaddr(sender)[1] or office.email or f"no-reply@{host_of(office)}",
        reply_to=office.email or None,
        charset=_READABLE,  # type: ignore[arg-type]  # the standard library takes both
        extra_headers=headers,
    )
    message.msgId, message.called = email.message_id, one_line(office.name)
    return message
