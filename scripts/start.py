"""``make run``: from nothing to a desk in the browser.

This half needs nothing but Python: it makes ready what a fresh clone lacks, and becomes `desk.py`, which knows the app.
"""

import os
import socket
import sys

import prepare
from prepare import BIN, ROOT, Trouble


def main() -> None:
    """Look whether the port is free, before minutes of installing; install; hand over."""
    host, port = os.environ.get("HOST") or "127.0.0.1", port_number(os.environ.get("PORT") or "8000")
    refuse_a_port_in_use(host, port)
    prepare.everything()
    os.environ.update(HOST=host, PORT=str(port))
    os.chdir(ROOT)
    python = str(BIN / "python")
    os.execv(python, [python, str(ROOT / "scripts" / "desk.py")])  # noqa: S606  (no shell, and our own Python)


def port_number(text: str) -> int:
    """PORT as a number that a server can listen on."""
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise Trouble(f"PORT is {text!r}, which is no port: choose a number from 1 to 65535.")


def refuse_a_port_in_use(host: str, port: int) -> None:
    """Say so when the server will not be able to listen there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        other = port + 1 if port < 65535 else 8000
        raise Trouble(
            f"Port {port} on {host} is not free ({error.strerror}): "
            f"stop what listens there, or choose another one, as in: make run PORT={other}"
        ) from error


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)
