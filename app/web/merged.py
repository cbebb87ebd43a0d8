"""Addresses of who was merged into another lead to the one that stayed (PRODUCT.md 9).

What was sent to one of them is shown once more under the one that stayed: nothing typed is lost, and nothing is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Response, current_app, g, make_response, request, url_for
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup, escape
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import Conflict, HTTPException

from app.db import OnlyReads
from app.domain.errors import N_, NotFound
from app.domain.parties.merging import survivor_of
from app.domain.parties.queries import party
from app.web.formatting import one_full_stop
from app.web.ids import possible_id
from app.web.transactions import SAFE_METHODS

if TYPE_CHECKING:
    from wtforms import IntegerField

    from app.web.forms import PageForm

# What an address calls a party: in its path, and behind it.
NAMES = ("party_id", "client_id")
ASKED = "client"

MERGED = N_("This card was merged into %(name)s meanwhile. Nothing was done: go on there.")
TYPED_STANDS_HERE = N_(
    "This card was merged into %(name)s meanwhile. Nothing is saved yet: what you typed stands here, and goes to that "
    "card once you send it again."
)


class MergedMeanwhile(Conflict):
    """What was sent is about somebody who was merged into another, and could not be shown there once more."""

    def __init__(self, survivor: int) -> None:
        super().__init__()
        self.text = said_of(survivor, MERGED)


def address_of_survivor() -> str | None:
    """This very address with the one that stayed in it; None where it names nobody who was merged."""
    named = _merged_in_path() if request.method in SAFE_METHODS else None
    if named is None:
        return None
    name, survivor = named
    path = url_for(request.endpoint or "", **{**(request.view_args or {}), name: survivor})
    return _with_query(path, list(request.args.items(multi=True)))


def asking_of_survivor(name: str) -> str | None:
    """The same for a party that is asked for, by this name, behind the path."""
    survivor = survivor_asked(name)
    if survivor is None:
        return None
    others = [(each, value) for each, value in request.args.items(multi=True) if each != name]
    return _with_query(request.path, [*others, (name, str(survivor))])


def survivor_asked(name: str) -> int | None:
    """Into whom the party was merged that is asked for by this name behind the path; None where it was not."""
    former = possible_id(request.args.get(name, type=int))
    return survivor_of(former) if former else None


def survivor_written_to() -> int | None:
    """The one that stayed, where somebody of the staff sent something to the card of one who was merged into it.

    To a contact in the portal neither is there.
    """
    if request.method in SAFE_METHODS or not current_user.is_authenticated or current_user.is_portal:
        return None
    named = _merged_in_path()
    return named[1] if named else survivor_asked(ASKED)


def shown_at_survivor(survivor: int) -> Response | None:
    """What was sent, shown once more under the one that stayed, where it goes when it is sent again: 409.

    The view is gone through again with that one in its address: none of its forms passes (`PageForm.validate`), and
    where it does without a form nothing is written, for by now the request only reads. None where it shows no form.
    """
    if named := _merged_in_path():
        request.view_args = {**(request.view_args or {}), named[0]: survivor}
    else:
        request.args = ImmutableMultiDict({**request.args.to_dict(flat=False), ASKED: [str(survivor)]})
    g.merged_meanwhile = said_of(survivor, TYPED_STANDS_HERE)
    try:
        answer = make_response(current_app.view_functions[request.endpoint or ""](**(request.view_args or {})))
    except (NotFound, OnlyReads, HTTPException):
        return None
    if answer.status_code < 400 or str(g.merged_meanwhile) not in answer.get_data(as_text=True):
        return None
    answer.status_code = Conflict.code
    return answer


def led_to_survivor(form: PageForm, field: IntegerField) -> bool:
    """Whether the party that a refused form names in a field was merged: it goes to the one that stayed, and says so.

    Asked once the form was refused: what was done before the merge, and is sent once more, has its answer.
    """
    former = possible_id(field.data)
    survivor = survivor_of(former) if former else None
    if survivor is None:
        return False
    field.data, field.errors = survivor, []
    form.form_errors.append(said_of(survivor, TYPED_STANDS_HERE))
    return True


def said_of(survivor: int, words: str) -> Markup:
    """A sentence that names the one that stayed, as a link to that card."""
    link = Markup('<a href="{}">{}</a>').format(url_for("clients.show", party_id=survivor), party(survivor).name)
    values = {"name": link}
    return one_full_stop(escape(gettext(words)) % values, values)


def _merged_in_path() -> tuple[str, int] | None:
    """What the path calls somebody who was merged, and into whom that was; None where it names nobody such."""
    values = request.view_args or {}
    found = ((name, survivor_of(values[name])) for name in NAMES if values.get(name))
    return next(((name, survivor) for name, survivor in found if survivor is not None), None)


def _with_query(path: str, asked: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
