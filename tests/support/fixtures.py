"""The people of a test, as fixtures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest
from flask import Flask

from app.domain import clock
from tests.support.cast import Cast, the_cast
from tests.support.visitor import Visitor


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, on file."""
    return the_cast()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app)


@pytest.fixture
def luca(app: Flask, cast: Cast) -> Visitor:
    """The owner, signed in."""
    return Visitor(app).signed_in_as(cast.luca.email)


@pytest.fixture
def marta(app: Flask, cast: Cast) -> Visitor:
    """The front desk, signed in."""
    return Visitor(app).signed_in_as(cast.marta.email)


@pytest.fixture
def carla(app: Flask, cast: Cast) -> Visitor:
    """Acme's contact, signed in at the portal."""
    return Visitor(app).signed_in_as("carla@acme.example.com")


@pytest.fixture
def freeze() -> Iterator[Callable[[datetime], None]]:
    """Stop the clock at a moment; call it again to move on."""
    with ExitStack() as stack:
        yield lambda at: stack.enter_context(clock.frozen(at))
