"""How bank accounts are written for people."""

from __future__ import annotations

from flask import Flask

from app.domain.terms.banks import in_groups


def init_app(app: Flask) -> None:
    app.jinja_env.filters["iban"] = in_groups
