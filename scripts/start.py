"""``make run``: from nothing to a desk in the browser.

Everything is made ready (`prepare.py`), the database is brought to its revision and, at first start, given the demo
office (`database.py`), then the server runs with its worker thread. Once it answers, its address and the demo logins
that still stand are printed. Ctrl-C ends it.
"""

import http.client
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time

import prepare
from prepare import BIN, ROOT, Trouble

PATIENCE = 60.0  # seconds until a server that does not answer is given up


def main() -> int:
    """Start the desk and stay with it until it ends; the exit code is the server's."""
    host, port = os.environ.get("HOST", "127.0.0.1"), port_number(os.environ.get("PORT", "8000"))
    refuse_a_port_in_use(host, port)
    prepare.everything()
    logins = prepare_database(demo=demo_is_welcome(host))
    return serve(host, port, logins)


def port_number(text: str) -> int:
    """PORT as a number that a server can listen on."""
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise Trouble(f"PORT is {text!r}, which is no port: choose a number from 1 to 65535.")


def refuse_a_port_in_use(host: str, port: int) -> None:
    """Say so at once when the port is taken, not after minutes of installing."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Trouble(
            f"Port {port} on {host} is not free ({error.strerror}): "
            f"stop what listens there, or choose another one, as in: make run PORT={port + 1 if port < 65535 else 8000}"
        ) from error


def demo_is_welcome(host: str) -> bool:
    """Known passwords are for this machine alone, unless DEMO=1 says otherwise, and never for production."""
    if os.environ.get("RECAPITO_CONFIG") == "ProductionConfig":
        return False
    return is_loopback(host) or os.environ.get("DEMO") == "1"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on ``host``."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # another name
        return False


def prepare_database(*, demo: bool) -> list[str]:
    """Migrate, and seed the demo where it is welcome. The demo logins that stand, as ``role  email  password``."""
    command = [BIN / "python", ROOT / "scripts" / "database.py", *(["--demo"] if demo else [])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"{done.stderr.rstrip()}\n\nThe database could not be made ready: the lines above say why.")
    return done.stdout.splitlines()


def serve(host: str, port: int, logins: list[str]) -> int:
    """Run the server in a session of its own, so that it hears of Ctrl-C once: from us."""
    environment = os.environ | {"HOST": host, "PORT": str(port)}
    server = subprocess.Popen([BIN / "flask", "serve"], cwd=ROOT, env=environment, start_new_session=True)
    asked_to_stop = False

    def stop(*_: object) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True
        server.terminate()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    if wait_until_it_answers(server, host, port):
        greet(host, port, logins)
    elif server.poll() is None:
        server.kill()
        raise Trouble(f"The server did not answer within {PATIENCE:.0f} seconds and was stopped.")
    code = server.wait()
    return 0 if asked_to_stop else code


def wait_until_it_answers(server: subprocess.Popen[bytes], host: str, port: int) -> bool:
    """Ask /healthz until it answers 200; False when the server ended or our patience did."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection(reachable(host), port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return True
        except (OSError, http.client.HTTPException):
            pass  # not yet
        finally:
            connection.close()
        time.sleep(0.05)
    return False


def greet(host: str, port: int, logins: list[str]) -> None:
    """Print the address, and one line per demo login."""
    name = reachable(host)
    shown = f"[{name}]" if ":" in name else name
    print(f"\nRecapito answers at http://{shown}:{port}/  (Ctrl-C ends it)", flush=True)
    if logins:
        print("\n".join(["", *logins, ""]), flush=True)


def reachable(host: str) -> str:
    """Where this machine itself finds a server that listens on ``host``, which may stand for every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)
