"""What contacts open and get by email, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from babel.lists import format_list
from flask import Flask
from flask_babel import gettext, lazy_pgettext

from app.domain.contacts.grant_answers import WORDS
from app.domain.contacts.granting import BOXES, Box
from app.domain.contacts.permissions import Notice, PortalPermission
from app.domain.errors import N_
from app.web.formatting import locale

# As they stand in “Nobody gets … by email”.
NOBODY_GETS = {
    Notice.INVOICE: lazy_pgettext("nobody gets", "invoices"),
    Notice.CREDIT_NOTE: lazy_pgettext("nobody gets", "credit notes"),
    Notice.ESTIMATE: lazy_pgettext("nobody gets", "estimates"),
    Notice.TICKET: lazy_pgettext("nobody gets", "tickets"),
    Notice.PROJECT: lazy_pgettext("nobody gets", "news of projects"),
    Notice.TASK: lazy_pgettext("nobody gets", "news of tasks"),
    Notice.CONTRACT: lazy_pgettext("nobody gets", "contracts"),
    Notice.MAIL_ITEM: lazy_pgettext("nobody gets", "word of mail that arrived"),
}
TICKED, UNTICKED = N_("ticked: %(what)s"), N_("unticked: %(what)s")


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(box_name=box_name, box_names=box_names, nobody_gets=nobody_gets)
    app.jinja_env.globals.update(box_groups=box_groups)


def box_groups() -> list[tuple[str, str, list[Box]]]:
    """The two groups of boxes: name, heading, and the boxes in the order of the grid."""
    return [
        ("opens", gettext("Opens in the portal"), list(PortalPermission)),
        ("gets", gettext("Gets by email"), list(Notice)),
    ]


def box_name(box: Box) -> str:
    """What a box is called over its column."""
    return gettext(WORDS[box])


def box_names(boxes: Collection[Box]) -> str:
    """The names of several, in the order of the grid."""
    return ", ".join(box_name(box) for box in BOXES.values() if box in boxes)


def nobody_gets(kinds: Collection[Notice]) -> str:
    """That emails of these kinds would not be sent at all."""
    if set(kinds) == set(Notice):
        return gettext("Nobody gets any email by itself. None would be sent at all.")
    what = format_list([str(NOBODY_GETS[kind]) for kind in kinds], style="or", locale=locale())
    return gettext("Nobody gets %(what)s by email. They would not be sent at all.", what=what)


def turned_in_words(details: Mapping[str, Any]) -> str:
    """Which boxes an event turned: “ticked: Invoices; unticked: Mail”."""
    said = [
        gettext(words, what=box_names([BOXES[word] for word in details.get(name, ()) if word in BOXES]))
        for name, words in (("on", TICKED), ("off", UNTICKED))
        if details.get(name)
    ]
    return "; ".join(said)
