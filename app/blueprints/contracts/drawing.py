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
from app.blueprints.contracts.routes import back
from app.domain.accounts.permissions import Permission
from app.domain.contracts.drawing_up import draw_up, missing_facts
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.locking import open_version
from app.domain.contracts.models import Contract, ContractVersion
from app.domain.contracts.papers import print_paper, set_paper
from app.domain.contracts.spoken import KIND_NAMES, facts_of
from app.domain.contracts.templates import template_with_id
from app.domain.errors import N_, NotFound, RuleViolation, say
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.office import this_office
from app.web.pages import page, tell
from app.web.papers import office_on_paper


@bp.get("/<int:contract_id>/draw-up")
@requires(Permission.CONTRACTS_EDIT)
def ask_draw_up(contract_id: int) -> ResponseReturnValue:
    contract, _version = written(contract_id)
    return draw_up_dialog(contract, DrawUpForm(contract.party.language, formdata=None))


@bp.post("/<int:contract_id>/draw-up")
@requires(Permission.CONTRACTS_EDIT)
def create_paper(contract_id: int) -> ResponseReturnValue:
    """The text, with what it tells filled in, and its PDF; what nobody has said yet is named."""
    contract, version = written(contract_id)
    form = DrawUpForm(contract.party.language)
    refused = Refusal(form)
    if form.validate():
        with refused:
            template = template_with_id(int(form.template.data))
            facts = facts_of(contract, version, say(KIND_NAMES[version.kind]), this_office())
            keep(contract, draw_up(template, facts), template.language, form.key.data or "")
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
    contract, version = with_text(contract_id)
    form = TextForm(formdata=None, text=version.text, version=contract.version)
    return text_page(contract, version, form)


@bp.post("/<int:contract_id>/text")
@requires(Permission.CONTRACTS_EDIT)
def update_text(contract_id: int) -> ResponseReturnValue:
    contract, version = with_text(contract_id)
    form = TextForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            keep(contract, form.text.data or "", version.language, form.key.data or "", form.based_on)
            tell(say(N_("Saved, and printed anew.")))
            return redirect(url_for(".show", contract_id=contract_id), 303)
        contract, version = with_text(contract_id)
    return text_page(contract, version, form, theirs=refused.theirs, status=refused.status)


def written(contract_id: int) -> tuple[Contract, ContractVersion]:
    """A contract, and the version of it that is not signed yet. Raises NotFound where all is signed."""
    contract = contract_with_id(contract_id)
    try:
        return contract, open_version(contract)
    except RuleViolation as violation:
        raise NotFound(contract_id) from violation


def with_text(contract_id: int) -> tuple[Contract, ContractVersion]:
    """The same, for one that was drawn up. Raises NotFound where there is no text to change."""
    contract, version = written(contract_id)
    if not version.text:
        raise NotFound(contract_id)
    return contract, version


def keep(contract: Contract, text: str, language: str, key: str, based_on: int | None = None) -> None:
    """Print a text, and keep both with the version that is not signed yet."""
    paper = print_paper(text, number=contract.number, language=language, office=office_on_paper(language))
    set_paper(contract.id, paper, key, by=current_actor(), based_on=based_on)


def draw_up_dialog(contract: Contract, form: DrawUpForm, *, status: int = 200) -> Response:
    return page("contracts/dialogs/draw_up.html", contract=contract, form=form, status=status)


def text_page(
    contract: Contract,
    version: ContractVersion,
    form: TextForm,
    *,
    theirs: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    return page("contracts/edit_text.html", contract=contract, version=version, form=form, theirs=theirs, status=status)


def _within_a_sentence(label: str) -> str:
    """A label amid a sentence: “the office’s address”, but “VAT number”."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
