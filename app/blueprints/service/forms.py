"""The forms of a piece of equipment. They check the shape; the rules are in the domain."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from app.domain.parties.models import Party
from app.domain.service.equipment import EQUIPMENT, EquipmentDraft
from app.domain.service.models import EquipmentKind
from app.domain.service.queries import supplier_names
from app.web.entries import EntryForm
from app.web.forms import PageForm, lines, text
from app.web.lists import choices_of
from app.web.service import KIND_WORDS


class EquipmentForm(EntryForm):
    """A piece of equipment."""

    book = EQUIPMENT

    kind = SelectField(_l("Kind"), choices=choices_of(KIND_WORDS), default=EquipmentKind.LOCKER.value)
    name = StringField(_l("Name"), validators=[Length(max=100)])
    serial = StringField(_l("Serial number"), validators=[Length(max=100)])
    place = StringField(_l("Place"), validators=[Length(max=100)])
    handed_out_on = DateField(_l("Handed out on"), validators=[Optional()])
    returned_on = DateField(_l("Returned on"), validators=[Optional()])
    supplier = StringField(_l("Supplier"), validators=[Length(max=200)])
    bought_on = DateField(_l("Bought on"), validators=[Optional()])
    warranty_until = DateField(_l("Warranty until"), validators=[Optional()])
    note = TextAreaField(_l("Notes"), validators=[Length(max=2_000)])

    def offer(self, _client: Party | None, _entry: Any) -> None:
        """The suppliers on file, as what may be typed."""
        self.suppliers = supplier_names()

    def draft(self) -> EquipmentDraft:
        return EquipmentDraft(
            name=text(self.name.data),
            kind=EquipmentKind(self.kind.data),
            serial=text(self.serial.data),
            place=text(self.place.data),
            supplier=text(self.supplier.data),
            bought_on=self.bought_on.data,
            warranty_until=self.warranty_until.data,
            handed_out_on=self.handed_out_on.data,
            returned_on=self.returned_on.data,
            note=lines(self.note.data),
        )


class PhotoForm(PageForm):
    """A photo of a piece of equipment."""

    photo = FileField(_l("Photo"), validators=[FileRequired(_l("Choose a photo."))])

    @property
    def stream(self) -> BinaryIO:
        return cast(BinaryIO, self.photo.data.stream)

    @property
    def file_name(self) -> str:
        return self.photo.data.filename or ""
