"""Settings → Sent email: what left the office, what did not, and why (PRODUCT.md 7)."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.blueprints.settings import bp
from app.blueprints.settings.email_forms import EmailFilter, ResumeForm, SendAgainForm
from app.domain.accounts.permissions import Permission
from app.domain.errors import N_, NN_, count, say
from app.domain.messaging import sending_again
from app.domain.messaging.composing import with_link
from app.domain.messaging.models import Email
from app.domain.messaging.queries import email_with_id, link_of, page_of_emails, pause
from app.domain.messaging.sending_again import SENDABLE
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.redirects import back_to

# An email is a document of others' making: it may show its styles, and do nothing at all (SAFETY.md 10).
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox"
NO_LINK = "‹link›"
STAYED = NN_(
    "%(n)s stays as it is: only failed, unknown and kept emails are sent again.",
    "%(n)s stay as they are: only failed, unknown and kept emails are sent again.",
)


@bp.get("/sent-email")
@requires(Permission.SETTINGS_EDIT)
def sent_email() -> ResponseReturnValue:
    filters = EmailFilter(request.args)
    found = page_of_emails(filters.criteria())
    return page(
        "settings/sent_email/index.html",
        filters=filters,
        found=found,
        sendable=SENDABLE,
        has_server=has_server(),
        pause=pause(),
        form=SendAgainForm(formdata=None),
        resume=ResumeForm(formdata=None),
    )


@bp.get("/sent-email/<int:email_id>")
@requires(Permission.SETTINGS_EDIT)
def show_email(email_id: int) -> ResponseReturnValue:
    email = email_with_id(email_id)
    return page(
        "settings/sent_email/show.html",
        email=email,
        text=with_link(email.text, shown_link(email)),
        can_be_sent_again=email.state in SENDABLE,
        has_server=has_server(),
        form=SendAgainForm(formdata=None),
    )


@bp.get("/sent-email/<int:email_id>/html")
@requires(Permission.SETTINGS_EDIT)
def preview_email(email_id: int) -> ResponseReturnValue:
    """The email as a mail program shows it, for a frame that can do nothing."""
    email = email_with_id(email_id)
    return preview(with_link(email.html, str(Markup.escape(shown_link(email)))))


@bp.post("/sent-email/send-again")
@requires(Permission.SETTINGS_EDIT)
def send_email_again() -> ResponseReturnValue:
    form = SendAgainForm()
    act = sending_again.send_again(form.chosen(), form.key.data, by=current_actor())
    changed, left = act.outcome["changed"], act.outcome["already"]
    if changed:
        tell(count(NN_("%(n)s email is on its way again.", "%(n)s emails are on their way again."), changed))
        if left:
            tell(count(STAYED, left), "info")
    else:
        tell(say(N_("Nothing to send again: only failed, unknown and kept emails are.")), "info")
    return back_to(".sent_email", **EmailFilter(request.args).asking())


@bp.post("/sent-email/resume")
@requires(Permission.SETTINGS_EDIT)
def resume_sending() -> ResponseReturnValue:
    sending_again.go_on(ResumeForm().key.data, by=current_actor())
    tell(say(N_("Sending goes on.")))
    return redirect(url_for(".sent_email"), 303)


def shown_link(email: Email) -> str:
    """The one-use link of an email: in full only where no mail server is set, for else it went to its owner alone."""
    return NO_LINK if has_server() else link_of(email) or NO_LINK


def has_server() -> bool:
    """Whether email leaves this place."""
    return bool(current_app.config["MAIL_SERVER"]) and not current_app.config["MAIL_SUPPRESS_SEND"]


def preview(html: str) -> Response:
    """HTML that somebody wrote, under a policy of its own."""
    answer = Response(html, content_type="text/html; charset=utf-8")
    answer.headers.update({"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN"})
    return answer
