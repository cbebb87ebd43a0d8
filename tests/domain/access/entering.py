"""Who comes to the door, and how they enter: what the tests of signing in share."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from app.db import db
from app.domain.access.signing_in import SignedIn, Visitor, sign_in
from app.domain.accounts.models import KnownDevice, Login, LoginSession, SignInFailure
from app.domain.accounts.permissions import StaffRole
from app.domain.contacts.models import Contact
from app.domain.parties.models import Party, PartyStatus
from tests.support.builders import PASSWORD, a_contact, a_login, an_associate

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = Visitor("192.0.2.7", "Firefox")
MARTA, CARLA = "marta@portico.example.com", "carla@acme.example.com"


def marta() -> Login:
    return a_login(MARTA, "Marta Wójcik", StaffRole.STAFF)


def contact_of(*clients: Party) -> Contact:
    """Carla, who has a login and speaks for these clients."""
    contact = a_contact(clients[0], email=CARLA, password=PASSWORD)
    for client in clients[1:]:
        an_associate(client, contact.person)
    return contact


def login_of(email: str) -> Login:
    return db.session.scalars(select(Login).where(Login.email_key == email)).one()


def deactivated(client: Party) -> Party:
    client.status = PartyStatus.DEACTIVATED
    db.session.commit()
    return client


def no_longer_active(contact: Contact) -> None:
    contact.is_active = contact.is_primary = False
    db.session.commit()


def enter(email: str, password: str = PASSWORD, visitor: Visitor = HERE) -> SignedIn:
    entered = sign_in(email, password, visitor)
    db.session.commit()
    return entered


def count_of(model: type[KnownDevice | LoginSession | SignInFailure]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0
