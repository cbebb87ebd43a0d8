"""What all forms share: forms that change something, and filters that only ask."""

from __future__ import annotations

import re
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField
from wtforms.fields.core import Field

from app.domain.errors import RuleViolation
from app.domain.history.actions import new_key
from app.web.formatting import sentence

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class PageForm(FlaskForm):
    """A form that changes something. It carries a one-use key; the CSRF token is checked for every POST anyway."""

    class Meta:
        csrf = False

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:
            """What was sent, as somebody may have typed it."""
            sent = super().wrap_formdata(form, formdata)  # type: ignore[misc]  # WTForms gives it DefaultMeta's
            return sent and MultiDict((name, as_typed(value)) for name, value in sent.items(multi=True))

    key = HiddenField(default=new_key)

    def refuse(self, violation: RuleViolation) -> None:
        """Show a broken rule beside the field that broke it, or at the top."""
        text = sentence(violation.sentence)
        if violation.field in self._fields:
            self[violation.field].errors = [*self[violation.field].errors, text]
        else:
            self.form_errors.append(text)

    @property
    def wrong_fields(self) -> list[Field]:
        """The fields with an error, in the order of the page."""
        return [field for field in self if field.errors]


class FilterForm(Form):
    """A form that only asks; it lives in the query string, and what is wrong in it counts as not asked."""

    def asked(self, name: str) -> Any:
        """The value of a field, or its default when what came is not one of its values."""
        field = self[name]
        return field.default if field.errors or field.data is None else field.data


def as_typed(value: Any) -> Any:
    """A text without the control characters that nobody types: PostgreSQL and HTML know no NUL."""
    return _CONTROLS.sub("", value) if isinstance(value, str) else value


def text(value: str | None) -> str:
    """A text field as the office means it: blanks tidied, never None, no NUL (PostgreSQL stores none)."""
    return " ".join((value or "").replace("\0", " ").split())
