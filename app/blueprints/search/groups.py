"""What the search finds, group by group. One more group is one more line in GROUPS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext, ngettext

from app.domain.accounts.permissions import Permission
from app.domain.directory.criteria import PartyCriteria, RoleFilter, Shelf
from app.domain.errors import N_
from app.domain.parties.models import PartyKind, PartyStatus
from app.domain.reporting.search import ContactHit, PartyHit, Search, how_many
from app.web.contracts import STATE_WORDS as CONTRACT_STATES
from app.web.formatting import day_of, number, shown_name
from app.web.identity import may
from app.web.mail import KIND_WORDS
from app.web.rail import pages_named


@dataclass(frozen=True, slots=True)
class Line:
    """One find as the reader sees it."""

    url: str
    name: str
    icon: str
    number: str = ""  # in mono, after the name
    sub: str = ""  # what tells it apart
    status: str = PartyStatus.ACTIVE
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A group with its first lines, and the lists that hold all of them."""

    name: str
    title: str
    lines: list[Line]
    has_more: bool
    lists: list[tuple[str, str]] = field(default_factory=list)  # label, address


@dataclass(frozen=True, slots=True)
class Group:
    """What is looked for under one title, by those who may."""

    name: str
    title: str
    permission: Permission
    find: Callable[[Search], Iterable[Line]]
    lists: Callable[[str], list[tuple[str, str]]] = lambda q: []


def clients(search: Search) -> list[Line]:
    return [line_of(hit) for hit in search.clients()]


def people(search: Search) -> list[Line]:
    return [line_of(hit.person, sub=about(hit)) for hit in search.people()]


def mail(search: Search) -> list[Line]:
    return [
        Line(
            url_for("mail.show", mail_id=item.id),
            item.sender,
            "mail",
            item.number,
            " · ".join([str(KIND_WORDS[item.kind]), item.party_name, day_of(item.received_at)]),
            is_exact=item.number.casefold() == search.q.casefold(),
        )
        for item in search.mail()
    ]


def contracts(search: Search) -> list[Line]:
    return [
        Line(
            url_for("contracts.show", contract_id=line.id),
            line.title,
            "file-text",
            line.number,
            " · ".join([str(CONTRACT_STATES[line.standing.state]), line.party_name]),
            is_exact=line.number.casefold() == search.q.casefold(),
        )
        for line in search.contracts()
    ]


def lists_of_contracts(q: str) -> list[tuple[str, str]]:
    return [(gettext("All in Contracts"), url_for("contracts.index", q=q))]


def lists_of_mail(q: str) -> list[tuple[str, str]]:
    return [(gettext("All in Mail"), url_for("mail.index", q=q, state="any"))]


def pages(search: Search) -> list[Line]:
    return [Line(entry.url, entry.label, entry.icon, sub=title or "") for title, entry in pages_named(search.q)]


def line_of(hit: PartyHit, *, sub: str | None = None) -> Line:
    """Somebody on file, whose card it opens."""
    icon = "user" if hit.kind is PartyKind.PERSON else "building-store"
    url = url_for("clients.show", party_id=hit.id)
    about = hit.city if sub is None else sub
    numbers = " · ".join(number for number in (hit.number, hit.second_number) if number)
    status = "anonymised" if hit.anonymised_at else hit.status
    return Line(url, shown_name(hit), icon, numbers, about, status, is_exact=hit.is_exact)


def about(hit: ContactHit) -> str:
    """What a person does, and for whom; whether that is no longer so."""
    whom = hit.client_name
    if hit.clients > 1:
        more = hit.clients - 1
        whom = ngettext(
            "%(name)s and %(count)s more client",
            "%(name)s and %(count)s more clients",
            more,
            name=whom,
            count=number(more),
        )
    marks = []
    if hit.clients_are_archived:
        marks.append(ngettext("archived client", "archived clients", hit.clients))
    if not hit.is_active:
        marks.append(gettext("no longer a contact"))
    return " · ".join(filter(None, [hit.position, whom, *marks]))


def lists_of_clients(q: str) -> list[tuple[str, str]]:
    """Where all that match are listed: among the clients, and in the Archive if any wait there."""
    here, away = (how_many(PartyCriteria(q, RoleFilter.ANY, shelf=shelf)) for shelf in (Shelf.CLIENTS, Shelf.ARCHIVE))
    lists = []
    if here != 0:
        words = ngettext("%(count)s in Clients", "All %(count)s in Clients", here or 0, count=number(here or 0))
        lists.append((words if here else gettext("All in Clients"), url_for("clients.index", q=q, role="any")))
    if away != 0:
        words = ngettext("%(count)s in the Archive", "All %(count)s in the Archive", away or 0, count=number(away or 0))
        lists.append((words if away else gettext("All in the Archive"), url_for("archive.index", q=q, role="any")))
    return lists


GROUPS = (
    Group("clients", N_("Clients"), Permission.CLIENTS_VIEW, clients, lists_of_clients),
    Group("people", N_("People"), Permission.CLIENTS_VIEW, people),
    Group("mail", N_("Mail"), Permission.MAIL_VIEW, mail, lists_of_mail),
    Group("contracts", N_("Contracts"), Permission.CONTRACTS_VIEW, contracts, lists_of_contracts),
    Group("pages", N_("Pages"), Permission.TODAY_VIEW, pages),
)


def found(q: str, *, limit: int, with_lists: bool) -> list[Found]:
    """What the person who asks may see of it, group by group; those that hold nothing are left out."""
    search, groups = Search(q, limit=limit), []
    for group in GROUPS:
        if q and may(group.permission):
            lines = list(group.find(search))
            lists = group.lists(q) if with_lists and lines else []
            if lines:
                groups.append(Found(group.name, gettext(group.title), lines[:limit], len(lines) > limit, lists))
    return groups


def only_exact(groups: list[Found]) -> Line | None:
    """The one find whose number, tax id or email is just what was typed: Enter opens it."""
    exact = [line for group in groups for line in group.lines if line.is_exact]
    return exact[0] if len(exact) == 1 else None
