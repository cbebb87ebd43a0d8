"""A real mail server on this machine, which does as it is told: takes, refuses, defers, hangs, drops the line."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum, auto
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Manner(Enum):
    """How a server treats the next email."""

    TAKE = auto()
    NOBODY = auto()  # there is nobody at this address
    BLOCKED = auto()  # we are not let in, whoever it is for
    LATER = auto()
    HANG = auto()
    DROP = auto()  # takes all of it, and is gone without an answer
    DROP_EARLY = auto()  # gone as soon as the recipient is named


class PostOffice:
    """What arrived, and how the next emails are treated; without a word the next is taken."""

    def __init__(self) -> None:
        self.manners: list[Manner] = []
        self.always = Manner.TAKE
        self.arrived: list[tuple[str, EmailMessage]] = []  # who it was for, and what
        self.connections = 0

    def next_manner(self) -> Manner:
        return self.manners.pop(0) if self.manners else self.always

    async def handle_EHLO(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        manner = self.next_manner()
        envelope.manner = manner  # type: ignore[attr-defined]
        if manner is Manner.NOBODY:
            return f"550 5.1.1 <{address}>: Recipient address rejected: User unknown"
        if manner is Manner.BLOCKED:
            return f"550 5.7.1 <{address}>: Your server is not allowed to send here"
        if manner is Manner.LATER:
            return "451 4.3.0 Try again later"
        if manner is Manner.DROP_EARLY:
            server.transport.abort()
        if manner is Manner.HANG:
            await asyncio.sleep(30)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.arrived.append((envelope.rcpt_tos[0], message))
        if envelope.manner is Manner.DROP:  # type: ignore[attr-defined]
            server.transport.abort()
        return "250 Taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def open_post_office(port: int, **settings: Any) -> Iterator[PostOffice]:
    """A mail server that listens at this port for as long as the block lasts."""
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
