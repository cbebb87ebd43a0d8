"""Logging what arrives: one fast form."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.mail import bp
from app.blueprints.mail.choosing import choice_of
from app.blueprints.mail.forms import LogMailForm
from app.domain.accounts.permissions import Permission
from app.domain.errors import N_, say
from app.domain.files.scans import Scan, receive_scan
from app.domain.history.models import Act
from app.domain.mailroom.intake import log_mail
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.merged import asking_of_survivor, led_to_survivor
from app.web.pages import page, tell
from app.web.sizes import takes_a_file


@bp.get("/new")
@requires(Permission.MAIL_EDIT)
def new() -> ResponseReturnValue:
    if where := asking_of_survivor("client"):
        return redirect(where, 303)
    return intake_page(LogMailForm.blank())


@bp.post("/new")
@requires(Permission.MAIL_EDIT)
@takes_a_file
def create() -> ResponseReturnValue:
    form = LogMailForm()
    if form.validate():
        with Refusal(form):
            act = log_mail(form.draft(), scan_of(form), form.key.data, by=current_actor())
            tell(say(N_("%(number)s is logged for %(name)s."), number=act.outcome["number"], name=act.outcome["name"]))
            return redirect(where_next(act, form), 303)
    form.ask_for_file_again()
    return intake_page(form, status=409 if led_to_survivor(form, form.client) else 422)


def intake_page(form: LogMailForm, *, status: int = 200) -> Response:
    return page("mail/new.html", form=form, status=status, **choice_of(form.client_id))


def scan_of(form: LogMailForm) -> Scan | None:
    """The photo or PDF of the form, checked and stored, before any transaction that writes."""
    return form.received(receive_scan) if form.has_file else None


def where_next(act: Act, form: LogMailForm) -> str:
    """The item; or the next one's form, which keeps what is the same for a whole sack: place and kind."""
    if "another" in request.form:
        return url_for(".new", place=form.place.data or None, kind=form.kind.data)
    return url_for(".show", mail_id=act.outcome["mail_id"])
