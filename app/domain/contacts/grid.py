"""What the Contacts tab shows: who there is, what each may open and is told of, and what reaches nobody."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.contacts.access import Access, access_of
from app.domain.contacts.permissions import Notice
from app.domain.contacts.queries import ContactLine, contacts_of
from app.domain.contacts.recipients import Addressee, addressees_of, audience_of
from app.domain.parties.models import PartyStatus

# The kinds of which there is something to send by now: each module adds its own.
LIVE = frozenset({Notice.MAIL_ITEM})


@dataclass(frozen=True, slots=True)
class GridRow:
    """One contact of the grid."""

    line: ContactLine
    addressee: Addressee
    access: Access


@dataclass(frozen=True, slots=True)
class Grid:
    """All contacts of a client, in the order of the card, and the kinds of email that nobody of them gets."""

    rows: tuple[GridRow, ...]
    unreached: tuple[Notice, ...]

    @property
    def active(self) -> list[ContactLine]:
        return [row.line for row in self.rows if row.line.is_active]


def grid_of(client_id: int) -> Grid:
    """The grid of a client, in a number of statements that does not depend on how many contacts there are."""
    addressees = {addressee.contact_id: addressee for addressee in addressees_of(client_id)}
    access = access_of(client_id)
    lines = [line for line in contacts_of(client_id) if line.id in addressees.keys() & access.keys()]
    rows = [GridRow(line, addressees[line.id], access[line.id]) for line in lines]
    return Grid(tuple(rows), unreached_among([row.addressee for row in rows]))


def unreached_at(client_id: int) -> tuple[Notice, ...]:
    """The kinds that would be sent by now, and come to nobody at a client."""
    return tuple(kind for kind in unreached_among(addressees_of(client_id)) if kind in LIVE)


def unreached_among(addressees: list[Addressee]) -> tuple[Notice, ...]:
    """The kinds of email that come to none of these; of an archived client nobody expects any."""
    if any(addressee.client_status is PartyStatus.ARCHIVED for addressee in addressees):
        return ()
    return tuple(kind for kind in Notice if not audience_of(kind, addressees).recipients)
