"""A card on which a lot stands, and what it and its tabs cost beside their floor."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select

from app.db import db, own_transaction
from app.domain.entries.books import Book
from app.domain.locations.drafts import LOCATIONS, LocationDraft
from app.domain.terms.allowances import BONUSES, DISCOUNTS, BonusDraft, DiscountDraft
from app.domain.terms.banks import BANKS, BankDraft
from app.domain.terms.methods import AGREED_METHODS, AgreementDraft
from app.domain.terms.models import MethodKind, PaymentMethod
from bench.pages import CONTACTS, EVENTS, PARTY, Asked, Measured, of_client
from bench.places import Place

LINES = 500  # on each tab, shown by fifty
CLIENT = 3 * 801 - 2  # an active customer of every office
METHOD = 1

DRAFTS: tuple[tuple[Book[Any, Any], Any], ...] = (
    (LOCATIONS, LocationDraft("Warehouse", street="Via Po", house_number="7", postal_code="10123", city="Torino")),
    (AGREED_METHODS, AgreementDraft(METHOD)),
    (BANKS, BankDraft("IT60X0542811101000000123456", bank="Banca di Prova")),
    (BONUSES, BonusDraft(percent_hundredths=5_00)),
    (DISCOUNTS, DiscountDraft(percent_hundredths=10_00)),
)


def fill(place: Place) -> None:
    """Put so many lines on each tab of one card. What is there already stays."""
    with place.app().app_context():
        with own_transaction():
            if not db.session.get(PaymentMethod, METHOD):
                terms = {"kind": MethodKind.TRANSFER, "days": 30, "end_of_month": True}
                db.session.execute(
                    insert(PaymentMethod).values(id=METHOD, name="Transfer", name_key="transfer", **terms)
                )
            for book, draft in DRAFTS:
                held = db.session.scalar(select(func.count()).where(book.model.party_id == CLIENT)) or 0
                line = {"party_id": CLIENT, **book.columns_of(draft)}
                if held < LINES:
                    db.session.execute(insert(book.model), [line] * (LINES - held))
        db.engine.dispose()


def lines_of(table: str) -> Asked:
    """What a tab has to ask for at least: who it is, and fifty lines and one."""
    return of_client(PARTY, f"SELECT * FROM {table} WHERE party_id = ? ORDER BY id LIMIT 51", client=CLIENT)


def pages() -> list[Measured]:
    """The card, and a switch to each of its tabs."""
    there = f"/clients/{CLIENT}"
    tabs = {
        "locations": "location",
        "payment-methods": "agreed_method",
        "banks": "bank_account",
        "bonuses": "bonus",
        "discounts": "discount",
    }
    return [
        Measured("full card", there, asked=of_client(PARTY, CONTACTS, EVENTS, client=CLIENT)),
        *(Measured(f"tab {tab}", f"{there}/{tab}", "card", lines_of(table)) for tab, table in tabs.items()),
    ]
