"""The photo or PDF of an item: given out under the same permission as the item, and taken in."""

from __future__ import annotations

from flask import abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.mail import bp
from app.blueprints.mail.forms import FileForm, KeyForm
from app.blueprints.mail.routes import item_page
from app.domain.accounts.permissions import Permission
from app.domain.errors import N_, RuleViolation, say
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.mailroom.intake import set_scan
from app.domain.mailroom.queries import file_of, mail_item
from app.domain.mailroom.scans import PDF, receive_scan
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.sizes import takes_a_file

# It is looked at, and does nothing else, whoever opens it by its address. A browser's own PDF viewer needs scripts of
# its own, which a sandbox would take from it.
_ALONE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PICTURE_POLICY = f"{_ALONE}; sandbox"
PDF_POLICY = f"{_ALONE}; object-src 'self'; style-src 'unsafe-inline'"
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", PDF: "pdf"}


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
    item, form = mail_item(mail_id), FileForm()
    if form.validate():
        try:
            with form.stream as stream:
                scan = receive_scan(stream, name=form.file_name)
            set_scan(mail_id, scan, form.key.data, by=current_actor())
        except RuleViolation as violation:
            form.refuse(violation)
        else:
            tell(say(N_("The photo or PDF is kept.")))
            return redirect(url_for(".show", mail_id=mail_id), 303)
    return item_page(item, file_form=form, status=422)


@bp.get("/<int:mail_id>/file/remove")
@requires(Permission.MAIL_EDIT)
def ask_remove_file(mail_id: int) -> ResponseReturnValue:
    return page("mail/remove_file.html", item=mail_item(mail_id), keys=KeyForm(formdata=None))


@bp.post("/<int:mail_id>/file/remove")
@requires(Permission.MAIL_EDIT)
def remove_file(mail_id: int) -> ResponseReturnValue:
    set_scan(mail_id, None, KeyForm().key.data, by=current_actor())
    tell(say(N_("The photo or PDF is removed.")))
    return redirect(url_for(".show", mail_id=mail_id), 303)


def given_out(stored: StoredFile, name: str, *, download: bool = False) -> Response:
    """A stored file under the type that it was found to be. 404 where its blob is gone."""
    path = store.path_of(stored.blob)
    if not path.is_file():
        abort(404)
    kind = stored.content_type if stored.content_type in ENDINGS else "application/octet-stream"
    answer = send_file(
        path,
        mimetype=kind,
        as_attachment=download or kind not in ENDINGS,
        download_name=f"{name}.{ENDINGS.get(kind, 'bin')}",
        conditional=False,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = PDF_POLICY if kind == PDF else PICTURE_POLICY
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers.pop("Last-Modified", None)
    return answer
