"""What a contract is on a day: it follows from its version, its dates and that day; nothing has to run for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_

from app.domain.contracts.dates import Deadline, Term, deadline, end_of_term, is_over
from app.domain.contracts.models import Contract, ContractState, ContractVersion, Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contract stands on a day: its state, when it ends, and what has to be thought of next."""

    state: ContractState
    ends_on: date | None  # of the term that runs; none: open-ended
    deadline: Deadline | None  # of one that is in force
    is_over: bool = False  # whether its last day has passed

    @property
    def is_in_force(self) -> bool:
        """Whether it binds, or will: signed and not over."""
        return self.state is ContractState.SIGNED


def standing_of(stage: Stage, term: Term, terminated_on: date | None, today: date) -> Standing:
    """How a contract stands whose version that holds is at this stage, with this term."""
    if stage is not Stage.SIGNED:
        state = ContractState.SENT if stage is Stage.SENT else ContractState.DRAFT
        return Standing(state, term.ends_on, None)
    if terminated_on is not None:
        return Standing(ContractState.TERMINATED, terminated_on, None, is_over=terminated_on < today)
    if is_over(term, today):
        return Standing(ContractState.ENDED, term.ends_on, None, is_over=True)
    return Standing(ContractState.SIGNED, end_of_term(term, today), deadline(term, today))


def standing(contract: Contract, today: date) -> Standing:
    """How a contract stands on a day."""
    version = contract.holding
    return standing_of(version.stage, version.term, contract.terminated_on, today)


def is_in_state(state: ContractState, today: date) -> ColumnElement[bool]:
    """The same as a condition, on contracts joined with the version that holds."""
    signed = ContractVersion.stage == Stage.SIGNED
    over = and_(ContractVersion.ends_on < today, ContractVersion.renews_by.is_(None))
    goes_on = Contract.terminated_on.is_(None)
    match state:
        case ContractState.DRAFT:
            return ContractVersion.stage == Stage.DRAFT
        case ContractState.SENT:
            return ContractVersion.stage == Stage.SENT
        case ContractState.TERMINATED:
            return and_(signed, Contract.terminated_on.is_not(None))
        case ContractState.ENDED:
            return and_(signed, goes_on, over)
        case ContractState.SIGNED:
            return and_(signed, goes_on, _not_over(today))


def binds(today: date) -> ColumnElement[bool]:
    """Whether a contract binds somebody on this day or later: one that is terminated does until its last day."""
    running = or_(Contract.terminated_on >= today, and_(Contract.terminated_on.is_(None), _not_over(today)))
    return and_(ContractVersion.stage == Stage.SIGNED, running)


def _not_over(today: date) -> ColumnElement[bool]:
    return or_(
        ContractVersion.ends_on.is_(None), ContractVersion.ends_on >= today, ContractVersion.renews_by.is_not(None)
    )
