"""Apps for the tests, kept from one test to the next, and a client that visits them.

A new app compiles its routes and parses its templates; for the first page that is twenty times the page's own work.
So an app is kept for each database, and made as new for each test.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app, inform_domain
from app.db import db
from app.web.transactions import VotingFlask
from config import TestConfig


class Visit(FlaskClient):
    """A client whose every request stands in a context of its own, as on a server, although the test stands in one.

    What the test has changed is committed before somebody looks, and read again afterwards.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if not has_app_context():
            return super().open(*args, **kwargs)
        db.session.commit()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        db.session.expire_all()
        return response


class Apps:
    """The kept apps of one worker, by the address of their database, and what was asked for beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[Any, tuple[Flask, dict[str, Any]]] = {}

    def on(self, database: str, furnish: Callable[[Flask], None] | None = None, **settings: Any) -> Flask:
        """An app as new: its settings as they were made, its instance folder empty, the domain told of both.

        `furnish` adds what only a test needs, once: a function that stands in a module, and closes over nothing.
        """
        wanted = database, furnish, repr(settings)
        if wanted not in self._kept:
            app = make(database, self._folder / str(len(self._kept)), **settings)
            if furnish:
                furnish(app)
            app.test_client().get("/healthz")  # from now on Flask refuses new routes, in whichever test comes first
            self._kept[wanted] = app, dict(app.config)
        app, as_made = self._kept[wanted]
        app.config.clear()
        app.config.update(as_made)
        empty(Path(app.instance_path))
        inform_domain(app)
        return app


class CompiledTemplates(BytecodeCache):
    """The templates that an app of this process has compiled: the next one takes them over."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


COMPILED = CompiledTemplates()


class KnownRule(Rule):
    """A route whose addresses are put together by what another app of this process has compiled for the same route.

    Werkzeug writes and compiles a function for each route: nine tenths of the making of an app.
    """

    _known: dict[Any, Callable[..., tuple[str, str]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = self.rule, repr(self.defaults), self.subdomain, self.host, append_unknown
        if key not in self._known:
            self._known[key] = super()._compile_builder(append_unknown)
        return self._known[key]


VotingFlask.url_rule_class = KnownRule


def make(database: str, instance: Path, **settings: Any) -> Flask:
    """A new app for tests."""
    app = create_app(TestConfig, **{"DATABASE_URL": database, "INSTANCE_PATH": str(instance), **settings})
    app.test_client_class = Visit
    app.jinja_env.bytecode_cache = COMPILED
    return app


def disconnect(app: Flask) -> None:
    """Close the app's connections, so that its database can be copied or removed."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def empty(folder: Path) -> None:
    """Remove what is in a folder."""
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()
