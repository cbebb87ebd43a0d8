"""The lists of a card: an example of a line of each, for the tests that hold for all of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.agenda.activities import ACTIVITIES, ActivityDraft
from app.domain.agenda.models import ActivityType, TypeWord
from app.domain.entries.actions import add_entry
from app.domain.entries.books import Book
from app.domain.entries.models import Entry
from app.domain.entries.queries import entry_of
from app.domain.files.photos import receive_photo
from app.domain.history.models import SYSTEM
from app.domain.locations.drafts import LOCATIONS, LocationDraft
from app.domain.parties.models import Party
from app.domain.service.equipment import EQUIPMENT, EquipmentDraft
from app.domain.service.interventions import INTERVENTIONS, InterventionDraft
from app.domain.service.models import Equipment, InterventionState
from app.domain.service.photos import add_photos
from app.domain.terms.allowances import BONUSES, DISCOUNTS, BonusDraft, DiscountDraft
from app.domain.terms.banks import BANKS, BankDraft
from app.domain.terms.methods import AGREED_METHODS, AgreementDraft, MethodDraft, add_method
from tests.support.builders import a_key, a_png

# Accounts that ISO 13616 and the banks' own pages give as examples.
ITALIAN, POLISH, GERMAN = "IT60X0542811101000000123456", "PL61109010140000071219812874", "DE89370400440532013000"


def a_type(word: TypeWord) -> int:
    """The id of a type that every office begins with."""
    return db.session.scalars(select(ActivityType.id).where(ActivityType.word == word)).one()


@dataclass(frozen=True)
class Example:
    """A line as somebody writes it into the form, what it is then called, and what is wrong with another one."""

    one: str  # in endpoints
    blueprint: str
    tab: str  # in endpoints, too
    book: Book[Any, Any]
    draft: Callable[[str], Any]  # a line in which this word stands
    written: dict[str, Any]
    name: str
    shown: tuple[str, ...]
    wrong: dict[str, str]  # what is typed, by field
    complaint: str
    change: dict[str, Any] = field(default_factory=dict)
    changed: str = ""  # what the list shows then


EXAMPLES = (
    Example(
        one="activity",
        blueprint="activities",
        tab="activities",
        book=ACTIVITIES,
        draft=lambda word: ActivityDraft(
            a_type(TypeWord.CALL), title=word, day=date(2026, 11, 23), start=time(10), end=time(11), description=word
        ),
        written={"title": "Call about the lease", "day": "2026-11-23", "start": "10:00", "end": "10:30"},
        name="Call about the lease",
        shown=("Call about the lease", "Call", "Mon 23 Nov 2026, 10:00–10:30"),
        wrong={"end": "09:00"},
        complaint="It ends before it begins.",
        change={"title": "Call about the keys"},
        changed="Call about the keys",
    ),
    Example(
        one="location",
        blueprint="locations",
        tab="locations",
        book=LOCATIONS,
        draft=lambda word: LocationDraft(label=word, city="Torino", street=word, note=word),
        written={"label": "Magazzino", "kind": "branch", "street": "Via Po", "house_number": "7", "city": "Torino"},
        name="Magazzino",
        shown=("Magazzino", "Branch", "Via Po 7"),
        wrong={"postal_code": "123", "country": "IT"},
        complaint="This is not a postal code of that country.",
        change={"street": "Via Garibaldi"},
        changed="Via Garibaldi 7",
    ),
    Example(
        one="equipment",
        blueprint="service",
        tab="equipment",
        book=EQUIPMENT,
        draft=lambda word: EquipmentDraft(word, serial=f"{word} {a_key()}", place=word, supplier=word, note=word),
        written={"name": "Locker 12", "kind": "locker", "serial": "ABC 123", "handed_out_on": "2026-11-02"},
        name="Locker 12",
        shown=("Locker 12", "Locker", "ABC 123", "handed out 2 Nov 2026", "Out now"),
        wrong={"returned_on": "2026-11-01"},
        complaint="It cannot be returned before it was handed out.",
        change={"place": "Corridor, left"},
        changed="Corridor, left",
    ),
    Example(
        one="intervention",
        blueprint="service",
        tab="interventions",
        book=INTERVENTIONS,
        draft=lambda word: InterventionDraft(date(2026, 11, 23), word, done=word, parts=word),
        written={
            "asked": "The printer jams",
            "day": "2026-11-23",
            "start": "10:00",
            "end": "12:30",
            "technician_ids": [],
        },
        name="The printer jams",
        shown=("The printer jams", "Mon 23 Nov 2026, 10:00–12:30", "2 h 30 min"),
        wrong={"end": "09:00"},
        complaint="It has to end after it begins.",
        change={"done": "New roller"},
        changed="New roller",
    ),
    Example(
        one="bank",
        blueprint="terms",
        tab="banks",
        book=BANKS,
        draft=lambda word: BankDraft(iban=GERMAN, holder=word, note=word),
        written={"iban": "de89 3704 0044 0532 0130 00"},
        name="Commerzbank …3000",
        shown=("DE89 3704 0044 0532 0130 00", "COBADEFFXXX", "Acme S.r.l."),
        wrong={"iban": "PL61 1090 1014 0000 0712 1981 2875"},
        complaint="This IBAN is not right.",
        change={"holder": "Jan Kowalski"},
        changed="Jan Kowalski",
    ),
    Example(
        one="method",
        blueprint="terms",
        tab="payment_methods",
        book=AGREED_METHODS,
        draft=lambda word: AgreementDraft(a_method(a_key()), note=word),
        written={"method_id": "new", "name": "Transfer", "kind": "bank transfer", "days": "30", "end_of_month": True},
        name="Transfer",
        shown=("Transfer", "Bank transfer", "30 days, end of month", "Default"),
        wrong={"kind": "direct debit", "mandate": ""},
        complaint="A direct debit needs the reference of its mandate.",
        change={"note": "Until the audit"},
        changed="Until the audit",
    ),
    Example(
        one="bonus",
        blueprint="terms",
        tab="bonuses",
        book=BONUSES,
        draft=lambda word: BonusDraft(amount_minor=50_00, currency="EUR", note=word),
        written={"amount": "1,234.50", "currency": "EUR", "starts_on": "2026-01-01", "ends_on": "2026-12-31"},
        name="1234.50 EUR",
        shown=("€1,234.50", "1 Jan 2026 – 31 Dec 2026", "nothing is computed from it"),
        wrong={"percent": "10"},
        complaint="Write either a percentage or an amount.",
        change={"amount": "", "percent": "12.5"},
        changed="12.5%",
    ),
    Example(
        one="discount",
        blueprint="terms",
        tab="discounts",
        book=DISCOUNTS,
        draft=lambda word: DiscountDraft(percent_hundredths=10_00, note=word),
        written={"percent": "7.25", "from_net": "100", "currency": "EUR"},
        name="7.25%",
        shown=("7.25%", "without end", "from a net total of €100.00"),
        wrong={"percent": "101"},
        complaint="A percentage lies above 0 and is at most 100.",
        change={"starts_on": "2026-03-01"},
        changed="from 1 Mar 2026",
    ),
)


def a_method(name: str = "Bank transfer", **written: Any) -> int:
    """A payment method of the office's list; its id."""
    act = add_method(MethodDraft(name, **written), a_key(), by=SYSTEM)
    db.session.commit()
    return int(act.outcome["method_id"])


def an_entry(party: Party | None, book: Book[Any, Any], draft: Any) -> Any:
    """A line on a card; on nobody's, where the list may hold such."""
    party_id = party.id if party else None
    act = add_entry(book, party_id, draft, a_key(), by=SYSTEM)
    db.session.commit()
    entry: Entry = entry_of(book, party_id, act.outcome["entry_id"])
    return entry


def a_location(party: Party, label: str, **written: Any) -> Any:
    """A location of a client."""
    return an_entry(party, LOCATIONS, LocationDraft(label=label, **{"city": "Torino", **written}))


def a_bank(party: Party, iban: str = ITALIAN, **written: Any) -> Any:
    """A bank account of a client."""
    return an_entry(party, BANKS, BankDraft(iban=iban, **written))


def a_piece(party: Party, name: str = "Locker", **written: Any) -> Any:
    """A piece of equipment of a client."""
    return an_entry(party, EQUIPMENT, EquipmentDraft(name, **written))


def a_photo_of(equipment_id: int, data: bytes | None = None) -> int:
    """A photo of a piece of equipment; its id."""
    equipment = db.session.get_one(Equipment, equipment_id)
    photo = receive_photo(io.BytesIO(data or a_png()), name="photo.png")
    add_photos(equipment.party_id, equipment_id, [photo], a_key(), by=SYSTEM)
    db.session.commit()
    return equipment.photos[-1].id


def an_intervention(party: Party, asked: str = "The printer jams", **written: Any) -> Any:
    """Work that was done for a client, unless something else is written."""
    done = {"day": date(2026, 11, 23), "state": InterventionState.DONE, **written}
    return an_entry(party, INTERVENTIONS, InterventionDraft(asked=asked, **done))
