"""Who signs in, in the tests of signing in: rows and nothing else."""

from itertools import count

from app.db import db
from app.domain.accounts.models import Login
from app.domain.accounts.passwords import hash_password
from app.domain.accounts.permissions import StaffRole
from app.domain.contacts.models import Contact, PortalUser
from app.domain.history.models import Actor, ActorKind
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus

PASSWORD = "three blind mice"
_numbers = count(1)


def a_member(name: str = "Maria Conti", role: StaffRole = StaffRole.STAFF, *, is_on: bool = True) -> Login:
    """Somebody who works at the office: maria@portico.example."""
    return _login(name, f"{name.split()[0].lower()}@portico.example", role, is_on=is_on)


def an_admin(name: str = "Olga Owner") -> Login:
    return a_member(name, StaffRole.ADMIN)


def as_actor(login: Login) -> Actor:
    return Actor(ActorKind.STAFF if login.role else ActorKind.PORTAL, login.id, login.name, "192.0.2.7")


def a_client(name: str = "Acme", status: PartyStatus = PartyStatus.ACTIVE) -> Party:
    return _party(PartyKind.COMPANY, name, status)


def a_contact(*clients: Party, name: str = "Carla Verdi", is_active: bool = True) -> Login:
    """A person with a portal login, who is a contact of these clients: carla@acme.example."""
    person = _party(PartyKind.PERSON, name, PartyStatus.ACTIVE)
    login = _login(name, f"{name.split()[0].lower()}@acme.example", None)
    db.session.add(PortalUser(login_id=login.id, person_id=person.id))
    db.session.add_all(Contact(client_id=one.id, person_id=person.id, is_active=is_active) for one in clients)
    db.session.commit()
    return login


def person_of(login: Login) -> Party:
    return db.session.query(Party).join(PortalUser, PortalUser.person_id == Party.id).filter_by(login_id=login.id).one()


def set_status(party: Party, status: PartyStatus) -> None:
    party.status = status
    db.session.commit()


def set_active(login: Login, *, is_active: bool) -> None:
    db.session.query(Contact).filter_by(person_id=person_of(login).id).update({"is_active": is_active})
    db.session.commit()


def _login(name: str, email: str, role: StaffRole | None, *, is_on: bool = True) -> Login:
    login = Login(
        email=email, email_key=email, name=name, role=role, is_on=is_on, password_hash=hash_password(PASSWORD)
    )
    db.session.add(login)
    db.session.commit()
    return login


def _party(kind: PartyKind, name: str, status: PartyStatus) -> Party:
    is_client = kind is PartyKind.COMPANY
    party = Party(
        kind=kind,
        name=name,
        sort_name=name.lower(),
        client_role=ClientRole.CUSTOMER if is_client else ClientRole.NONE,
        number=f"T-{next(_numbers):04}" if is_client else None,
        status=status,
    )
    db.session.add(party)
    db.session.commit()
    return party
