"""Tests talk to this machine only, and send mail only where they said that they would."""

import ipaddress
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock


class NotQuiet(AssertionError):
    """A test tried to reach the network, or a mail server that it had not announced.

    No OSError, which delivering code expects and survives.
    """


class Quiet:
    """What the test may reach, and what it tried to reach beside that."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        self._mail_servers: set[tuple[str, int]] = set()

    def allow_smtp(self, host: str, port: int) -> None:
        """Let this test deliver to a mail server of its own."""
        self._mail_servers.add((host, port))

    def check_address(self, address: Any) -> None:
        """Refuse a socket address that is not on this machine. Paths of Unix sockets are no tuples, and may pass."""
        if isinstance(address, tuple) and not is_local(str(address[0])):
            self._refuse(f"a connection to {address[0]}:{address[1]}")

    def check_name(self, host: Any) -> None:
        """Refuse to ask for the address of a name that is not this machine's: asking is talking, too."""
        name = host.decode() if isinstance(host, bytes) else host
        if name and not is_local(name):
            self._refuse(f"the address of {name}")

    def check_mail_server(self, host: str, port: int) -> None:
        """Refuse a mail server that the test did not announce, local or not."""
        if (host, port) not in self._mail_servers:
            self._refuse(f"a mail server at {host}:{port}, which no fixture announced with quiet.allow_smtp()")

    def _refuse(self, what: str) -> None:
        self.refused.append(what)
        raise NotQuiet(f"A test asked for {what}.")


def is_local(host: str) -> bool:
    """Whether this is one of this machine's own addresses or names."""
    try:
        return host in {"", "localhost"} or ipaddress.ip_address(host).is_loopback
    except ValueError:  # another name
        return False


@contextmanager
def quiet() -> Iterator[Quiet]:
    """Refuse what leaves this machine. Code that swallowed a refusal is found out at the end."""
    watch = Quiet()
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex
    real_lookup, real_smtp_connect = socket.getaddrinfo, smtplib.SMTP.connect

    def connect(self: socket.socket, address: Any) -> None:
        watch.check_address(address)
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        watch.check_address(address)
        return real_connect_ex(self, address)

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        watch.check_name(host)
        return real_lookup(host, *args, **kwargs)

    def smtp_connect(self: smtplib.SMTP, host: str = "localhost", port: int = 0, *args: Any, **kwargs: Any) -> Any:
        watch.check_mail_server(host, port or self.default_port)
        return real_smtp_connect(self, host, port, *args, **kwargs)

    with (
        mock.patch.object(socket.socket, "connect", connect),
        mock.patch.object(socket.socket, "connect_ex", connect_ex),
        mock.patch.object(socket, "getaddrinfo", look_up),
        mock.patch.object(smtplib.SMTP, "connect", smtp_connect),
    ):
        yield watch
    assert not watch.refused, f"The test went on, but it had asked for {', '.join(watch.refused)}."
