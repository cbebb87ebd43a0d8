"""One field of each kind, to be looked at; nothing is ever sent."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)

from app.web.forms import PageForm


class SampleForm(PageForm):
    """A form as it comes back with an error."""

    version = HiddenField()
    kind = RadioField("Kind", choices=[SelectChoice("company", "Company"), SelectChoice("person", "Person")])
    name = StringField("Company name")
    email = EmailField("Email")
    password = PasswordField("Password")
    country = SelectField("Country", choices=[SelectChoice("IT", "Italy"), SelectChoice("PL", "Poland")])
    since = DateField("Customer since")
    notes = TextAreaField("Notes")
    file = FileField("File")
    is_supplier = BooleanField("Supplier")


def sample() -> SampleForm:
    """The form, filled in by somebody who mistyped the email."""
    form = SampleForm(formdata=None, version="1", kind="company", name="Caffè Peru", email="bar@", country="IT")
    form.email.errors = ["This is not an email address."]
    return form
