"""What the law has kept stands in the way of deleting, stays when somebody is anonymised, and goes on its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from sqlalchemy import Select, select

from app.db import db, deed
from app.domain.contracts.keeping import contracts_held
from app.domain.contracts.personal import let_contracts_go
from app.domain.history import actions as history
from app.domain.history.models import SYSTEM, Deed, EventKind
from app.domain.office.keeping import Held
from app.domain.parties.models import Party
from app.domain.selections import among
from app.domain.service import kept as service

# An area that has records which the law has kept adds itself to both.
HELD: tuple[Callable[[Select[int]], list[Held]], ...] = (service.reports_held, contracts_held)
LETTING_GO: tuple[Callable[[], dict[int, int]], ...] = (service.let_reports_go, let_contracts_go)


def held_of(parties: Select[int]) -> dict[int, list[Held]]:
    """What the law has kept of these parties, by party; those of whom nothing is are left out."""
    found: dict[int, list[Held]] = {}
    for area in HELD:
        for held in area(parties):
            found.setdefault(held.party_id, []).append(held)
    return found


@deed
def let_go() -> int:
    """Remove the documents of those who are anonymised that the law has kept long enough, and record it; how many."""
    gone: Counter[int] = Counter()
    for area in LETTING_GO:
        gone.update(area())
    if not gone:
        return 0
    act = history.open_act(Deed.LET_GO, history.new_key(), by=SYSTEM)
    history.record_parties(act, EventKind.KEPT_REMOVED, select(Party.id).where(among(Party.id, gone)))
    act.outcome = {"removed": sum(gone.values()), "changed": len(gone)}
    db.session.flush()
    return sum(gone.values())
