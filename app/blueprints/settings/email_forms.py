"""The forms of Sent email and Background work."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice, SelectField, StringField

from app.domain.messaging.models import EmailState
from app.domain.messaging.queries import EmailCriteria, EmailPage
from app.domain.messaging.templates import TEMPLATES, TemplateKey
from app.web.email import STATE_WORDS, template_name
from app.web.forms import FilterForm, PageForm, as_searched
from app.web.ids import possible_id

STATES = [SelectChoice("", _l("Any")), *(SelectChoice(state.value, word) for state, word in STATE_WORDS.items())]
MOST = 500  # emails sent again at once


class EmailFilter(FilterForm):
    """What the reader of the log asked to see."""

    q = StringField(_l("Recipient"))
    state = SelectField(_l("State"), choices=STATES, default="")
    template = SelectField(_l("Template"), default="")

    def __init__(self, args: MultiDict[str, str]) -> None:
        super().__init__(args)
        any_ = SelectChoice("", _l("Any"))
        self.template.choices = [any_, *(SelectChoice(key.value, template_name(key)) for key in TEMPLATES)]
        self.args = args

    def criteria(self) -> EmailCriteria:
        """What is asked, with what is wrong in it left out."""
        state, template = self.asked("state"), self.asked("template")
        return EmailCriteria(
            EmailState(state) if state else None,
            TemplateKey(template) if template else None,
            as_searched(self.q.data),
            after=id_of(self.args.get("after")),
            before=id_of(self.args.get("before")),
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.asking())

    def asking(self) -> dict[str, str]:
        """The filters that are set, for an address."""
        values = {"q": as_searched(self.q.data), "state": self.asked("state"), "template": self.asked("template")}
        return {name: value for name, value in values.items() if value}

    def foot(self, found: EmailPage) -> dict[str, Any]:
        """The neighbours of a page, for its foot."""

        def url(**place: int) -> str:
            return url_for(".sent_email", **self.asking(), **place)  # type: ignore[arg-type]

        return {
            "first": None,
            "prev_url": url(before=found.before) if found.before else None,
            "next_url": url(after=found.after) if found.after else None,
        }


class SendAgainForm(PageForm):
    """Which emails are to be sent again."""

    def chosen(self) -> list[int]:
        """The ids that were ticked."""
        ids = (id_of(text) for text in request.form.getlist("ids")[:MOST])
        return sorted({id_ for id_ in ids if id_ is not None})


class ResumeForm(PageForm):
    """A button alone."""


def id_of(text: str | None) -> int | None:
    """An id that stands in a form or an address; None for what is none."""
    return possible_id(int(text)) if text and text.isascii() and text.isdigit() and len(text) <= 10 else None
