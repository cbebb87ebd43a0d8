"""The frame of the portal: whose it is, which company it shows, and the modules that open in it.

A module is a part of the portal (mail, invoices, …) with a permission of its own. The blueprint lists those that
exist; menu, home and search show the ones that the reader's contact opens, and ask the others for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for
from flask.sansio.app import App
from flask_babel import gettext
from flask_login import current_user

from app.domain.access.reach import Reach, Reader
from app.domain.contacts.permissions import PortalPermission
from app.domain.errors import N_
from app.web.formatting import number
from app.web.identity import current_person

MODULES = "portal_modules"  # where the app keeps them
HOME, ACCOUNT = N_("Home"), N_("Account")


@dataclass(frozen=True, slots=True)
class Tile:
    """What a module says on the home page: the answer, not the category."""

    title: str
    answer: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a module brings to the home page: its tile, and below the tiles the section of a template if it has one."""

    tile: Tile
    template: str | None = None
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Find:
    """One find of the search."""

    url: str
    name: str
    icon: str
    number: str = ""
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """One part of the portal: what opens it, its menu entry, what it brings to the home page, what it finds."""

    permission: PortalPermission
    label: str  # marked for translation
    icon: str
    endpoint: str  # its front page
    count_new: Callable[[Reader], int]
    welcome: Callable[[Reader], Welcome]
    find: Callable[[Reader, str], Sequence[Find]]


class Entry(NamedTuple):
    """One entry of the menu."""

    label: str
    icon: str
    url: str
    is_current: bool
    new: str = ""  # how many
    on_phone_only: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page of the portal."""

    client: Reach
    entries: list[Entry]
    switch: list[dict[str, Any]]
    switch_note: str
    can_search: bool


def init_app(app: Flask) -> None:
    app.extensions.setdefault(MODULES, ())
    app.jinja_env.globals["portal_frame"] = portal_frame


def offer(app: App, modules: Sequence[Module]) -> None:
    """Say which modules there are. The blueprint does, once, at start."""
    app.extensions[MODULES] = tuple(modules)


def reader_of(client_id: int) -> Reader:
    """The person who looks, as the queries of the portal begin with them."""
    return Reader(current_user.portal_id, client_id)


def open_modules(client: Reach) -> list[Module]:
    """The modules that open to the reader for this client."""
    return [module for module in current_app.extensions[MODULES] if module.permission in client.permissions]


def client_shown() -> Reach:
    """The client whose page this is; on a page of no client in particular, the one that was looked at last."""
    reach = current_user.reach
    wanted = (request.view_args or {}).get("client_id") or current_user.session.last_client_id
    return next((client for client in reach if client.id == wanted), reach[0])


def portal_frame() -> Frame | None:
    """The frame for the page at hand; none on the page of somebody who reaches no client, such as an error's."""
    if not current_person() or not current_user.reach:
        return None
    client = client_shown()
    modules = open_modules(client)
    return Frame(
        client=client,
        entries=[entry_of_home(client), *(entry_of(module, client) for module in modules), *entry_of_account()],
        switch=switch_to(client),
        switch_note=note_of_switch(client),
        can_search=bool(modules),
    )


def entry_of_home(client: Reach) -> Entry:
    url = url_for("portal.client", client_id=client.id)
    return Entry(gettext(HOME), icon="home", url=url, is_current=request.endpoint == "portal.client")


def entry_of(module: Module, client: Reach) -> Entry:
    new = module.count_new(reader_of(client.id))
    is_current = (request.endpoint or "").startswith(module.endpoint)
    url = url_for(module.endpoint, client_id=client.id)
    return Entry(gettext(module.label), module.icon, url, is_current, number(new) if new else "")


def entry_of_account() -> list[Entry]:
    """On a desk it stands in the person's own menu. Whoever looks as somebody else has no business there."""
    if not current_user.is_portal:
        return []
    url = url_for("account.show")
    is_current = request.path.startswith(url)
    return [Entry(gettext(ACCOUNT), icon="user-circle", url=url, is_current=is_current, on_phone_only=True)]


def switch_to(client: Reach) -> list[dict[str, Any]]:
    """The companies that the person reaches, and which of them this is."""
    return [
        {
            "name": one.name,
            "initials": one.initials,
            "url": url_for("portal.client", client_id=one.id),
            "is_current": one.id == client.id,
        }
        for one in current_user.reach
    ]


def note_of_switch(client: Reach) -> str:
    place = next(place for place, one in enumerate(current_user.reach, 1) if one.id == client.id)
    return gettext("%(place)s of %(total)s companies", place=place, total=len(current_user.reach))
