"""What becomes of a contract: it is sent, agreed on anew, terminated; and the way back from each."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.contracts import bp
from app.blueprints.contracts.forms import TerminateForm
from app.blueprints.contracts.routes import back, one_click
from app.domain import clock
from app.domain.accounts.permissions import Permission
from app.domain.contracts.actions import mark_sent
from app.domain.contracts.amending import amend_contract, drop_amendment, take_termination_back, terminate_contract
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.states import standing
from app.domain.errors import N_, say
from app.domain.history.actions import AlreadyDone
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell


@bp.post("/<int:contract_id>/sent")
@requires(Permission.CONTRACTS_EDIT)
def sent(contract_id: int) -> ResponseReturnValue:
    """It was given to the client; with `sent=0` it was not, after all."""
    was_sent = request.form.get("sent") != "0"
    return one_click(contract_id, lambda key: mark_sent(contract_id, key, by=current_actor(), sent=was_sent))


@bp.post("/<int:contract_id>/amend")
@requires(Permission.CONTRACTS_EDIT)
def amend(contract_id: int) -> ResponseReturnValue:
    return one_click(contract_id, partial(amend_contract, contract_id, by=current_actor()))


@bp.get("/<int:contract_id>/drop-amendment")
@requires(Permission.CONTRACTS_EDIT)
def ask_drop(contract_id: int) -> ResponseReturnValue:
    return drop_dialog(contract_id, PageForm(formdata=None))


@bp.post("/<int:contract_id>/drop-amendment")
@requires(Permission.CONTRACTS_EDIT)
def drop(contract_id: int) -> ResponseReturnValue:
    form = PageForm()
    refused = Refusal(form)
    with refused:
        with suppress(AlreadyDone):
            drop_amendment(contract_id, form.key.data or "", by=current_actor())
            tell(say(N_("The amendment is dropped.")))
        return back(contract_id)
    return drop_dialog(contract_id, form, status=refused.status)


@bp.get("/<int:contract_id>/terminate")
@requires(Permission.CONTRACTS_EDIT)
def ask_terminate(contract_id: int) -> ResponseReturnValue:
    today = clock.today()
    now = standing(contract_with_id(contract_id), today)
    ends_on = now.deadline.ends_on if now.deadline else now.ends_on
    return terminate_dialog(contract_id, TerminateForm(formdata=None, on=ends_on or today))


@bp.post("/<int:contract_id>/terminate")
@requires(Permission.CONTRACTS_EDIT)
def terminate(contract_id: int) -> ResponseReturnValue:
    form = TerminateForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                terminate_contract(contract_id, form.draft(), form.key.data or "", by=current_actor())
                tell(say(N_("The contract is terminated.")))
            return back(contract_id)
    return terminate_dialog(contract_id, form, status=refused.status)


@bp.post("/<int:contract_id>/take-termination-back")
@requires(Permission.CONTRACTS_EDIT)
def take_back(contract_id: int) -> ResponseReturnValue:
    return one_click(contract_id, partial(take_termination_back, contract_id, by=current_actor()))


def drop_dialog(contract_id: int, form: PageForm, *, status: int = 200) -> Response:
    return page("contracts/dialogs/drop.html", contract=contract_with_id(contract_id), form=form, status=status)


def terminate_dialog(contract_id: int, form: TerminateForm, *, status: int = 200) -> Response:
    contract = contract_with_id(contract_id)
    now = standing(contract, clock.today())
    return page("contracts/dialogs/terminate.html", contract=contract, form=form, standing=now, status=status)
