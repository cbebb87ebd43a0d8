"""For machines: is the application alive?"""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app.db import db
from tests.support.statements import count_statements
from tests.support.visitor import Visitor


def test_it_answers_when_the_database_does(client: FlaskClient) -> None:
    with count_statements() as statements:
        response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})
    assert len(statements) == 1


def test_it_says_so_when_the_database_does_not(app: Flask, client: FlaskClient, monkeypatch: object) -> None:
    def gone(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr(db.session, "execute", gone)  # type: ignore[attr-defined]
    response = client.get("/healthz")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


def test_who_asks_does_not_matter_and_nothing_is_told(marta: Visitor, carla: Visitor) -> None:
    for visitor in (marta, carla):
        assert visitor.client.get("/healthz").json == {"status": "ok"}
