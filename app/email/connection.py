"""Flask-Mail's connection, as a server deserves it: verified TLS, an end to waiting, and no doubt about what happened.

Flask-Mail opens a plain `smtplib` connection that takes any certificate and waits for ever. This one checks whom it
talks to, hangs up after `MAIL_PATIENCE` seconds over one email, and knows whether
the server had all of it when the line broke.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any

from flask import current_app
from flask_mail import Connection, Mail, Message


class Conversation(smtplib.SMTP):
    """Knows whether the server has been given all of a message, and has not said yet what became of it."""

    handed_over = False
    _in_data = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._in_data = True
        try:
            answer = super().data(msg)
        finally:
            self._in_data = False
        self.handed_over = False
        return answer

    def getreply(self) -> tuple[int, bytes]:
        code, words = super().getreply()
        if self._in_data and code == 354:
            self.handed_over = True  # what follows is the message
        return code, words


class TlsConversation(Conversation, smtplib.SMTP_SSL):
    """The same, over TLS from the first byte."""


class SafeConnection(Connection):
    """A connection of Flask-Mail that verifies and times out. It opens when the first email is sent."""

    host: Conversation | None

    def __init__(self, mail: Mail, *, patience: float, context: ssl.SSLContext | None = None) -> None:
        super().__init__(mail)
        self.patience = patience
        self.context = context

    @property
    def keeps(self) -> bool:
        """Whether nothing leaves this place: no server is set, or sending is switched off (`MAIL_SUPPRESS_SEND`)."""
        return bool(self.mail.suppress or not self.mail.server)

    def __enter__(self) -> SafeConnection:
        self.host = None if self.keeps else self.configure_host()
        self.num_emails = 0
        return self

    def configure_host(self) -> Conversation:
        """Greet, go over to TLS where that is set, sign in: all of it within the patience, or not at all."""
        host = (
            TlsConversation(timeout=self.patience, context=self._context())
            if self.mail.use_ssl
            else Conversation(timeout=self.patience)
        )
        host.set_debuglevel(int(self.mail.debug))
        host._host = self.mail.server  # type: ignore[attr-defined]  # what the certificate is compared with
        try:
            with cut_off(host, self.patience):
                self._greet(host)
        except BaseException:
            host.close()
            raise
        return host

    def _greet(self, host: Conversation) -> None:
        code, words = host.connect(self.mail.server, self.mail.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        if self.mail.use_tls:
            host.starttls(context=self._context())
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)

    def _context(self) -> ssl.SSLContext:
        """Whom this machine believes: read only where somebody proves who they are, for it takes a while."""
        return self.context or ssl.create_default_context()

    def send(self, message: Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        """Hand a message over within the patience. Raises what smtplib raises, and OSError."""
        if self.host is None:
            super().send(message, envelope_from)
            return
        self.host.handed_over = False
        self.num_emails = -1  # Flask-Mail would connect anew in here, and what was sent would seem to have failed
        with cut_off(self.host, self.patience):
            super().send(message, envelope_from)

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Take leave. A line that is broken already is no reason to complain: what was sent, was sent."""
        if self.host is None:
            return
        try:
            with cut_off(self.host, self.patience):
                self.host.quit()
        except (OSError, smtplib.SMTPException):
            self.host.close()


class OfficeMail(Mail):
    """Flask-Mail, whose connections are safe ones. `record_messages()` sees every message as ever."""

    def connect(self) -> SafeConnection:
        """A connection to the server of the app at work, to be opened by `with`."""
        return connect()


def connect() -> SafeConnection:
    """A connection to the server of the app at work, to be opened by `with`."""
    return SafeConnection(current_app.extensions["mail"], patience=current_app.config["MAIL_PATIENCE"])


@contextmanager
def cut_off(conversation: Conversation, seconds: float) -> Iterator[None]:
    """End a conversation that takes longer, even one that goes on byte by byte: a time-out counts each wait alone."""

    def hang_up() -> None:
        if (sock := conversation.sock) is not None:
            with suppress(OSError):  # the line may be gone already
                sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
