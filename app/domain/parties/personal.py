"""The card of somebody who is anonymised: number, role and dates stay."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import String, cast, func, literal, select

from app.db import db
from app.domain.errors import NN_
from app.domain.parties.models import MergedParty, Party, PartyStatus, PartyTag, Tag
from app.domain.personal import Forgotten, Record, Told
from app.domain.selections import among

# What pages call somebody of whom nobody knows the name: the number, or for who has none the card's own.
CALLED = func.coalesce(Party.number, literal("#") + cast(Party.id, String))

_TEXTS = (
    *("first_name", "last_name", "previous_number", "tax_id", "tax_key", "registration_id", "sdi_code", "pec"),
    *("currency", "street", "house_number", "postal_code", "post_office", "city", "city_key", "province", "country"),
    *("email", "email_key", "phone", "phone_e164", "phone_extension", "website", "language", "notes", "words"),
    *("search_text", "contact_key", "discount_group", "our_number", "their_terms"),
)

_NUMBERS = frozenset(
    {"number", "number_key", "second_number", "second_number_key", "customer_account", "supplier_account"}
)

FORGOTTEN = (
    Forgotten(MergedParty.survivor_id, empties={"email": ""}, keeps=_NUMBERS),
    Forgotten(PartyTag.party_id, went=NN_("%(n)s tag", "%(n)s tags")),
    Forgotten(
        Party.id,
        empties={
            **dict.fromkeys(_TEXTS, ""),
            "name": CALLED,
            "sort_name": func.lower(CALLED),
            "name_key": "",
            "archived_mail": None,
            "archived_mail_days": None,
            "status": PartyStatus.ARCHIVED,
            "status_before": None,
            "expected_back_on": None,
            "version": Party.version + 1,
        },
        # A range's own numbers and dates: by them the office's books stay whole.
        keeps=_NUMBERS | {"since_key", "last_mail_key"},
        went=NN_(
            "%(n)s card: name, tax ID, addresses, email, phone, notes",
            "%(n)s cards: names, tax IDs, addresses, emails, phones, notes",
        ),
        stays=NN_(
            "%(n)s card: number, role and dates; the number is not given again",
            "%(n)s cards: numbers, roles and dates; no number is given again",
        ),
    ),
)


def tags_told(ids: Collection[int]) -> list[Record]:
    """The tags that the office has put on them."""
    asked = select(Tag.name).join(PartyTag, PartyTag.tag_id == Tag.id).where(among(PartyTag.party_id, ids))
    return [{"tag": name} for name in db.session.scalars(asked.order_by(Tag.key))]


TOLD = (
    Told("master_data", (Party.id,), leaves_out=frozenset({"status_before"})),
    Told("tags", (PartyTag.party_id,), records=tags_told, also=frozenset({"tag"})),
)
