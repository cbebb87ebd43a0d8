"""The client's mail: what lies at the desk, what was scanned or sent on, each item with its photo or PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.blueprints.portal import bp
from app.domain.access.reach import Reader
from app.domain.contacts.permissions import PortalPermission
from app.domain.errors import N_
from app.domain.mailroom.in_portal import (
    Letter,
    Shelf,
    count_new,
    file_of_letter,
    find_letters,
    latest_letters,
    letter,
    page_of_letters,
    tally,
)
from app.domain.paging import Page
from app.web.formatting import day_of, number
from app.web.forms import FilterForm
from app.web.guards import portal
from app.web.lists import choices_of, page_key
from app.web.mail import LETTER_KINDS
from app.web.pages import page
from app.web.portal import Find, Module, Tile, Welcome, reader_of
from app.web.scans import given_out

LATEST, FOUND = 3, 20
SHELF_WORDS = {
    Shelf.DESK: _l("At the desk"),
    Shelf.SCANNED: _l("Scanned"),
    Shelf.SENT: _l("Sent on"),
    Shelf.ALL: _l("All mail"),
}


class ShelfFilter(FilterForm):
    """What the address of the list may hold. What is not understood counts as not asked."""

    show = SelectField(choices=choices_of(SHELF_WORDS), default=Shelf.DESK)


@dataclass(frozen=True, slots=True)
class LetterList:
    """Everything that the list's template asks of a list."""

    client_id: int
    shelf: Shelf
    found: Page[Letter]
    counts: dict[Shelf, int]

    def url(self, shelf: Shelf, **key: Any) -> str:
        shown = shelf.value if shelf is not Shelf.DESK else None
        return url_for("portal.mail", client_id=self.client_id, show=shown, **key)

    @property
    def chips(self) -> list[dict[str, Any]]:
        """The shelves with their counts. Only those that hold something, and the desk, are worth a chip."""
        return [
            {"label": word, "url": self.url(shelf), "count": number(count), "is_current": shelf is self.shelf}
            for shelf, word in SHELF_WORDS.items()
            if (count := self.counts[shelf]) or shelf in {Shelf.DESK, self.shelf}
        ]

    @property
    def sections(self) -> list[tuple[str, list[Letter]]]:
        """What arrived lately, and what before; a list that is all of one kind has no need of a title."""
        lately = [item for item in self.found.rows if item.is_recent]
        before = [item for item in self.found.rows if not item.is_recent]
        titled = [(gettext("Last seven days"), lately), (gettext("Earlier"), before)]
        return [(title, letters) for title, letters in titled if letters]

    @property
    def first(self) -> int:
        return self.found.first

    @property
    def last(self) -> int:
        return self.found.last

    @property
    def total(self) -> int:
        return self.counts[self.shelf]

    @property
    def prev_url(self) -> str | None:
        return self.url(self.shelf, before=self.found.before) if self.found.before else None

    @property
    def next_url(self) -> str | None:
        return self.url(self.shelf, after=self.found.after) if self.found.after else None


@bp.get("/<int:client_id>/mail")
@portal(PortalPermission.MAIL)
def mail(client_id: int) -> ResponseReturnValue:
    """The shelf that the address names; at first what lies at the desk."""
    shelf, reader = Shelf(ShelfFilter(request.args).asked("show")), reader_of(client_id)
    counted = tally(reader)
    letters = LetterList(
        client_id,
        shelf,
        page_of_letters(reader, shelf, after=page_key("after"), before=page_key("before")),
        {one: getattr(counted, one.value) for one in Shelf},
    )
    return page("portal/mail/index.html", client_id=client_id, letters=letters)


@bp.get("/<int:client_id>/mail/<int:mail_id>")
@portal(PortalPermission.MAIL)
def mail_item(client_id: int, mail_id: int) -> ResponseReturnValue:
    return page("portal/mail/show.html", client_id=client_id, item=letter(reader_of(client_id), mail_id))


@bp.get("/<int:client_id>/mail/<int:mail_id>/file")
@portal(PortalPermission.MAIL)
def mail_file(client_id: int, mail_id: int) -> ResponseReturnValue:
    """The photo or PDF; to keep, with `?download`."""
    reader = reader_of(client_id)
    name = letter(reader, mail_id).number
    return given_out(file_of_letter(reader, mail_id), name, download="download" in request.args)


@bp.get("/<int:client_id>/mail/<int:mail_id>/thumbnail")
@portal(PortalPermission.MAIL)
def mail_thumbnail(client_id: int, mail_id: int) -> ResponseReturnValue:
    """The small picture of a photo."""
    return given_out(file_of_letter(reader_of(client_id), mail_id, thumbnail=True), f"{mail_id}")


def welcome(reader: Reader) -> Welcome:
    """What is new, else what lies at the desk; below the tiles what arrived last."""
    counted = tally(reader)
    if counted.new:
        answer = ngettext("%(count)s new letter", "%(count)s new letters", counted.new, count=number(counted.new))
    elif counted.desk:
        answer = ngettext(
            "%(count)s letter at the desk", "%(count)s letters at the desk", counted.desk, count=number(counted.desk)
        )
    else:
        answer = gettext("No mail waits")
    context = {"letters": latest_letters(reader, limit=LATEST), "total": counted.all}
    tile = Tile(gettext("What is new"), answer)
    return Welcome(tile, "portal/mail/_latest.html", context)


def find(reader: Reader, q: str) -> list[Find]:
    """Items by sender and number."""
    return [
        Find(
            url_for("portal.mail_item", client_id=reader.client_id, mail_id=item.id),
            item.sender,
            icon="mail",
            number=item.number,
            sub=f"{LETTER_KINDS[item.kind]} · {day_of(item.received_at)}",
        )
        for item in find_letters(reader, q, limit=FOUND)
    ]


MODULE: Module = Module(
    PortalPermission.MAIL,
    N_("Mail"),
    icon="mailbox",
    endpoint="portal.mail",
    count_new=count_new,
    welcome=welcome,
    find=find,
)
