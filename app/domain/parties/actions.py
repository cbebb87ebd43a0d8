"""Putting a party on file."""

from __future__ import annotations

from sqlalchemy import CursorResult, Update

from app.db import db
from app.domain.numbering.models import OF_ANY_PARTY
from app.domain.numbering.parties import party_rules
from app.domain.parties.drafts import PartyDraft, check_draft, columns_aside, columns_of
from app.domain.parties.models import ClientRole, Party
from app.domain.parties.numbers import Lacking
from app.domain.parties.phones import Phone


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
        lacking = Lacking(party_rules(), [party], frozenset(OF_ANY_PARTY))
        for column, value in lacking.given_to(party).items():
            setattr(party, column, value)
        party.search_text += lacking.words_of(party)
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


def write(writing: Update) -> int:
    """Write to parties in one statement, past the session, which reads them again; how many were written."""
    result = db.session.execute(writing, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    for party in [known for known in db.session.identity_map.values() if isinstance(known, Party)]:
        db.session.expire(party)
    return result.rowcount
