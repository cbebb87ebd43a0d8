"""A database that is not at the code's revision is not served, by whatever server (SAFETY.md 22)."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app, request
from sqlalchemy import Connection

from app.db import Mood, db, mood
from app.web.errors import NotUpToDate

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"

log = logging.getLogger("recapito.revision")


def init_app(app: Flask) -> None:
    """Called before the extensions, and before whatever else asks the database."""
    app.extensions["recapito_at_our_revision"] = False
    app.before_request(refuse_another)


def refuse_another() -> None:
    """Look at the first request, and again until it is right; from then on it costs nothing."""
    if current_app.extensions["recapito_at_our_revision"] or request.endpoint == "static":
        return
    if not is_ours():
        log.error("another_revision", extra={"advice": "flask db upgrade"})
        raise NotUpToDate
    current_app.extensions["recapito_at_our_revision"] = True


def is_ours() -> bool:
    """Whether the database is at the revision that this code was written for. In an app context."""
    before = mood.set(Mood.READ_ONLY)  # waits for nobody who writes
    try:
        with db.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == _ours()
    finally:
        mood.reset(before)


@cache
def _ours() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def ours() -> str:
    """The revision that this code was written for."""
    return _ours() or ""


@cache
def known() -> frozenset[str]:
    """Every revision that this code knows how to lead on from."""
    return frozenset(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def lead_up(connection: Connection, revision: str) -> None:
    """Migrate up to a revision, within a transaction that is under way (`app.db.rebuilding`)."""
    config = current_app.extensions["migrate"].migrate.get_config(str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
