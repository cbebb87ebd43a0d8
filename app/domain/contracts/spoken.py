"""A contract on file as what a template tells of it."""

from __future__ import annotations

from app.domain import clock
from app.domain.contracts.dates import NoticeUnit
from app.domain.contracts.facts import ContractFacts, Span, Unit, Words, client_facts, office_facts
from app.domain.contracts.models import Contract, ContractKind, ContractVersion
from app.domain.errors import N_
from app.domain.office.profile import Office

KIND_NAMES = {
    ContractKind.VIRTUAL_OFFICE: N_("Virtual office"),
    ContractKind.MAILBOX: N_("Mailbox"),
    ContractKind.MEETING_ROOM: N_("Meeting room"),
    ContractKind.SERVICES: N_("Services"),
    ContractKind.OTHER: N_("Other"),
}
_UNITS = {NoticeUnit.DAYS: Unit.DAYS, NoticeUnit.MONTHS: Unit.MONTHS}


def facts_of(contract: Contract, version: ContractVersion, kind: Words, office: Office) -> ContractFacts:
    """What a version says, its client and the office: `kind` is what its kind is called."""
    return ContractFacts(
        client=client_facts(contract.party),
        office=office_facts(office),
        today=clock.today(),
        number=contract.number,
        subject=version.subject,
        kind=kind,
        value=version.value,
        interval=version.interval.value,
        start=version.starts_on,
        end=version.ends_on,
        notice=None if version.notice is None else Span(version.notice, _UNITS[version.notice_unit]),
        renewal=Span(version.renews_by) if version.renews_by else None,
    )
