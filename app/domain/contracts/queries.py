"""The list of contracts: filtered, paged by key, the newest first, or by what is due; and those of one client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.contracts.criteria import ContractCriteria
from app.domain.contracts.dates import NoticeUnit, Term
from app.domain.contracts.due import Due, due
from app.domain.contracts.models import Contract, ContractKind, ContractVersion, Interval, Stage
from app.domain.contracts.personal import NAMELESS
from app.domain.contracts.states import Standing, is_in_state, standing_of
from app.domain.money.amounts import Money
from app.domain.paging import Page, PageKey, Walk
from app.domain.parties.finding import LOOKED_THROUGH, found_by, number_first
from app.domain.parties.models import Party, PartyStatus
from app.domain.selections import among
from app.prepared import prepared

SHOWN_ON_CARD = 100


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One row of a list, by the version that holds."""

    id: int
    number: str
    subject: str
    kind: ContractKind
    value_minor: int | None
    currency: str
    interval: Interval
    starts_on: date
    first_end: date | None
    notice: int | None
    notice_unit: NoticeUnit
    renews_by: int | None
    stage: Stage
    terminated_on: date | None
    is_amended: bool  # an amendment is under way
    party_id: int
    party_name: str
    party_number: str | None
    party_status: PartyStatus

    @property
    def title(self) -> str:
        """What leads to it: what it is about; the number where nobody may know that any more."""
        return self.number if self.subject == NAMELESS else self.subject

    @property
    def value(self) -> Money | None:
        return None if self.value_minor is None else Money(self.value_minor, self.currency)

    @property
    def term(self) -> Term:
        return Term(self.starts_on, self.first_end, self.notice, self.notice_unit, self.renews_by)

    @property
    def standing(self) -> Standing:
        """How it stands today."""
        return standing_of(self.stage, self.term, self.terminated_on, clock.today())


ContractPage = Page[ContractLine]

_other = aliased(ContractVersion)
_IS_AMENDED = exists().where(
    _other.contract_id == Contract.id, ~_other.holds, _other.stage.in_((Stage.DRAFT, Stage.SENT))
)
_LINE = (
    Contract.id,
    Contract.number,
    ContractVersion.subject,
    ContractVersion.kind,
    ContractVersion.value_minor,
    ContractVersion.currency,
    ContractVersion.interval,
    ContractVersion.starts_on,
    ContractVersion.ends_on,
    ContractVersion.notice,
    ContractVersion.notice_unit,
    ContractVersion.renews_by,
    ContractVersion.stage,
    Contract.terminated_on,
    _IS_AMENDED,
    Party.id,
    Party.name,
    Party.number,
    Party.status,
)


def page_of_contracts(criteria: ContractCriteria) -> ContractPage:
    """One page of the list, in one statement, or two where it is asked by days.

    A key that is none of this list's leads to the first page, one with nothing beyond it to the nearest page.
    """
    if criteria.within is not None:
        return _page_by_days(criteria, due(clock.today(), criteria.within, *_filters(criteria)))

    def fetch(key: PageKey | None, backwards: bool) -> list[ContractLine]:
        return _lines(_select_page(criteria, key, backwards=backwards))

    after, before = (key if key and not key.bucket and not key.value else None for key in _keys(criteria))
    walk = Walk(fetch, line=_itself, key_at=lambda line, n: PageKey(0, "", line.id, n), per_page=criteria.per_page)
    return walk.page(after=after, before=before)


def count_contracts(criteria: ContractCriteria) -> int:
    """How many match. Never on the way to a page."""
    if criteria.within is not None:
        return len(due(clock.today(), criteria.within, *_filters(criteria)))
    return db.session.scalar(_select(func.count()).where(*_filters(criteria))) or 0


def contracts_of(party_id: int) -> list[ContractLine]:
    """The contracts of a client, the newest first, as many as a card shows."""
    return [ContractLine(*row) for row in db.session.execute(*_on_card(party_id))]


@prepared
def _on_card(party_id: int) -> Select[Any]:
    return _select(*_LINE).where(Contract.party_id == party_id).order_by(Contract.id.desc()).limit(SHOWN_ON_CARD)


def find_contracts(q: str, *, limit: int) -> list[ContractLine]:
    """Contracts by their own words, the latest first, the one that bears just this number before all others.

    Only the latest are looked through, so that it costs the same however many there are.
    """
    latest = select(Contract.id).order_by(Contract.id.desc()).limit(LOOKED_THROUGH)
    by_words = Contract.id.in_(latest) & found_by(q, Contract.words)
    return number_first(q, lambda which: _latest(which, limit), number=Contract.number, by_words=by_words, limit=limit)


def _page_by_days(criteria: ContractCriteria, found: list[Due]) -> ContractPage:
    """A page in the order of the days: which are due is known already, in that order."""
    order = {each.id: (each.on.isoformat(), each.id) for each in found}

    def fetch(key: PageKey | None, backwards: bool) -> list[ContractLine]:
        ids = list(reversed(order)) if backwards else list(order)
        if key is not None:
            there = (key.value, key.id)
            ids = [id_ for id_ in ids if (order[id_] < there if backwards else order[id_] > there)]
        ids = ids[: criteria.per_page + 1]
        lines = {line.id: line for line in _lines(_select(*_LINE).where(among(Contract.id, ids)))}
        return [lines[id_] for id_ in ids if id_ in lines]

    after, before = (key if key and not key.bucket and key.value else None for key in _keys(criteria))
    walk = Walk(fetch, line=_itself, key_at=lambda line, n: PageKey(0, *order[line.id], n), per_page=criteria.per_page)
    return walk.page(after=after, before=before)


def _itself(line: ContractLine) -> ContractLine:
    return line


def _keys(criteria: ContractCriteria) -> tuple[PageKey | None, PageKey | None]:
    return criteria.after, criteria.before


def _select(*columns: Any) -> Select[Any]:
    """Contracts with the version that holds and their party."""
    holding = and_(ContractVersion.contract_id == Contract.id, ContractVersion.holds)
    chosen: Select[Any] = select(*columns).select_from(Contract)
    return chosen.join(ContractVersion, holding).join(Party, Party.id == Contract.party_id)


def _latest(which: ColumnElement[bool], limit: int) -> list[ContractLine]:
    return _lines(_select(*_LINE).where(which).order_by(Contract.id.desc()).limit(limit))


def _lines(asked: Select[Any]) -> list[ContractLine]:
    return [ContractLine(*row) for row in db.session.execute(asked)]


def _select_page(criteria: ContractCriteria, key: PageKey | None, *, backwards: bool) -> Select[Any]:
    lines = _select(*_LINE).where(*_filters(criteria))
    lines = lines.order_by(Contract.id.asc() if backwards else Contract.id.desc())
    if key is not None:
        lines = lines.where(Contract.id > key.id if backwards else Contract.id < key.id)
    return lines.limit(criteria.per_page + 1)


def _filters(criteria: ContractCriteria) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if criteria.client is not None:
        filters.append(Contract.party_id == criteria.client)
    if criteria.kind is not None:
        filters.append(ContractVersion.kind == criteria.kind)
    if criteria.state is not None:
        filters.append(is_in_state(criteria.state, clock.today()))
    if criteria.q:
        filters.append(found_by(criteria.q, Contract.words, Party.search_text))
    return filters
