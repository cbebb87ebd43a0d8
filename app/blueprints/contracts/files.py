"""The files beside a contract: taken in, given out under the same permission as the contract, removed."""

from __future__ import annotations

from contextlib import suppress

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.contracts import bp
from app.blueprints.contracts.forms import ContractFileForm
from app.blueprints.contracts.routes import back, contract_page, readable
from app.domain.accounts.permissions import Permission
from app.domain.contracts.attachments import add_file, file_beside, remove_file, stored_file_of
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.errors import N_, say
from app.domain.files.scans import receive_scan
from app.domain.history.actions import AlreadyDone
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.scans import given_out
from app.web.sizes import takes_a_file


@bp.post("/<int:contract_id>/files")
@requires(Permission.CONTRACTS_EDIT)
@takes_a_file
def create_file(contract_id: int) -> ResponseReturnValue:
    contract, form = contract_with_id(contract_id), ContractFileForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            add_file(contract_id, form.received(receive_scan), form.key.data or "", by=current_actor())
            tell(say(N_("The file stands beside the contract.")))
            return back(contract_id)
    return contract_page(contract, file_form=form, status=refused.status)


@bp.get("/<int:contract_id>/files/<int:file_id>")
@requires(Permission.CONTRACTS_VIEW)
def file(contract_id: int, file_id: int) -> ResponseReturnValue:
    contract = readable(contract_id)
    name = f"{contract.number}-{file_id}"
    return given_out(stored_file_of(contract, file_id), name, download="download" in request.args)


@bp.get("/<int:contract_id>/files/<int:file_id>/thumbnail")
@requires(Permission.CONTRACTS_VIEW)
def thumbnail(contract_id: int, file_id: int) -> ResponseReturnValue:
    """The small picture of a picture."""
    return given_out(stored_file_of(readable(contract_id), file_id, thumbnail=True), f"{file_id}")


@bp.get("/<int:contract_id>/files/<int:file_id>/remove")
@requires(Permission.CONTRACTS_EDIT)
def ask_remove_file(contract_id: int, file_id: int) -> ResponseReturnValue:
    return remove_dialog(contract_id, file_id, PageForm(formdata=None))


@bp.post("/<int:contract_id>/files/<int:file_id>/remove")
@requires(Permission.CONTRACTS_EDIT)
def remove_one_file(contract_id: int, file_id: int) -> ResponseReturnValue:
    form = PageForm()
    refused = Refusal(form)
    with refused:
        with suppress(AlreadyDone):
            remove_file(contract_id, file_id, form.key.data or "", by=current_actor())
            tell(say(N_("The file is removed.")))
        return back(contract_id)
    return remove_dialog(contract_id, file_id, form, status=refused.status)


def remove_dialog(contract_id: int, file_id: int, form: PageForm, *, status: int = 200) -> Response:
    contract = readable(contract_id)
    beside = file_beside(contract, file_id)
    return page("contracts/dialogs/remove_file.html", contract=contract, beside=beside, form=form, status=status)
