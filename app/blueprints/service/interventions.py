"""An intervention and its reports, over the card or as a page; and marking it as done."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.service import bp
from app.blueprints.service.forms import ReportForm
from app.domain.accounts.permissions import Permission
from app.domain.entries.queries import entry_of
from app.domain.errors import N_, say
from app.domain.history.actions import AlreadyDone
from app.domain.parties.queries import party as party_with_id
from app.domain.service.actions import mark_as_done
from app.domain.service.interventions import INTERVENTIONS
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor, may
from app.web.pages import page, tell


@bp.get("/interventions/<int:entry_id>")
@requires(Permission.CLIENTS_VIEW)
def show_intervention(client_id: int, entry_id: int) -> ResponseReturnValue:
    return intervention_page(client_id, entry_id)


@bp.post("/interventions/<int:entry_id>/done")
@requires(Permission.CLIENTS_EDIT)
def mark_intervention(client_id: int, entry_id: int) -> ResponseReturnValue:
    form = PageForm()
    refused = Refusal(form)
    with refused:
        with suppress(AlreadyDone):
            act = mark_as_done(client_id, entry_id, form.key.data or "", by=current_actor())
            tell(say(N_("%(name)s is done."), name=act.outcome["name"]))
        return back(client_id)
    return intervention_page(client_id, entry_id, form=form, status=refused.status)


def intervention_page(client_id: int, entry_id: int, *, status: int = 200, **shown: Any) -> Response:
    """An intervention with all its reports; `shown` are forms that were refused."""
    refuse_hidden(client_id)
    forms = {"form": PageForm(formdata=None), "upload": ReportForm(formdata=None)}
    return page(
        "service/intervention.html",
        client=party_with_id(client_id),
        one=entry_of(INTERVENTIONS, client_id, entry_id),
        status=status,
        **{**forms, **shown},
    )


def back(client_id: int, ask: int | None = None) -> ResponseReturnValue:
    """To the list of interventions, over which one of them is shown."""
    return redirect(url_for("clients.interventions", party_id=client_id, ask=ask), 303)


def refuse_hidden(client_id: int) -> None:
    """Of who is anonymised only admins read what the law has kept (PRODUCT.md 1)."""
    if party_with_id(client_id).anonymised_at is not None and not may(Permission.CLIENTS_ANONYMISE):
        abort(403)
