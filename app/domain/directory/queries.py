"""The list of parties: filtered, found as one types, paged by key (ARCHITECTURE.md 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from app.db import db
from app.domain.directory import orders, walks
from app.domain.directory.buckets import is_key_of
from app.domain.directory.conditions import all_conditions
from app.domain.directory.criteria import PartyCriteria, Shelf
from app.domain.history.models import Act
from app.domain.paging import Page, PageKey, Walk
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One row of a list. The archived columns are empty in the everyday list."""

    id: int
    name: str
    number: str | None
    kind: PartyKind
    client_role: ClientRole
    is_supplier: bool
    city: str
    country: str
    tax_id: str
    email: str
    phone: str
    phone_is_known: bool
    status: PartyStatus
    customer_since: date | None
    last_mail_key: str
    second_number: str | None
    archived_at: datetime | None = None
    archived_by: str = ""
    reason: str = ""
    expected_back_on: date | None = None
    anonymised_at: datetime | None = None
    beside: int = 0  # what another area counts of it; see page_of_parties

    @property
    def last_mail_at(self) -> datetime | None:
        """When mail last came for it."""
        return orders.moment(self.last_mail_key)


PartyPage = Page[PartyLine]

_LINE = (
    Party.id,
    Party.name,
    Party.number,
    Party.kind,
    Party.client_role,
    Party.is_supplier,
    Party.city,
    Party.country,
    Party.tax_id,
    Party.email,
    Party.phone,
    or_(Party.phone == "", Party.phone_e164 != ""),
    Party.status,
    Party.customer_since,
    Party.last_mail_key,
    Party.second_number,
)


def select_parties(criteria: PartyCriteria) -> Select[int]:
    """The ids of all that match, whatever the page."""
    return select(Party.id).where(*all_conditions(criteria))


def count_parties(criteria: PartyCriteria) -> int:
    """How many match. Never on the way to a page: at 100,000 rows it costs more than the page."""
    return db.session.scalar(select(func.count()).select_from(Party).where(*all_conditions(criteria))) or 0


def page_of_parties(criteria: PartyCriteria, *, beside: ColumnElement[int] | None = None) -> PartyPage:
    """One page of the list; the nearest one when all that stood beyond the key has left the list meanwhile.

    In the Archive each row also says the number that `beside` is for it, such as how much mail waits.
    A key that is none of this list's leads to the first page, one with nothing beyond it to the nearest page.
    """
    lines = _lines(criteria.shelf, beside)

    def fetch(key: PageKey | None, backwards: bool) -> list[Sequence[Any]]:
        rows: list[Sequence[Any]] = []
        for select_ in walks.walk(lines, criteria, key, backwards=backwards):
            rows += db.session.execute(select_.limit(criteria.per_page + 1 - len(rows)))
            if len(rows) > criteria.per_page:
                break
        return rows

    width = len(lines.selected_columns)
    walk = Walk(
        fetch,
        line=lambda row: PartyLine(*tuple(row)[:width]),
        key_at=lambda row, ordinal: orders.key_at(row, ordinal, criteria),
        per_page=criteria.per_page,
    )
    after, before = (key if key and is_key_of(criteria, key) else None for key in (criteria.after, criteria.before))
    return walk.page(after=after, before=before)


def _lines(shelf: Shelf, beside: ColumnElement[int] | None) -> Select[Any]:
    """The columns of a PartyLine."""
    lines: Select[Any] = select().add_columns(*_LINE)
    if shelf is not Shelf.ARCHIVE:
        return lines
    by, why = func.coalesce(Act.by_name, ""), func.coalesce(Act.reason, "")
    number = literal(0) if beside is None else beside
    archived = lines.add_columns(Party.archived_at, by, why, Party.expected_back_on, Party.anonymised_at, number)
    return archived.outerjoin(Act, Act.id == Party.status_act_id)
