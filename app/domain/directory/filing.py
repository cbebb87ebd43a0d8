"""Putting a party on file, and changing what its card says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy import select

from app.db import deed
from app.domain.contacts.actions import keep_login_in_step
from app.domain.contacts.queries import is_a_contact
from app.domain.contacts.search import clients_of, lock_with_clients, refresh_search_text
from app.domain.directory.look_alikes import LookAlike, look_alikes
from app.domain.errors import N_, EditConflict, RuleViolation, say
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.actions import add_party, rewrite
from app.domain.parties.drafts import PartyDraft, changed_fields, check_draft, draft_of
from app.domain.parties.models import Party, PartyKind
from app.domain.parties.queries import party as party_with_id
from app.domain.parties.queries import refuse_anonymised
from app.domain.parties.tax_ids import check_ids


class KnownAlready(RuleViolation):
    """Somebody on file shares tax id, email or name. Carries who, so that the writer can say whether it is another."""

    def __init__(self, found: list[LookAlike]) -> None:
        super().__init__(N_("Somebody like this is on file already."))
        self.found = found


@deed
def register_party(
    draft: PartyDraft, key: str, *, by: Actor, home_country: str = "", others: Collection[int] | None = None
) -> Act:
    """Put a party on file. The act's outcome holds its id.

    With `others`, the ids of look-alikes that the writer has seen and says are somebody else, it asks about those not
    seen yet (PRODUCT.md 3.7). Without, nobody is there to be asked. The look comes after the number, whose
    range is locked: of two colleagues who put the same client on file at once, the second is asked.

    Raises:
        KnownAlready: somebody not among the `others` shares tax id, email or name.
        RuleViolation: a rule is broken, at its field.
    """
    check_draft(draft)
    check_ids(draft)
    act = history.open_act(Deed.REGISTER_PARTY, key, by=by, asked=asdict(draft))
    party = add_party(draft, home_country=home_country)
    if others is not None and (found := look_alikes(draft, besides={party.id, *others})):
        raise KnownAlready(found)
    history.record(act, EventKind.REGISTERED, party, party_id=party.id)
    act.outcome = {"party_id": party.id}
    return act


@deed
def edit_party(party_id: int, draft: PartyDraft, version: int, key: str, *, by: Actor, home_country: str = "") -> Act:
    """Change a party's master data. Role and status have deeds of their own and stay (PRODUCT.md 3.8).

    Saving what stands there already changes nothing: nobody else's open form is out of date by it. A tax id that fails
    its check hinders nobody who changes something else.
    Raises EditConflict with what the other editor saved when the version moved on, RuleViolation at the field.
    """
    check_draft(draft)
    lock_with_clients(party_id)
    party = party_with_id(party_id)
    refuse_anonymised(party)
    act = history.open_act(Deed.EDIT_PARTY, key, by=by, asked={"party": party_id, "version": version, **asdict(draft)})
    if party.version != version:
        raise EditConflict(
            say(N_("Somebody else changed this card while you were writing. Their version stands beside yours.")),
            theirs=asdict(draft_of(party)),
        )
    if draft.kind is not PartyKind.PERSON and is_a_contact(party.id):
        raise RuleViolation(N_("Who is somebody's contact stays a person."), field="kind")
    before = draft_of(party)
    check_ids(draft, before)
    rewrite(party, draft, home_country=home_country)
    if changed := changed_fields(before, draft_of(party)):
        keep_login_in_step(party, act)
        party.version += 1
        history.record(act, EventKind.EDITED, party, party_id=party.id, fields=changed)
    refresh_search_text(select(Party.id).where(Party.id == party.id))
    if party.kind is PartyKind.PERSON:
        refresh_search_text(clients_of(party.id))
    return act
