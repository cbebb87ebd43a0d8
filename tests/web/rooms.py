"""Rooms that only a test needs, each at an address of its own, and what is noted down in them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, abort, flash, get_flashed_messages, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.db import db, deed, own_transaction
from app.domain.errors import RuleViolation
from app.domain.jobs.models import Job, JobKind
from app.web.guards import public
from app.web.pages import tell

# Called between a deed and its answer, for tests in which something happens just then.
meanwhile: list[Callable[[], None]] = []


@deed
def note(key: str) -> None:
    """Write something down. Any row does."""
    db.session.add(Job(kind=JobKind.STAGE_IMPORT, key=key))
    db.session.flush()


def notes(app: Flask) -> list[str]:
    """What stands in the database, as somebody else sees it."""
    with app.app_context():
        found = list(db.session.scalars(select(Job.key).order_by(Job.key)))
        db.session.rollback()
    return found


def add_rooms(app: Flask) -> None:
    """Open all rooms. Before the first request: afterwards Flask lets nobody build."""

    @app.post("/note/<int:status>")
    @public()
    def answer(status: int) -> ResponseReturnValue:
        note(f"before {status}")
        tell("It is done.")
        for happening in meanwhile:
            happening()
        return "", status

    @app.post("/note-and-abort/<int:status>")
    @public()
    def refuse(status: int) -> ResponseReturnValue:
        note(f"before {status}")
        tell("It is done.")
        abort(status)

    @app.post("/note-and-break")
    @public()
    def break_down() -> ResponseReturnValue:
        note("before it broke")
        tell("It is done.")
        raise ZeroDivisionError("secret-of-the-house")

    @app.post("/note-against-a-rule")
    @public()
    def against_a_rule() -> ResponseReturnValue:
        note("against a rule")
        raise RuleViolation("The office closes at noon.")

    @app.post("/count-and-refuse")
    @public()
    def count_and_refuse() -> ResponseReturnValue:
        with own_transaction():
            db.session.add(Job(kind=JobKind.STAGE_IMPORT, key="counted"))
        note("refused")
        return "", 422

    @app.route("/write-without-a-deed", methods=["GET", "POST"])
    @public()
    def write_without_a_deed() -> ResponseReturnValue:
        db.session.add(Job(kind=JobKind.STAGE_IMPORT, key=f"by {request.method}"))
        db.session.commit()
        return ""

    @app.get("/deed-in-a-page")
    @public()
    def deed_in_a_page() -> ResponseReturnValue:
        note("by a GET")
        return ""

    @app.get("/break")
    @public()
    def break_a_page() -> ResponseReturnValue:
        raise ZeroDivisionError("secret-of-the-house")

    @app.route("/abort/<int:status>", methods=["GET", "POST"])
    @public()
    def give_up(status: int) -> ResponseReturnValue:
        abort(status)

    @app.get("/notes")
    @public()
    def read() -> ResponseReturnValue:
        found = " ".join(db.session.scalars(select(Job.key)))
        for happening in meanwhile:
            happening()
        return found

    @app.get("/said")
    @public()
    def said() -> ResponseReturnValue:
        return " ".join(str(message) for message in get_flashed_messages()) or "nothing"

    @app.post("/say")
    @public()
    def say() -> ResponseReturnValue:
        flash("Said before.")
        return ""
