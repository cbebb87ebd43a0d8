"""Text goes over the wire compressed: pages and their parts, style sheets, scripts, drawings.

What a page holds beside what its reader typed is nothing to guess by its length: a form's token is signed anew every
second.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import brotli
from flask import Flask
from werkzeug.wrappers import Request, Response

TYPES = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"})
METHODS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=4),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
SMALL = 1000  # bytes that are not worth it


def init_app(app: Flask) -> None:
    app.wsgi_app = Compressed(app.wsgi_app)  # type: ignore[method-assign]


class Compressed:
    """Everything that an application answers, in the best way that the browser understands."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request, response = Request(environ), Response.from_app(self.app, environ)
        if response.mimetype in TYPES:
            response.vary.add("Accept-Encoding")
            method = next((name for name in METHODS if request.accept_encodings.quality(name) > 0), None)
            is_whole = response.status_code not in (204, 206, 304) and "Content-Encoding" not in response.headers
            if method and is_whole and request.method != "HEAD":
                compress(response, method)
        return response(environ, start_response)


def compress(response: Response, method: str) -> None:
    """Put the compressed text in the place of the text. What browsers may keep, we keep, too."""
    body = response.get_data()
    if len(body) < SMALL:
        return
    keeps = bool(response.cache_control.max_age)
    response.set_data(_kept(method, body) if keeps else METHODS[method](body))
    response.headers["Content-Encoding"] = method
    response.headers.pop("ETag", None)  # it is the text's as it was


@lru_cache(maxsize=32)
def _kept(method: str, body: bytes) -> bytes:
    return METHODS[method](body)
