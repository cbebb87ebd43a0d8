"""The email of somebody who is anonymised: that there was one, when, and what became of it stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, delete, exists, func, or_, select, update

from app.db import db
from app.domain.accounts.models import Login
from app.domain.errors import NN_
from app.domain.messaging.models import BouncingAddress, Email, EmailState, SendingPause
from app.domain.personal import Forgotten, Record, Told, record_of
from app.domain.selections import among

# Nothing of it leaves any more, whoever asks for it.
_NEVER_LEAVES = (EmailState.QUEUED, EmailState.FAILED, EmailState.UNKNOWN, EmailState.KEPT)
EMPTIED: Mapping[str, Any] = {
    **dict.fromkeys(("to_name", "to_address", "subject", "html", "text", "answer"), ""),
    "refusal": None,
    "due_at": None,
    "state": case((Email.state.in_(_NEVER_LEAVES), EmailState.SUPPRESSED.value), else_=Email.state),
}
_PAST_THE_SESSION = {"synchronize_session": False}

FORGOTTEN = (
    Forgotten(
        Email.party_id,
        empties=EMPTIED,
        keeps=frozenset({"language", "message_id", "record", "once"}),
        went=NN_("%(n)s email: recipient, subject and text", "%(n)s emails: recipient, subject and text"),
        stays=NN_(
            "%(n)s email: that it was written, when, and what became of it",
            "%(n)s emails: that they were written, when, and what became of them",
        ),
    ),
)


def emails_about(parties: Collection[int], logins: Collection[int], addresses: Collection[str]) -> ColumnElement[bool]:
    """Emails about these parties, to these logins, or to these addresses without being about anybody else."""
    about_nobody = and_(Email.party_id.is_(None), Email.login_id.is_(None))
    return or_(among(Email.party_id, parties), among(Email.login_id, logins), about_nobody & emails_to(addresses))


def emails_to(addresses: Collection[str]) -> ColumnElement[bool]:
    """Emails to these addresses, whoever they are about."""
    return among(func.lower(Email.to_address, type_=String), [address.lower() for address in addresses])


def is_being_sent(which: ColumnElement[bool]) -> bool:
    """Whether one of these is in the hands of a worker at this moment."""
    return bool(db.session.scalar(select(exists().where(which, Email.state == EmailState.SENDING))))


def forget_emails(which: ColumnElement[bool], email_keys: Collection[str]) -> list[int]:
    """Empty these emails, and forget what servers said of addresses that are nobody's any more. Returns their ids.

    Call it once the addresses are off the cards and the logins gone.
    """
    ids = list(db.session.scalars(select(Email.id).where(which)))
    is_a_login = exists().where(Login.email_key == BouncingAddress.email_key)
    answers = db.session.execute(select(SendingPause.id, SendingPause.answer).where(SendingPause.answer != ""))
    naming = [id_ for id_, answer in answers if any(key in answer.casefold() for key in email_keys)]
    for statement in (
        update(Email).where(among(Email.id, ids)).values(EMPTIED),
        delete(BouncingAddress).where(among(BouncingAddress.email_key, email_keys), ~is_a_login),
        update(SendingPause).where(among(SendingPause.id, naming)).values(answer=""),
    ):
        db.session.execute(statement, execution_options=_PAST_THE_SESSION)
    return ids


def emails_of(parties: Collection[int], logins: Collection[int] = ()) -> list[Record]:
    """What was written to these parties and about them. A one-use link stands in none of it."""
    columns = (
        *(Email.queued_at.label("written_at"), Email.settled_at, Email.state, Email.template),
        *(Email.to_name, Email.to_address, Email.language, Email.subject, Email.text),
    )
    which = or_(among(Email.party_id, parties), among(Email.login_id, logins))
    return [record_of(row) for row in db.session.execute(select(*columns).where(which).order_by(Email.id))]


TOLD = (Told("emails", (Email.party_id,), records=emails_of),)
