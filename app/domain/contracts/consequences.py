"""What acts on whole clients mean for contracts: those that bind them, and those that are waited for."""

from __future__ import annotations

from sqlalchemy import Select, and_, func, select

from app.db import db
from app.domain import clock
from app.domain.contracts.models import Contract, ContractVersion
from app.domain.contracts.states import binds


def contracts_in_force(parties: Select[int]) -> int:
    """How many contracts bind these parties today or later."""
    holding = and_(ContractVersion.contract_id == Contract.id, ContractVersion.holds)
    asked = select(func.count()).select_from(Contract).join(ContractVersion, holding)
    return db.session.scalar(asked.where(binds(clock.today()), Contract.party_id.in_(parties))) or 0
