"""The status code votes: below 400 commits, everything else rolls back.

It votes inside `dispatch_request`, so that a commit that fails (locked, deadlocked, connection lost) goes through the
error handlers, instead of an answer that says "done" for work that is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.db import Mood, db, mood
from app.web.addresses import AddressBook

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class VotingFlask(AddressBook):
    """A Flask whose views commit by answering well, and whose GETs cannot write."""

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Before anything looks at the request, say what its first transaction may do; after all, forget it."""
        before = mood.set(Mood.READ_ONLY if environ["REQUEST_METHOD"] in SAFE_METHODS else Mood.READ_FIRST)
        try:
            return super().wsgi_app(environ, start_response)
        finally:
            mood.reset(before)

    def log_exception(self, exc_info: Any) -> None:
        """Nothing: the page that says so logs it, once, under the reference that it shows."""

    def dispatch_request(self) -> ResponseReturnValue:
        response = self.make_response(super().dispatch_request())
        if request.method not in SAFE_METHODS:
            settle(response)
        return response


def settle(response: Response) -> None:
    """Commit what a good answer did; take back what a refusal began."""
    if response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    # What is read from here on (a session's touch, an error page) is read without the lock.
    mood.set(Mood.READ_FIRST)
