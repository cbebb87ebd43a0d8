"""Delete permanently (PRODUCT.md 3): rows and files of parties in the Archive go for good. One event each stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    union_all,
    update,
)

from app.db import UtcDateTime, db, deed
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact
from app.domain.contracts.keeping import delete_contracts
from app.domain.directory import selection as selections
from app.domain.directory.importing.models import ImportRow, RunState
from app.domain.directory.importing.personal import any_at_work, runs_naming
from app.domain.directory.selection import Selection
from app.domain.errors import N_, RuleViolation
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, Event, EventKind
from app.domain.jobs import actions as jobs
from app.domain.jobs.models import JobKind
from app.domain.lifecycle.forgetting import (
    EMAIL_AT_WORK,
    IMPORT_AT_WORK,
    Identity,
    blobs_of,
    forget_elsewhere,
    forget_email,
    forget_lists,
    identity_of,
)
from app.domain.lifecycle.keeping import held_of
from app.domain.lifecycle.models import Erasure, ErasureKind
from app.domain.mailroom.models import MailItem
from app.domain.mailroom.queries import WAITING
from app.domain.messaging.models import Email
from app.domain.messaging.personal import emails_about, emails_to, is_being_sent
from app.domain.office.keeping import Held
from app.domain.parties.models import ClientRole, MergedParty, Party, PartyKind, in_archive
from app.domain.parties.queries import among
from app.domain.service.consequences import OUT
from app.domain.service.kept import forget_papers, papers_of
from app.domain.service.models import Equipment
from app.domain.service.photos import photo_files_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party on its way out, by what a dialog and the last event say of it."""

    id: int
    name: str
    number: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What deleting a selection would do: who goes, who stays and for whose sake, and who would be left alone."""

    going: list[Candidate]
    staying: list[tuple[Candidate, list[Candidate]]]  # somebody's contact, with the clients
    with_mail: list[Candidate]  # mail waits for them at the desk
    with_equipment: list[Candidate]  # they still have something of the office's
    kept: list[tuple[Candidate, list[Held]]]  # the law has papers of theirs kept
    elsewhere: int  # not in the Archive
    left_alone: list[Candidate]  # people with no contact and no role then

    @property
    def wanted(self) -> str:
        """What has to be typed: the name of the one, else how many."""
        return self.going[0].name if len(self.going) == 1 else str(len(self.going))


@dataclass(frozen=True, slots=True)
class PurgeChoices:
    """What the dialog asks: the name or the number, typed; and whether people who are left alone go too."""

    confirmation: str = ""
    with_people: bool = False


_MAIL_WAITS = exists().where(WAITING, MailItem.party_id == Party.id).correlate(Party).label("mail_waits")


_HAS_EQUIPMENT = exists().where(OUT, Equipment.party_id == Party.id).correlate(Party).label("has_equipment")


def plan_of(selection: Selection) -> Plan:
    """Who of a selection can go: in the Archive, without mail that waits, equipment that is out or papers that the law
    has kept, nobody's contact but of those that go too.
    """
    columns = (Party.id, Party.name, Party.number, Party.kind, in_archive().label("waits"), _MAIL_WAITS, _HAS_EQUIPMENT)
    asked = select(*columns).where(Party.id.in_(selection.ids))
    rows = db.session.execute(asked.order_by(Party.sort_name, Party.id)).all()
    archived = {row.id: Candidate(*row[:3]) for row in rows if row.waits}
    waiting = {row.id for row in rows if row.mail_waits}
    borrowing = {row.id for row in rows if row.has_equipment} - waiting
    kept = {id_: held for id_, held in held_of(selection.ids).items() if id_ in archived}
    people = [row.id for row in rows if row.id in archived and row.kind is PartyKind.PERSON]
    going, clients = archived.keys() - waiting - borrowing - kept.keys(), _clients_of(people) if people else {}
    while held := {id_ for id_ in going if any(client.id not in going for client in clients.get(id_, []))}:
        going -= held
    return Plan(
        going=[archived[id_] for id_ in archived if id_ in going],
        staying=[
            (archived[id_], [client for client in clients[id_] if client.id not in going])
            for id_ in archived
            if id_ not in going and id_ not in waiting | borrowing | kept.keys()
        ],
        with_mail=[candidate for id_, candidate in archived.items() if id_ in waiting],
        with_equipment=[candidate for id_, candidate in archived.items() if id_ in borrowing],
        kept=[(candidate, kept[id_]) for id_, candidate in archived.items() if id_ in kept],
        elsewhere=len(rows) - len(archived),
        left_alone=_left_alone(going),
    )


@deed
def purge_parties(selection: Selection, choices: PurgeChoices, key: str, *, by: Actor) -> Act:
    """Delete parties of the Archive for good, as far as that is possible; the outcome names who stays, and why.

    What is typed must be the name of the one that goes, or how many go. Of each one event stays: number, who, when,
    no name, and that no backup may bring them back (`erasing.py`). The number of statements does not depend on how
    many are selected. Raises SelectionChanged, and RuleViolation at the confirmation.
    """
    asked = {"parties": selection.asked, "with_people": choices.with_people}
    try:
        act = history.open_act(Deed.PURGE, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    selection, matched = selections.lock(selection)
    plan = plan_of(selection)
    if plan.going and choices.confirmation.strip().casefold() != plan.wanted.casefold():
        raise RuleViolation(N_("This is not what has to be typed."), field="confirmation")
    people = plan.left_alone if choices.with_people else []
    doomed = [*plan.going, *people]
    if doomed:
        whose = identity_of([candidate.id for candidate in doomed])
        _refuse_at_work(whose)
        note_erasures(act, whose.ids)
        blobs = remove_for_good(act, whose)
        jobs.enqueue(JobKind.FINISH_ERASING, f"finish erasing of {act.key}", {"blobs": blobs})
    leave_traces(act, doomed)
    act.outcome = {
        "changed": len(plan.going),
        "people": len(people),
        "not_archived": plan.elsewhere,
        "gone": (selection.picked or matched.count) - matched.count,
        "mail": [held.id for held in plan.with_mail],
        "equipment": [held.id for held in plan.with_equipment],
        "kept": [held.id for held, _ in plan.kept],
        "refused": [[stays.id, [client.id for client in clients]] for stays, clients in plan.staying],
    }
    db.session.flush()
    return act


def note_erasures(act: Act, ids: Collection[int], kind: ErasureKind = ErasureKind.DELETED) -> None:
    """Note of these parties, before they go, that they are gone for good; a job keeps it beside the files too.

    So are those who were merged into them: an older backup knows them by themselves.
    """
    gone = union_all(
        select(Party.id, Party.created_at, func.coalesce(Party.number, "")).where(among(Party.id, ids)),
        select(MergedParty.former_id, MergedParty.born_at, MergedParty.number).where(
            among(MergedParty.survivor_id, ids)
        ),
    ).subquery()
    said = (literal(act.at, UtcDateTime()), literal(act.key), literal(kind.value))
    noted = select(literal(Party.__tablename__), *gone.c, *said)
    columns = ["record", "record_id", "born_at", "number", "at", "act_key", "kind"]
    db.session.execute(insert(Erasure).from_select(columns, noted.order_by(gone.c.id)))
    jobs.enqueue(JobKind.KEEP_ERASURES, f"erasures of {act.key}")


def _refuse_at_work(whose: Identity) -> None:
    """Raises RuleViolation while somebody writes down at this moment who is to go."""
    if any_at_work(lists_naming(whose)):
        raise RuleViolation(IMPORT_AT_WORK)
    if is_being_sent(_emails_about(whose)):
        raise RuleViolation(EMAIL_AT_WORK)


def lists_naming(whose: Identity) -> list[tuple[int, RunState]]:
    """The imported lists that name these parties. One that nobody has read yet is new, and no trace of theirs."""
    return runs_naming([*whose.ids, *whose.formers], whose.traits, unread=False)


def _clients_of(people: Collection[int]) -> dict[int, list[Candidate]]:
    """For whom each of these people is a contact, themselves aside."""
    links = (
        select(Contact.person_id, Party.id, Party.name, Party.number)
        .join(Party, Party.id == Contact.client_id)
        .where(among(Contact.person_id, people), Contact.client_id != Contact.person_id)
        .order_by(Party.sort_name, Party.id)
    )
    found: dict[int, list[Candidate]] = {}
    for person_id, id_, name, number in db.session.execute(links):
        found.setdefault(person_id, []).append(Candidate(id_, name, number))
    return found


def _left_alone(going: Collection[int]) -> list[Candidate]:
    """People who are contacts of those that go, and of nobody else, without a role of their own, and whom nothing else
    keeps.
    """
    here = exists().where(Contact.person_id == Party.id, among(Contact.client_id, going))
    others = exists().where(Contact.person_id == Party.id, not_(among(Contact.client_id, going)))
    alone = select(Party.id, Party.name, Party.number).where(
        here,
        not_(others),
        not_(_MAIL_WAITS),
        not_(_HAS_EQUIPMENT),
        Party.client_role == ClientRole.NONE,
        not_(Party.is_supplier),
        not_(among(Party.id, going)),
    )
    found = [Candidate(*row) for row in db.session.execute(alone.order_by(Party.sort_name, Party.id))]
    kept = held_of(select(Party.id).where(among(Party.id, [person.id for person in found]))) if found else {}
    return [person for person in found if person.id not in kept]


def remove_for_good(act: Act, whose: Identity) -> list[str]:
    """Remove every row that is about these parties, and what names them elsewhere, imported lists among it.

    Returns the blobs of the stored files that no row may name any more.
    """
    _lists, files = forget_lists(whose, unread=False)
    return remove(act, whose, files)


def remove(act: Act, whose: Identity, files: Sequence[int] = ()) -> list[str]:
    """Remove every row that is about these parties, the nearest to them last (tests/architecture/references.py); what
    names them on the cards of others, in the history and in email says so no more. The lists that brought them stay.

    With a login go its sessions, its devices and whose it is; with a party what acts on its status found, and its tags.
    Returns the blobs of the stored files that they named, or that are given, and that no row may name any more.
    """
    ids = whose.ids
    email_ids = list(db.session.scalars(select(Email.id).where(_emails_about(whose))))
    forget_elsewhere(act, whose, email_ids)
    empty = {name: case((among(column, ids), None), else_=column) for name, column in _HINTS.items()}
    statements = [
        update(Login).where(among(Login.last_client_id, ids)).values(last_client_id=None),
        delete(Login).where(among(Login.id, whose.logins)),
        delete(Contact).where(or_(among(Contact.client_id, ids), among(Contact.person_id, ids))),
        update(ImportRow).where(or_(*(among(column, ids) for column in _HINTS.values()))).values(empty),
        delete(ImportRow).where(_import_rows_of(whose)),
        # Their numbers are not given again; who they were is not said any more.
        update(MergedParty).where(among(MergedParty.survivor_id, ids)).values(email=""),
        delete(Event).where(among(Event.party_id, ids)),
        delete(Party).where(among(Party.id, ids)),
    ]
    reports, signatures = papers_of(ids)
    blobs = blobs_of([*files, *reports, *photo_files_of(ids), *_remove_mail(ids), *delete_contracts(ids)])
    for statement in statements:
        db.session.execute(statement, execution_options=_PAST_THE_SESSION)
    forget_email(whose, email_ids)
    forget_papers(list(blobs), signatures)
    for gone in [known for known in db.session.identity_map.values() if not isinstance(known, Act)]:
        db.session.expire(gone)
    return list(blobs.values())


def _remove_mail(ids: Collection[int]) -> list[int]:
    """Remove their mail; the stored files that it named."""
    mail = delete(MailItem).where(among(MailItem.party_id, ids)).returning(MailItem.file_id, MailItem.thumbnail_id)
    return [id_ for row in db.session.execute(mail, execution_options=_PAST_THE_SESSION) for id_ in row if id_]


def _import_rows_of(whose: Identity) -> ColumnElement[bool]:
    """The rows of lists that became these parties, or one who was merged into them."""
    ids = [*whose.ids, *whose.formers]
    return or_(among(ImportRow.party_id, ids), among(ImportRow.person_id, ids))


def _emails_about(whose: Identity) -> ColumnElement[bool]:
    """The log of emails keeps that there was one, and when. What went to their address goes, whoever it was about."""
    return or_(emails_about(whose.ids, whose.logins, whose.emails), emails_to(whose.emails))


_PAST_THE_SESSION = {"synchronize_session": False}
# Where a row of an import points at somebody on file who looks like it.
_HINTS = {"duplicate_of_id": ImportRow.duplicate_of_id, "namesake_id": ImportRow.namesake_id}


def leave_traces(act: Act, gone: Iterable[Candidate], **more: Any) -> None:
    """Record of each that it went: its number, and no name."""
    traces = [
        {
            "act_id": act.id,
            "kind": EventKind.DELETED,
            "at": act.at,
            "record": Party.__tablename__,
            "record_id": candidate.id,
            "party_id": candidate.id,
            "details": {"number": candidate.number or "", **more},
        }
        for candidate in gone
    ]
    if traces:
        db.session.execute(insert(Event), traces)
