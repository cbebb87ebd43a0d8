from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from app.domain.locations.drafts import LOCATIONS, LocationDraft
from app.domain.locations.models import LocationKind
from app.web.countries import countries
from app.web.entries import EntryForm
from app.web.forms import lines, text
from app.web.locations import KINDS

TEXTS = ("label", "addressee", "street", "house_number", "postal_code", "city", "province")


class LocationForm(EntryForm):
    """An address with a name."""

    book = LOCATIONS

    label = StringField(_l("Name of the location"), validators=[Length(max=100)])
    kind = SelectField(
        _l("Kind"),
        choices=[SelectChoice(kind.value, word) for kind, word in KINDS.items()],
        default=LocationKind.OTHER.value,
    )
    is_default = BooleanField(_l("Default for its kind"))
    addressee = StringField(_l("Addressee"), validators=[Length(max=200)])
    street = StringField(_l("Street"), validators=[Length(max=200)])
    house_number = StringField(_l("House number"), validators=[Length(max=40)])
    postal_code = StringField(_l("Postal code"), validators=[Length(max=20)])
    city = StringField(_l("City"), validators=[Length(max=100)])
    province = StringField(_l("Province"), validators=[Length(max=100)])
    country = SelectField(_l("Country"), default="")
    note = TextAreaField(_l("Notes"), validators=[Length(max=2_000)])

    def __init__(self, *sent: Any, **values: Any) -> None:
        super().__init__(*sent, **values)
        self.country.choices = countries()

    def draft(self) -> LocationDraft:
        return LocationDraft(
            **{name: text(self[name].data) for name in TEXTS},
            kind=LocationKind(self.kind.data),
            country=self.country.data or "",
            note=lines(self.note.data),
            is_default=bool(self.is_default.data),
        )
