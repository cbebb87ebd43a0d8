"""What is done with an intervention that is on file, besides changing it: it is marked as done."""

from __future__ import annotations

from app.db import db, deed
from app.domain.entries.queries import held_entry
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.queries import lock_party
from app.domain.service.interventions import INTERVENTIONS, name_of
from app.domain.service.models import Intervention, InterventionState


@deed
def mark_as_done(party_id: int, intervention_id: int, key: str, *, by: Actor) -> Act:
    """Mark a planned intervention as done. One that is done, or was called off, stays as it is.

    Raises NotFound, AlreadyDone.
    """
    intervention = held_intervention(party_id, intervention_id)
    act = history.open_act(Deed.MARK_INTERVENTION, key, by=by, asked={"intervention": intervention_id})
    if intervention.state is InterventionState.PLANNED:
        intervention.state = InterventionState.DONE
        intervention.version += 1
        recorded(act, EventKind.INTERVENTION_DONE, intervention)
    return answered(act, intervention)


def held_intervention(party_id: int, intervention_id: int) -> Intervention:
    """An intervention as it is now, on a card that nobody else changes meanwhile.

    Raises NotFound; RuleViolation where its client is anonymised.
    """
    lock_party(party_id)
    intervention = held_entry(INTERVENTIONS, party_id, intervention_id)
    db.session.expire(intervention, ["reports"])
    return intervention


def recorded(act: Act, kind: EventKind, intervention: Intervention, **more: str) -> None:
    """Tell of it on the timeline of the client."""
    history.record(act, kind, intervention, party_id=intervention.party_id, name=name_of(intervention), **more)


def answered(act: Act, intervention: Intervention) -> Act:
    """The act, with what it was about."""
    name = name_of(intervention)
    act.outcome = {"party_id": intervention.party_id, "entry_id": intervention.id, "name": name}
    return act
