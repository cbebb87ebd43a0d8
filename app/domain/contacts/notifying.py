"""Emails that come by themselves: to the contacts of a client for whom their kind is on, and to nobody else."""

from __future__ import annotations

from collections.abc import Mapping

from app.db import Base
from app.domain.contacts.permissions import Notice
from app.domain.contacts.recipients import who_is_written_to
from app.domain.history.models import Act
from app.domain.messaging import outbox
from app.domain.messaging.composing import Recipient, Value
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import TemplateKey


def notify(
    kind: Notice, template: TemplateKey, client_id: int, values: Mapping[str, Value], *, about: Base, act: Act
) -> None:
    """Write to the automatic recipients of a kind, once each about this record, in the transaction of the act.

    Nobody left: nothing is sent, to nobody else, and the log says *no recipient* (PRODUCT.md 6).
    """
    once = f"{template.value} {about.__tablename__} {about.id} {client_id}"
    letters = [
        Letter(one.recipient, values, party_id=client_id, about=about, once=f"{once} {one.contact_id}")
        for one in who_is_written_to(kind, client_id).recipients
    ]
    nobody = Letter(Recipient(""), values, party_id=client_id, about=about, once=once)
    outbox.leave(template, letters or [nobody], act=act)
