"""What people change about themselves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
)
from wtforms.validators import InputRequired, Length

from app.domain.accounts.models import Density, Theme
from app.domain.accounts.passwords import LONGEST
from app.domain.contacts.own import OwnData, own_data
from app.domain.contacts.permissions import Notice
from app.web.formatting import offered_languages
from app.web.forms import PageForm, text
from app.web.identity import Person

THEMES = [
    SelectChoice(Theme.AUTO.value, _l("As the system says")),
    SelectChoice(Theme.LIGHT.value, _l("Light")),
    SelectChoice(Theme.DARK.value, _l("Dark")),
]
DENSITIES = [
    SelectChoice(Density.COMFORTABLE.value, _l("Comfortable")),
    SelectChoice(Density.COMPACT.value, _l("Compact")),
]


class PortalPreferencesForm(PageForm):
    """How pages look."""

    key = None  # saving twice is saving once
    language = SelectField(_l("Language"))
    theme = RadioField(_l("Colours"), choices=THEMES)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        offered = [SelectChoice(code, name) for code, name in offered_languages()]
        self.language.choices = [SelectChoice("", _l("As the browser says")), *offered]

    @classmethod
    def of(cls, person: Person) -> PortalPreferencesForm:
        """The form as this person's choices are now."""
        return cls(formdata=None, language=person.language or "", theme=person.theme, density=person.density)


class PreferencesForm(PortalPreferencesForm):
    """At the desk there are lists, too."""

    density = RadioField(_l("Row height in lists"), choices=DENSITIES)


class DensityForm(PageForm):
    """What the switch at the foot of a list sends, among all that the list sends."""

    key = None
    density = RadioField(choices=DENSITIES)


class PasswordForm(PageForm):
    """The current password and the next one."""

    current = PasswordField(
        _l("Current password"), validators=[InputRequired(_l("Type your current password.")), Length(max=LONGEST)]
    )
    new = PasswordField(_l("New password"), validators=[InputRequired(_l("Type a new password.")), Length(max=LONGEST)])


class NameForm(PageForm):
    """What somebody of the staff is called."""

    name = StringField(_l("Full name"), validators=[InputRequired(_l("Type a name.")), Length(max=100)])


class OwnDataForm(PageForm):
    """Name and phone of a person of the portal, in the version that they saw."""

    first_name = StringField(_l("First name"), validators=[Length(max=100)])
    last_name = StringField(_l("Last name"), validators=[InputRequired(_l("Type a last name.")), Length(max=100)])
    phone = TelField(_l("Phone"), validators=[Length(max=60)])
    version = HiddenField(default="0")

    @property
    def based_on(self) -> int:
        """The version that the writer has seen."""
        sent = self.version.data or ""
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0

    def draft(self) -> OwnData:
        return OwnData(text(self.first_name.data), text(self.last_name.data), text(self.phone.data))

    @classmethod
    def of(cls, person: Person) -> OwnDataForm:
        """The form as it stands on file."""
        data, version = own_data(person.login_id)
        return cls(formdata=None, data={**asdict(data), "version": version})


class NoticesForm(PageForm):
    """Which emails somebody wants, among those that the form offered."""

    key = None  # it sends itself at every tick, and stays on the page
    offered = SelectMultipleField(choices=[SelectChoice(notice.value) for notice in Notice], coerce=Notice)
    wanted = SelectMultipleField(choices=[SelectChoice(notice.value) for notice in Notice], coerce=Notice)


class CodeForm(PageForm):
    """A code that the authenticator app shows."""

    code = StringField(_l("Code from the app"), validators=[InputRequired(_l("Type the code.")), Length(max=40)])


class AskPasswordForm(PageForm):
    """The current password, before what cannot be taken back."""

    password = PasswordField(
        _l("Current password"), validators=[InputRequired(_l("Type your current password.")), Length(max=LONGEST)]
    )


class KeyForm(PageForm):
    """Nothing but a key."""


def preferences_form(person: Person) -> type[PortalPreferencesForm]:
    """The form for this person: the portal has no rows to set the height of."""
    return PortalPreferencesForm if person.is_portal else PreferencesForm
