"""An office whose mail goes out by a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.support.post_office import PostOffice, free_port, open_post_office
from tests.support.quiet import Quiet


@pytest.fixture
def port() -> int:
    """Where a mail server may listen."""
    return free_port()


@pytest.fixture
def post_office(port: int) -> Iterator[PostOffice]:
    """It listens."""
    with open_post_office(port) as office:
        yield office


@pytest.fixture
def sending_app(make_app: Callable[..., Flask], port: int, quiet: Quiet) -> Iterator[Flask]:
    """The office, told of that server. Nobody listens there unless a test opens it."""
    quiet.allow_smtp("127.0.0.1", port)
    app = make_app(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_PATIENCE=20.0)
    with app.app_context():
        yield app
