"""One contract, found, or held for a deed."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.domain.contracts.models import Contract, ContractVersion
from app.domain.errors import N_, NotFound, RuleViolation, say
from app.domain.parties.queries import lock_party

SIGNED_ALREADY = N_("What is signed stays as it is. Make an amendment to agree on something else.")


def contract(contract_id: int) -> Contract:
    """One contract with its versions and files. Raises NotFound."""
    found = db.session.get(Contract, contract_id)
    if found is None:
        raise NotFound(contract_id)
    return found


def version_of(contract: Contract, version: int) -> ContractVersion:
    """A version by its number. Raises NotFound."""
    for each in contract.versions:
        if each.version == version:
            return each
    raise NotFound(version)


def lock_contract(contract_id: int) -> Contract:
    """One contract, locked with its party until the transaction ends, and read afresh.

    The party first, as all deeds on whole parties do. Raises NotFound; RuleViolation when the party is anonymised.
    """
    party_id = db.session.scalar(select(Contract.party_id).where(Contract.id == contract_id))
    if party_id is None:
        raise NotFound(contract_id)
    lock_party(party_id)
    held = select(Contract).where(Contract.id == contract_id, Contract.party_id == party_id)
    found = db.session.scalar(held.with_for_update(of=Contract).execution_options(populate_existing=True))
    if found is None:
        raise NotFound(contract_id)
    return found


def open_version(contract: Contract) -> ContractVersion:
    """The version that can still be written on. Raises RuleViolation where all is signed."""
    found = contract.open_version
    if found is None:
        raise RuleViolation(say(SIGNED_ALREADY))
    return found
