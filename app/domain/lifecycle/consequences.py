"""What an act on whole parties will mean, in numbers, area by area. The dialogs show it before anything is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, case, func, select, true

from app.db import db
from app.domain.access.consequences import (
    NAMED,
    Affected,
    which_clients_lose_somebody,
    who_gains_access,
    who_keeps_other_access,
    who_loses_access,
)
from app.domain.contracts.consequences import contracts_in_force
from app.domain.directory.selection import Selection, seal_of
from app.domain.errors import NN_, Sentence, count
from app.domain.lifecycle.forgetting import identity_of
from app.domain.lifecycle.moves import count_of
from app.domain.lifecycle.purging import Plan, lists_naming, plan_of
from app.domain.mailroom.consequences import mail_waiting
from app.domain.parties.models import Party, PartyStatus, in_archive
from app.domain.parties.roles import RULES, RoleChange
from app.domain.selections import Seal, seal_columns
from app.domain.service.consequences import equipment_out

NO_LONGER = NN_("%(n)s person can no longer sign in", "%(n)s people can no longer sign in")
OTHERS_ONLY = NN_("%(n)s person can sign in for other clients only", "%(n)s people can sign in for other clients only")
LOSES_SOMEBODY = NN_("%(n)s client loses a sign-in", "%(n)s clients lose a sign-in")
AGAIN = NN_("%(n)s person can sign in again", "%(n)s people can sign in again")
ACTIVE_AGAIN = NN_(
    "%(n)s client had been deactivated before and becomes active",
    "%(n)s clients had been deactivated before and become active",
)
STAY_CONTACTS = NN_(
    "%(n)s stays: still a contact of somebody else",
    "%(n)s stay: still contacts of somebody else",
)
MAIL_WAITS = NN_("%(n)s mail item waits at the desk", "%(n)s mail items wait at the desk")
HELD_BY_MAIL = NN_("%(n)s stays: mail waits for them at the desk", "%(n)s stay: mail waits for them at the desk")
EQUIPMENT_OUT = NN_("%(n)s piece of equipment is still out", "%(n)s pieces of equipment are still out")
HELD_BY_EQUIPMENT = NN_(
    "%(n)s stays: equipment is still out",
    "%(n)s stay: equipment is still out",
)
HELD_BY_LAW = NN_(
    "%(n)s stays: the law has papers of theirs kept",
    "%(n)s stay: the law has papers of theirs kept",
)
CONTRACTS_IN_FORCE = NN_("%(n)s contract is in force, and goes on", "%(n)s contracts are in force, and go on")
LISTS_GO = NN_(
    "%(n)s imported list that names who goes is forgotten, with its file",
    "%(n)s imported lists that name who goes are forgotten, with their files",
)
NOT_IN_ARCHIVE = NN_("%(n)s is not in the Archive and stays", "%(n)s are not in the Archive and stay")
STAY_CUSTOMERS = NN_("%(n)s is a customer and stays one", "%(n)s are customers and stay so")
NO_PROSPECT = NN_("%(n)s is no prospect and stays as it is", "%(n)s are no prospects and stay as they are")
NO_SUPPLIER = NN_("%(n)s is no supplier and stays as it is", "%(n)s are no suppliers and stay as they are")
# Of a change that is for some: who is none of these.
NEVER_WERE = {
    RoleChange.CONVERT: NO_PROSPECT,
    RoleChange.REMOVE_PROSPECT: NO_PROSPECT,
    RoleChange.REMOVE_SUPPLIER: NO_SUPPLIER,
}


@dataclass(frozen=True, slots=True)
class Consequence:
    """One line of a dialog: a picture, a sentence with its number, and whom it concerns by name."""

    icon: str
    sentence: Sentence
    named: list[tuple[int, str]] = field(default_factory=list)  # (party id, name), the first few
    more: int = 0  # how many are not named
    subject: str = ""  # "mail": their names lead to it; otherwise to their cards


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a dialog shows: the set, sealed; how many of it will change; and what follows."""

    seal: str
    total: int
    changing: int
    consequences: list[Consequence]
    name: str = ""  # of the one party, when it is one
    apart: int = 0  # who does not change although they are not so already; a consequence says why

    @property
    def already(self) -> int:
        """How many are so already."""
        return self.total - self.changing - self.apart


def of_archiving(selection: Selection) -> Outlook:
    """What archiving these parties will mean."""
    lines = [
        *_line(NO_LONGER, who_loses_access(selection.ids), icon="lock"),
        *_line(OTHERS_ONLY, who_keeps_other_access(selection.ids), icon="user-check"),
        *_line(LOSES_SOMEBODY, which_clients_lose_somebody(selection.ids), icon="building-store"),
        *_contracts(selection),
        *_mail(selection),
        *_equipment(selection),
    ]
    return _outlook(selection, lines, changing=Party.status != PartyStatus.ARCHIVED)


def of_restoring(selection: Selection) -> Outlook:
    """What restoring these parties will mean."""
    inactive = count_of(selection, Party.status_before == PartyStatus.DEACTIVATED)
    lines = [
        *_line(AGAIN, who_gains_access(selection.ids), icon="lock-open"),
        *_line(ACTIVE_AGAIN, Affected(inactive, []), icon="user-check"),
    ]
    return _outlook(selection, lines, changing=in_archive())


def of_deactivating(selection: Selection) -> Outlook:
    """What deactivating these parties will mean. Nobody's sign-in stops: they may still have to pay."""
    lines = [*_contracts(selection), *_mail(selection), *_equipment(selection)]
    return _outlook(selection, lines, changing=Party.status == PartyStatus.ACTIVE)


def of_reactivating(selection: Selection) -> Outlook:
    """What reactivating these parties will mean."""
    return _outlook(selection, [], changing=Party.status == PartyStatus.DEACTIVATED)


def of_changing_roles(change: RoleChange, selection: Selection) -> Outlook:
    """What changing roles will mean: how many change, how many are customers and stay so, and how many never were what
    they would be no longer.
    """
    customers = count_of(selection, RULES[change].refused)
    outlook = _outlook(selection, [], changing=RULES[change].whom)
    lines, apart = [*_line(STAY_CUSTOMERS, Affected(customers, []), icon="building-store")], customers
    if words := NEVER_WERE.get(change):
        lines += _line(words, Affected(outlook.already - customers, []), icon="info-circle")
        apart = outlook.already
    return replace(outlook, consequences=lines, apart=apart)


def of_tagging(selection: Selection) -> Outlook:
    """What putting a tag on, or taking one off, will mean: nothing beside."""
    return _outlook(selection, [], changing=true())


def of_purging(selection: Selection) -> tuple[Outlook, Plan]:
    """What deleting these parties will mean: who goes, who stays and for whose sake, who would be left alone."""
    plan, seal = plan_of(selection), seal_of(selection)
    staying = Affected(len(plan.staying), [(stays.id, stays.name) for stays, _ in plan.staying[:NAMED]])
    lines = [
        *_line(STAY_CONTACTS, staying, icon="user-check"),
        *_held_by_mail(plan),
        *_line(HELD_BY_EQUIPMENT, Affected(len(plan.with_equipment), []), icon="key"),
        *_line(HELD_BY_LAW, Affected(len(plan.kept), []), icon="lock"),
        *_line(NOT_IN_ARCHIVE, Affected(plan.elsewhere, []), icon="info-circle"),
        *_line(LISTS_GO, Affected(_lists_going(plan), []), icon="upload"),
    ]
    name = plan.going[0].name if len(plan.going) == 1 else ""
    return Outlook(str(seal), len(plan.going), len(plan.going), lines, name), plan


def _lists_going(plan: Plan) -> int:
    """How many imported lists name those who go."""
    return len(lists_naming(identity_of([candidate.id for candidate in plan.going]))) if plan.going else 0


def _line(words: tuple[str, str], whom: Affected, *, icon: str) -> Iterator[Consequence]:
    """A line with its number, unless the number is zero."""
    if whom.count:
        yield Consequence(icon, count(words, whom.count), whom.named, whom.count - len(whom.named) if whom.named else 0)


def _mail(selection: Selection) -> Iterator[Consequence]:
    """The mail that waits for them, unless none does."""
    waiting = mail_waiting(selection.ids)
    if waiting.items:
        more = waiting.clients - len(waiting.named)
        yield Consequence("mailbox", count(MAIL_WAITS, waiting.items), waiting.named, more, subject="mail")


def _equipment(selection: Selection) -> Iterator[Consequence]:
    """What they still have of the office's, unless there is nothing."""
    yield from _line(EQUIPMENT_OUT, Affected(equipment_out(selection.ids), []), icon="key")


def _contracts(selection: Selection) -> Iterator[Consequence]:
    """The contracts that bind them, unless there are none."""
    yield from _line(CONTRACTS_IN_FORCE, Affected(contracts_in_force(selection.ids), []), icon="file-text")


def _held_by_mail(plan: Plan) -> Iterator[Consequence]:
    """Who stays because mail waits for them."""
    if plan.with_mail:
        named = [(held.id, held.name) for held in plan.with_mail[:NAMED]]
        how_many = len(plan.with_mail)
        yield Consequence("mailbox", count(HELD_BY_MAIL, how_many), named, how_many - len(named), subject="mail")


def _outlook(selection: Selection, lines: list[Consequence], *, changing: ColumnElement[bool]) -> Outlook:
    will_change = func.coalesce(func.sum(case((changing, 1), else_=0)), 0)
    asked = select(*seal_columns(Party), will_change, func.min(Party.name)).where(Party.id.in_(selection.ids))
    total, id_sum, changes, name = db.session.execute(asked).one()
    return Outlook(str(Seal(total, int(id_sum))), total, changes, lines, name if total == 1 else "")
