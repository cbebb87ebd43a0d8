"""Who is who in the tests. Luca owns the office, Marta works at its front desk, Acme is a client, Carla its contact;
Renata keeps the books of two clients; Zeta is the client whose data nobody but Zoe may see."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.db import db, is_postgresql
from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.accounts.permissions import StaffRole
from app.domain.contacts.models import Contact
from app.domain.history.models import Actor, ActorKind
from app.domain.parties.models import Party
from tests.support.builders import PASSWORD, a_client, a_contact, a_login, an_associate
from tests.support.rows import Rows, all_rows, fill

# Stands in every text of Zeta's: a page for somebody else that holds it has leaked.
CANARY = "zetacanary"


@dataclass
class Cast:
    """Everybody who plays in a test about access."""

    luca: Login
    marta: Login
    acme: Party
    carla: Contact
    bravo: Party
    renata: Contact  # of Acme and of Bravo
    zeta: Party
    zoe: Contact

    @property
    def by_marta(self) -> Actor:
        return Actor(ActorKind.STAFF, self.marta.id, self.marta.name)


def a_cast() -> Cast:
    """Put the whole cast on file."""
    luca = a_login("luca@portico.example.com", "Luca Prandi", StaffRole.ADMIN)
    marta = a_login("marta@portico.example.com", "Marta Wójcik", StaffRole.STAFF)
    acme = a_client("Acme S.r.l.", city="Torino", email="info@acme.example.com", phone="+39 011 555 0101")
    carla = a_contact(acme, "Carla", "Rossi", email="carla@acme.example.com", password=PASSWORD)
    bravo = a_client("Bravo Sp. z o.o.", city="Łódź")
    renata = a_contact(acme, "Renata", "Lis", email="renata@lis.example.com", password=PASSWORD)
    an_associate(bravo, renata.person)
    zeta = a_client(f"Zeta {CANARY}", city=CANARY, tax_id=CANARY, notes=CANARY, email=f"{CANARY}@example.com")
    zoe = a_contact(zeta, "Zoe", CANARY, email=f"zoe@{CANARY}.example.com", password=PASSWORD)
    return Cast(luca, marta, acme, carla, bravo, renata, zeta, zoe)


@dataclass(frozen=True)
class Kept:
    """The cast as rows, of one kind of database."""

    rows: Rows
    ids: dict[str, int]
    at: datetime


_kept: dict[bool, Kept] = {}


def the_cast() -> Cast:
    """The whole cast on file: put there by deeds the first time, by its rows from then on."""
    now, kind = clock.now(), is_postgresql()
    if db.session.scalar(select(func.count()).select_from(Login)) or db.session.scalar(select(func.count(Party.id))):
        return a_cast()  # somebody is there already
    if kind in _kept and _kept[kind].at <= now:
        fill(db.session.connection(), _kept[kind].rows)
        db.session.commit()
        return Cast(**{f.name: db.session.get_one(_MODELS[f.name], _kept[kind].ids[f.name]) for f in fields(Cast)})
    cast = a_cast()
    if abs(now - datetime.now(UTC)) < timedelta(minutes=1):  # not of a clock that a test has stopped
        rows = {name: kept for name, kept in all_rows().items() if kept}  # a fresh database has none in the others
        _kept[kind] = Kept(rows, {f.name: getattr(cast, f.name).id for f in fields(Cast)}, clock.now())
        db.session.commit()
    return cast


_MODELS: dict[str, type[Any]] = {
    "luca": Login, "marta": Login, "acme": Party, "carla": Contact, "bravo": Party, "renata": Contact,
    "zeta": Party, "zoe": Contact,
}  # fmt: skip
