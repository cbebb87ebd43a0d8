"""The Archive: search, preview, restore."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.archive import bp
from app.blueprints.archive.forms import RestoreForm
from app.domain.accounts.permissions import Permission
from app.domain.contacts.queries import contacts_of
from app.domain.directory.criteria import Shelf
from app.domain.directory.queries import count_parties, page_of_parties
from app.domain.directory.selection import Selection
from app.domain.errors import NotFound, RuleViolation, SelectionChanged
from app.domain.history import queries as history
from app.domain.lifecycle import consequences
from app.domain.lifecycle.archiving import restore_parties
from app.domain.parties.models import PartyStatus
from app.domain.parties.queries import party as party_with_id
from app.web.acts import tell_act
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.lists import PartyFilter, PartyList
from app.web.pages import page
from app.web.redirects import back_to


@bp.get("")
@requires(Permission.ARCHIVE_VIEW)
def index() -> ResponseReturnValue:
    filters = PartyFilter(request.args, shelf=Shelf.ARCHIVE)
    parties = PartyList(".index", filters, page_of_parties(filters.criteria()))
    return page("archive/index.html", filters=filters, parties=parties)


@bp.get("/total")
@requires(Permission.ARCHIVE_VIEW)
def total() -> ResponseReturnValue:
    filters = PartyFilter(request.args, shelf=Shelf.ARCHIVE)
    return page("archive/total.html", total=count_parties(filters.criteria()))


@bp.get("/<int:party_id>/preview")
@requires(Permission.ARCHIVE_VIEW)
def preview(party_id: int) -> ResponseReturnValue:
    """An archived party at a glance, without leaving the list."""
    party = party_with_id(party_id)
    if party.status is not PartyStatus.ARCHIVED:
        raise NotFound(party_id)
    act = history.act(party.status_act_id) if party.status_act_id else None
    return page("archive/preview.html", party=party, act=act, contacts=contacts_of(party_id, active_only=True, limit=5))


@bp.get("/restore")
@requires(Permission.CLIENTS_ARCHIVE)
def ask_restore() -> ResponseReturnValue:
    form = RestoreForm(request.args)
    return restore_dialog(form, form.selection(Shelf.ARCHIVE))


@bp.post("/restore")
@requires(Permission.CLIENTS_ARCHIVE)
def restore() -> ResponseReturnValue:
    form = RestoreForm()
    selection = form.selection(Shelf.ARCHIVE)
    try:
        act = restore_parties(form.sealed(selection), form.key.data, by=current_actor())
    except SelectionChanged as changed:
        form.refuse(changed)
        return restore_dialog(form, selection, status=409)
    except RuleViolation as violation:
        form.refuse(violation)
        return restore_dialog(form, selection, status=422)
    tell_act(act)
    if card := request.args.get("card", type=int):
        return redirect(url_for("clients.show", party_id=card), 303)
    if form.came_from.data == "today":
        return redirect(url_for("today.index"), 303)
    return back_to(".index")


def restore_dialog(form: RestoreForm, selection: Selection, *, status: int = 200) -> ResponseReturnValue:
    """The dialog with today's numbers, whose set it seals."""
    outlook = consequences.of_restoring(selection)
    form.seal.data = outlook.seal
    return page("archive/restore.html", form=form, outlook=outlook, status=status)
