"""What the demo office agreed on with its clients: contracts in force, one that is being amended, some on offer."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from PIL import Image

from app.domain import clock
from app.domain.contracts.actions import add_contract, edit_contract, mark_sent
from app.domain.contracts.amending import amend_contract
from app.domain.contracts.attachments import add_file
from app.domain.contracts.dates import last_day_of
from app.domain.contracts.drafts import ContractDraft, draft_of
from app.domain.contracts.drawing_up import draw_up
from app.domain.contracts.keeping import delete_contracts
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.models import Contract, ContractKind
from app.domain.contracts.papers import Paper, print_paper, set_paper
from app.domain.contracts.queries import contracts_of
from app.domain.contracts.signing import InkDraft, sign_contract_on_paper
from app.domain.contracts.spoken import KIND_NAMES, facts_of
from app.domain.contracts.templates import offered_templates
from app.domain.errors import say
from app.domain.files import store
from app.domain.files.scans import Scan, receive_scan
from app.domain.history.actions import new_key
from app.domain.history.models import Actor
from app.domain.office.queries import office
from app.domain.parties.currencies import currency_of
from app.domain.parties.queries import party
from app.domain.printing import letterhead

SUBJECTS = {"it": "Sede legale e ricezione posta", "pl": "Adres rejestrowy i obsługa korespondencji"}
ROOMS = {"it": "Sala riunioni, due giorni al mese", "pl": "Sala konferencyjna, dwa dni w miesiącu"}
VALUES = (39_00, 49_00, 65_00)
_DAY = timedelta(days=1)


def agree_with(client_id: int, place: int, key: str, *, by: Actor) -> None:
    """The contract under which a client came: in force since the day that the clock says."""
    begins = clock.today()
    office_rented = ContractDraft(
        SUBJECTS.get(party(client_id).language, "Registered address and mail"),
        begins,
        value_minor=VALUES[place % 3],
        currency=_currency(),
        ends_on=last_day_of(begins, 12 if place % 3 else 24),
        notice=2,
        renews_by=12 if place % 4 else None,
    )
    contract = _begun(client_id, office_rented, key, by=by)
    _draw_up(contract, key, by=by)
    _sign(contract, key, by=by)


def offer_to(client_id: int, key: str, *, is_sent: bool, by: Actor) -> None:
    """A contract to think about, for a meeting room from the next month on: drawn up, and sent or not yet."""
    draft = ContractDraft(
        ROOMS.get(party(client_id).language, "Meeting room, two days a month"),
        last_day_of(clock.today().replace(day=1), 1) + _DAY,
        kind=ContractKind.MEETING_ROOM,
        value_minor=89_00,
        currency=_currency(),
    )
    contract = _begun(client_id, draft, key, by=by)
    _draw_up(contract, key, by=by)
    if is_sent:
        mark_sent(contract.id, f"{key}{new_key()}", by=by)


def amend_with(client_id: int, key: str, *, by: Actor) -> None:
    """A meeting room is to come along in a month; nobody has signed that yet. The plan of it is beside."""
    contract = contract_with_id(contracts_of(client_id)[0].id)
    amend_contract(contract.id, f"{key}{new_key()}", by=by)
    written = contract.open_version
    assert written
    begins = clock.today() + timedelta(days=30)
    more = replace(draft_of(written), kind=ContractKind.MEETING_ROOM, value_minor=89_00, starts_on=begins, ends_on=None)
    more = replace(more, renews_by=None)
    edit_contract(contract.id, more, contract.version, f"{key}{new_key()}", by=by)
    _draw_up(contract, key, by=by)
    add_file(contract.id, _picture("meeting-room.jpg", (640, 400)), f"{key}{new_key()}", by=by)


def remove_contracts_of(parties: Collection[int]) -> None:
    """Take out the contracts of these parties, with their files."""
    store.forget_unnamed(delete_contracts(parties))


def _begun(client_id: int, draft: ContractDraft, key: str, *, by: Actor) -> Contract:
    return contract_with_id(add_contract(client_id, draft, f"{key}{new_key()}", by=by).outcome["contract_id"])


def _currency() -> str:
    return currency_of(office().country) or "EUR"


def _draw_up(contract: Contract, key: str, *, by: Actor) -> None:
    written = contract.open_version
    assert written
    template = offered_templates(contract.party.language)[0]
    facts = facts_of(contract, written, say(KIND_NAMES[written.kind]), office())
    set_paper(
        contract.id,
        _printed(contract, draw_up(template, facts), template.language),
        f"{key}{new_key()}",
        by=by,
    )


def _printed(contract: Contract, text: str, language: str) -> Paper:
    head = letterhead(office().name, [], accent=office().accent, logo=None)
    return print_paper(text, number=contract.number, language=language, office=head)


def _sign(contract: Contract, key: str, *, by: Actor) -> None:
    """Signed in ink: the scan is a picture of a sheet."""
    ink = InkDraft(contract.party.name, "", clock.today())
    sign_contract_on_paper(contract.id, 1, _picture("signed.jpg", (620, 877)), ink, f"{key}{new_key()}", by=by)


def _picture(name: str, size: tuple[int, int]) -> Scan:
    out = io.BytesIO()
    Image.new("RGB", size, "#e9eef4").save(out, "JPEG")
    return receive_scan(io.BytesIO(out.getvalue()), name=name)
