"""Static files: versioned addresses, served by WhiteNoise before Flask wakes up."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask, current_app, url_for
from whitenoise import WhiteNoise

from app.web.headers import ALWAYS

HOUR, YEAR = 3600, 365 * 24 * 3600


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    server = StaticFiles(
        app.wsgi_app,
        max_age=YEAR,
        autorefresh=app.debug,
        allow_all_origins=False,
        add_headers_function=add_headers,
    )
    server.add_files(str(app.static_folder), prefix="static/")
    server.folder = str(app.static_folder)
    app.wsgi_app = server  # type: ignore[method-assign]


def add_headers(headers: Headers, _path: str, _url: str) -> None:
    for name, value in ALWAYS.items():
        headers[name] = value


class StaticFiles(WhiteNoise):
    """A file may be kept for a year under the fingerprint of its content: the next version has another address.

    Without one, as fonts and drawings are named in a style sheet, it may be kept for an hour; under another's, as in
    the middle of an update, not at all.
    """

    folder: str

    def serve(self, static_file: Any, environ: dict[str, Any], start_response: Any) -> Any:
        query = environ.get("QUERY_STRING", "")
        if query == f"v={fingerprint(self.folder, environ['PATH_INFO'].removeprefix('/static/'))}":
            return super().serve(static_file, environ, start_response)
        kept = "no-cache" if query else f"max-age={HOUR}, public"

        def answer(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [(n, kept if n == "Cache-Control" else v) for n, v in headers], *rest)

        return super().serve(static_file, environ, answer)


def asset(path: str) -> str:
    """The address of a static file, with its fingerprint."""
    return url_for("static", filename=path, v=fingerprint(str(current_app.static_folder), path))


@cache
def fingerprint(folder: str, path: str) -> str:
    file = Path(folder) / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "missing"
