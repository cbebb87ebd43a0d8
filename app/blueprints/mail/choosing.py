"""Finding the client whom an item is for, by typing: archived ones too, and loudly (PRODUCT.md 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from app.domain.directory.criteria import PartyCriteria, RoleFilter, Shelf, Sort
from app.domain.directory.queries import PartyLine, page_of_parties
from app.domain.mailroom.rules import MailRule, rule_of, rules_of
from app.domain.parties.queries import party_or_none
from app.web.forms import LONGEST_SEARCH, as_searched, as_typed
from app.web.office import this_office

SHOWN = 6  # on each shelf
KEPT = ("kind", "place")


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whom an item may be for; with the rule for their mail while they are archived."""

    party: PartyLine
    rule: MailRule | None


def found_clients(q: str) -> list[Found]:
    """Who is found by what was typed, of whatever role: who is there first, then who is in the Archive."""
    if not q:
        return []
    criteria = [PartyCriteria(q=q, role=RoleFilter.ANY, shelf=shelf, per_page=SHOWN, sort=Sort.NAME) for shelf in Shelf]
    parties = [party for asked in criteria for party in page_of_parties(asked).rows]
    rules = rules_of([party.id for party in parties if party.archived_at], this_office())
    return [Found(party, rules.get(party.id)) for party in parties]


def choice_of(client_id: int | None) -> dict[str, Any]:
    """What a page shows of the choice: who is chosen, with the rule; else who was found."""
    client = party_or_none(client_id)
    q = as_searched(request.args.get("q"))
    return {
        "client": client,
        "rule": rule_of(client, this_office()) if client else None,
        "q": q,
        "found": found_clients(q) if client is None else [],
        "kept": kept(),
        "choose_url": choose_url,
    }


def kept() -> dict[str, str]:
    """What an address carries on from one item to the next."""
    return {name: as_typed(request.args[name])[:LONGEST_SEARCH] for name in KEPT if request.args.get(name)}


def choose_url(client_id: int | None) -> str:
    """The same page with this client chosen; with none, to look for one, whomever the item was for."""
    was_for_somebody = bool(request.view_args)
    chosen = client_id if client_id or not was_for_somebody else 0
    return url_for(request.endpoint or "", **{**(request.view_args or {}), "client": chosen, **kept()})
