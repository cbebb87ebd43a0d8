"""`flask create-admin`: the first way in, and the last one when all have forgotten their passwords."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.accounts.models import Login
from app.domain.accounts.permissions import StaffRole
from tests.support.builders import PASSWORD
from tests.support.visitor import Visitor

ADA = "ada@portico.example.com"


def create_admin(app: Flask, *options: str, typed: str = "") -> tuple[int, str]:
    """The exit code, and what was said."""
    result = app.test_cli_runner().invoke(args=["create-admin", *options], input=typed)
    return result.exit_code, result.output


def test_somebody_at_a_terminal_is_asked_and_can_sign_in(app: Flask) -> None:
    code, said = create_admin(app, typed=f"{ADA}\nAda Bianchi\n{PASSWORD}\n{PASSWORD}\n")
    assert (code, said.splitlines()[-1]) == (0, f"Ada Bianchi can sign in as {ADA}.")
    assert PASSWORD not in said
    assert db.session.scalars(select(Login)).one().role is StaffRole.ADMIN
    assert Visitor(app).sign_in(ADA, PASSWORD).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        (ADA, "short", "at least 12 characters"),
        (ADA, "qwerty123456", "10,000 commonest"),
        (ADA, f"my {ADA}", "must not contain the email"),
        ("ada", PASSWORD, "not an email address"),
    ],
)
def test_what_the_page_would_refuse_is_refused_in_the_same_words(
    app: Flask, email: str, password: str, said: str
) -> None:
    code, output = create_admin(app, "--email", email, "--name", "Ada Bianchi", "--password", password)
    assert code == 1
    assert said in output
    assert "Traceback" not in output
    assert not db.session.scalars(select(Login)).all()
