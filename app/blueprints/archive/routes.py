"""The Archive: search, preview, restore."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.archive import bp
from app.blueprints.archive.forms import ExpectedBackForm, RestoreForm
from app.domain.accounts.permissions import Permission
from app.domain.contacts.queries import contacts_of
from app.domain.directory.criteria import Shelf
from app.domain.directory.queries import count_parties, page_of_parties
from app.domain.directory.selection import Selection
from app.domain.errors import NotFound
from app.domain.history import queries as history
from app.domain.history.models import Act
from app.domain.lifecycle import consequences
from app.domain.lifecycle.archiving import expect_back, restore_parties
from app.domain.mailroom.queries import waiting_beside
from app.domain.parties.models import Party, PartyStatus
from app.domain.parties.queries import party as party_with_id
from app.domain.parties.tax_ids import shown_ids
from app.web.acts import card_or, carry_out, question, tell_act
from app.web.filters import narrowing
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page
from app.web.party_lists import PartyFilter, PartyList, SelectionForm


@bp.get("")
@requires(Permission.ARCHIVE_VIEW)
def index() -> ResponseReturnValue:
    filters = PartyFilter(request.args, shelf=Shelf.ARCHIVE)
    parties = PartyList(".index", filters, page_of_parties(filters.criteria(), beside=waiting_beside()))
    return page("archive/index.html", filters=filters, parties=parties)


@bp.get("/total")
@requires(Permission.ARCHIVE_VIEW)
def total() -> ResponseReturnValue:
    filters = PartyFilter(request.args, shelf=Shelf.ARCHIVE)
    return page("archive/total.html", total=count_parties(filters.criteria()))


@bp.get("/filter")
@requires(Permission.ARCHIVE_VIEW)
def ask_filter() -> ResponseReturnValue:
    return narrowing(PartyFilter(request.args, shelf=Shelf.ARCHIVE), ".index", target="archive_list")


@bp.get("/<int:party_id>/preview")
@requires(Permission.ARCHIVE_VIEW)
def preview(party_id: int) -> ResponseReturnValue:
    """An archived party at a glance, without leaving the list."""
    party = archived_party(party_id)
    act = history.act(party.status_act_id) if party.status_act_id else None
    contacts = contacts_of(party_id, active_only=True, limit=5)
    return page("archive/preview.html", party=party, act=act, ids=shown_ids(party), contacts=contacts)


@bp.get("/restore")
@requires(Permission.CLIENTS_ARCHIVE)
def ask_restore() -> ResponseReturnValue:
    form = RestoreForm(request.args)
    return restore_dialog(form, form.selection(Shelf.ARCHIVE))


@bp.post("/restore")
@requires(Permission.CLIENTS_ARCHIVE)
def restore() -> ResponseReturnValue:
    form = RestoreForm()

    def do(chosen: Selection) -> Act:
        return restore_parties(chosen, form.key.data, by=current_actor())

    def then() -> BaseResponse:
        return redirect(url_for("today.index"), 303) if form.came_from.data == "today" else card_or(".index")

    return carry_out(form, form.selection(Shelf.ARCHIVE), do, ask=restore_dialog, then=then)


def restore_dialog(form: SelectionForm, selection: Selection, *, status: int = 200) -> Response:
    return question("archive/restore.html", form, consequences.of_restoring(selection), status=status)


@bp.get("/<int:party_id>/expected-back")
@requires(Permission.CLIENTS_ARCHIVE)
def ask_expected_back(party_id: int) -> ResponseReturnValue:
    """When is it expected back?"""
    party = archived_party(party_id)
    form = ExpectedBackForm(request.args, expected_back_on=party.expected_back_on)
    return page("archive/expected_back.html", party=party, form=form)


@bp.post("/<int:party_id>/expected-back")
@requires(Permission.CLIENTS_ARCHIVE)
def set_expected_back(party_id: int) -> ResponseReturnValue:
    party, form = archived_party(party_id), ExpectedBackForm()
    if not form.validate():
        return page("archive/expected_back.html", party=party, form=form, status=422)
    act = expect_back(party_id, form.expected_back_on.data, form.key.data, by=current_actor())
    tell_act(act)
    if form.came_from.data == "today":
        return redirect(url_for("today.index"), 303)
    return redirect(url_for("clients.show", party_id=party_id), 303)


def archived_party(party_id: int) -> Party:
    """One party that waits in the Archive. Raises NotFound for any other."""
    party = party_with_id(party_id)
    if party.status is not PartyStatus.ARCHIVED or party.anonymised_at is not None:
        raise NotFound(party_id)
    return party
