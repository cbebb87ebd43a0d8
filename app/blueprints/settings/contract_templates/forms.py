"""The form of a contract template, and what its addresses ask for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.domain.contracts.template_models import ContractTemplate
from app.domain.contracts.templates import LANGUAGES, LONGEST_NAME, TemplateDraft, text_of
from app.web.formatting import LANGUAGE_NAMES
from app.web.forms import FilterForm, VersionedForm, text


class TemplateForm(VersionedForm):
    """A template as somebody writes it."""

    name = StringField(_l("Name"), validators=[InputRequired(_l("Type a name.")), Length(max=LONGEST_NAME)])
    language = SelectField(_l("Language"), choices=[SelectChoice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES])
    text = TextAreaField(_l("Text"), validators=[InputRequired(_l("Type what the contract says."))])

    @classmethod
    def of(cls, template: ContractTemplate, **instead: str) -> TemplateForm:
        """The form with what stands; `instead` names what it shows otherwise."""
        stands = {"name": template.name, "language": template.language, "text": text_of(template)}
        return cls(formdata=None, version=template.version, **{**stands, **instead})

    def draft(self) -> TemplateDraft:
        return TemplateDraft(text(self.name.data), self.language.data or "", self.text.data or "")


class TemplateFilter(FilterForm):
    """What an address asks of a new template, or of one that is edited: whose copy it is, which words it shows."""

    copy_of = IntegerField(validators=[Optional()])
    words = SelectField(choices=[SelectChoice("own"), SelectChoice("came")], default="own")


class ShownFilter(FilterForm):
    """As what a preview is shown."""

    shown = SelectField(choices=[SelectChoice("pages"), SelectChoice("pdf")], default="pages")
