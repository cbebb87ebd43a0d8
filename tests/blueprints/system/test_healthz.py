"""For machines: is the application alive?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.statements import count_statements
from tests.support.visitor import Visitor


def test_it_answers_when_the_database_does(client: FlaskClient) -> None:
    with count_statements() as statements:
        response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})
    assert len(statements) == 1


@pytest.mark.sqlite
def test_it_says_so_when_the_database_does_not(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_app(DATABASE_URL=f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    response = FlaskClient(app).get("/healthz")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert str(tmp_path) not in response.text


def test_who_asks_does_not_matter_and_nothing_is_told(marta: Visitor, carla: Visitor) -> None:
    for visitor in (marta, carla):
        assert visitor.client.get("/healthz").json == {"status": "ok"}
