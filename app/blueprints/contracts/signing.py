"""Signing: drawn on a tablet, noted from paper; and voiding, which is for admins."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext

from app.blueprints.contracts import bp
from app.blueprints.contracts.forms import InkForm, VoidForm
from app.blueprints.contracts.routes import back, contract_page, readable
from app.domain import clock
from app.domain.accounts.permissions import Permission
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.locking import version_of
from app.domain.contracts.models import Contract, ContractVersion, Stage
from app.domain.contracts.signing import (
    NO_PAPER,
    check_signable,
    sign_contract,
    sign_contract_on_paper,
    void_contract,
)
from app.domain.errors import N_, NotFound, RuleViolation, say
from app.domain.files.scans import receive_scan
from app.domain.history.actions import AlreadyDone
from app.web.contracts import notice_in_words, renewal_in_words, value_in_words
from app.web.formatting import day, shown_name
from app.web.forms import PageForm, Refusal, lines
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.signing import PaperToSign, SignForm, drawn_on, signing_page
from app.web.sizes import takes_a_file


@bp.get("/<int:contract_id>/versions/<int:version>/sign")
@requires(Permission.CONTRACTS_EDIT)
def ask_sign(contract_id: int, version: int) -> ResponseReturnValue:
    """The page for the tablet; thanks once it is signed. What cannot be signed says so at the desk."""
    contract, form = readable(contract_id), PageForm(formdata=None)
    with Refusal(form):
        return signing_page(paper_to_sign(contract, version_of(contract, version)))
    return contract_page(contract, acts=form, status=422)


@bp.post("/<int:contract_id>/versions/<int:version>/sign")
@requires(Permission.CONTRACTS_EDIT)
@takes_a_file
def sign(contract_id: int, version: int) -> ResponseReturnValue:
    form, acts = SignForm(), PageForm(formdata=None)
    refused, key = Refusal(form), form.key.data or ""
    with Refusal(acts):
        if form.validate():
            paper = paper_as_it_is(contract_id, version)
            with refused:
                drawn = drawn_on(paper, form)
                sign_contract(contract_id, version, drawn, key, by=current_actor(), based_on=form.based_on)
                return redirect(paper.action, 303)
        return signing_page(paper_as_it_is(contract_id, version), form, status=refused.status)
    return contract_page(contract_with_id(contract_id), acts=acts, status=422)


@bp.get("/<int:contract_id>/versions/<int:version>/sign-on-paper")
@requires(Permission.CONTRACTS_EDIT)
def ask_sign_on_paper(contract_id: int, version: int) -> ResponseReturnValue:
    return ink_dialog(contract_id, version, InkForm(formdata=None, signed_on=clock.today()))


@bp.post("/<int:contract_id>/versions/<int:version>/sign-on-paper")
@requires(Permission.CONTRACTS_EDIT)
@takes_a_file
def sign_on_paper(contract_id: int, version: int) -> ResponseReturnValue:
    version_of(contract_with_id(contract_id), version)  # for nothing that is not there a file is kept
    form = InkForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            scan = form.received(receive_scan)
            seen, key = form.version.data or 0, form.key.data or ""
            sign_contract_on_paper(contract_id, version, scan, form.draft(), key, by=current_actor(), based_on=seen)
            tell(say(N_("The contract is signed.")))
            return back(contract_id)
    return ink_dialog(contract_id, version, form, status=refused.status)


@bp.get("/<int:contract_id>/versions/<int:version>/void")
@requires(Permission.SIGNATURES_VOID)
def ask_void(contract_id: int, version: int) -> ResponseReturnValue:
    return void_dialog(contract_id, version, VoidForm(formdata=None))


@bp.post("/<int:contract_id>/versions/<int:version>/void")
@requires(Permission.SIGNATURES_VOID)
def void(contract_id: int, version: int) -> ResponseReturnValue:
    form = VoidForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                reason = lines(form.reason.data)
                void_contract(contract_id, version, reason, form.key.data or "", by=current_actor())
                tell(say(N_("The signature is voided. The paper stays to be read.")))
            return back(contract_id)
    return void_dialog(contract_id, version, form, status=refused.status)


def paper_as_it_is(contract_id: int, version: int) -> PaperToSign:
    """The paper of a version as it stands on file now. Raises NotFound; RuleViolation as `paper_to_sign`."""
    contract = contract_with_id(contract_id)
    return paper_to_sign(contract, version_of(contract, version))


def paper_to_sign(contract: Contract, version: ContractVersion) -> PaperToSign:
    """The paper of a version, as the tablet shows it. Raises RuleViolation where there is none, or nothing to sign."""
    if version.stage is not Stage.SIGNED:
        check_signable(contract, version)
    if version.file is None:
        raise RuleViolation(NO_PAPER)
    term = version.term
    facts = [
        (gettext("Subject"), version.subject),
        (gettext("Value"), value_in_words(version)),
        (gettext("Begins on"), day(version.starts_on)),
        (gettext("Ends on"), day(version.ends_on) if version.ends_on else gettext("open-ended")),
        (gettext("Notice period"), notice_in_words(term)),
        (gettext("Renews"), renewal_in_words(term)),
    ]
    at = partial(url_for, contract_id=contract.id, version=version.version)
    return PaperToSign(
        title=gettext("Contract %(number)s", number=contract.number),
        client=shown_name(contract.party),
        facts=[(label, value) for label, value in facts if value],
        original=version.file,
        url=at(".paper"),
        action=at(".ask_sign"),
        back=url_for(".show", contract_id=contract.id),
        version=contract.version,
        signature=version.signature if version.stage is Stage.SIGNED else None,
        signed_url=at(".signed_paper"),
    )


def ink_dialog(contract_id: int, version: int, form: InkForm, *, status: int = 200) -> Response:
    contract = contract_with_id(contract_id)
    found = version_of(contract, version)
    if form.version.data is None or form.form_errors:  # the first time, or once it was told what was changed
        form.version.data, form.version.raw_data = contract.version, None
    return page("contracts/dialogs/sign_on_paper.html", contract=contract, version=found, form=form, status=status)


def void_dialog(contract_id: int, version: int, form: VoidForm, *, status: int = 200) -> Response:
    contract = contract_with_id(contract_id)
    found = version_of(contract, version)
    if found.signature is None:
        raise NotFound(version)
    return page("contracts/dialogs/void.html", contract=contract, version=found, form=form, status=status)
