"""Email in words: the states of the outbox and the names of templates, for lists, chips and badges."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l

from app.domain.messaging.models import EmailState, Why
from app.domain.messaging.templates import TEMPLATES, TemplateKey

STATE_WORDS = {
    EmailState.QUEUED: _l("Queued"),
    EmailState.SENDING: _l("Sending"),
    EmailState.SENT: lazy_pgettext("of an email", "Sent"),
    EmailState.KEPT: _l("Kept here"),
    EmailState.FAILED: _l("Failed"),
    EmailState.UNKNOWN: lazy_pgettext("of an email", "Unknown"),
    EmailState.SUPPRESSED: _l("Suppressed"),
    EmailState.NO_RECIPIENT: _l("No recipient"),
}
TONES = {
    EmailState.SENT: "ok",
    EmailState.QUEUED: "warn",
    EmailState.SENDING: "warn",
    EmailState.UNKNOWN: "warn",
    EmailState.FAILED: "bad",
}
WHY_WORDS = {
    Why.TEMPLATE_OFF: _l("Its template is switched off."),
    Why.UNDONE: _l("What it told of was taken back before it left."),
    Why.NO_ACCESS: _l("Its link opened nothing any more when it was to leave."),
    Why.NOBODY: _l("There is nobody to write to."),
}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        email_state=lambda state: str(STATE_WORDS[state]),
        email_tone=lambda state: TONES.get(state, "off"),
        email_why=lambda why: str(WHY_WORDS[why]) if why else "",
        template_name=template_name,
    )


def template_name(key: TemplateKey) -> str:
    """What a template is called."""
    return gettext(TEMPLATES[key].name)
