"""What acts on whole clients mean for contracts: those that bind them, and those that are waited for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from app.db import db
from app.domain import clock
from app.domain.contracts.models import Contract, ContractVersion
from app.domain.contracts.states import binds

_HOLDING = and_(ContractVersion.contract_id == Contract.id, ContractVersion.holds)


def contracts_in_force(parties: Select[int]) -> int:
    """How many contracts bind these parties today or later."""
    asked = select(func.count()).select_from(Contract).join(ContractVersion, _HOLDING)
    return db.session.scalar(asked.where(binds(clock.today()), Contract.party_id.in_(parties))) or 0


def is_bound(party_id: Any) -> ColumnElement[bool]:
    """Whether a contract binds the party of this column, beside which it stands."""
    return exists().where(Contract.party_id == party_id, _HOLDING, binds(clock.today()))
