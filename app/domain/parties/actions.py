"""Putting a party on file."""

from __future__ import annotations

from sqlalchemy import CursorResult, Update

from app.db import db
from app.domain.numbering.actions import take_numbers
from app.domain.numbering.models import RangeKind
from app.domain.parties.drafts import PartyDraft, check_draft, columns_aside, columns_of
from app.domain.parties.models import ClientRole, Party
from app.domain.parties.phones import Phone
from app.domain.parties.text import natural_key, words_of_number


def add_party(draft: PartyDraft, *, home_country: str = "") -> Party:
    """Add a party to the session, with its number if it has a role (PRODUCT.md 10). Records nothing: callers do.

    Raises RuleViolation when the draft breaks a rule.
    """
    check_draft(draft)
    party = Party(
        **columns_of(draft, home_country=home_country),
        **columns_aside(draft),
        client_role=draft.client_role,
        is_supplier=draft.is_supplier,
    )
    if draft.client_role is not ClientRole.NONE or draft.is_supplier:
        give_number(party)
    db.session.add(party)
    db.session.flush()
    return party


def rewrite(party: Party, draft: PartyDraft, *, home_country: str = "") -> None:
    """Change every column that follows from a draft. A phone that was understood stays so until it is typed anew."""
    is_as_before = party.phone_e164 and (party.phone, party.country) == (draft.phone, draft.country)
    known = Phone(party.phone_e164, party.phone_extension) if is_as_before else None
    columns = columns_of(draft, home_country=home_country, known=known) | columns_aside(draft)
    for column, value in columns.items():
        setattr(party, column, value)


def give_number(party: Party) -> None:
    """Give a party its number. It is given once: whoever has one keeps it."""
    if party.number is None:
        (party.number,) = take_numbers(RangeKind.PARTIES)
        party.number_key = natural_key(party.number)
        party.search_text += words_of_number(party.number)


def write(writing: Update) -> int:
    """Write to parties in one statement, past the session, which reads them again; how many were written."""
    result = db.session.execute(writing, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    for party in [known for known in db.session.identity_map.values() if isinstance(known, Party)]:
        db.session.expire(party)
    return result.rowcount
