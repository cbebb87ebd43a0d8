"""Writing a contract: for whom, found by typing; its terms; and deleting what nobody signed."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.contracts import bp
from app.blueprints.contracts.forms import ContractForm, as_shown
from app.blueprints.contracts.routes import contract_page
from app.domain.accounts.permissions import Permission
from app.domain.contracts.actions import add_contract, edit_contract, remove_contract
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.locking import open_version
from app.domain.contracts.models import Contract
from app.domain.directory.criteria import PartyCriteria, RoleFilter, Sort
from app.domain.directory.queries import PartyLine, page_of_parties
from app.domain.errors import N_, say
from app.domain.history.actions import AlreadyDone
from app.domain.parties.models import Party
from app.domain.parties.queries import party_or_none
from app.web.forms import PageForm, Refusal, as_searched
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.ids import possible_id
from app.web.merged import asking_of_survivor
from app.web.pages import page, tell

SHOWN = 8  # who are found by what was typed


@bp.get("/new")
@requires(Permission.CONTRACTS_EDIT)
def new() -> ResponseReturnValue:
    """The form for one client; without one, whom it is for is looked for first."""
    if where := asking_of_survivor("client"):
        return redirect(where, 303)
    return new_page(client_asked(), ContractForm.blank())


@bp.post("/new")
@requires(Permission.CONTRACTS_EDIT)
def create() -> ResponseReturnValue:
    client, form = client_asked(), ContractForm()
    if client is None:
        return new_page(None, form, status=422)
    refused = Refusal(form)
    if form.validate():
        with refused:
            try:
                act = add_contract(client.id, form.draft(), form.key.data or "", by=current_actor())
                tell(say(N_("Contract %(name)s is begun, as a draft."), name=act.outcome["name"]))
            except AlreadyDone as done:
                act = done.act
            return redirect(url_for(".show", contract_id=act.outcome["contract_id"]), 303)
    return new_page(client, form, status=refused.status)


@bp.get("/<int:contract_id>/edit")
@requires(Permission.CONTRACTS_EDIT)
def edit(contract_id: int) -> ResponseReturnValue:
    contract = contract_with_id(contract_id)
    acts = PageForm(formdata=None)
    with Refusal(acts):
        return edit_page(contract, ContractForm.of(open_version(contract), contract))
    return contract_page(contract, acts=acts, status=422)


@bp.post("/<int:contract_id>/edit")
@requires(Permission.CONTRACTS_EDIT)
def update(contract_id: int) -> ResponseReturnValue:
    contract, form = contract_with_id(contract_id), ContractForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                edit_contract(contract_id, form.draft(), form.based_on, form.key.data or "", by=current_actor())
                tell(say(N_("Saved.")))
            return redirect(url_for(".show", contract_id=contract_id), 303)
        contract = contract_with_id(contract_id)
    theirs = as_shown(refused.theirs) if refused.theirs else None
    return edit_page(contract, form, theirs=theirs, status=refused.status)


@bp.get("/<int:contract_id>/remove")
@requires(Permission.CONTRACTS_EDIT)
def ask_remove(contract_id: int) -> ResponseReturnValue:
    return remove_dialog(contract_id, PageForm(formdata=None))


@bp.post("/<int:contract_id>/remove")
@requires(Permission.CONTRACTS_EDIT)
def remove(contract_id: int) -> ResponseReturnValue:
    form = PageForm()
    refused = Refusal(form)
    with refused:
        try:
            act = remove_contract(contract_id, form.key.data or "", by=current_actor())
            tell(say(N_("Contract %(name)s is deleted."), name=act.outcome["name"]))
        except AlreadyDone as done:
            act = done.act
        return redirect(url_for("clients.contracts", party_id=act.outcome["party_id"]), 303)
    return remove_dialog(contract_id, form, status=refused.status)


def client_asked() -> Party | None:
    """For whom a contract is begun: of whatever status; that one in the Archive cannot, the deed says."""
    return party_or_none(possible_id(request.args.get("client", type=int)))


def new_page(client: Party | None, form: ContractForm, *, status: int = 200) -> Response:
    q = as_searched(request.args.get("q"))
    found = found_clients(q) if client is None else []
    return page("contracts/new.html", client=client, form=form, q=q, found=found, status=status)


def found_clients(q: str) -> list[PartyLine]:
    """Who is found by what was typed, of whatever role; nobody of the Archive."""
    return page_of_parties(PartyCriteria(q=q, role=RoleFilter.ANY, per_page=SHOWN, sort=Sort.NAME)).rows if q else []


def edit_page(
    contract: Contract, form: ContractForm, *, theirs: dict[str, Any] | None = None, status: int = 200
) -> Response:
    return page("contracts/edit.html", contract=contract, form=form, theirs=theirs, status=status)


def remove_dialog(contract_id: int, form: PageForm, *, status: int = 200) -> Response:
    return page("contracts/dialogs/remove.html", contract=contract_with_id(contract_id), form=form, status=status)
