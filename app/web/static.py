"""Static files: versioned addresses, served by WhiteNoise before Flask wakes up."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app, url_for
from whitenoise import WhiteNoise

YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    # A file's address holds its fingerprint, so that a browser may keep it for a year and still sees the next version.
    server = WhiteNoise(app.wsgi_app, max_age=YEAR, autorefresh=app.debug)
    server.add_files(str(app.static_folder), prefix="static/")
    app.wsgi_app = server  # type: ignore[method-assign]


def asset(path: str) -> str:
    """The address of a static file, with its fingerprint."""
    return url_for("static", filename=path, v=fingerprint(str(current_app.static_folder), path))


@cache
def fingerprint(folder: str, path: str) -> str:
    file = Path(folder) / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "missing"
