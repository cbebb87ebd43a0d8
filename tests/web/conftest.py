"""An office with rooms that only a test needs: views that note something down, fail, refuse, wait."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.rooms import add_rooms


@pytest.fixture
def house(make_app: Callable[..., Flask]) -> Flask:
    """An app with those rooms, that answers errors as it does in earnest."""
    app = make_app(PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    add_rooms(app)
    return app


@pytest.fixture
def browser(house: Flask) -> FlaskClient:
    """Somebody in front of it."""
    return house.test_client()
