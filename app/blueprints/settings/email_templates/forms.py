"""The forms of email templates, and what their addresses ask for."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.domain.messaging.editing.actions import draft_of
from app.domain.messaging.editing.checking import WordingDraft
from app.domain.messaging.wordings import Wording
from app.web.formatting import offered_languages
from app.web.forms import FilterForm, PageForm, VersionedForm
from app.web.office import this_office


class WordingForm(VersionedForm):
    """The words of an email in one language. The text is asked for only where somebody writes it by hand."""

    subject = StringField(_l("Subject"), validators=[InputRequired(_l("Type a subject.")), Length(max=500)])
    html = TextAreaField(_l("Email"), validators=[InputRequired(_l("Type what the email says."))])
    text_is_own = BooleanField(_l("Write the text by hand"))
    text = TextAreaField(_l("Text"))

    @classmethod
    def of(cls, wording: Wording, version: int) -> WordingForm:
        """The form with the words that stand."""
        words = {name: getattr(wording, name) for name in ("subject", "html", "text", "text_is_own")}
        return cls(formdata=None, version=version, **words)

    def draft(self) -> WordingDraft:
        text = self.text.data or ""
        return WordingDraft(self.subject.data or "", self.html.data or "", text if self.text_is_own.data else None)


def as_form_says(wording: Wording) -> dict[str, Any]:
    """What another admin saved, by the fields of the form."""
    draft = draft_of(wording)
    return {"subject": draft.subject, "html": draft.html, "text_is_own": draft.text is not None, "text": wording.text}


class SwitchForm(PageForm):
    """On, or off."""

    is_on = BooleanField(false_values=("", "off"))


class LanguageFilter(FilterForm):
    """In which language the words are looked at; the office's own unless said."""

    language = SelectField()

    def __init__(self, args: MultiDict[str, str]) -> None:
        super().__init__(args)
        self.language.default = this_office().language
        self.language.choices = [SelectChoice(code, name) for code, name in offered_languages()]
        self.language.data = self.asked("language")


class PreviewFilter(FilterForm):
    """With whom an email is shown, as what, and which of its versions."""

    contact = IntegerField(validators=[Optional()])
    number = IntegerField(validators=[Optional()])
    shown = SelectField(choices=[SelectChoice("html"), SelectChoice("text")], default="html")
