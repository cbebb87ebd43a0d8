"""`flask backup` and `flask restore`: thin doors over `app/domain/backups`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import Connection

from app.cli import end_as_after_ctrl_c, refuse_another_revision
from app.domain.backups.manifest import Manifest, RangeEntry
from app.domain.backups.restoring import Restored, restore_backup
from app.domain.backups.writing import make_backup
from app.domain.errors import RuleViolation
from app.web import revision
from app.web.formatting import sentence

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
RANGES = {
    "contracts": "contracts",
    "customer_accounts": "customers' ledger accounts",
    "mail": "mail",
    "parties": "clients and suppliers",
    "supplier_accounts": "suppliers' ledger accounts",
    "suppliers": "suppliers on their own",
}


def init_app(app: Flask) -> None:
    """Hang the commands onto the app."""
    app.cli.add_command(backup)
    app.cli.add_command(restore)


class Migrations:
    """The tables of our revisions, made by the migrations."""

    @property
    def ours(self) -> str:
        return revision.ours()

    @property
    def known(self) -> frozenset[str]:
        return revision.known()

    def lead_up(self, connection: Connection, to: str) -> None:
        revision.lead_up(connection, to)


@cache
def version() -> str:
    """The product's version."""
    return str(tomllib.loads(PROJECT.read_text())["project"]["version"])


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write rows and files of this moment into one new ZIP, while everybody works on."""
    refuse_another_revision()
    end_as_after_ctrl_c()  # no half file stays
    try:
        made = make_backup(file, version=version(), revision=revision.ours(), secret=current_app.config["SECRET_KEY"])
    except RuleViolation as violation:
        raise click.ClickException(sentence(violation.sentence)) from violation
    click.echo(f"{file} holds the office as it was at {moment_of(made)}: {contents_of(made)}.")
    tell_numbers(made.ranges)
    tell_gaps(made)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put the backup in the place of all that is here.")
@with_appcontext
def restore(file: Path, *, replace: bool) -> None:
    """Put a backup into this place: on SQLite or PostgreSQL, whichever it was made on."""
    end_as_after_ctrl_c()
    try:
        restored = restore_backup(file, Migrations(), secret=current_app.config["SECRET_KEY"], replace=replace)
    except RuleViolation as violation:
        raise click.ClickException(sentence(violation.sentence)) from violation
    click.echo(
        f"This place is the office as it was at {moment_of(restored.manifest)}: {contents_of(restored.manifest)}."
    )
    tell_numbers(restored.ranges)
    tell_gaps(restored.manifest)
    tell_what_next(restored)


def tell_what_next(restored: Restored) -> None:
    if restored.deleted_again:
        click.echo(f"Deleted for good since then, and deleted again: {restored.deleted_again}.")
    if restored.has_another_key:
        click.echo("SECRET_KEY is another one here. Passwords stay as they were; forms opened before are refused once.")
    click.echo("Everybody signs in anew. If no admin can, `flask create-admin` adds one.")
    click.echo("No background work is done until an admin signs in and confirms, as the line on every page says.")


def tell_numbers(ranges: Iterable[RangeEntry]) -> None:
    """Name each range's last number."""
    for range_ in ranges:
        click.echo(f"Last number of {RANGES.get(range_.kind, range_.kind)}: {range_.last or 'none yet'}.")


def tell_gaps(manifest: Manifest) -> None:
    """Say of which files the backup cannot be the way back."""
    if manifest.missing:
        click.echo(f"Missing in the store already, and here too: {said(manifest.missing)}.", err=True)
    if manifest.damaged:
        click.echo(f"Not what was once stored, kept as found: {said(manifest.damaged)}.", err=True)


def said(ids: tuple[int, ...], most: int = 20) -> str:
    """Files by their ids, the first few of them."""
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return f"file {', '.join(map(str, ids[:most]))}{more}"


def moment_of(manifest: Manifest) -> str:
    return manifest.moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def contents_of(manifest: Manifest) -> str:
    """What is in a backup, in numbers."""
    parties = manifest.table("party")
    size = manifest.files_bytes / 1_000_000
    return f"{parties.rows if parties else 0} parties, {manifest.files} files ({size:.1f} MB)"
