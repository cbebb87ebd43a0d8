"""The fields of a card by their words, where no form stands."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext

from app.domain.errors import N_

# The labels of the form; the ids by their general names. A test keeps the list whole.
WORDS = {
    "archived_mail": N_("Its mail"),
    "archived_mail_days": N_("Days that it is kept"),
    "city": N_("City"),
    "client_role": N_("Role"),
    "country": N_("Country"),
    "currency": N_("Currency"),
    "customer_since": N_("Customer since"),
    "discount_group": N_("Discount group"),
    "email": N_("Email"),
    "first_name": N_("First name"),
    "house_number": N_("House number"),
    "is_supplier": N_("Supplier"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "last_name": N_("Last name"),
    "name": N_("Company name"),
    "notes": N_("Notes"),
    "our_number": N_("Our customer number there"),
    "pec": N_("PEC"),
    "phone": N_("Phone"),
    "post_office": N_("Post office"),
    "postal_code": N_("Postal code"),
    "previous_number": N_("Previous number"),
    "province": N_("Province"),
    "registration_id": N_("Registration number"),
    "sdi_code": N_("SDI code"),
    "street": N_("Street"),
    "tax_id": N_("Tax ID"),
    "their_terms": N_("Their terms"),
    "website": N_("Website"),
}


def fields_in_words(names: Iterable[str]) -> str:
    """Fields within a sentence: “city, PEC, street”. One that is no longer known is left out."""
    return ", ".join(sorted(_within_a_sentence(gettext(WORDS[name])) for name in names if name in WORDS))


def _within_a_sentence(label: str) -> str:
    """Without its capital, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
