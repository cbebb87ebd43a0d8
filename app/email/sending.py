"""Sending what is due: a few emails over one connection, each settled before the next is begun."""

from __future__ import annotations

import logging
import smtplib
import threading
from collections.abc import Sequence

from flask import current_app
from flask_mail import BadHeaderError, Message

from app.db import only_reading
from app.domain.messaging import delivery
from app.domain.messaging.delivery import Claim, Leaving, Outcome, Result
from app.domain.office import queries as offices
from app.domain.office.profile import Office
from app.email.connection import SafeConnection, connect
from app.email.messages import message_of

log = logging.getLogger("recapito.email")


def send_due(stop: threading.Event | None = None) -> int:
    """Send the emails that have been due longest; how many that were. Runs in an app context, outside requests."""
    with only_reading():
        if not delivery.any_due():
            return 0
        office = offices.office()
    most = current_app.extensions["mail"].max_emails or delivery.BATCH  # over one connection
    claims = delivery.claim(min(most, delivery.BATCH))
    if claims:
        _Round(claims, office, stop).go()
    return len(claims)


class _Round:
    """A few emails, one connection. What had not been begun when it broke goes back to the others."""

    def __init__(self, claims: Sequence[Claim], office: Office, stop: threading.Event | None) -> None:
        self.left = list(claims)
        self.office = office
        self.stop = stop
        self.settled: tuple[Claim, Outcome] | None = None

    def go(self) -> None:
        connection = connect()
        try:
            self._open_and_send(connection)
        finally:
            if self.settled:
                delivery.turn(self.settled, None)
            if self.left:
                delivery.hand_back(self.left)

    def _open_and_send(self, connection: SafeConnection) -> None:
        try:
            with connection:
                if not connection.keeps:
                    delivery.server_answers()
                while self.left and not (self.stop and self.stop.is_set()) and self._send_next(connection):
                    pass
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail_server_unreachable", extra={"error": type(error).__name__})
            self._nobody_there(Outcome(Result.UNREACHABLE, words_of(error)))

    def _nobody_there(self, outcome: Outcome) -> None:
        """No server answers, or none lets us in: that was an attempt of all of them."""
        while self.left:
            claim = self.left.pop(0)
            if self._turn_to(claim):
                self.settled = (claim, outcome)

    def _send_next(self, connection: SafeConnection) -> bool:
        """Send one; False when the connection is of no more use."""
        claim = self.left.pop(0)
        leaving = self._turn_to(claim)
        if leaving is None:
            return True  # somebody else has it, or nobody is to get it any more
        self.settled = (claim, self._hand_over(connection, leaving))
        return connection.host is None or connection.host.sock is not None

    def _hand_over(self, connection: SafeConnection, leaving: Leaving) -> Outcome:
        try:
            message = message_of(leaving, self.office, sender=current_app.config["MAIL_DEFAULT_SENDER"])
        except ValueError as error:  # an address that cannot stand in a header
            return Outcome(Result.REFUSED, words_of(error))
        return hand_over(connection, message)

    def _turn_to(self, claim: Claim) -> Leaving | None:
        """Settle the one before, and mark this one as being sent: what goes out."""
        leaving = delivery.turn(self.settled, claim)
        self.settled = None
        return leaving


def hand_over(connection: SafeConnection, message: Message) -> Outcome:
    """Send one message, and say what the server answered. Every way in which it can go wrong is an answer too."""
    try:
        connection.send(message)
    except (BadHeaderError, ValueError) as error:
        return Outcome(Result.REFUSED, words_of(error))
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return answer_of(code, words, at_recipient=True)
    except smtplib.SMTPResponseException as error:
        return answer_of(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        had_all = connection.host is not None and connection.host.handed_over
        if connection.host is not None:
            connection.host.close()
        return Outcome(Result.UNANSWERED if had_all else Result.DEFERRED, words_of(error))
    return Outcome(Result.KEPT if connection.keeps else Result.TAKEN)


def answer_of(code: int, words: bytes | str, *, at_recipient: bool = False) -> Outcome:
    """A refusal: for good with 5xx, for now with anything else (RFC 5321, 4.2.1)."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    result = Result.REFUSED if 500 <= code < 600 else Result.DEFERRED
    return Outcome(result, f"{code} {' '.join(text.split())}", code, at_recipient)


def words_of(error: Exception) -> str:
    """What went wrong on the way, in the system's own words."""
    if isinstance(error, smtplib.SMTPResponseException):
        return answer_of(error.smtp_code, error.smtp_error).answer
    return f"{type(error).__name__}: {error}"
