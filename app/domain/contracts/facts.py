"""What a contract is about, as plain values: whoever draws one up, for a client or for a preview, hands them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from babel import Locale

from app.domain.contacts.queries import primary_contacts_of
from app.domain.errors import Sentence
from app.domain.money.amounts import Money
from app.domain.office.profile import Office
from app.domain.parties.models import Party, PartyKind

Words = str | Sentence


class Unit(StrEnum):
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Span:
    """So many days or months: a notice, or for how long a contract is renewed."""

    number: int
    unit: Unit = Unit.MONTHS


@dataclass(frozen=True, slots=True)
class Place:
    """An address as its parts."""

    street: str = ""
    postal_code: str = ""
    city: str = ""
    province: str = ""
    country: str = ""  # ISO 3166 alpha-2

    def in_language(self, language: str) -> str:
        """The address on one line: `Via Roma 1, 10121 Torino (TO), Italia`."""
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        town = f"{town} ({self.province})" if town and self.province else town
        country = Locale(language).territories.get(self.country, self.country) if self.street or town else ""
        return ", ".join(part for part in (self.street, town, country) if part)


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """The client as a contract names it."""

    name: str
    number: str = ""
    place: Place = Place()
    tax_id: str = ""
    registration_id: str = ""
    email: str = ""
    pec: str = ""  # Italy: the certified email
    phone: str = ""
    legal_representative: str = ""  # the primary contact; a person stands for themself


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """The office as a contract names it."""

    name: str
    place: Place = Place()
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """All that a template can tell. What is not agreed yet is None, or nothing, and leaves room to write by hand."""

    client: ClientFacts
    office: OfficeFacts
    today: date
    number: str = ""
    subject: Words = ""
    kind: Words = ""  # the contract's type, in words
    value: Money | None = None
    interval: str = ""  # once, month, quarter, half-year, year
    start: date | None = None
    end: date | None = None  # the last day; None: open-ended
    notice: Span | None = None
    renewal: Span | None = None  # for how long it is renewed by itself; None: it is not


def client_facts(party: Party) -> ClientFacts:
    """A client by what stands on the card, with its primary contact. Two statements at most."""
    primary = primary_contacts_of([party.id]).get(party.id)
    alone = party.name if party.kind is PartyKind.PERSON else ""
    street = f"{party.street} {party.house_number}".strip()
    return ClientFacts(
        name=party.name,
        number=party.number or "",
        place=Place(street, party.postal_code, party.city, party.province, party.country),
        tax_id=party.tax_id,
        registration_id=party.registration_id,
        email=party.email,
        pec=party.pec,
        phone=party.phone,
        legal_representative=primary.name if primary else alone,
    )


def office_facts(office: Office) -> OfficeFacts:
    """The office by its own settings."""
    place = Place(office.street, office.postal_code, office.city, country=office.country)
    return OfficeFacts(office.name, place, office.email, office.phone)
