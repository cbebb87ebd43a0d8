"""What people change about themselves."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired, Length

from app.domain.accounts.models import Density, Theme
from app.domain.accounts.passwords import LONGEST
from app.web.formatting import offered_languages
from app.web.forms import PageForm
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


def preferences_form(person: Person) -> type[PortalPreferencesForm]:
    """The form for this person: the portal has no rows to set the height of."""
    return PortalPreferencesForm if person.is_portal else PreferencesForm
