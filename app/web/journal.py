"""What is written down of every request: an id that its log lines, its answer and its error page share; and figures.

Of the address only the view is told. What somebody typed, and the tokens of links, stand in addresses too.
"""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request, request_started
from flask_login import current_user
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from app import logs

log = logging.getLogger("recapito.requests")

# Of another verb, which anybody may make up, neither the log nor the figures say more than that it was one.
VERBS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Figures:
    """What /metrics tells, of this process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "recapito_requests", "Answers by view and status.", ["view", "method", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "recapito_request_seconds",
            "From the request to its answer.",
            ["view"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
            registry=self.registry,
        )


def init_app(app: Flask) -> None:
    app.extensions["recapito_figures"] = Figures()
    logs.ask_for_request(lambda: reference() if has_request_context() else None)
    request_started.connect(begin, app)  # before whatever may refuse it
    app.after_request(write_down)


def figures() -> Figures:
    """Those of the app at work."""
    known: Figures = current_app.extensions["recapito_figures"]
    return known


def reference() -> str:
    """The id of this request."""
    if "reference" not in g:
        g.reference = secrets.token_hex(8)
    return str(g.reference)


def begin(_app: Flask, **_more: Any) -> None:
    g.began = time.perf_counter()


def write_down(response: Response) -> Response:
    view, took = request.endpoint or "none", time.perf_counter() - g.began
    verb = request.method if request.method in VERBS else "other"
    figures().requests.labels(view, verb, response.status_code).inc()
    figures().seconds.labels(view).observe(took)
    response.headers["X-Request-Id"] = reference()
    if current_app.config["ACCESS_LOG"]:
        told = {"view": view, "method": verb, "status": response.status_code, "ms": round(1000 * took, 1)}
        log.info("request", extra={**told, "login": who()})
    return response


def who() -> int | None:
    """The login that asks, if that is known already: nobody is looked up for the log's sake."""
    known = "_login_user" in g and current_user.is_authenticated
    login_id: int | None = current_user.login_id if known else None
    return login_id
