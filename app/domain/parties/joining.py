"""What a card holds once others are merged into it (PRODUCT.md 9): the kept value, unless it is empty or another was
chosen; notes one below the other, each with its origin; the roles of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from app.domain.parties.drafts import PartyDraft, columns_aside, columns_of, draft_of
from app.domain.parties.models import ClientRole, Party
from app.domain.parties.phones import Phone

# The stronger one last.
_ROLES = (ClientRole.NONE, ClientRole.PROSPECT, ClientRole.CUSTOMER)


class Unit(NamedTuple):
    """Fields that are taken from one card together: half an address of each would be nobody's."""

    name: str
    fields: tuple[str, ...]  # it is empty where none of these says anything
    beside: tuple[str, ...] = ()  # taken along; where that one has none, from the first who has


UNITS = (
    Unit("name", ("name", "first_name", "last_name")),
    Unit("tax_id", ("tax_id",)),
    Unit("registration_id", ("registration_id",)),
    Unit("address", ("street", "house_number", "postal_code", "post_office", "city", "province"), ("country",)),
    Unit("email", ("email",)),
    Unit("phone", ("phone",)),
    Unit("website", ("website",)),
    Unit("sdi_code", ("sdi_code",)),
    Unit("pec", ("pec",)),
    Unit("currency", ("currency",)),
    Unit("language", ("language",)),
    Unit("previous_number", ("previous_number",)),
    Unit("customer_since", ("customer_since",)),
    Unit("discount_group", ("discount_group",)),
    Unit("our_number", ("our_number",)),
    Unit("their_terms", ("their_terms",)),
    Unit("archived_mail", ("archived_mail", "archived_mail_days")),
)

Taken = Mapping[str, int]  # a unit's name → the id of the party whose value was chosen


def says(party: Party, unit: Unit) -> bool:
    """Whether a card says anything of a unit."""
    draft = draft_of(party)
    return any(getattr(draft, field) for field in unit.fields)


def giver_of(unit: Unit, parties: Sequence[Party], taken: Taken) -> Party:
    """Of the parties, the survivor first, the one whose value the result holds."""
    telling = [party for party in parties if says(party, unit)] or [parties[0]]
    return next((party for party in telling if party.id == taken.get(unit.name)), telling[0])


def joined_draft(parties: Sequence[Party], taken: Taken) -> PartyDraft:
    """The master data of the result; the survivor stands first."""
    drafts = {party.id: draft_of(party) for party in parties}
    values: dict[str, Any] = {}
    for unit in UNITS:
        giver = drafts[giver_of(unit, parties, taken).id]
        values |= {field: getattr(giver, field) for field in unit.fields}
        for field in unit.beside:
            having = [getattr(draft, field) for draft in (giver, *drafts.values()) if getattr(draft, field)]
            values[field] = having[0] if having else getattr(giver, field)
    return replace(drafts[parties[0].id], **values, notes=joined_notes(parties))


def joined_notes(parties: Sequence[Party]) -> str:
    """The survivor's notes, then those of the others with their origin. What stands there already is not repeated."""
    kept, *others = parties
    parts = [kept.notes] if kept.notes else []
    for other in others:
        if other.notes and not any(other.notes in part for part in parts):
            origin = f"{other.name} ({other.number})" if other.number else other.name
            parts.append(f"— {origin}\n{other.notes}")
    return "\n\n".join(parts)


def joined_role(parties: Sequence[Party]) -> ClientRole:
    """A customer beats a prospect, and that one who has no such role."""
    return max((party.client_role for party in parties), key=_ROLES.index)


def numbered(parties: Sequence[Party]) -> Party | None:
    """Whose number the result bears: the survivor's own, else that of the strongest role; None where nobody has one."""
    kept, *others = parties
    by_role = sorted(others, key=lambda party: (-_ROLES.index(party.client_role), not party.is_supplier, party.id))
    return next((party for party in (kept, *by_role) if party.number), None)


def of_the_other_side(parties: Sequence[Party], *, as_supplier: bool) -> tuple[str | None, str]:
    """The second number of the result, and its key: what the first of them has as a supplier, or as a client."""
    for party in parties:
        if party.number and party.is_numbered_as_supplier is as_supplier:
            return party.number, party.number_key
        if party.second_number and party.is_numbered_as_supplier is not as_supplier:
            return party.second_number, party.second_number_key
    return None, ""


def joined_numbers(parties: Sequence[Party]) -> dict[str, Any]:
    """The numbers and accounts of the result: those of the survivor, else of the first who has one."""
    kept, bearer = parties[0], numbered(parties)
    second = (kept.second_number, kept.second_number_key)
    if bearer and not kept.second_number:
        second = of_the_other_side(parties, as_supplier=not bearer.is_numbered_as_supplier)
    accounts = {
        name: next((value for party in parties if (value := getattr(party, name))), None)
        for name in ("customer_account", "supplier_account")
    }
    return {
        "number": bearer.number if bearer else None,
        "number_key": bearer.number_key if bearer else "",
        "is_numbered_as_supplier": bearer.is_numbered_as_supplier if bearer else False,
        "second_number": second[0],
        "second_number_key": second[1],
        **accounts,
    }


def joined_columns(parties: Sequence[Party], taken: Taken, *, home_country: str = "") -> dict[str, Any]:
    """Every column of the result that follows from its master data and roles. A phone that was understood stays so."""
    draft = joined_draft(parties, taken)
    phone = giver_of(next(unit for unit in UNITS if unit.name == "phone"), parties, taken)
    known = Phone(phone.phone_e164, phone.phone_extension) if phone.phone_e164 else None
    return {
        **columns_of(draft, home_country=home_country, known=known),
        **columns_aside(draft),
        "client_role": joined_role(parties),
        "is_supplier": any(party.is_supplier for party in parties),
        **joined_numbers(parties),
    }
