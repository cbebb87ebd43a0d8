"""An office with rooms that only a test needs: views that note something down, fail, refuse, wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.apps import Apps, disconnect
from tests.web.rooms import add_rooms


@pytest.fixture
def furnished(apps: Apps, database: str) -> Iterator[Callable[..., Flask]]:
    """Furnish an app, kept for whoever asks for the same again: ``furnished(add_rooms, WTF_CSRF_ENABLED=False)``."""
    used: list[Flask] = []

    def furnish(by: Callable[[Flask], None], **settings: object) -> Flask:
        used.append(apps.on(database, by, **settings))
        return used[-1]

    yield furnish
    for app in used:
        disconnect(app)


@pytest.fixture
def house(furnished: Callable[..., Flask]) -> Flask:
    """An app with those rooms, that answers errors as it does in earnest."""
    return furnished(add_rooms, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)


@pytest.fixture
def browser(house: Flask) -> FlaskClient:
    """Somebody in front of it."""
    return house.test_client()
