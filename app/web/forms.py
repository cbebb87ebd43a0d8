"""What all forms share: forms that change something, and filters that only ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from functools import cached_property
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, IntegerField
from wtforms.fields.core import Field
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from app.domain.errors import EditConflict, RuleViolation
from app.domain.history.actions import new_key
from app.web.formatting import sentence

T = TypeVar("T")

LONGEST_SEARCH = 200  # characters
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


class FileForm(PageForm):
    """A form that brings a file, in the field that `bears` names."""

    bears = "file"

    def received(self, receive: Callable[..., T]) -> T:
        """What `receive` makes of the file, which it checks and writes to the file store, before any transaction."""
        sent = self[self.bears].data
        with sent.stream as stream:
            return receive(stream, name=sent.filename or "")

    def refuse(self, violation: RuleViolation) -> None:
        """What is wrong with a file is said at the field that brings it, whatever it is called here."""
        at = self.bears if violation.field == "file" else violation.field
        super().refuse(RuleViolation(violation.sentence, field=at))


class VersionedForm(PageForm):
    """A form of something that somebody saw in a certain version."""

    version = IntegerField(widget=HiddenInput(), default=0)
    seen_version = IntegerField(validators=[Optional()])

    @property
    def based_on(self) -> int:
        """The version that the writer has seen: after a conflict, the other editor's when they said so."""
        return self.seen_version.data or self.version.data or 0


class Refusal:
    """What a form is answered with when a rule stands in the way: 422, or 409 with what somebody else has saved.

    ::

        refused = Refusal(form)
        if form.validate():
            with refused:
                edit_office(form.draft(), …)
                return redirect(url_for(".office"), 303)
        return office_page(form=form, theirs=refused.theirs, status=refused.status)
    """

    def __init__(self, form: PageForm) -> None:
        self.form = form
        self.status = 422
        self.theirs: Mapping[str, Any] | None = None

    def __enter__(self) -> Refusal:
        return self

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> bool:
        """A broken rule is said in the form; anything else goes on its way."""
        if not isinstance(error, RuleViolation):
            return False
        self.form.refuse(error)
        if isinstance(error, EditConflict):
            self.status, self.theirs = 409, error.theirs
        return True


class FilterForm(Form):
    """A form that only asks; it lives in the query string, and what is wrong in it counts as not asked."""

    def asked(self, name: str) -> Any:
        """The value of a field, or its default when what came is not one of its values."""
        field = self[name]
        return field.default if name in self.misunderstood or field.data is None else field.data

    @cached_property
    def misunderstood(self) -> Container[str]:
        """The fields whose values are none of theirs; looked for once, when all that can be chosen is offered."""
        self.validate()
        return frozenset(self.errors)


def as_typed(value: Any) -> Any:
    """A text without the control characters that nobody types: PostgreSQL and HTML know no NUL."""
    return _CONTROLS.sub("", value) if isinstance(value, str) else value


def as_searched(value: str | None) -> str:
    """What somebody looks for: blanks tidied, and cut where no name is longer, for every word costs a comparison."""
    return " ".join(as_typed(value or "").split())[:LONGEST_SEARCH]


def lines(value: str | None) -> str:
    """A text of several lines as the office means it: without the line ends of a browser, and no NUL."""
    return (value or "").replace("\r\n", "\n").replace("\0", "").strip()


def text(value: str | None) -> str:
    """A text field as the office means it: blanks tidied, never None, no NUL (PostgreSQL stores none)."""
    return " ".join((value or "").replace("\0", " ").split())
