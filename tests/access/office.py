"""The office that the access tests walk through, and everybody who may come along."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from sqlalchemy import select

from app.db import db
from app.domain.accounts.models import Login, LoginSession
from app.domain.accounts.permissions import StaffRole
from app.domain.contacts.models import Contact
from app.domain.directory.importing.runs import receive, start_import
from app.domain.history.actions import new_key
from app.domain.history.models import SYSTEM, Act, Actor, ActorKind
from app.domain.jobs.models import Job, JobKind, JobState
from app.domain.lifecycle.anonymising import AnonymiseChoices, anonymise_party
from app.domain.lifecycle.personal_data import export_personal_data
from app.domain.messaging.models import Email
from app.domain.parties.models import Party
from app.domain.service.actions import mark_as_done
from app.domain.service.models import Intervention
from app.worker.loop import work_off
from tests.domain.directory.segments.office import a_segment, in_city
from tests.support.agenda import a_feed, a_planned_activity, an_own_entry
from tests.support.builders import PASSWORD, a_client, a_contact, a_login, a_logo, a_mail_item, a_scan, archived
from tests.support.cast import CANARY, Cast, a_cast
from tests.support.contracts import an_amended_contract
from tests.support.entries import EXAMPLES, Example, a_method, a_photo_of, an_entry
from tests.support.own_fields import a_field
from tests.support.reports import a_signed_report_of

# What a role may, by PRODUCT.md 1: written down once more, so that a right given away by mistake is noticed.
STAFF = frozenset(
    [
        "archive:view",
        "calendar:edit",
        "calendar:view",
        "clients:archive",
        "clients:delete",
        "clients:edit",
        "clients:export",
        "clients:import",
        "clients:merge",
        "clients:view",
        "contacts:edit",
        "contracts:edit",
        "contracts:view",
        "history:view",
        "mail:edit",
        "mail:view",
        "search:view",
        "segments:edit",
        "today:view",
    ]
)
ADMIN = STAFF | {
    "clients:anonymise",
    "links:hand over",
    "metrics:view",
    "personal data:export",
    "portal:view",
    "settings:edit",
    "signatures:void",
    "staff:edit",
    "two-factor:remove",
}


@dataclass(frozen=True)
class Somebody:
    """A kind of person, as the guards tell them apart."""

    who: str
    email: str = ""  # whose browser it is; nobody's without
    role: str = ""  # "staff", "portal", or nobody
    rights: frozenset[str] = frozenset()
    is_closed_out: bool = False  # the first click finds no open client: it ends the session
    # Words that stand in no answer to them: names of clients that are not theirs.
    must_not_read: tuple[str, ...] = ()
    reaches: tuple[str, ...] = field(default=())  # names of the office's clients below


EVERYBODY = [
    Somebody("nobody", must_not_read=("Acme S.r.l.", "Bravo Sp.", "Delta", CANARY)),
    Somebody("an admin", "luca@portico.example.com", "staff", ADMIN),
    Somebody("one of the staff", "marta@portico.example.com", "staff", STAFF),
    Somebody(
        "a contact of one client", "carla@acme.example.com", "portal", reaches=("acme",),
        must_not_read=("Bravo Sp.", "Delta", CANARY),
    ),
    Somebody(
        "a contact of several clients", "renata@lis.example.com", "portal", reaches=("acme", "bravo"),
        must_not_read=("Delta", CANARY),
    ),
    Somebody(
        "a contact of another client", f"zoe@{CANARY}.example.com", "portal", reaches=("zeta",),
        must_not_read=("Acme S.r.l.", "Bravo Sp.", "Delta"),
    ),
    Somebody(
        "a contact of an archived client", "dora@delta.example.com", "portal", is_closed_out=True,
        must_not_read=("Acme S.r.l.", "Bravo Sp.", "Delta", CANARY),
    ),
    Somebody(
        "a contact archived as a person", "petra@acme.example.com", "portal", is_closed_out=True,
        must_not_read=("Acme S.r.l.", "Bravo Sp.", "Delta", CANARY),
    ),
    Somebody(
        "a contact no longer active", "ivo@acme.example.com", "portal", is_closed_out=True,
        must_not_read=("Acme S.r.l.", "Bravo Sp.", "Delta", CANARY),
    ),
    Somebody(
        "an admin switched off", "olga@portico.example.com",
        must_not_read=("Acme S.r.l.", "Bravo Sp.", "Delta", CANARY),
    ),
    Somebody(
        "a contact switched off", "otto@acme.example.com",
        must_not_read=("Acme S.r.l.", "Bravo Sp.", "Delta", CANARY),
    ),
]  # fmt: skip


@dataclass
class Office:
    """What is on file: the cast, a client in the Archive, somebody for each kind of person, an act, an import."""

    cast: Cast
    delta: Party  # archived after Dora had signed in
    gone_id: int  # a client who was anonymised
    data_act_id: int  # Luca's, who takes Acme's personal data
    act_id: int
    import_id: int
    email_id: int  # of the outbox
    field_id: int  # that the office has given its cards
    job_id: int  # one that failed
    entry_id: int  # of the office's own calendar
    planned: dict[str, int]  # what is in the calendar, of some clients
    feed_token: str  # of Marta's calendar
    mail_ids: dict[str, int]  # a letter with a picture for some of the clients
    contract_ids: dict[str, int]  # of some clients: signed, and being amended, with a file beside it
    contract_file_ids: dict[str, int]
    method_id: int  # of the office's list of ways to pay
    segment_ids: dict[str, int]  # of one's own, by email
    photo_ids: dict[str, int]  # of the equipment of some clients
    report_ids: dict[str, int]  # of the interventions of some clients, signed
    lines: dict[str, dict[str, int]]  # of each list of a card, by what its endpoints call one: a line of some clients

    @property
    def mail_id(self) -> int:
        """Acme's letter."""
        return self.mail_ids["acme"]

    def client(self, name: str) -> int:
        """The id of a client by the name it has here."""
        return self.delta.id if name == "delta" else getattr(self.cast, name).id


def an_office() -> Office:
    """Everybody is on file, and may sign in; `shut_doors` comes after that."""
    cast = a_cast()
    a_logo()
    delta = a_client("Delta S.p.A.", city="Lecce")
    a_contact(delta, "Dora", "Deri", email="dora@delta.example.com", password=PASSWORD)
    a_contact(cast.acme, "Otto", "Off", email="otto@acme.example.com", password=PASSWORD)
    a_contact(cast.acme, "Petra", "Past", email="petra@acme.example.com", password=PASSWORD)
    a_contact(cast.acme, "Ivo", "Idle", email="ivo@acme.example.com", password=PASSWORD)
    a_login("olga@portico.example.com", "Olga Off", StaffRole.ADMIN)
    letters = {
        "zeta": a_mail_item(cast.zeta, CANARY, note=CANARY, scan=a_scan()).id,
        "acme": a_mail_item(cast.acme, "Agenzia delle Entrate", scan=a_scan()).id,
    }
    first_act = db.session.scalars(select(Act.id)).first() or 0
    import_id = an_import(cast)
    email_id = db.session.scalars(select(Email.id).order_by(Email.id)).first() or 0
    contracts = {"acme": an_amended_contract(cast.acme, "Acme"), "zeta": an_amended_contract(cast.zeta, CANARY)}
    lines = {example.one: lines_of(example, cast) for example in EXAMPLES}
    return Office(
        cast,
        delta,
        gone_id=somebody_anonymised(),
        data_act_id=personal_data_taken(cast),
        act_id=first_act,
        import_id=import_id,
        email_id=email_id,
        field_id=a_field("Reason").id,
        job_id=a_failed_job(),
        entry_id=an_own_entry("Rent").id,
        planned={"acme": a_planned_activity(cast.acme, "Acme").id, "zeta": a_planned_activity(cast.zeta, CANARY).id},
        feed_token=a_feed(cast.marta),
        mail_ids=letters,
        contract_ids={name: contract.id for name, contract in contracts.items()},
        contract_file_ids={name: contract.files[0].id for name, contract in contracts.items()},
        method_id=a_method("Cash at the desk"),
        segment_ids={one.email: a_segment_of(one) for one in (cast.luca, cast.marta)},
        photo_ids={name: a_photo_of(id_) for name, id_ in lines["equipment"].items()},
        report_ids={name: a_done_report(id_) for name, id_ in lines["intervention"].items()},
        lines=lines,
    )


def a_done_report(intervention_id: int) -> int:
    """A signed report of an intervention, which is done."""
    one = db.session.get_one(Intervention, intervention_id)
    mark_as_done(one.party_id, one.id, new_key(), by=SYSTEM)
    db.session.commit()
    return a_signed_report_of(one)


def a_segment_of(login: Login) -> int:
    """A segment of one's own."""
    return a_segment(CANARY, in_city("Torino"), by=Actor(ActorKind.STAFF, login.id, login.name), is_shared=False).id


def lines_of(example: Example, cast: Cast) -> dict[str, int]:
    """A line on Acme's card, and one of Zeta's, which nobody else may read."""
    written = {"acme": example.draft("Acme"), "zeta": example.draft(CANARY)}
    return {name: an_entry(getattr(cast, name), example.book, draft).id for name, draft in written.items()}


def somebody_anonymised() -> int:
    """A client of whom nothing but a number is left."""
    gone = a_client("Ghost S.r.l.", city="Ferrara")
    archived(gone)
    anonymise_party(gone.id, AnonymiseChoices("asked for it", gone.number or ""), new_key(), by=SYSTEM)
    db.session.commit()
    return gone.id


def personal_data_taken(cast: Cast) -> int:
    """The act of an admin who is about to fetch a file."""
    act = export_personal_data(cast.acme.id, new_key(), by=Actor(ActorKind.STAFF, cast.luca.id, cast.luca.name))
    db.session.commit()
    return act.id


def a_failed_job() -> int:
    """Work that somebody may have tried again."""
    job = Job(kind=JobKind.KEEP_ERASURES, key="failed", state=JobState.FAILED, last_error="OSError")
    db.session.add(job)
    db.session.commit()
    return job.id


def shut_doors(office: Office) -> None:
    """What happened after they had signed in. Their sessions stay open, so that nothing but the guard is in the way."""
    archived(office.delta, person_called("Petra Past"))
    ivo = db.session.scalars(select(Contact).where(Contact.person_id == person_called("Ivo Idle").id)).one()
    ivo.is_active = False
    for login in db.session.scalars(select(Login).where(Login.name.like("% Off"))):
        login.is_on = False
    db.session.commit()


def person_called(name: str) -> Party:
    return db.session.scalars(select(Party).where(Party.name == name)).one()


def an_import(cast: Cast) -> int:
    """A list of two rows that waits to be taken over."""
    received = receive(io.BytesIO(b"Company,City\nEco S.r.l.,Bari\nFaro S.r.l.,Pisa\n"), name="list.csv")
    run_id = start_import(received, new_key(), by=cast.by_marta)
    db.session.commit()
    work_off()
    return run_id


def session_of(email: str) -> int:
    """The latest session of a login."""
    sessions = (
        select(LoginSession.id)
        .join(Login, Login.id == LoginSession.login_id)
        .where(Login.email == email)
        .order_by(LoginSession.id.desc())
    )
    return db.session.scalars(sessions.limit(1)).one()
