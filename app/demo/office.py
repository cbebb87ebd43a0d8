"""Seeding the demo office, and taking it out again."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import delete, exists, or_, select, update
from stdnum import luhn
from stdnum.pl import nip, regon

from app.db import db
from app.demo.agenda import plan_own, remove_own
from app.demo.cards import fill_card, offer_methods, remove_methods
from app.demo.contracts import amend_with, offer_to, remove_contracts_of
from app.demo.mail import ARRIVALS, deliver, remove_mail_of, settle
from app.demo.own_fields import fill_fields, offer_fields, remove_fields
from app.demo.people import COMPANIES, RENATA, Company
from app.demo.photos import photograph_lockers
from app.demo.segments import remove_segments, save_segments
from app.demo.service import work_for
from app.demo.twice import days_of_twins
from app.domain import clock
from app.domain.accounts import passwords
from app.domain.accounts.models import Login
from app.domain.accounts.permissions import StaffRole
from app.domain.contacts.actions import ContactDraft, add_contact, associate_person
from app.domain.contacts.models import Contact, PortalUser
from app.domain.directory.filing import register_party
from app.domain.directory.selection import picked
from app.domain.files import store
from app.domain.history.actions import new_key
from app.domain.history.models import Act, Actor, ActorKind, Event
from app.domain.lifecycle.archiving import ArchiveChoices, archive_parties
from app.domain.lifecycle.models import FormerStatus
from app.domain.mailroom.models import MailState
from app.domain.messaging.models import Email, EmailState
from app.domain.parties.currencies import currency_of
from app.domain.parties.drafts import PartyDraft
from app.domain.parties.models import ClientRole, MergedParty, Party
from app.domain.parties.text import key_of
from app.domain.service.kept import forget_papers, papers_of
from app.domain.service.photos import photo_files_of

DEMO_KEY = "demo-"  # every act of the seed begins with it


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One of the three ways into the demo."""

    role: str
    name: str
    email: str


LOGINS = (
    DemoLogin("admin", "Luca Prandi", "luca@portico.example.com"),
    DemoLogin("staff", "Marta Wójcik", "marta@portico.example.com"),
    DemoLogin("portal", "Renata Lis", "renata@studio-lis.example.com"),
)


def may_be_seeded() -> bool:
    """The demo goes only into a database without any login."""
    return not db.session.scalar(select(exists().where(Login.id.is_not(None))))


def seed(instance: Path) -> None:
    """Put the demo office in, and keep its passwords, random for this installation, readable to its owner alone."""
    words = {login.role: secrets.token_urlsafe(12) for login in LOGINS}
    hashes = {role: passwords.hash_password(word) for role, word in words.items()}
    staff = {login.role: _staff(login, hashes[login.role]) for login in LOGINS if login.role != "portal"}
    marta = Actor(ActorKind.STAFF, staff["staff"].id, staff["staff"].name)
    renata: int | None = None
    for days, happens in sorted(_days(marta), key=lambda day: -day[0]):
        with _days_ago(days):
            if isinstance(happens, Company):
                renata = _company(happens, renata, hashes["portal"], by=marta)
            else:
                happens()
    plan_own(DEMO_KEY, by=marta)
    renatas = select(Contact.client_id).where(Contact.person_id == renata).order_by(Contact.client_id)
    clients = db.session.scalars(renatas).all()
    work_for(clients, DEMO_KEY, by=marta)
    photograph_lockers(clients[:2], DEMO_KEY, by=marta)
    save_segments(DEMO_KEY, by=marta)
    db.session.execute(update(Login).where(Login.email_key == LOGINS[2].email).values(is_demo=True))
    # Nobody of the demo is written to, whatever server is set.
    waiting = update(Email).where(Email.state == EmailState.QUEUED)
    db.session.execute(waiting.values(state=EmailState.KEPT, due_at=None, settled_at=Email.queued_at))
    _keep(instance, words)
    db.session.commit()


def logins_that_stand(instance: Path) -> list[tuple[str, str, str]]:
    """Role, email and password of the demo logins that still open something."""
    file = _file(instance)
    if not file.is_file():
        return []
    words = dict(line.split(" ", 1) for line in file.read_text().splitlines())
    found = dict(
        db.session.execute(select(Login.email_key, Login.password_hash).where(Login.is_demo, Login.is_on)).all()
    )
    return [
        (login.role, login.email, words[login.role])
        for login in LOGINS
        if login.role in words and passwords.matches(words[login.role], found.get(login.email))
    ]


def remove(instance: Path) -> int:
    """Take out what the seed put in: its companies, people and logins. What refers to a company of one's own stays.

    Returns how many parties went.
    """
    seeded = select(Event.party_id).join(Act).where(Act.key.startswith(DEMO_KEY), Event.kind == "registered")
    people = select(Contact.person_id).where(Contact.client_id.in_(seeded))
    own = select(Contact.person_id).where(Contact.client_id.not_in(seeded.union(people)))
    doomed = set(db.session.scalars(seeded)) | (set(db.session.scalars(people)) - set(db.session.scalars(own)))
    logins = set(db.session.scalars(select(PortalUser.login_id).where(PortalUser.person_id.in_(doomed))))
    logins |= set(db.session.scalars(select(Login.id).where(Login.is_demo)))
    db.session.execute(delete(PortalUser).where(or_(PortalUser.person_id.in_(doomed), PortalUser.login_id.in_(logins))))
    db.session.execute(delete(Contact).where(or_(Contact.client_id.in_(doomed), Contact.person_id.in_(doomed))))
    db.session.execute(delete(Event).where(Event.party_id.in_(doomed)))
    db.session.execute(delete(Email).where(or_(Email.party_id.in_(doomed), Email.login_id.in_(logins))))
    remove_own(logins)
    remove_mail_of([id_ for id_ in doomed if id_])
    remove_contracts_of([id_ for id_ in doomed if id_])
    db.session.execute(delete(FormerStatus).where(FormerStatus.party_id.in_(doomed)))
    db.session.execute(delete(MergedParty).where(MergedParty.survivor_id.in_(doomed)))
    photos = photo_files_of([id_ for id_ in doomed if id_])
    papers = papers_of([id_ for id_ in doomed if id_])
    db.session.execute(delete(Party).where(Party.id.in_(doomed)))
    store.forget_unnamed(photos)
    forget_papers(*papers)
    remove_methods()
    remove_segments()
    remove_fields()
    db.session.execute(delete(Login).where(Login.id.in_(logins)))
    db.session.commit()
    _file(instance).unlink(missing_ok=True)
    return len(doomed)


def _staff(login: DemoLogin, password_hash: str) -> Login:
    member = Login(
        email=login.email,
        email_key=login.email,
        name=login.name,
        password_hash=password_hash,
        role=StaffRole(login.role),
        is_demo=True,
    )
    db.session.add(member)
    db.session.flush()
    return member


def _company(company: Company, renata: int | None, password_hash: str, *, by: Actor) -> int | None:
    """Register a company and its contacts. Renata is put on file once; afterwards she is associated."""
    place = COMPANIES.index(company)
    is_polish = company.country == "PL"
    domain = f"{key_of(company.name.split()[0] + company.city)}.example.com"
    draft = PartyDraft(
        name=company.name,
        client_role=company.role,
        is_supplier=company.is_supplier,
        tax_id=_nip(place) if is_polish else _iva(place),
        registration_id=_regon(place) if is_polish else _iva(place),  # an Italian company has one number for both
        sdi_code="" if is_polish else f"M5UX{place:02d}R",
        pec="" if is_polish else f"{key_of(company.name.split()[0])}@pec.{domain}",
        currency=currency_of(company.country),
        street="ul. Długa" if is_polish else "Via dei Mille",
        house_number=str(3 + place * 2),
        postal_code=f"9{place % 10}-00{place % 10}" if is_polish else f"10{100 + place}",
        city=company.city,
        country=company.country,
        email=f"{'biuro' if is_polish else 'info'}@{domain}",
        phone=f"+48 22 555 01 {place:02d}" if is_polish else f"+39 011 555 01{place:02d}",
        language="pl" if is_polish else "it",
        customer_since=clock.today() if company.role is ClientRole.CUSTOMER else None,
    )
    client_id = register_party(draft, f"{DEMO_KEY}{new_key()}", by=by).outcome["party_id"]
    for contact in company.contacts:
        first, last, position = contact
        if contact == RENATA and renata:
            associate_person(client_id, renata, f"{DEMO_KEY}{new_key()}", position=position, by=by)
            continue
        is_renata = contact == RENATA
        email = LOGINS[2].email if is_renata else f"{key_of(first)}.{key_of(last)}@{domain}"
        person = ContactDraft(first, last, position, email=email, password_hash=password_hash if is_renata else None)
        saved = add_contact(client_id, person, f"{DEMO_KEY}{new_key()}", by=by)
        if is_renata:
            renata = db.session.get_one(Contact, saved.contact_id).person_id
    fill_card(client_id, company, place, DEMO_KEY, by=by)
    fill_fields(client_id, place)
    return renata


def _party_id(company: Company) -> int:
    return db.session.scalars(select(Party.id).where(Party.name == company.name)).one()


def _offer(company: Company, *, is_sent: bool, by: Actor) -> None:
    offer_to(_party_id(company), DEMO_KEY, is_sent=is_sent, by=by)


def _amend(company: Company, *, by: Actor) -> None:
    amend_with(_party_id(company), DEMO_KEY, by=by)


def _archive(company: Company, *, by: Actor) -> None:
    assert company.archived
    _, reason, back = company.archived
    expected = (datetime.now(UTC) + timedelta(days=back)).date() if back is not None else None
    archive_parties(picked([_party_id(company)]), ArchiveChoices(reason, expected), f"{DEMO_KEY}{new_key()}", by=by)


def _days(by: Actor) -> Iterator[tuple[int, Company | Callable[[], None]]]:
    """How many days ago something happened, so that it is done in that order: a company came, or a deed was done."""
    yield 1 + max(company.since for company in COMPANIES), partial(offer_methods, DEMO_KEY, by=by)
    yield 1 + max(company.since for company in COMPANIES), partial(offer_fields, DEMO_KEY, by=by)
    for place, company in enumerate(COMPANIES):
        yield company.since, company
        if company.archived:
            yield company.archived[0], partial(_archive, company, by=by)
        elif company.role is ClientRole.CUSTOMER and place % 10 in (3, 4):
            yield place, partial(_offer, company, is_sent=place % 10 == 4, by=by)
        elif RENATA in company.contacts:
            yield place, partial(_amend, company, by=by)
    yield from days_of_twins(DEMO_KEY, by=by)
    for arrival in ARRIVALS:
        yield arrival.days, partial(deliver, arrival, DEMO_KEY, by=by)
        if arrival.became is not MailState.WAITING:
            yield arrival.days - 1, partial(settle, arrival, DEMO_KEY, by=by)


def _iva(place: int) -> str:
    digits = f"07{72034 + place * 137:05d}001"  # the last three: the tax office of Torino
    return digits + luhn.calc_check_digit(digits)


def _regon(place: int) -> str:
    digits = f"{14035000 + place * 311:08d}"
    return digits + regon.calc_check_digit(digits)


def _nip(place: int) -> str:
    numbers = (f"725{middle:07d}" for middle in range(place * 31 + 100_000, 9_999_999))
    return next(number for number in numbers if nip.is_valid(number))


@contextmanager
def _days_ago(days: int) -> Iterator[None]:
    with clock.frozen(datetime.now(UTC) - timedelta(days=days)):
        yield


def _file(instance: Path) -> Path:
    return instance / "demo-logins"


def _keep(instance: Path, words: dict[str, str]) -> None:
    file = _file(instance)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.writelines(f"{role} {word}\n" for role, word in words.items())
