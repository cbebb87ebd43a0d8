"""Anonymise (PRODUCT.md 3, GDPR art. 17): what identifies a client and its people goes, number and dates stay.

All of it or nothing, in one transaction. It is not taken back, and nothing is done with an anonymised card any more:
whoever locks one to change it is refused (parties/queries.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from app.db import db, deed
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact, PortalUser
from app.domain.contracts.consequences import contracts_in_force, is_bound
from app.domain.directory.importing.personal import any_at_work, runs_naming
from app.domain.errors import N_, NN_, NotFound, RuleViolation, Sentence, count, say
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.jobs import actions as jobs
from app.domain.jobs.models import JobKind
from app.domain.lifecycle.forgetting import EMAIL_AT_WORK, IMPORT_AT_WORK, Identity, forget, identity_of
from app.domain.lifecycle.keeping import held_of
from app.domain.lifecycle.models import ErasureKind
from app.domain.lifecycle.purging import Candidate, note_erasures
from app.domain.mailroom.models import MailItem
from app.domain.mailroom.queries import WAITING
from app.domain.messaging.personal import emails_about, is_being_sent
from app.domain.office.keeping import Held
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus
from app.domain.parties.queries import ANONYMISED, select_ids
from app.domain.parties.queries import party as party_with_id
from app.domain.selections import among
from app.domain.service.consequences import OUT, equipment_out
from app.domain.service.models import Equipment

NOT_ARCHIVED = N_("Archive %(name)s first: only who is in the Archive is anonymised.")
MAIL_WAITS = NN_("%(n)s mail item waits for it at the desk.", "%(n)s mail items wait for it at the desk.")
EQUIPMENT_OUT = NN_(
    "%(n)s piece of equipment is still out. Note its return first.",
    "%(n)s pieces of equipment are still out. Note their return first.",
)
CONTRACTS_IN_FORCE = NN_(
    "%(n)s contract is in force. Terminate it first.",
    "%(n)s contracts are in force. Terminate them first.",
)
SPEAKS_FOR = NN_(
    "%(name)s is an active contact of %(n)s client. Remove the contact there first.",
    "%(name)s is an active contact of %(n)s clients. Remove the contacts there first.",
)
IS_STAFF = N_("%(name)s signs in at the office. That sign-in is not a client’s: it stays, and so does the card.")
WHY = N_("Say why: the reason stands on the receipt.")
NOT_THE_NUMBER = N_("This is not what has to be typed.")
NAMES_THEM = N_("The reason stays on record: write it without names, addresses and numbers of theirs.")

STAYS_ELSEWHERE = N_("contact of somebody else")
STAYS_FOR_A_ROLE = N_("has a role of their own")
STAYS_AS_STAFF = N_("signs in at the office")
STAYS_FOR_MAIL = N_("mail waits for them at the desk")
STAYS_FOR_EQUIPMENT = N_("still has equipment of the office’s")
STAYS_FOR_A_CONTRACT = N_("is bound by a contract")
# In the order in which they are looked at; the first that holds is said.
_STAYS = (
    STAYS_ELSEWHERE,
    STAYS_FOR_A_ROLE,
    STAYS_AS_STAFF,
    STAYS_FOR_MAIL,
    STAYS_FOR_EQUIPMENT,
    STAYS_FOR_A_CONTRACT,
)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What has to be done first, and where: parties to open, and what of theirs is looked at."""

    sentence: Sentence
    named: list[Candidate] = field(default_factory=list)
    subject: str = ""  # "mail", "equipment" or "contracts": the names lead there


@dataclass(frozen=True, slots=True)
class Plan:
    """What anonymising one party would do: who goes with it, who stays and why, what stands in the way."""

    party: Candidate
    people: list[Candidate]
    staying: list[tuple[Candidate, Sentence]]
    imports: int  # lists that named one of them, or that nobody has read yet
    kept: list[Held]  # papers that the law has kept: they stay as they are, for admins
    obstacles: list[Obstacle]

    @property
    def wanted(self) -> str:
        """What has to be typed: the number; the name of who has none."""
        return self.party.number or self.party.name

    @property
    def ids(self) -> list[int]:
        return sorted({self.party.id, *(person.id for person in self.people)})


@dataclass(frozen=True, slots=True)
class AnonymiseChoices:
    """What the dialog asks: why, and the number, typed."""

    reason: str = ""
    confirmation: str = ""


def plan_of(party_id: int) -> Plan:
    """What anonymising a party would do. Raises NotFound."""
    party = party_with_id(party_id)
    people, staying = _people_of(party_id)
    itself = Candidate(party.id, party.name, party.number)
    ids = [party_id, *(person.id for person in people)]
    whose = identity_of(ids)
    runs = runs_naming([*ids, *whose.formers], whose.traits)
    kept = kept_of(ids)
    return Plan(
        itself, people, staying, len(runs), kept, list(_obstacles(party, whose, is_importing=any_at_work(runs)))
    )


@deed
def anonymise_party(party_id: int, choices: AnonymiseChoices, key: str, *, by: Actor) -> Act:
    """Take out of the office's books what identifies a party of the Archive, and those of its people who are nobody
    else's contact, have no role and no staff login. Final.

    The outcome counts, by column, what went and what stays; it names nobody. The number of statements does not depend
    on how many rows there are. Raises NotFound; RuleViolation for what stands in the way, at `reason` when that is
    missing or names them, at `confirmation` when that is not the number.
    """
    try:
        act = history.open_act(Deed.ANONYMISE, key, by=by, reason=choices.reason, asked={"party": party_id})
    except AlreadyDone as done:
        return done.act
    _hold(party_id)
    plan = plan_of(party_id)
    for obstacle in plan.obstacles:
        raise RuleViolation(obstacle.sentence)
    whose = identity_of(plan.ids)
    _check(choices, plan, whose)
    note_erasures(act, whose.ids, ErasureKind.ANONYMISED)
    make_nameless(act, whose, first=party_id)
    return act


def make_nameless(act: Act, whose: Identity, *, first: int) -> None:
    """Do it, within an act: forget, record, and leave to a job what no transaction can do."""
    kept = kept_of(whose.ids)
    counted, blobs = forget(act, whose)
    history.record_parties(act, EventKind.ANONYMISED, select(Party.id).where(among(Party.id, whose.ids)))
    act.outcome = {"changed": 1, "people": len(whose.ids) - 1, "party": first, "counted": counted}
    act.outcome["papers"] = [[held.kind.value, held.count, held.until.isoformat()] for held in kept if held.until]
    jobs.enqueue(JobKind.FINISH_ERASING, f"finish erasing of {act.key}", {"blobs": blobs})
    db.session.flush()


def kept_of(ids: Collection[int]) -> list[Held]:
    """The papers of these parties that the law has kept."""
    return [held for theirs in held_of(select_ids(ids)).values() for held in theirs]


def _check(choices: AnonymiseChoices, plan: Plan, whose: Identity) -> None:
    if not choices.reason:
        raise RuleViolation(WHY, field="reason")
    if choices.confirmation.strip().casefold() != plan.wanted.casefold():
        raise RuleViolation(NOT_THE_NUMBER, field="confirmation")
    if whose.is_named_in(choices.reason):
        raise RuleViolation(NAMES_THEM, field="reason")


def _hold(party_id: int) -> None:
    """Lock the party, its people and those for whom any of them speaks, in the order of their ids."""
    people = select(Contact.person_id).where(Contact.client_id == party_id)
    clients = select(Contact.client_id).where(or_(Contact.person_id == party_id, Contact.person_id.in_(people)))
    whom = or_(Party.id == party_id, Party.id.in_(people), Party.id.in_(clients))
    held = select(Party).where(whom).order_by(Party.id).with_for_update().execution_options(populate_existing=True)
    if party_id not in {party.id for party in db.session.scalars(held)}:
        raise NotFound(party_id)


def _people_of(party_id: int) -> tuple[list[Candidate], list[tuple[Candidate, Sentence]]]:
    """The people who speak, or spoke, for a party: who goes with it, and who stays, and why."""
    client = aliased(Party)
    elsewhere = (
        exists()
        .where(Contact.person_id == Party.id, Contact.client_id.not_in((party_id, Party.id)))
        .where(Contact.client_id == client.id, client.anonymised_at.is_(None))
    )
    has_role = or_(Party.client_role != ClientRole.NONE, Party.is_supplier)
    waits = exists().where(WAITING, MailItem.party_id == Party.id)
    borrows, bound = exists().where(OUT, Equipment.party_id == Party.id), is_bound(Party.id)
    theirs = exists().where(Contact.client_id == party_id, Contact.person_id == Party.id)
    asked = (
        select(Party.id, Party.name, Party.number, elsewhere, has_role, _is_staff(), waits, borrows, bound)
        .where(theirs, Party.id != party_id, Party.anonymised_at.is_(None))
        .order_by(Party.sort_name, Party.id)
    )
    going: list[Candidate] = []
    staying: list[tuple[Candidate, Sentence]] = []
    for id_, name, number, *reasons in db.session.execute(asked):
        why = next((word for word, holds in zip(_STAYS, reasons, strict=True) if holds), None)
        person = Candidate(id_, name, number)
        if why:
            staying.append((person, Sentence(why)))
        else:
            going.append(person)
    return going, staying


def _is_staff() -> ColumnElement[bool]:
    """Whether a person signs in at the office: with their own login, or with one of the same email."""
    own = exists().where(PortalUser.person_id == Party.id, PortalUser.login_id == Login.id, Login.role.is_not(None))
    same = exists().where(Login.role.is_not(None), Login.email_key == Party.email_key)
    return or_(own, same)


def _obstacles(party: Party, whose: Identity, *, is_importing: bool) -> Iterator[Obstacle]:
    """What stands in the way, one by one; other areas add theirs as they come."""
    itself = Candidate(party.id, party.name, party.number)
    if party.anonymised_at is not None:
        yield Obstacle(say(ANONYMISED, name=party.name))
        return
    if party.status is not PartyStatus.ARCHIVED:
        yield Obstacle(say(NOT_ARCHIVED, name=party.name), [itself])
    if waiting := db.session.query(MailItem).where(WAITING, MailItem.party_id == party.id).count():
        yield Obstacle(count(MAIL_WAITS, waiting), [itself], subject="mail")
    if out := equipment_out(select(Party.id).where(Party.id == party.id)):
        yield Obstacle(count(EQUIPMENT_OUT, out), [itself], subject="equipment")
    if bound := contracts_in_force(select(Party.id).where(Party.id == party.id)):
        yield Obstacle(count(CONTRACTS_IN_FORCE, bound), [itself], subject="contracts")
    if clients := _spoken_for(party):
        yield Obstacle(count(SPEAKS_FOR, len(clients), name=party.name), clients)
    if party.kind is PartyKind.PERSON and db.session.scalar(select(_is_staff()).where(Party.id == party.id)):
        yield Obstacle(say(IS_STAFF, name=party.name))
    if is_importing:
        yield Obstacle(Sentence(IMPORT_AT_WORK))
    if is_being_sent(emails_about(whose.ids, whose.logins, whose.emails)):
        yield Obstacle(Sentence(EMAIL_AT_WORK))


def _spoken_for(person: Party) -> list[Candidate]:
    """The clients of whom somebody is an active contact, themselves aside."""
    clients = (
        select(Party.id, Party.name, Party.number)
        .join(Contact, Contact.client_id == Party.id)
        .where(Contact.person_id == person.id, Contact.client_id != person.id, Contact.is_active)
        .where(Party.anonymised_at.is_(None))
        .order_by(Party.sort_name, Party.id)
    )
    return [Candidate(*row) for row in db.session.execute(clients)]
