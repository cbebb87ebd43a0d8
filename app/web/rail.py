"""The rail at the left of the desk: what exists, grouped as the day goes, and only what the person may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flask import current_app, request, url_for
from flask_babel import gettext

from app.domain.accounts.permissions import Permission
from app.domain.errors import N_
from app.domain.parties.text import fold
from app.web.identity import current_person


class Entry(NamedTuple):
    """One entry as the layout shows it: a plain value, so that the rail is drawn once for many pages."""

    label: str
    icon: str
    url: str
    is_current: bool
    waits: bool = False
    waits_url: str | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """An entry before it is known who looks, and where they are."""

    group: str | None  # the title of its group; None stands for the group without one
    label: str
    endpoint: str
    permission: Permission
    icon: str
    role: str | None = None  # of a list: whom it shows
    waits: str | None = None  # where it is said how many wait for somebody: fetched after the page
    section: str = ""  # of a page of the settings: the group in which it stands there


DOORS = (
    Door(None, N_("Today"), "today.index", Permission.TODAY_VIEW, icon="sun"),
    Door(N_("Clients"), N_("Clients"), "clients.index", Permission.CLIENTS_VIEW, icon="building-store"),
    Door(N_("Clients"), N_("Prospects"), "clients.index", Permission.CLIENTS_VIEW, icon="eye", role="prospect"),
    Door(N_("Clients"), N_("Suppliers"), "clients.index", Permission.CLIENTS_VIEW, icon="truck", role="supplier"),
    Door(N_("Clients"), N_("All"), "clients.index", Permission.CLIENTS_VIEW, icon="users", role="any"),
    Door(N_("Clients"), N_("Archive"), "archive.index", Permission.ARCHIVE_VIEW, icon="archive"),
    Door(N_("Mail"), N_("Mail"), "mail.index", Permission.MAIL_VIEW, icon="mailbox", waits="mail.waiting"),
    Door(N_("Work"), N_("Calendar"), "calendar.index", Permission.CALENDAR_VIEW, icon="calendar"),
    Door(N_("Money"), N_("Contracts"), "contracts.index", Permission.CONTRACTS_VIEW, icon="file-text"),
)
# Areas that are a part of another one's work.
WITHIN = dict.fromkeys(("activities", "contacts", "imports", "locations", "terms"), "clients")
FOOT = (Door(None, N_("Settings"), "settings.office", Permission.SETTINGS_EDIT, icon="settings"),)
# The pages of the settings, in the order and the sections in which they stand beside each of them.
SETTINGS = tuple(
    Door(N_("Settings"), label, endpoint, permission, icon=icon, section=section)
    for section, icon, label, endpoint, permission in (
        (N_("Office"), "settings", N_("Office"), "settings.office", Permission.SETTINGS_EDIT),
        (N_("Office"), "users", N_("Staff"), "settings.staff", Permission.STAFF_EDIT),
        (N_("Office"), "hash", N_("Numbering"), "settings.numbering", Permission.SETTINGS_EDIT),
        (N_("Clients"), "building-store", N_("Clients"), "settings.clients", Permission.SETTINGS_EDIT),
        (N_("Clients"), "columns-3", N_("Custom fields"), "settings.custom_fields", Permission.SETTINGS_EDIT),
        (N_("Clients"), "filter-plus", N_("Segments"), "settings.segments", Permission.SEGMENTS_EDIT),
        (N_("Clients"), "cash", N_("Payment methods"), "settings.payment_methods", Permission.SETTINGS_EDIT),
        (N_("Clients"), "calendar", N_("Activity types"), "settings.activity_types", Permission.SETTINGS_EDIT),
        (N_("Clients"), "file-text", N_("Contract templates"), "settings.contract_templates", Permission.SETTINGS_EDIT),
        (N_("Email"), "mail", N_("Email templates"), "settings.email_templates", Permission.SETTINGS_EDIT),
        (N_("Email"), "send", N_("Sent email"), "settings.sent_email", Permission.SETTINGS_EDIT),
        (N_("System"), "settings", N_("Background work"), "settings.background", Permission.SETTINGS_EDIT),
        (N_("System"), "history", N_("History"), "settings.history", Permission.SETTINGS_EDIT),
    )
)
# What no rail shows, but the search finds.
BESIDES = (
    Door(None, N_("New client"), "clients.new", Permission.CLIENTS_EDIT, icon="plus"),
    Door(None, N_("Possible duplicates"), "clients.duplicates", Permission.CLIENTS_VIEW, icon="copy"),
    Door(None, N_("Import clients"), "imports.new", Permission.CLIENTS_IMPORT, icon="upload"),
    Door(None, N_("Account"), "account.show", Permission.TODAY_VIEW, icon="user-circle"),
)


Groups = tuple[tuple[str | None, tuple[Entry, ...]], ...]  # each with its title, if it has one


def rail() -> Groups:
    """The groups of the rail, for the person who looks."""
    return grouped(DOORS)


def rail_foot() -> tuple[Entry, ...]:
    """What stands at the foot of the rail."""
    return tuple(entry for _, entries in grouped(FOOT) for entry in entries)


def settings_pages() -> Groups:
    """The pages of the settings that the person may open, in their sections; the one of this address is current."""
    sections: dict[str, list[Entry]] = {}
    person = current_person()
    for door in SETTINGS:
        if person and person.may(door.permission):
            url = url_for(door.endpoint)
            entry = Entry(gettext(door.label), door.icon, url, f"{request.path}/".startswith(f"{url}/"))
            sections.setdefault(door.section, []).append(entry)
    return tuple((gettext(title), tuple(entries)) for title, entries in sections.items())


def pages_named(q: str) -> list[tuple[str | None, Entry]]:
    """The pages whose name, or that of their group, has a word that begins with each of these; with their group."""
    wanted = fold(q).split()
    return [
        (title, entry)
        for title, entries in grouped(DOORS + SETTINGS + BESIDES)
        for entry in entries
        if wanted
        and all(any(word.startswith(w) for word in fold(f"{entry.label} {title or ''}").split()) for w in wanted)
    ]


def grouped(doors: tuple[Door, ...]) -> Groups:
    groups: dict[str | None, list[Entry]] = {}
    here, person = door_of_this_page(doors), current_person()
    for door in doors:
        if person and person.may(door.permission):
            url = url_for(door.endpoint, role=door.role)
            waits_url = url_for(door.waits) if door.waits and not is_a_list() else None
            entry = Entry(gettext(door.label), door.icon, url, door is here, door.waits is not None, waits_url)
            groups.setdefault(door.group, []).append(entry)
    return tuple((gettext(title) if title else None, tuple(group)) for title, group in groups.items())


def is_a_list() -> bool:
    """Whether this page fetches a total of its own: what waits comes along with that, which saves a request."""
    area = (request.endpoint or "").partition(".")[0]
    return request.endpoint == f"{area}.index" and f"{area}.total" in current_app.view_functions


def door_of_this_page(doors: tuple[Door, ...]) -> Door | None:
    """The door that led here: of several to one list the one for whom it shows, else the plain one."""
    area = (request.endpoint or "").partition(".")[0]
    within = [door for door in doors if door.endpoint.partition(".")[0] == WITHIN.get(area, area)]
    role = request.args.get("role") if request.endpoint in {door.endpoint for door in within} else None
    shown = [door for door in within if door.role == role] or [door for door in within if door.role is None]
    return shown[0] if shown else None
