"""Mail in words: its kinds and states, for forms, chips and badges."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from app.domain.mailroom import notifying
from app.domain.mailroom.models import MailKind, MailState

KIND_WORDS = {kind: _l(word) for kind, word in notifying.KIND_WORDS.items()}
STATE_WORDS = {
    MailState.WAITING: _l("Waiting"),
    MailState.COLLECTED: _l("Collected"),
    MailState.FORWARDED: _l("Forwarded"),
    MailState.RETURNED: _l("Returned"),
    MailState.DESTROYED: _l("Destroyed"),
}
# The same as a client reads them, who was never at the desk.
LETTER_KINDS = {**KIND_WORDS, MailKind.REGISTERED: _l("Registered letter")}
LETTER_STATES = {
    MailState.WAITING: _l("At the desk"),
    MailState.COLLECTED: lazy_pgettext("of a letter", "Collected"),
    MailState.FORWARDED: lazy_pgettext("of a letter", "Sent on"),
    MailState.RETURNED: _l("Returned to the sender"),
    MailState.DESTROYED: lazy_pgettext("of a letter", "Destroyed"),
}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        mail_kind=lambda kind: str(KIND_WORDS[kind]),
        mail_state=lambda state: str(STATE_WORDS[state]),
        letter_kind=lambda kind: str(LETTER_KINDS[kind]),
        letter_state=lambda state: str(LETTER_STATES[state]),
    )
