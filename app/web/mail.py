"""Mail in words: its kinds and states, for forms, chips and badges."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.domain.mailroom import notifying
from app.domain.mailroom.models import MailState

KIND_WORDS = {kind: _l(word) for kind, word in notifying.KIND_WORDS.items()}
STATE_WORDS = {
    MailState.WAITING: _l("Waiting"),
    MailState.COLLECTED: _l("Collected"),
    MailState.FORWARDED: _l("Forwarded"),
    MailState.RETURNED: _l("Returned"),
    MailState.DESTROYED: _l("Destroyed"),
}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        mail_kind=lambda kind: str(KIND_WORDS[kind]), mail_state=lambda state: str(STATE_WORDS[state])
    )
