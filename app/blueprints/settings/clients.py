from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.contact_defaults import ContactDefaultsForm, contact_defaults_part
from app.blueprints.settings.forms import ClientDefaultsForm, CountryFilter, RetentionForm
from app.domain.accounts.permissions import Permission
from app.domain.contacts.defaults import edit_contact_defaults
from app.domain.errors import N_, Sentence, say
from app.domain.office.client_defaults import client_defaults, edit_client_defaults
from app.domain.office.retention import beyond_law_of, law_of, set_retention, version_of, years_by_law, years_kept
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell


@bp.get("/clients")
@requires(Permission.SETTINGS_EDIT)
def clients() -> ResponseReturnValue:
    return clients_page()


@bp.post("/clients")
@requires(Permission.SETTINGS_EDIT)
def update_client_defaults() -> ResponseReturnValue:
    form = ClientDefaultsForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            edit_client_defaults(form.draft(), form.based_on, form.key.data, by=current_actor())
            tell(say(N_("Saved.")))
            return redirect(url_for(".clients"), 303)
    return clients_page(defaults=form, their_defaults=refused.theirs, status=refused.status)


@bp.post("/clients/contacts")
@requires(Permission.SETTINGS_EDIT)
def update_contact_defaults() -> ResponseReturnValue:
    form = ContactDefaultsForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            edit_contact_defaults(form.draft(), form.based_on, form.key.data or "", by=current_actor())
            tell(say(N_("Saved.")))
            return redirect(url_for(".clients"), 303)
    return clients_page(contacts=contact_defaults_part(form, refused.theirs), status=refused.status)


@bp.post("/clients/retention")
@requires(Permission.SETTINGS_EDIT)
def update_retention() -> ResponseReturnValue:
    form = RetentionForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            set_retention(form.country.data, form.years(), form.based_on, form.key.data, by=current_actor())
            tell(say(N_("Saved.")))
            return redirect(url_for(".clients", country=form.country.data), 303)
    return clients_page(retention=form, their_years=refused.theirs, status=refused.status)


def clients_page(
    *,
    defaults: ClientDefaultsForm | None = None,
    their_defaults: Mapping[str, Any] | None = None,
    contacts: Mapping[str, Any] | None = None,
    retention: RetentionForm | None = None,
    their_years: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    """What new clients and contacts begin with, how long records are kept in one country; each a form of its own."""
    saved, version = client_defaults()
    filters = CountryFilter(request.args)
    if retention and not retention.country.errors:
        filters.country.data = retention.country.data
    country = filters.country.data
    years = years_kept(country)
    return page(
        "settings/clients.html",
        defaults=defaults or ClientDefaultsForm(formdata=None, **asdict(saved), version=version),
        their_defaults=their_defaults,
        defaults_version=version,
        **(contacts or contact_defaults_part()),
        filters=filters,
        retention=retention or retention_form(country, years),
        their_years=their_years,
        years_version=version_of(years),
        law=law_of(country),
        beyond=Sentence(beyond_law_of(country)) if beyond_law_of(country) else None,
        by_law=[(kind.value, number) for kind, number in years_by_law(country).items()],
        status=status,
    )


def retention_form(country: str, years: dict[Any, int]) -> RetentionForm:
    """The form as it stands for a country."""
    values = {kind.value: number for kind, number in years.items()}
    return RetentionForm(formdata=None, country=country, version=version_of(years), **values)
