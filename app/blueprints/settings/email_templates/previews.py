"""An email as its reader would see it, in a frame of its own: what is saved, and what is being written."""

from __future__ import annotations

import re
from html import escape

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.email_templates.forms import PreviewFilter, WordingForm
from app.blueprints.settings.email_templates.routes import asked_language, template_named
from app.domain.accounts.permissions import Permission
from app.domain.contacts.samples import sample
from app.domain.errors import NotFound, RuleViolation
from app.domain.messaging.composing import Composed
from app.domain.messaging.editing.checking import ready
from app.domain.messaging.editing.previewing import SOMEBODY, preview
from app.domain.messaging.editing.queries import wording_at
from app.domain.messaging.templates import Template
from app.domain.messaging.wordings import Wording, wording_of
from app.web.formatting import sentence
from app.web.guards import requires
from app.web.ids import possible_id
from app.web.office import this_office

# It is looked at in a frame of ours, and does nothing: no script, nothing from elsewhere, no link that leads out.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
_BODY = re.compile(r"<body\b[^>]*>")
_HEAD = (
    '<div style="padding: 14px 20px; border-bottom: 1px solid light-dark(#e3e6ea, #2c3645);'
    " font: 13px/20px Inter, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; overflow-wrap: anywhere;"
    ' background: light-dark(#ffffff, #1b2330); color: light-dark(#1a2230, #e8ecf2)">'
    "<b>{subject}</b><br>{office} → {to}</div>"
)
_PLAIN = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    "<title>{subject}</title></head>"
    '<body style="margin: 0; background: light-dark(#ffffff, #1b2330); color: light-dark(#1a2230, #e8ecf2)">'
    '<pre style="margin: 0; padding: 20px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 14px;'
    ' line-height: 21px">{text}</pre></body></html>'
)


@bp.get("/email-templates/<template>/preview")
@requires(Permission.SETTINGS_EDIT)
def preview_email_template(template: str) -> ResponseReturnValue:
    """What is saved, or with `number` what was saved then."""
    found, language = template_named(template), asked_language()
    number = PreviewFilter(request.args).number.data
    if number is None:
        return framed(found, wording_of(found.key, language))
    if number and possible_id(number) is None:
        raise NotFound(number)
    return framed(found, wording_at(found.key, language, number))


@bp.post("/email-templates/<template>/preview")
@requires(Permission.SETTINGS_EDIT)
def preview_draft(template: str) -> ResponseReturnValue:
    """What is being written: the editor sends its form into the frame. Nothing is kept; what is wrong is said there."""
    found, form = template_named(template), WordingForm()
    try:
        return framed(found, ready(found, asked_language(), form.draft()))
    except RuleViolation as violation:
        page = _PLAIN.format(language="en", subject="", text=escape(sentence(violation.sentence)))
        return alone(page, 422)


def framed(template: Template, wording: Wording) -> Response:
    """The email, with the contact that was chosen or with examples, as HTML or as text."""
    asked = PreviewFilter(request.values)
    contact_id = possible_id(asked.contact.data)
    to, values = (sample(contact_id) if contact_id else None) or (SOMEBODY, {})
    office = this_office()
    composed = preview(template, wording, office, to, values)
    if asked.asked("shown") == "text":
        return alone(as_text(composed))
    head = _HEAD.format(subject=escape(composed.subject), office=escape(office.name), to=escape(to.address or to.name))
    return alone(_BODY.sub(lambda body: body[0] + head, composed.html, count=1))


def as_text(composed: Composed) -> str:
    """The text part, as mail programs without HTML show it."""
    subject, text = escape(composed.subject), escape(composed.text)
    return _PLAIN.format(language=composed.language, subject=subject, text=text)


def alone(html: str, status: int = 200) -> Response:
    """A document that stands in our frame and nowhere else."""
    answer = Response(html, status, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer
