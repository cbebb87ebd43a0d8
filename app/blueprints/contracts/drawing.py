"""Drawing a contract up from one of the office's templates, and changing what was drawn up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext

from app.blueprints.contracts import bp
from app.blueprints.contracts.forms import DrawUpForm, TextForm
from app.blueprints.contracts.routes import back, contract_page
from app.domain.accounts.permissions import Permission
from app.domain.contracts.drawing_up import draw_up, missing_facts
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.locking import open_version
from app.domain.contracts.models import Contract
from app.domain.contracts.papers import print_paper, set_paper
from app.domain.contracts.spoken import KIND_NAMES, facts_of
from app.domain.contracts.templates import template_with_id
from app.domain.errors import N_, NotFound, say
from app.web.formatting import spoken
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.office import this_office
from app.web.pages import page, tell
from app.web.papers import office_on_paper


@bp.get("/<int:contract_id>/draw-up")
@requires(Permission.CONTRACTS_EDIT)
def ask_draw_up(contract_id: int) -> ResponseReturnValue:
    contract, acts = contract_with_id(contract_id), PageForm(formdata=None)
    with Refusal(acts):
        open_version(contract)
        return draw_up_dialog(contract, DrawUpForm(contract.party.language, formdata=None))
    return contract_page(contract, acts=acts, status=422)


@bp.post("/<int:contract_id>/draw-up")
@requires(Permission.CONTRACTS_EDIT)
def create_paper(contract_id: int) -> ResponseReturnValue:
    """The text, with what it tells filled in, and its PDF; what nobody has said yet is named."""
    contract = contract_with_id(contract_id)
    form = DrawUpForm(contract.party.language)
    refused = Refusal(form)
    if form.validate():
        with refused:
            version = open_version(contract)
            template = template_with_id(int(form.template.data))
            facts = facts_of(contract, version, say(KIND_NAMES[version.kind]), this_office())
            keep(contract, draw_up(template, facts), template.language, form.key.data or "", contract.version)
            if missing := missing_facts(template, facts):
                names = ", ".join(_within_a_sentence(gettext(field.label)) for field in missing)
                tell(
                    say(N_("The contract is drawn up. Nobody has said yet: %(names)s. Dots stand there."), names=names)
                )
            else:
                tell(say(N_("The contract is drawn up.")))
            return back(contract_id)
    return draw_up_dialog(contract, form, status=refused.status)


@bp.get("/<int:contract_id>/text")
@requires(Permission.CONTRACTS_EDIT)
def edit_text(contract_id: int) -> ResponseReturnValue:
    contract, acts = contract_with_id(contract_id), PageForm(formdata=None)
    with Refusal(acts):
        version = open_version(contract)
        if not version.text:
            raise NotFound(contract_id)  # there is nothing to change: its paper came as a file
        return text_page(contract, TextForm(formdata=None, text=version.text, version=contract.version))
    return contract_page(contract, acts=acts, status=422)


@bp.post("/<int:contract_id>/text")
@requires(Permission.CONTRACTS_EDIT)
def update_text(contract_id: int) -> ResponseReturnValue:
    """What was typed stays in the form, whatever became of the contract meanwhile."""
    contract, form = contract_with_id(contract_id), TextForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            language = open_version(contract).language or spoken()
            keep(contract, form.text.data or "", language, form.key.data or "", form.based_on)
            tell(say(N_("Saved, and printed anew.")))
            return redirect(url_for(".show", contract_id=contract_id), 303)
        contract = contract_with_id(contract_id)
    return text_page(contract, form, theirs=refused.theirs, status=refused.status)


def keep(contract: Contract, text: str, language: str, key: str, based_on: int) -> None:
    """Print a text, and keep both with the version that is not signed yet."""
    paper = print_paper(text, number=contract.number, language=language, office=office_on_paper(language))
    set_paper(contract.id, paper, key, by=current_actor(), based_on=based_on)


def draw_up_dialog(contract: Contract, form: DrawUpForm, *, status: int = 200) -> Response:
    return page("contracts/dialogs/draw_up.html", contract=contract, form=form, status=status)


def text_page(
    contract: Contract, form: TextForm, *, theirs: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    version = contract.open_version or contract.holding
    return page("contracts/edit_text.html", contract=contract, version=version, form=form, theirs=theirs, status=status)


def _within_a_sentence(label: str) -> str:
    """A label amid a sentence: “the office’s address”, but “VAT number”."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
