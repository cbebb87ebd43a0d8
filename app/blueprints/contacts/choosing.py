"""Associating somebody who is on file already: found by typing."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.contacts import bp
from app.blueprints.contacts.forms import AssociateForm, boxes_off
from app.domain.accounts.permissions import Permission
from app.domain.contacts.queries import contact_people_among
from app.domain.parties.models import Party, PartyKind
from app.domain.parties.queries import party as party_with_id
from app.domain.parties.queries import party_or_none
from app.domain.reporting.search import ContactHit, Search
from app.web.forms import as_searched
from app.web.guards import requires
from app.web.ids import possible_id
from app.web.pages import page

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A person who may be meant, and whether they are a contact of this client already."""

    hit: ContactHit
    is_there: bool


@bp.get("/associate")
@requires(Permission.CONTACTS_EDIT)
def choose(client_id: int) -> ResponseReturnValue:
    """Look for a person; with `person`, the one who was chosen."""
    q = as_searched(request.args.get("q"))
    person = chosen(request.args.get("person", type=int))
    form = AssociateForm(formdata=None, data={"person_id": person.id if person else None})
    found = found_people(client_id, q) if q and not person else []
    client = party_with_id(client_id)
    return page("contacts/choose.html", client=client, person=person, form=form, q=q, found=found, **boxes_off())


def chosen(person_id: int | None) -> Party | None:
    """The person of the address; none where there is none, or where it is a company."""
    party = party_or_none(possible_id(person_id))
    return party if party and party.kind is PartyKind.PERSON else None


def found_people(client_id: int, q: str) -> list[Found]:
    """Who is found by what was typed, people with a role of their own included."""
    search = Search(q, limit=SHOWN)
    with_role = [ContactHit(hit) for hit in search.clients() if hit.kind is PartyKind.PERSON]
    hits = {hit.person.id: hit for hit in [*with_role, *search.people()]}
    there = contact_people_among(client_id, hits)
    return [Found(hit, person_id in there) for person_id, hit in list(hits.items())[:SHOWN]]
