"""The doors of the office: one package per area."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

# Every door, and the address at which it stands. A new area adds its line here.
DOORS = {
    "system": "/",
    "office": "/",
    "auth": "/",
    "account": "/account",
    "today": "/",
    "imports": "/",
    "clients": "/clients",
    "contacts": "/clients/<int:client_id>/contacts",
    "locations": "/clients/<int:client_id>",
    "terms": "/clients/<int:client_id>",
    "activities": "/clients/<int:client_id>",
    "service": "/clients/<int:client_id>",
    "calendar": "/calendar",
    "archive": "/archive",
    "mail": "/mail",
    "contracts": "/contracts",
    "acts": "/acts",
    "search": "/search",
    "settings": "/settings",
    "portal": "/portal",
}


def register_blueprints(app: Flask) -> None:
    """Register every door; the workshop's only where it is wanted."""
    doors = {**DOORS, "workshop": "/workshop"} if app.config["WORKSHOP"] else DOORS
    for name, address in doors.items():
        door = import_module(f"app.blueprints.{name}")
        app.register_blueprint(door.bp, url_prefix=address if address != "/" else None)
