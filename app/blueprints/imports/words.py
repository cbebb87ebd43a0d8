"""What a column can hold, in the words of the page on which somebody says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.domain.directory.importing.columns import SILENT, Field
from app.domain.parties.custom_fields.queries import Definition

# In groups, in the order of the page.
FIELD_GROUPS = (
    (
        _l("Who it is"),
        {
            Field.COMPANY: _l("Company"),
            Field.FIRST_NAME: _l("First name"),
            Field.LAST_NAME: _l("Last name"),
            Field.FULL_NAME: _l("First and last name"),
            Field.LAST_FIRST: _l("Last name, then first name"),
            Field.NUMBER: _l("Number, kept as it is"),
            Field.PREVIOUS_NUMBER: _l("Previous number"),
            Field.ROLES: _l("Roles"),
            Field.CUSTOMER_SINCE: _l("Customer since"),
        },
    ),
    (
        _l("How they are reached"),
        {
            Field.EMAIL: _l("Email"),
            Field.PHONE: _l("Phone"),
            Field.WEBSITE: _l("Website"),
            Field.LANGUAGE: _l("Language"),
        },
    ),
    (
        _l("The company’s contact"),
        {
            Field.POSITION: _l("Position"),
            Field.CONTACT_EMAIL: _l("Email of the contact"),
            Field.CONTACT_PHONE: _l("Phone of the contact"),
            Field.CONTACT_LANGUAGE: _l("Language of the contact"),
        },
    ),
    (
        _l("Address"),
        {
            Field.STREET: _l("Street"),
            Field.HOUSE_NUMBER: _l("House number"),
            Field.FLAT: _l("Flat"),
            Field.POSTAL_CODE: _l("Postal code"),
            Field.POST_OFFICE: _l("Post office"),
            Field.CITY: _l("City"),
            Field.PROVINCE: _l("Province"),
            Field.COUNTRY: _l("Country"),
        },
    ),
    (
        _l("Invoices"),
        {
            Field.TAX_ID: _l("Tax ID"),
            Field.FISCAL_CODE: _l("Codice fiscale"),
            Field.REGISTRATION_ID: _l("Registration number"),
            Field.SDI_CODE: _l("SDI code"),
            Field.PEC: _l("PEC"),
            Field.CURRENCY: _l("Currency"),
        },
    ),
    (
        _l("Notes"),
        {
            Field.NOTES: _l("Notes"),
            Field.NOTED: _l("Notes, after the column’s name"),
        },
    ),
)
assert {field for _, fields in FIELD_GROUPS for field in fields} == set(Field) - SILENT


def groups_with(own: Iterable[Definition]) -> list[tuple[Any, Mapping[str, Any]]]:
    """What a column can hold, by the words that a form sends; fields of the office's own last."""
    groups: list[tuple[Any, Mapping[str, Any]]] = [
        (group, {field.value: words for field, words in fields.items()}) for group, fields in FIELD_GROUPS
    ]
    named = {field.known_as: field.name for field in own}
    return [*groups, (_l("Fields of the office’s own"), named)] if named else groups
