"""The second half of ``make run``: database, demo office, server, and the address once it answers.

All in one process, because importing the app is what takes the time. Listens on HOST and PORT, which `start.py` has
settled. Ctrl-C ends it.
"""

import contextlib
import http.client
import io
import ipaddress
import os
import signal
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import click
import flask_migrate
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError

from app import create_app


def main() -> None:
    """Tell in a sentence what the person at the terminal can mend, and leave the rest to a traceback."""
    # Whatever asks us to end, end as after Ctrl-C, also before the server is there to do so.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    host, port = os.environ["HOST"], int(os.environ["PORT"])
    try:
        app = create_app()
        with app.app_context():
            flask_migrate.upgrade()
        if demo_is_welcome(app, host):
            run(app, "demo")
        logins = run(app, "demo", "--logins")
        threading.Thread(target=greet, args=(app, host, port, logins), daemon=True).start()
        app.cli.main(["serve"], obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)
    except KeyboardInterrupt:
        return
    except OperationalError as error:
        sys.exit(f"The database cannot be used: {error.orig}")
    except (click.ClickException, RuntimeError) as error:
        sys.exit(error.format_message() if isinstance(error, click.ClickException) else str(error))


def demo_is_welcome(app: Flask, host: str) -> bool:
    """Passwords that are shown at every start are for this machine alone, unless DEMO=1; never for production."""
    return not app.config["PRODUCTION"] and (is_loopback(host) or os.environ.get("DEMO") == "1")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on ``host``."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # another name
        return False


def run(app: Flask, *command: str) -> str:
    """Run a ``flask`` command on this app; what it printed."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        app.cli.main([*command], obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)
    return printed.getvalue()


def greet(app: Flask, host: str, port: int, logins: str) -> None:
    """Once the server answers, print its address and the demo logins that stand: ``role  email  password``."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (where this machine finds itself)
    while not answers(name, port, name_it_answers_to(app)):
        time.sleep(0.05)
    shown = f"[{name}]" if ":" in name else name
    print(f"\nRecapito answers at http://{shown}:{port}/  (Ctrl-C ends it)\n\n{logins}", flush=True)


def name_it_answers_to(app: Flask) -> str | None:
    """One of the names that TRUSTED_HOSTS allows; nothing where every name will do."""
    allowed = app.config["TRUSTED_HOSTS"]
    return allowed[0].removeprefix(".").encode("idna").decode() if allowed else None


def answers(host: str, port: int, name: str | None) -> bool:
    """Whether /healthz says 200."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": name} if name else {})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):  # not yet
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
