"""What stands on the cards of the demo office besides master data."""

from __future__ import annotations

from schwifty import IBAN

from app.demo.agenda import plan_for
from app.demo.people import Company
from app.domain.entries.actions import add_entry
from app.domain.history.actions import new_key
from app.domain.history.models import Actor
from app.domain.locations.drafts import LOCATIONS, LocationDraft
from app.domain.locations.models import LocationKind
from app.domain.terms.banks import BANKS, BankDraft, bank_of

# Real banks, by their national codes, with accounts of nobody.
BANK_CODES = {"IT": ("03069", "02008"), "PL": ("10901014", "11402004")}


def fill_card(client_id: int, company: Company, place: int, key: str, *, by: Actor) -> None:
    """Give a company its bank account, and every other one a location or two; acts begin with `key`."""
    codes = BANK_CODES[company.country]
    iban = str(IBAN.generate(company.country, bank_code=codes[place % 2], account_code=f"{7_000_000 + place * 137}"))
    known = bank_of(iban)
    add_entry(BANKS, client_id, BankDraft(iban, bic=known.bic, bank=known.name), f"{key}{new_key()}", by=by)
    for location in _locations_of(company, place):
        add_entry(LOCATIONS, client_id, location, f"{key}{new_key()}", by=by)
    plan_for(client_id, place, key, by=by)


def _locations_of(company: Company, place: int) -> list[LocationDraft]:
    is_polish = company.country == "PL"
    street, postal_code = ("ul. Piotrkowska", "90-101") if is_polish else ("Corso Francia", "10138")
    where = {"street": street, "postal_code": postal_code, "city": "Łódź" if is_polish else "Torino"}
    seat = LocationDraft(
        "Biuro" if is_polish else "Sede",
        LocationKind.SEAT,
        house_number=str(place + 1),
        country=company.country,
        **where,
    )
    accountant = LocationDraft(
        "Księgowość" if is_polish else "Commercialista",
        LocationKind.FORWARDING,
        addressee="Studio Lis",
        house_number=str(80 + place),
        country=company.country,
        note="Only invoices and letters from the tax office.",
        **where,
    )
    return [seat, accountant] if any(contact[0] == "Renata" for contact in company.contacts) else [seat] * (place % 2)
