"""The rail at the left of the desk: what exists, grouped as the day goes, and only what the person may open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext

from app.domain.accounts.permissions import Permission
from app.domain.errors import N_
from app.web.identity import may


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the layout shows it."""

    label: str
    icon: str
    url: str
    is_current: bool


# (group, label, icon, endpoint, permission); `None` stands for the group without a title.
ENTRIES: tuple[tuple[str | None, str, str, str, Permission], ...] = (
    (None, N_("Today"), "sun", "today.index", Permission.TODAY_VIEW),
    (N_("Clients"), N_("Clients"), "building-store", "clients.index", Permission.CLIENTS_VIEW),
    (N_("Clients"), N_("Archive"), "archive", "archive.index", Permission.ARCHIVE_VIEW),
)
# Areas that are a part of another one's work.
WITHIN = {"contacts": "clients", "imports": "clients"}
FOOT = ((None, N_("Settings"), "settings", "settings.office", Permission.SETTINGS_EDIT),)


def rail() -> list[tuple[str | None, list[Entry]]]:
    """The groups of the rail, for the person who looks."""
    return grouped(ENTRIES)


def rail_foot() -> list[Entry]:
    """What stands at the foot of the rail."""
    return [entry for _, entries in grouped(FOOT) for entry in entries]


def grouped(
    entries: tuple[tuple[str | None, str, str, str, Permission], ...],
) -> list[tuple[str | None, list[Entry]]]:
    groups: dict[str | None, list[Entry]] = {}
    area = (request.endpoint or "").partition(".")[0]
    area = WITHIN.get(area, area)
    for title, label, icon, endpoint, permission in entries:
        if may(permission):
            current = area == endpoint.partition(".")[0]
            groups.setdefault(title, []).append(Entry(gettext(label), icon, url_for(endpoint), current))
    return [(gettext(title) if title else None, group) for title, group in groups.items()]
