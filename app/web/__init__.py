"""How this app speaks HTTP: the few habits that every door shares."""

from __future__ import annotations

from flask import Flask

from app.web import (
    agenda,
    components,
    compression,
    contacts,
    contracts,
    custom_fields,
    email,
    errors,
    events,
    formatting,
    guards,
    headers,
    identity,
    journal,
    locations,
    mail,
    money,
    numbering,
    pages,
    portal,
    redirects,
    segments,
    service,
    static,
    stencils,
    terms,
    transactions,
    versions,
)


def init_app(app: Flask) -> None:
    """Bind every habit to the app. Guards come last: they check that each view bears one."""
    for part in (
        journal,
        transactions,
        static,
        compression,
        components,
        stencils,
        formatting,
        events,
        versions,
        agenda,
        contacts,
        custom_fields,
        contracts,
        email,
        locations,
        mail,
        money,
        numbering,
        segments,
        service,
        terms,
        identity,
        pages,
        portal,
        redirects,
        headers,
        errors,
        guards,
    ):
        part.init_app(app)
