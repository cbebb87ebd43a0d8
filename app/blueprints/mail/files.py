"""The photo or PDF of an item: given out under the same permission as the item, and taken in."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.mail import bp
from app.blueprints.mail.forms import ScanForm, SeenFileForm
from app.blueprints.mail.routes import item_page
from app.domain.accounts.permissions import Permission
from app.domain.errors import N_, say
from app.domain.files.scans import receive_scan
from app.domain.mailroom.intake import set_scan
from app.domain.mailroom.queries import file_of, mail_item
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.scans import given_out
from app.web.sizes import takes_a_file


@bp.get("/<int:mail_id>/file")
@requires(Permission.MAIL_VIEW)
def file(mail_id: int) -> ResponseReturnValue:
    """The photo or PDF; to keep, with `?download`."""
    number = mail_item(mail_id).number
    return given_out(file_of(mail_id), number, download="download" in request.args)


@bp.get("/<int:mail_id>/thumbnail")
@requires(Permission.MAIL_VIEW)
def thumbnail(mail_id: int) -> ResponseReturnValue:
    """The small picture of a photo."""
    return given_out(file_of(mail_id, thumbnail=True), f"{mail_id}")


@bp.post("/<int:mail_id>/file")
@requires(Permission.MAIL_EDIT)
@takes_a_file
def update_file(mail_id: int) -> ResponseReturnValue:
    item, form = mail_item(mail_id), ScanForm()
    if form.validate():
        with Refusal(form):
            scan = form.received(receive_scan)
            set_scan(mail_id, scan, form.key.data, by=current_actor(), seen=form.seen.data)
            tell(say(N_("The photo or PDF is kept.")))
            return redirect(url_for(".show", mail_id=mail_id), 303)
    return item_page(item, file_form=form, status=422)


@bp.get("/<int:mail_id>/file/remove")
@requires(Permission.MAIL_EDIT)
def ask_remove_file(mail_id: int) -> ResponseReturnValue:
    item = mail_item(mail_id)
    return page("mail/remove_file.html", item=item, form=SeenFileForm(formdata=None, seen=item.file_id or 0))


@bp.post("/<int:mail_id>/file/remove")
@requires(Permission.MAIL_EDIT)
def remove_file(mail_id: int) -> ResponseReturnValue:
    form = SeenFileForm()
    set_scan(mail_id, None, form.key.data, by=current_actor(), seen=form.seen.data)
    tell(say(N_("The photo or PDF is removed.")))
    return redirect(url_for(".show", mail_id=mail_id), 303)
