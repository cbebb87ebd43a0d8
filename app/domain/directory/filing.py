"""Putting a party on file, and changing what its card says."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from app.db import deed
from app.domain.contacts.actions import keep_login_in_step
from app.domain.contacts.queries import is_a_contact
from app.domain.contacts.search import clients_of, lock_with_clients, refresh_search_text
from app.domain.errors import N_, EditConflict, RuleViolation, say
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.actions import add_party, rewrite
from app.domain.parties.drafts import PartyDraft, changed_fields, check_draft, draft_of
from app.domain.parties.models import Party, PartyKind
from app.domain.parties.queries import party as party_with_id


@deed
def register_party(draft: PartyDraft, key: str, *, by: Actor, home_country: str = "") -> Act:
    """Put a party on file. The act's outcome holds its id. Raises RuleViolation at the field."""
    check_draft(draft)
    act = history.open_act(Deed.REGISTER_PARTY, key, by=by, asked=asdict(draft))
    party = add_party(draft, home_country=home_country)
    history.record(act, EventKind.REGISTERED, party, party_id=party.id)
    act.outcome = {"party_id": party.id}
    return act


@deed
def edit_party(party_id: int, draft: PartyDraft, version: int, key: str, *, by: Actor, home_country: str = "") -> Act:
    """Change a party's master data. Role and status have deeds of their own and stay (PRODUCT.md 3.8).

    Saving what stands there already changes nothing: nobody else's open form is out of date by it.
    Raises EditConflict with what the other editor saved when the version moved on, RuleViolation at the field.
    """
    check_draft(draft)
    lock_with_clients(party_id)
    party = party_with_id(party_id)
    act = history.open_act(Deed.EDIT_PARTY, key, by=by, asked={"party": party_id, "version": version, **asdict(draft)})
    if party.version != version:
        raise EditConflict(
            say(N_("Somebody else changed this card while you were writing. Their version stands beside yours.")),
            theirs=asdict(draft_of(party)),
        )
    if draft.kind is not PartyKind.PERSON and is_a_contact(party.id):
        raise RuleViolation(N_("Who is somebody's contact stays a person."), field="kind")
    before = draft_of(party)
    rewrite(party, draft, home_country=home_country)
    if changed := changed_fields(before, draft_of(party)):
        keep_login_in_step(party)
        party.version += 1
        history.record(act, EventKind.EDITED, party, party_id=party.id, fields=changed)
    refresh_search_text(select(Party.id).where(Party.id == party.id))
    if party.kind is PartyKind.PERSON:
        refresh_search_text(clients_of(party.id))
    return act
