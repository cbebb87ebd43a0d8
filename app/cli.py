"""The `flask` commands: thin doors over deeds."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import click
import waitress
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import ngettext

from app.db import db
from app.demo import office as demo_office
from app.domain.accounts import staff
from app.domain.directory.importing.decimals import DecimalSign
from app.domain.directory.importing.models import Duplicates
from app.domain.directory.importing.staging import Report
from app.domain.directory.importing.terminal import Terminal, import_clients
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM
from app.web import revision
from app.web.formatting import sentence
from app.web.office import this_office
from app.worker.loop import run_worker

THREADS = 8
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def init_app(app: Flask) -> None:
    """Hang the commands onto the app."""
    for command in (create_admin, demo, import_list, serve, worker):
        app.cli.add_command(command)


@click.command("create-admin")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.password_option()
@with_appcontext
def create_admin(email: str, name: str, password: str) -> None:
    """Add an admin: the first one, or the next when all have forgotten their passwords."""
    refuse_another_revision()
    try:
        staff.create_admin(email, name, password)
    except RuleViolation as violation:
        raise click.ClickException(sentence(violation.sentence)) from violation
    db.session.commit()
    click.echo(f"{name} can sign in as {email}.")


@click.command("demo")
@click.option("--remove", is_flag=True, help="Take the demo office out again.")
@click.option("--logins", is_flag=True, help="Print the demo logins that stand: role, email, password.")
@with_appcontext
def demo(*, remove: bool, logins: bool) -> None:
    """Put a small, lifelike office into a database that has no login yet."""
    refuse_another_revision()
    instance = Path(current_app.instance_path)
    if logins:
        for role, email, password in demo_office.logins_that_stand(instance):
            click.echo(f"{role}  {email}  {password}")
    elif remove:
        click.echo(f"The demo office is gone: {demo_office.remove(instance)} parties.")
    elif current_app.config["PRODUCTION"]:
        raise click.ClickException("The demo office never goes into production.")
    elif demo_office.may_be_seeded():
        demo_office.seed(instance)


@click.command("import-clients")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read it and say what would happen; keep nothing.")
@click.option("--yes", is_flag=True, help="Take over without asking.")
@click.option(
    "--duplicates",
    type=click.Choice([choice.value for choice in Duplicates]),
    default=Duplicates.SKIP.value,
    show_default=True,
    help="What becomes of who is on file: left out, completed, put on file again, or brought back from the Archive.",
)
@click.option(
    "--decimals",
    type=click.Choice(["comma", "point"]),
    help="What stands before decimals, where the list itself does not tell whether 1,234 is one or a thousand.",
)
@with_appcontext
def import_list(file: Path, *, dry_run: bool, yes: bool, duplicates: str, decimals: str | None) -> None:
    """Bring in a list of clients from a workbook (XLSX) or a CSV file."""
    refuse_another_revision()
    end_as_after_ctrl_c()  # a window that is closed leaves no half-read list behind
    terminal = Terminal(
        tell=lambda text: click.echo(sentence(text)),
        confirm=lambda question: yes or agreed(sentence(question)),
        ask_country=ask_country if sys.stdin.isatty() else None,
        report=progress_bar(),
    )
    try:
        import_clients(
            file,
            terminal,
            dry_run=dry_run,
            by=SYSTEM,
            home_country=this_office().country,
            duplicates=Duplicates(duplicates),
            decimal_sign=DecimalSign[decimals.upper()] if decimals else DecimalSign.UNSAID,
        )
    except RuleViolation as violation:
        raise click.ClickException(sentence(violation.sentence)) from violation


def agreed(question: str) -> bool:
    """Yes or no. Raises a sentence where nobody sits at a terminal to be asked."""
    try:
        return click.confirm(question, default=False)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise click.ClickException("Nobody can be asked here. --yes takes over without asking.") from None


def ask_country(name: str, rows: int) -> str:
    """Which country is meant by a name that nobody knows: its two letters, or nothing."""
    question = ngettext(
        "%(name)s stands in %(num)s row. Which country is it?",
        "%(name)s stands in %(num)s rows. Which country is it?",
        rows,
        name=name,
    )
    return str(click.prompt(question, default="", show_default=False))


def progress_bar() -> Report:
    """A bar that grows with the rows that are staged; a new one when they are staged again."""
    bar: Any = None

    def report(staged: int, total: int) -> None:
        nonlocal bar
        bar = bar or click.progressbar(length=total, width=40)
        bar.update(staged - bar.pos)
        if staged >= total:
            bar.render_finish()
            bar = None

    return report


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Do what is due, until stopped; a job in hand goes back to the others."""
    refuse_another_revision()
    stop = threading.Event()
    for number in ENDINGS:
        signal.signal(number, lambda _number, _frame: stop.set())
    run_worker(current_app._get_current_object(), stop)  # type: ignore[attr-defined]


@click.command("serve")
@click.option("--no-worker", is_flag=True, help="Leave due work to `flask worker`, here or on another machine.")
@with_appcontext
def serve(*, no_worker: bool) -> None:
    """Serve on HOST and PORT, with one worker thread."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    refuse_another_revision()
    end_as_after_ctrl_c()  # the server finishes its answers, the worker hands back its job
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(app, stop), name="worker", daemon=True)
    if not no_worker:
        thread.start()
    collect_rarely()
    host, port = os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or 8000)
    try:
        waitress.create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            clear_untrusted_proxy_headers=False,
            # What waits on the disk before the app has seen its first line; the app's own limits are lower.
            max_request_body_size=app.config["MAX_UPLOAD_LENGTH"] + 1_000_000,
        ).run()
    finally:
        stop.set()
        if thread.is_alive():
            thread.join(timeout=10)


def collect_rarely() -> None:
    """What was made at start stays, and a request leaves few circles behind: looking for them took a tenth of a second.

    Python would do that every few hundred requests, with half a million objects to look at.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 50)


def end_as_after_ctrl_c() -> None:
    """Whatever asks this process to end, let it tidy up first."""
    for number in ENDINGS:
        signal.signal(number, signal.default_int_handler)


def refuse_another_revision() -> None:
    """A database that is not at the code's revision is neither served nor worked on (SAFETY.md 22)."""
    if not revision.is_ours():
        raise click.ClickException("The database is not at this version's revision. Run `flask db upgrade` first.")
