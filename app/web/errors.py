"""Errors as a page, or as a message when htmx asked. A sentence and a reference, never a trace."""

from __future__ import annotations

import errno
import logging
import sqlite3

from flask import Flask, g, redirect, session, url_for
from flask import render_template as render
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from htmx_flask import make_response, request
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import (
    Forbidden,
    HTTPException,
    InternalServerError,
    NotFound,
    ServiceUnavailable,
    UnprocessableEntity,
)

from app.db import Mood, db, mood
from app.domain import errors as domain
from app.domain.errors import N_, Sentence
from app.extensions import login_manager
from app.web.formatting import sentence
from app.web.journal import reference
from app.web.merged import MergedMeanwhile, address_of_survivor, shown_at_survivor, survivor_written_to
from app.web.office import settle_office
from app.web.redirects import next_within

log = logging.getLogger("recapito.errors")

# What a disk says that is full, or may not be written on.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})

# What the page says, by status. The words are ours: a library's may tell too much, and in English.
SENTENCES: dict[int, tuple[str, str]] = {
    400: (
        N_("That did not work"),
        N_("The form was not complete or too old. Open the page again and send it once more."),
    ),
    401: (N_("Please sign in"), N_("Your session has ended. Sign in again to go on.")),
    403: (N_("Not for you"), N_("Your role does not allow this. An admin of the office can do it.")),
    404: (N_("Not found"), N_("There is nothing at this address, or it is not yours to see.")),
    405: (N_("Not possible here"), N_("This address does not do that. Go back and use the button on the page.")),
    409: (N_("Somebody was faster"), N_("This was changed in the meantime. Look at it again before you save.")),
    413: (N_("Too large"), N_("What you sent is larger than we take. A file may have 50 MB.")),
    415: (N_("Not readable"), N_("We cannot read what you sent.")),
    422: (N_("Not possible"), N_("A rule of the office does not allow this.")),
    429: (N_("Please wait"), N_("Too many tries in a short time. Wait a moment and try again.")),
    500: (N_("Something broke"), N_("This is our mistake. Nothing was changed. Tell the office the reference below.")),
    503: (N_("The office is busy"), N_("Nothing was changed. Please try again in a moment.")),
}


class Refused(UnprocessableEntity):
    """A broken rule that no form caught: 422 with the rule's own sentence."""

    def __init__(self, violation: domain.RuleViolation) -> None:
        super().__init__()
        self.sentence = violation.sentence


class LooksOnly(Forbidden):
    """An admin who looks at the portal as a contact sees it does nothing there, in nobody's name."""

    sentence = Sentence(N_("You only look at this portal. Go back to the desk before you change something."))


class NotUpToDate(ServiceUnavailable):
    """The database is not at this version's revision: somebody has to see to that before anybody is served."""

    sentence = Sentence(N_("A new version is being set up. Please try again in a few minutes."))

    def __init__(self) -> None:
        super().__init__(retry_after=60)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(CSRFError, ask_again)
    app.register_error_handler(domain.RuleViolation, refuse)
    app.register_error_handler(domain.NotFound, look_elsewhere)
    app.register_error_handler(DBAPIError, busy)
    app.register_error_handler(NoConnectionFree, crowded)
    app.register_error_handler(OSError, no_room)
    app.before_request(remember_what_was_said)


def remember_what_was_said() -> None:
    """The messages that waited before this request: when it fails, its own are dropped and these stay."""
    g.said_before = list(session.get("_flashes", []))


def explain(error: HTTPException) -> ResponseReturnValue:
    """Say what went wrong, as a page or as a message."""
    back_to_reading()
    unsay()
    if error.response is not None:
        return error.get_response()
    status = error.code or 500
    settle_office(may_ask=status < 500)  # a database that failed is not asked again
    title, text = SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])
    text = sentence(error.sentence) if isinstance(error, Refused | LooksOnly | NotUpToDate) else gettext(text)
    text = error.text if isinstance(error, MergedMeanwhile) else text
    if isinstance(error, InternalServerError):
        log.error("our_mistake", exc_info=error.original_exception or error)
    if request_ctx.url_adapter is None:  # a host that is not ours: there is no address to link to
        return make_response(text, status, {"Content-Type": "text/plain; charset=utf-8"})
    context = {"title": gettext(title), "text": text, "status": status, "reference": reference()}
    if request.htmx:
        response = make_response(
            render("errors/_alert.html", **context), status, retarget="#flashes", reswap="beforeend"
        )
    else:
        response = make_response(render("errors/page.html", **context), status)
    for header, value in error.get_headers():
        if header in {"Retry-After", "Allow"}:
            response.headers[header] = value
    if status in {429, 503}:
        response.headers.setdefault("Retry-After", "2")
    return response


def ask_again(error: CSRFError) -> ResponseReturnValue:
    """A form that is not of this session. The sign-in page of a second tab is: the first one's sign-in made it stale.

    It leads on by itself who is in by now. A browser that sent no session keeps none: it would be led in a circle.
    """
    if request.endpoint != "auth.sign_in" or not session:
        return explain(error)
    session["came_late"] = True
    return redirect(url_for("auth.login", next=next_within(request.args.get("next"))), 303)


def refuse(violation: domain.RuleViolation) -> ResponseReturnValue:
    return explain(Refused(violation))


def look_elsewhere(_error: domain.NotFound) -> ResponseReturnValue:
    """Nothing is there; or somebody who was merged into another, to whom the address leads.

    What was sent there is shown once more under that one, so that nothing typed is lost.
    """
    if where := address_of_survivor():
        return redirect(where, 303)
    back_to_reading()
    survivor = survivor_written_to()
    if survivor is None:
        return explain(NotFound())
    unsay()
    return shown_at_survivor(survivor) or explain(MergedMeanwhile(survivor))


def busy(error: DBAPIError) -> ResponseReturnValue:
    """A database that is locked, full, restarting or read-only: 503. A statement that is wrong is our mistake: 500."""
    if not is_busy(error):
        raise error
    log.warning("database_busy", extra={"error": type(error.orig).__name__})
    return explain(ServiceUnavailable(retry_after=2))


def crowded(_error: NoConnectionFree) -> ResponseReturnValue:
    """All connections to the database were in use, for longer than a reader waits: 503."""
    log.warning("no_connection_free")
    return explain(ServiceUnavailable(retry_after=2))


def no_room(error: OSError) -> ResponseReturnValue:
    """No room for a file, in the store or where a large form waits for its end: 503. Any other is our mistake: 500."""
    if error.errno not in NO_ROOM:
        raise error
    log.warning("no_room_for_a_file", extra={"error": errno.errorcode[error.errno]})
    return explain(ServiceUnavailable(retry_after=2))


def is_busy(error: DBAPIError) -> bool:
    """Whether another try may go better.

    SQLite calls everything an operational error, also a statement that it does not understand, and a page that writes.
    """
    if error.connection_invalidated or not isinstance(error, OperationalError):
        return error.connection_invalidated
    kind = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_BUSY) & 0xFF
    if kind == sqlite3.SQLITE_READONLY:
        return error.statement == "BEGIN IMMEDIATE"  # the disk is read-only, not the transaction
    return kind != sqlite3.SQLITE_ERROR


def back_to_reading() -> None:
    """Forget what was begun, so that the error page itself can read. Whoever could not be read is nobody on it."""
    db.session.rollback()
    mood.set(Mood.READ_ONLY)
    g.setdefault("_login_user", login_manager.anonymous_user())


def unsay() -> None:
    """Drop the messages of this request: they speak of what was taken back."""
    if "said_before" in g and session.get("_flashes", []) != g.said_before:
        session["_flashes"] = g.said_before
