"""Tags: putting one on, taking one off; one card or many."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from app.blueprints.clients import bp
from app.domain.accounts.permissions import Permission
from app.domain.directory.criteria import Shelf
from app.domain.directory.selection import Selection
from app.domain.history.models import Act
from app.domain.lifecycle import consequences
from app.domain.lifecycle.tagging import add_tag, remove_tag
from app.domain.parties.tags import LONGEST, tags_in_use, tags_on
from app.web.acts import card_or, carry_out, question
from app.web.formatting import number
from app.web.forms import text
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.party_lists import SelectionForm


class TagForm(SelectionForm):
    """The tag to put on. How long it may be is the domain's to say."""

    tag = StringField(_l("Tag"), validators=[InputRequired(_l("Type a tag: a word or two."))])


class UntagForm(SelectionForm):
    """The tag to take off: one of those that somebody selected bears."""

    tag = SelectField(_l("Tag"), choices=[], validate_choice=False)


@bp.get("/tag")
@requires(Permission.CLIENTS_EDIT)
def ask_tag() -> ResponseReturnValue:
    form = TagForm(request.args)
    return tag_dialog(form, form.selection(Shelf.CLIENTS))


@bp.post("/tag")
@requires(Permission.CLIENTS_EDIT)
def tag() -> ResponseReturnValue:
    form = TagForm()

    def do(chosen: Selection) -> Act:
        return add_tag(chosen, text(form.tag.data), form.key.data, by=current_actor())

    return carry_out(form, form.selection(Shelf.CLIENTS), do, ask=tag_dialog, then=lambda: card_or(".index"))


@bp.get("/untag")
@requires(Permission.CLIENTS_EDIT)
def ask_untag() -> ResponseReturnValue:
    form = UntagForm(request.args)
    return untag_dialog(form, form.selection(Shelf.CLIENTS))


@bp.post("/untag")
@requires(Permission.CLIENTS_EDIT)
def untag() -> ResponseReturnValue:
    form = UntagForm()

    def do(chosen: Selection) -> Act:
        return remove_tag(chosen, text(form.tag.data), form.key.data, by=current_actor())

    return carry_out(form, form.selection(Shelf.CLIENTS), do, ask=untag_dialog, then=lambda: card_or(".index"))


def tag_dialog(form: SelectionForm, selection: Selection, *, status: int = 200) -> Response:
    outlook = consequences.of_tagging(selection)
    return question("clients/dialogs/tag.html", form, outlook, status=status, tags=tags_in_use(), longest=LONGEST)


def untag_dialog(form: SelectionForm, selection: Selection, *, status: int = 200) -> Response:
    borne = tags_on(selection.ids)
    form["tag"].choices = [SelectChoice(name, f"{name} ({number(how_many)})") for name, how_many in borne]
    outlook = consequences.of_tagging(selection)
    return question("clients/dialogs/untag.html", form, outlook, status=status, borne=borne)
