"""The list, and one item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.mail import bp
from app.blueprints.mail.choosing import choice_of
from app.blueprints.mail.forms import EditMailForm, KeyForm, ScanForm, values_of
from app.blueprints.mail.lists import MailFilter, MailList
from app.domain.accounts.permissions import Permission
from app.domain.errors import N_, say
from app.domain.history import queries as history
from app.domain.mailroom.intake import MailDraft, edit_mail
from app.domain.mailroom.models import MailItem, MailState
from app.domain.mailroom.queries import count_mail, count_waiting, mail_item, page_of_mail
from app.domain.mailroom.rules import rule_of
from app.domain.selections import Seal
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.merged import led_to_survivor
from app.web.office import this_office
from app.web.pages import page, tell


@bp.get("")
@requires(Permission.MAIL_VIEW)
def index() -> ResponseReturnValue:
    filters = MailFilter(request.args)
    if where := filters.address_of_survivor():
        return redirect(where, 303)
    mail = MailList(".index", filters, page_of_mail(filters.criteria()))
    return page("mail/index.html", filters=filters, mail=mail)


@bp.get("/total")
@requires(Permission.MAIL_VIEW)
def total() -> ResponseReturnValue:
    """How many match: loaded after the page."""
    return page("mail/total.html", total=count_mail(MailFilter(request.args).criteria()))


@bp.get("/waiting")
@requires(Permission.MAIL_VIEW)
def waiting() -> ResponseReturnValue:
    """How many items wait at the desk: loaded into the rail after every page that is no list."""
    return page("mail/waiting.html", waiting=count_waiting())


@bp.get("/<int:mail_id>")
@requires(Permission.MAIL_VIEW)
def show(mail_id: int) -> ResponseReturnValue:
    return item_page(mail_item(mail_id))


@bp.get("/<int:mail_id>/edit")
@requires(Permission.MAIL_EDIT)
def edit(mail_id: int) -> ResponseReturnValue:
    item = mail_item(mail_id)
    form = EditMailForm.of(item)
    if "client" in request.args:  # another one is chosen by its address, as at the intake; 0 looks for one
        form.client.data = request.args.get("client", type=int)
    return edit_page(item, form)


@bp.post("/<int:mail_id>/edit")
@requires(Permission.MAIL_EDIT)
def update(mail_id: int) -> ResponseReturnValue:
    item, form = mail_item(mail_id), EditMailForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            edit_mail(mail_id, form.draft(), form.based_on, form.key.data, by=current_actor())
            tell(say(N_("Saved.")))
            return redirect(url_for(".show", mail_id=mail_id), 303)
    if refused.theirs is None:
        return edit_page(item, form, status=409 if led_to_survivor(form, form.client) else refused.status)
    return edit_page(mail_item(mail_id), form, theirs=theirs_of(refused.theirs, form), status=refused.status)


def item_page(item: MailItem, *, file_form: ScanForm | None = None, status: int = 200) -> Response:
    """One item: what it is, whose, its picture, what became of it and what can."""
    act = history.act(item.state_act_id) if item.state_act_id else None
    return page(
        "mail/show.html",
        item=item,
        act=act,
        rule=rule_of(item.party, this_office()),
        events=history.timeline_of_record(MailItem.__tablename__, item.id),
        states=[state.value for state in MailState if state is not item.state],
        seal=str(Seal.of([item.id])),
        keys=KeyForm(formdata=None),
        file_form=file_form or ScanForm(formdata=None),
        status=status,
    )


def edit_page(
    item: MailItem, form: EditMailForm, *, theirs: dict[str, Any] | None = None, status: int = 200
) -> Response:
    return page("mail/edit.html", item=item, form=form, theirs=theirs, status=status, **choice_of(form.client_id))


def theirs_of(theirs: Mapping[str, Any], form: EditMailForm) -> dict[str, Any]:
    """What the other editor saved, as the fields say it; another client by name."""
    saved = dict(theirs)
    name = saved.pop("client_name")
    values = values_of(MailDraft(**saved))
    return {**values, "client": name if values["client"] != form.client.data else values["client"]}
