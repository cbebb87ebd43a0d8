"""What stands on the cards of the demo office besides master data."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from schwifty import IBAN
from sqlalchemy import delete, exists, not_

from app.db import db
from app.demo.agenda import plan_for
from app.demo.contracts import agree_with, offer_to
from app.demo.people import Company
from app.domain import clock
from app.domain.entries.actions import add_entry
from app.domain.entries.books import Book
from app.domain.history.actions import new_key
from app.domain.history.models import Actor
from app.domain.locations.drafts import LOCATIONS, LocationDraft
from app.domain.locations.models import LocationKind
from app.domain.parties.models import ClientRole
from app.domain.service.equipment import EQUIPMENT, EquipmentDraft
from app.domain.service.models import EquipmentKind
from app.domain.terms.allowances import BONUSES, DISCOUNTS, BonusDraft, DiscountDraft
from app.domain.terms.banks import BANKS, BankDraft, bank_of
from app.domain.terms.methods import AGREED_METHODS, AgreementDraft, MethodDraft, add_method, methods
from app.domain.terms.models import AgreedMethod, MethodKind, PaymentMethod

METHODS = (
    MethodDraft("Bank transfer", MethodKind.TRANSFER, days=14),
    MethodDraft("Bank transfer, end of month", MethodKind.TRANSFER, days=30, end_of_month=True),
    MethodDraft("Cash at the desk", MethodKind.CASH),
    MethodDraft("Direct debit", MethodKind.DEBIT, days=5),
)
SEATS = {
    "IT": LocationDraft("Sede", LocationKind.SEAT, "", "Corso Francia", "", "10138", "Torino", country="IT"),
    "PL": LocationDraft("Biuro", LocationKind.SEAT, "", "ul. Piotrkowska", "", "90-101", "Łódź", country="PL"),
}
# Real banks, by their national codes, with accounts of nobody.
BANK_CODES = {"IT": ("03069", "02008"), "PL": ("10901014", "11402004")}


def offer_methods(key: str, *, by: Actor) -> None:
    """Put the usual ways to pay on the office's list; acts begin with `key`."""
    for method in METHODS:
        add_method(method, f"{key}{new_key()}", by=by)


def remove_methods() -> None:
    """Take off the list what the demo put there, unless a client of one's own has agreed on it."""
    agreed = exists().where(AgreedMethod.method_id == PaymentMethod.id)
    named = PaymentMethod.name.in_([method.name for method in METHODS])
    db.session.execute(delete(PaymentMethod).where(named, not_(agreed)))


def fill_card(client_id: int, company: Company, place: int, key: str, *, by: Actor) -> None:
    """Give a company its bank account and its terms, and every other one a location or two."""

    def put(book: Book[Any, Any], *drafts: Any) -> None:
        for draft in drafts:
            add_entry(book, client_id, draft, f"{key}{new_key()}", by=by)

    codes = BANK_CODES[company.country]
    iban = str(IBAN.generate(company.country, bank_code=codes[place % 2], account_code=f"{7_000_000 + place * 137}"))
    known = bank_of(iban)
    put(BANKS, BankDraft(iban, bic=known.bic, bank=known.name))
    put(LOCATIONS, *_locations_of(company, place))
    put(AGREED_METHODS, AgreementDraft(methods()[place % 2].id))
    if any(contact[0] == "Renata" for contact in company.contacts):
        put(BONUSES, BonusDraft(amount_minor=50_00, currency="EUR", note="For every client that Renata brings."))
        put(DISCOUNTS, DiscountDraft(percent_hundredths=10_00, from_net_minor=100_00, currency="EUR"))
    put(EQUIPMENT, *_equipment_of(company, place))
    plan_for(client_id, place, key, by=by)
    if company.role is ClientRole.CUSTOMER:
        agree_with(client_id, place, key, by=by)
    elif company.role is ClientRole.PROSPECT:
        offer_to(client_id, key, is_sent=True, by=by)


def _locations_of(company: Company, place: int) -> list[LocationDraft]:
    seat = SEATS[company.country]
    accountant = replace(
        seat,
        label="Commercialista" if company.country == "IT" else "Księgowość",
        kind=LocationKind.FORWARDING,
        addressee="Studio Lis",
        note="Only invoices and letters from the tax office.",
    )
    if any(contact[0] == "Renata" for contact in company.contacts):
        return [replace(seat, house_number=str(place + 1)), replace(accountant, house_number=str(80 + place))]
    return [replace(seat, house_number=str(place + 1))] * (place % 2)


def _equipment_of(company: Company, place: int) -> list[EquipmentDraft]:
    today = clock.today()
    card = EquipmentDraft(
        f"Card {place + 1:03d}", EquipmentKind.ACCESS_CARD, f"AC-{4100 + place * 7}", handed_out_on=today
    )
    if not any(contact[0] == "Renata" for contact in company.contacts):
        return [card] * (place % 2)
    line = EquipmentDraft(f"Line {20 + place}", EquipmentKind.PHONE_LINE, place="Reception")
    locker = EquipmentDraft(
        f"Locker {place + 1}",
        EquipmentKind.LOCKER,
        f"LK-{place + 1:02d}",
        "Corridor, left",
        "Arredi Mole",
        bought_on=today - timedelta(days=400),
        warranty_until=today + timedelta(days=330),
        note="The second key is at the desk.",
    )
    return [locker, card, line]
