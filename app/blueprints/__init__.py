"""The doors of the office: one package per area."""

from __future__ import annotations

from flask import Flask


def register_blueprints(app: Flask) -> None:
    """Register every door. A new area adds its line here."""
    from app.blueprints import (
        account,
        acts,
        archive,
        auth,
        clients,
        contacts,
        imports,
        mail,
        office,
        portal,
        search,
        settings,
        system,
        today,
    )

    app.register_blueprint(system.bp)
    app.register_blueprint(office.bp)
    app.register_blueprint(auth.bp)
    app.register_blueprint(account.bp, url_prefix="/account")
    app.register_blueprint(today.bp)
    app.register_blueprint(imports.bp)
    app.register_blueprint(clients.bp, url_prefix="/clients")
    app.register_blueprint(contacts.bp, url_prefix="/clients/<int:client_id>/contacts")
    app.register_blueprint(archive.bp, url_prefix="/archive")
    app.register_blueprint(mail.bp, url_prefix="/mail")
    app.register_blueprint(acts.bp, url_prefix="/acts")
    app.register_blueprint(search.bp, url_prefix="/search")
    app.register_blueprint(settings.bp, url_prefix="/settings")
    app.register_blueprint(portal.bp, url_prefix="/portal")
    if app.config["WORKSHOP"]:
        from app.blueprints import workshop

        app.register_blueprint(workshop.bp, url_prefix="/workshop")
