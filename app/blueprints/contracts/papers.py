"""The paper of a version: uploaded, taken off, read."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.contracts import bp
from app.blueprints.contracts.forms import PaperForm
from app.blueprints.contracts.routes import back, contract_page, one_click, readable
from app.domain.accounts.permissions import Permission
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.locking import open_version, version_of
from app.domain.contracts.papers import paper_of, receive_paper, set_paper
from app.domain.errors import N_, NotFound, say
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.scans import given_out
from app.web.sizes import takes_a_file


@bp.post("/<int:contract_id>/paper")
@requires(Permission.CONTRACTS_EDIT)
@takes_a_file
def update_paper(contract_id: int) -> ResponseReturnValue:
    contract, form = contract_with_id(contract_id), PaperForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            set_paper(contract_id, form.received(receive_paper), form.key.data or "", by=current_actor())
            tell(say(N_("The paper is kept.")))
            return back(contract_id)
    return contract_page(contract, paper_form=form, status=refused.status)


@bp.get("/<int:contract_id>/paper/remove")
@requires(Permission.CONTRACTS_EDIT)
def ask_remove_paper(contract_id: int) -> ResponseReturnValue:
    """The question before the paper goes, with what somebody changed in its text by hand."""
    contract, form = contract_with_id(contract_id), PageForm(formdata=None)
    with Refusal(form):
        if open_version(contract).file is None:
            raise NotFound(contract_id)
        return page("contracts/dialogs/remove_paper.html", contract=contract, form=form)
    return contract_page(contract, acts=form, status=422)


@bp.post("/<int:contract_id>/paper/remove")
@requires(Permission.CONTRACTS_EDIT)
def remove_paper(contract_id: int) -> ResponseReturnValue:
    def remove(key: str) -> None:
        set_paper(contract_id, None, key, by=current_actor())
        tell(say(N_("The paper is removed.")))

    return one_click(contract_id, remove)


@bp.get("/<int:contract_id>/versions/<int:version>/paper")
@requires(Permission.CONTRACTS_VIEW)
def paper(contract_id: int, version: int) -> ResponseReturnValue:
    """The PDF of a version, as it was before anybody signed; to keep, with `?download`."""
    contract = readable(contract_id)
    name = f"{contract.number}-{version}"
    return given_out(paper_of(contract_id, version), name, download="download" in request.args)


@bp.get("/<int:contract_id>/versions/<int:version>/text")
@requires(Permission.CONTRACTS_VIEW)
def text(contract_id: int, version: int) -> ResponseReturnValue:
    """What a version was drawn up as, to be read and searched."""
    contract = readable(contract_id)
    found = version_of(contract, version)
    if not found.text:
        raise NotFound(version)
    return page("contracts/text.html", contract=contract, version=found)


@bp.get("/<int:contract_id>/versions/<int:version>/signed")
@requires(Permission.CONTRACTS_VIEW)
def signed_paper(contract_id: int, version: int) -> ResponseReturnValue:
    """The signed paper, or the scan of it; of a voided signature, too."""
    contract = readable(contract_id)
    signature = version_of(contract, version).signature
    if signature is None:
        raise NotFound(version)
    name = f"{contract.number}-{version}-signed"
    return given_out(signature.file, name, download="download" in request.args)
