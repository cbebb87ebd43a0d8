"""Who is who in the tests. Luca owns the office, Marta works at its front desk, Acme is a client, Carla its contact;
Renata keeps the books of two clients; Zeta is the client whose data nobody but Zoe may see."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.accounts.models import Login
from app.domain.accounts.permissions import StaffRole
from app.domain.contacts.models import Contact
from app.domain.history.models import Actor, ActorKind
from app.domain.parties.models import Party
from tests.support.builders import PASSWORD, a_client, a_contact, a_login, an_associate

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
