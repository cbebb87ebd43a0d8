"""The question to what a list should be narrowed."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext
from wtforms import SelectChoice

from app.domain.directory.values import countries_in_use
from app.domain.parties.tags import tags_in_use
from app.web.formatting import country_name
from app.web.narrowing_fields import fields_to_narrow
from app.web.pages import page
from app.web.party_lists import PartyFilter


def narrowing(filters: PartyFilter, endpoint: str, *, target: str) -> Response:
    """The dialog with every filter, as they are set. It offers the tags and countries that there are."""
    anything = SelectChoice("", gettext("Any"))
    tags, countries = tags_in_use(), countries_in_use()
    if (tag := filters.tag.data) and tag not in tags:
        tags.insert(0, tag)
    if (country := filters.country.data) and country not in countries:
        countries.append(country)
    named = sorted(((country_name(code), code) for code in countries), key=lambda pair: pair[0])
    filters.tag.choices = [anything, *(SelectChoice(tag, tag) for tag in tags)]
    filters.country.choices = [anything, *(SelectChoice(code, name) for name, code in named)]
    own = fields_to_narrow(filters.args)
    return page("clients/dialogs/filter.html", filters=filters, own=own, endpoint=endpoint, target=target)
