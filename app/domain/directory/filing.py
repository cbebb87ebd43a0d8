"""Putting a party on file, and changing what its card says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

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
from app.domain.parties.custom_fields.queries import Definition, custom_fields, fields_on, hold_fields
from app.domain.parties.custom_fields.values import Answers, answers_of, keep_answers, wrong_answers
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
    draft: PartyDraft,
    key: str,
    *,
    by: Actor,
    home_country: str = "",
    others: Collection[int] | None = None,
    answers: Answers | None = None,
) -> Act:
    """Put a party on file. The act's outcome holds its id.

    With `others`, the ids of look-alikes that the writer has seen and says are somebody else, it asks about those not
    seen yet (PRODUCT.md 3.7). Without, nobody is there to be asked. The look comes after the number, whose
    range is locked: of two colleagues who put the same client on file at once, the second is asked. `answers` are what
    is written in fields of the office's own, by a form: without, they are not asked about.

    Raises:
        KnownAlready: somebody not among the `others` shares tax id, email or name.
        RuleViolation: a rule is broken, at its field.
    """
    check_draft(draft)
    check_ids(draft)
    if answers:
        hold_fields(answers)
    fields = _checked(draft, answers, {})
    act = history.open_act(Deed.REGISTER_PARTY, key, by=by, asked=_asked(draft, answers))
    party = add_party(draft, home_country=home_country)
    if others is not None and (found := look_alikes(draft, besides={party.id, *others})):
        raise KnownAlready(found)
    if answers and keep_answers(party.id, fields, answers, {}):
        refresh_search_text(select(Party.id).where(Party.id == party.id))
    history.record(act, EventKind.REGISTERED, party, party_id=party.id)
    act.outcome = {"party_id": party.id}
    return act


@deed
def edit_party(
    party_id: int,
    draft: PartyDraft,
    version: int,
    key: str,
    *,
    by: Actor,
    home_country: str = "",
    answers: Answers | None = None,
) -> Act:
    """Change a party's master data. Role and status have deeds of their own and stay (PRODUCT.md 3.8). So do fields of
    the office's own that `answers` say nothing of; without it none of them is asked about.

    Saving what stands there already changes nothing: nobody else's open form is out of date by it. A tax id that fails
    its check hinders nobody who changes something else.
    Raises EditConflict with what the other editor saved when the version moved on, RuleViolation at the field.
    """
    check_draft(draft)
    if answers:
        hold_fields(answers)
    lock_with_clients(party_id)
    party = party_with_id(party_id)
    refuse_anonymised(party)
    act = history.open_act(
        Deed.EDIT_PARTY, key, by=by, asked={"party": party_id, "version": version, **_asked(draft, answers)}
    )
    written = {} if answers is None else answers_of([party_id]).get(party_id, {})
    if party.version != version:
        raise EditConflict(
            say(N_("Somebody else changed this card while you were writing. Their version stands beside yours.")),
            theirs=saved_on(party, written),
        )
    if draft.kind is not PartyKind.PERSON and is_a_contact(party.id):
        raise RuleViolation(N_("Who is somebody's contact stays a person."), field="kind")
    _write(act, party, draft, answers, written, home_country=home_country)
    refresh_search_text(select(Party.id).where(Party.id == party.id))
    if party.kind is PartyKind.PERSON:
        refresh_search_text(clients_of(party.id))
    return act


def _checked(draft: PartyDraft, answers: Answers | None, written: Answers) -> list[Definition]:
    """The fields of the office's own on a card of this kind, once nothing is wrong with what was written in them.

    Raises RuleViolation at the field.
    """
    if answers is None:
        return []
    fields = fields_on(custom_fields(), draft.kind)
    for violation in wrong_answers(fields, answers, written):
        raise violation
    return fields


def _asked(draft: PartyDraft, answers: Answers | None) -> dict[str, Any]:
    """What a form asked for, by which a repeat is told from another request."""
    own = {} if answers is None else {"own": {str(id_): repr(value) for id_, value in answers.items()}}
    return {**asdict(draft), **own}


def saved_on(party: Party, written: Answers) -> dict[str, Any]:
    """What stands on a card, the fields of the office's own among it, by the names of the form."""
    return {**asdict(draft_of(party)), **{field.form_name: written.get(field.id) for field in custom_fields()}}


def _write(
    act: Act, party: Party, draft: PartyDraft, answers: Answers | None, written: Answers, *, home_country: str
) -> None:
    """Check what was typed against what stands there, write what has changed, and record it if anything has."""
    before = draft_of(party)
    check_ids(draft, before)
    fields = _checked(draft, answers, written)
    rewrite(party, draft, home_country=home_country)
    own = keep_answers(party.id, fields, answers or {}, written)
    if (changed := changed_fields(before, draft_of(party))) or own:
        keep_login_in_step(party, act)
        party.version += 1
        history.record(act, EventKind.EDITED, party, party_id=party.id, fields=changed, **({"own": own} if own else {}))
