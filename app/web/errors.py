"""Errors as a page, or as a message when htmx asked. A sentence and a reference, never a trace."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, g, session
from flask import render_template as render
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from htmx_flask import make_response, request
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound, ServiceUnavailable, UnprocessableEntity

from app.db import Mood, db, mood
from app.domain import errors as domain
from app.domain.errors import N_
from app.web.formatting import sentence

log = logging.getLogger("recapito.errors")

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


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(CSRFError, explain)
    app.register_error_handler(domain.RuleViolation, refuse)
    app.register_error_handler(domain.NotFound, lambda _error: explain(NotFound()))
    app.register_error_handler(DBAPIError, busy)
    app.before_request(give_reference)


def give_reference() -> None:
    """A short reference that the log and the error page share."""
    g.reference = secrets.token_hex(4)


def explain(error: HTTPException) -> ResponseReturnValue:
    """Say what went wrong, as a page or as a message."""
    back_to_reading()
    if error.response is not None:
        return error.get_response()
    status = error.code or 500
    title, text = SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])
    text = sentence(error.sentence) if isinstance(error, Refused) else gettext(text)
    if isinstance(error, InternalServerError):
        log.error("reference=%s unexpected error", reference(), exc_info=error.original_exception or error)
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


def refuse(violation: domain.RuleViolation) -> ResponseReturnValue:
    return explain(Refused(violation))


def busy(error: DBAPIError) -> ResponseReturnValue:
    """A database that is locked, full, restarting or read-only: 503, and this request's messages are dropped."""
    transient = isinstance(error, OperationalError) or error.connection_invalidated
    log.warning("reference=%s database: %s", reference(), type(error.orig).__name__)
    if not transient:
        raise error
    session.pop("_flashes", None)  # they speak of what did not happen
    return explain(ServiceUnavailable(retry_after=2))


def back_to_reading() -> None:
    """Forget what was begun, so that the error page itself can read."""
    db.session.rollback()
    mood.set(Mood.READ_ONLY)


def reference() -> str:
    return str(getattr(g, "reference", ""))
