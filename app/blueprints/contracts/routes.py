"""The list, and one contract."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.contracts import bp
from app.blueprints.contracts.forms import ContractFileForm, PaperForm
from app.blueprints.contracts.lists import ContractFilter, ContractList
from app.domain import clock
from app.domain.accounts.permissions import Permission
from app.domain.contracts.attachments import is_kept
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.models import Contract
from app.domain.contracts.queries import count_contracts, page_of_contracts
from app.domain.contracts.states import standing
from app.domain.history import queries as history
from app.domain.history.actions import AlreadyDone
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import may
from app.web.pages import page


@bp.get("")
@requires(Permission.CONTRACTS_VIEW)
def index() -> ResponseReturnValue:
    filters = ContractFilter(request.args)
    if where := filters.address_of_survivor():
        return redirect(where, 303)
    contracts = ContractList(".index", filters, page_of_contracts(filters.criteria()))
    return page("contracts/index.html", filters=filters, contracts=contracts)


@bp.get("/total")
@requires(Permission.CONTRACTS_VIEW)
def total() -> ResponseReturnValue:
    """How many match: loaded after the page."""
    return page("contracts/total.html", total=count_contracts(ContractFilter(request.args).criteria()))


@bp.get("/<int:contract_id>")
@requires(Permission.CONTRACTS_VIEW)
def show(contract_id: int) -> ResponseReturnValue:
    return contract_page(contract_with_id(contract_id))


def contract_page(
    contract: Contract,
    *,
    file_form: ContractFileForm | None = None,
    paper_form: PaperForm | None = None,
    acts: PageForm | None = None,
    status: int = 200,
) -> Response:
    """One contract: what was agreed, its versions with their papers and signatures, its files, what happened.

    `acts` is the form of what is done by one click, with what stood in its way.
    """
    return page(
        "contracts/show.html",
        contract=contract,
        holding=contract.holding,
        written=contract.open_version,
        standing=standing(contract, clock.today()),
        kept={each.id for each in contract.files if is_kept(contract, each)},
        papers_are_shown=may_read_papers(contract),
        events=history.timeline_of_record(Contract.__tablename__, contract.id),
        file_form=file_form or ContractFileForm(formdata=None),
        paper_form=paper_form or PaperForm(formdata=None),
        acts=acts or PageForm(formdata=None),
        status=status,
    )


def one_click(contract_id: int, do: Callable[[str], object]) -> ResponseReturnValue:
    """Do what a button on the contract's page does, and come back; what stands in the way is said there."""
    form = PageForm()
    with Refusal(form):
        with suppress(AlreadyDone):
            do(form.key.data or "")
        return back(contract_id)
    return contract_page(contract_with_id(contract_id), acts=form, status=422)


def back(contract_id: int) -> ResponseReturnValue:
    return redirect(url_for("contracts.show", contract_id=contract_id), 303)


def readable(contract_id: int) -> Contract:
    """A contract whose papers the reader may see: those of the anonymised are for admins only (PRODUCT.md 3)."""
    found = contract_with_id(contract_id)
    if not may_read_papers(found):
        abort(403)
    return found


def may_read_papers(contract: Contract) -> bool:
    return contract.party.anonymised_at is None or may(Permission.CLIENTS_ANONYMISE)
