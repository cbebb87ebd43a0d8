"""An email before it is one: its words with the examples of its fields, or with what is known of somebody."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.messaging.composing import Composed, Occasion, Recipient, Value, compose
from app.domain.messaging.fields import of_office, of_person
from app.domain.messaging.templates import Template
from app.domain.messaging.wordings import Wording
from app.domain.office.profile import Office

SOMEBODY = Recipient("t.zielinski@example.com", "Tomasz Zieliński", "Tomasz")
# What every email knows by itself.
_KNOWN = frozenset(field.name for field in (*of_person(), *of_office()))


def examples_of(template: Template) -> dict[str, Value]:
    """What stands in a preview and in a test for what only an occasion tells. The one-use link opens nothing."""
    return {field.name: field.example for field in template.fields if field.name not in _KNOWN}


def preview(
    template: Template,
    wording: Wording,
    office: Office,
    to: Recipient = SOMEBODY,
    values: Mapping[str, Value] | None = None,
) -> Composed:
    """The email as it would be read: `values` as far as they are known, examples for the rest."""
    occasion = Occasion({**examples_of(template), **(values or {})}, has_link=True)
    return compose(wording, to, occasion, office)
