"""Anonymise: the question, the act, and the receipt of it."""

from __future__ import annotations

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.archive import bp
from app.blueprints.archive.forms import AnonymiseForm
from app.blueprints.archive.routes import archived_party
from app.domain.accounts.permissions import Permission
from app.domain.errors import NotFound
from app.domain.lifecycle.anonymising import anonymise_party, plan_of
from app.domain.lifecycle.receipts import receipt_of
from app.domain.parties.models import PartyStatus
from app.domain.parties.queries import party as party_with_id
from app.domain.printing import pdf
from app.web.acts import tell_act
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page
from app.web.papers import paper
from app.web.receipts import receipt_in_words


@bp.get("/<int:party_id>/anonymise")
@requires(Permission.CLIENTS_ANONYMISE)
def ask_anonymise(party_id: int) -> ResponseReturnValue:
    archived_party(party_id)
    return anonymise_dialog(party_id, AnonymiseForm(formdata=None))


@bp.post("/<int:party_id>/anonymise")
@requires(Permission.CLIENTS_ANONYMISE)
def anonymise(party_id: int) -> ResponseReturnValue:
    if party_with_id(party_id).status is not PartyStatus.ARCHIVED:
        raise NotFound(party_id)  # it is offered in the Archive only; the same form sent twice finds it done
    form = AnonymiseForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            act = anonymise_party(party_id, form.choices(), form.key.data, by=current_actor())
            tell_act(act)
            return redirect(url_for(".show_receipt", party_id=party_id), 303)
    return anonymise_dialog(party_id, form, status=refused.status)


@bp.get("/<int:party_id>/erasure-receipt")
@requires(Permission.CLIENTS_ANONYMISE)
def show_receipt(party_id: int) -> ResponseReturnValue:
    """What went, what stays, until when and why; to be handed over as a PDF."""
    return page("archive/erasure_receipt.html", receipt=receipt_of(party_id))


@bp.get("/<int:party_id>/erasure-receipt.pdf")
@requires(Permission.CLIENTS_ANONYMISE)
def receipt_pdf(party_id: int) -> ResponseReturnValue:
    receipt = receipt_of(party_id)
    made = pdf("erasure_receipt", receipt_in_words(receipt), at=receipt.at)
    return paper(made, name=f"erasure-receipt-{receipt.party_id}")


def anonymise_dialog(party_id: int, form: AnonymiseForm, *, status: int = 200) -> Response:
    return page("archive/anonymise.html", form=form, plan=plan_of(party_id), status=status)
