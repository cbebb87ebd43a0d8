"""The forms of a piece of equipment and of an intervention. They check the shape; the rules are in the domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import (
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.domain import clock
from app.domain.accounts.staff import staff
from app.domain.history.models import Act, Actor
from app.domain.parties.models import Party
from app.domain.service.equipment import EQUIPMENT, EquipmentDraft
from app.domain.service.interventions import INTERVENTIONS, InterventionDraft
from app.domain.service.models import EquipmentKind, InterventionState
from app.domain.service.photos import PhotoChanges, add_equipment, edit_equipment, received_photos
from app.domain.service.queries import pieces_of, supplier_names
from app.web.entries import EntryForm
from app.web.forms import FileForm, PageForm, lines, text
from app.web.ids import an_id
from app.web.lists import choices_of
from app.web.money import NumberField
from app.web.service import INTERVENTION_STATES, KIND_WORDS, hours_of


class EquipmentForm(EntryForm):
    """A piece of equipment, with its photos: nothing of it is saved without the rest."""

    book = EQUIPMENT
    brings_files = True

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
    photo = MultipleFileField(_l("Add photos"))
    removed = SelectMultipleField(_l("Photos"), coerce=an_id, validate_choice=False, option_widget=CheckboxInput())

    def offer(self, _client: Party | None, entry: Any) -> None:
        """The suppliers on file, as what may be typed; the photos, as what may be removed."""
        self.suppliers = supplier_names()
        photos = entry.photos if entry else []
        words = (_l("Remove photo %(n)s", n=n) for n in range(1, len(photos) + 1))
        self.removed.choices = [SelectChoice(photo.id, label) for photo, label in zip(photos, words, strict=True)]

    @property
    def sent(self) -> list[tuple[BinaryIO, str]]:
        """The photos that were chosen: what is in them, and what they are called."""
        return [(file.stream, file.filename or "") for file in self.photo.data or ()]

    def add_to(self, client_id: int | None, *, by: Actor) -> Act:
        with received_photos(self.sent) as photos:
            return add_equipment(client_id or 0, self.draft(), photos, self.key.data or "", by=by)

    def change(self, client_id: int | None, entry_id: int, *, by: Actor) -> Act:
        with received_photos(self.sent) as photos:
            changes = PhotoChanges(photos, [id_ for id_ in self.removed.data or () if id_])
            key = self.key.data or ""
            return edit_equipment(client_id or 0, entry_id, self.draft(), changes, self.based_on, key, by=by)

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


class InterventionForm(EntryForm):
    """Work done for a client, or planned."""

    book = INTERVENTIONS

    asked = TextAreaField(_l("What was asked"), validators=[Length(max=10_000)])
    day = DateField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    start = TimeField(_l("From (time)"), validators=[Optional()])
    end = TimeField(_l("To (time)"), validators=[Optional()])
    hours = NumberField(_l("Hours"))
    technician_ids = SelectMultipleField(
        _l("Technicians"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    equipment_id = SelectField(_l("On which equipment"), coerce=an_id)
    state = SelectField(_l("State"), choices=choices_of(INTERVENTION_STATES), default=InterventionState.PLANNED.value)
    done = TextAreaField(_l("What was done"), validators=[Length(max=10_000)])
    parts = TextAreaField(_l("Parts"), validators=[Length(max=2_000)])

    def offer(self, client: Party | None, entry: Any) -> None:
        """People who work here, and who did it already; the client's equipment."""
        known = set(entry.technician_ids) if entry else set()
        self.technician_ids.choices = [
            SelectChoice(one.id, one.name) for one in staff() if one.is_on or one.id in known
        ]
        pieces = pieces_of(client.id) if client else []
        named = [SelectChoice(piece.id, " · ".join(filter(None, (piece.name, piece.serial)))) for piece in pieces]
        self.equipment_id.choices = [SelectChoice("", _l("None")), *named]

    @staticmethod
    def as_shown(columns: Mapping[str, Any]) -> Mapping[str, Any]:
        """Hours as a number, and not as minutes."""
        minutes = columns["minutes"]
        return {**columns, "hours": None if minutes is None else hours_of(minutes)}

    def draft(self) -> InterventionDraft:
        """What was written. Hours that the two times make are not written once more."""
        draft = InterventionDraft(
            day=self.day.data or clock.today(),
            asked=lines(self.asked.data),
            start=self.start.data,
            end=self.end.data,
            minutes=None if self.hours.data is None else round(self.hours.data * 60),
            state=InterventionState(self.state.data),
            technician_ids=tuple(sorted(self.technician_ids.data or [])),
            equipment_id=self.equipment_id.data,
            done=lines(self.done.data),
            parts=lines(self.parts.data),
        )
        return replace(draft, minutes=None) if draft.minutes == draft.from_start_to_end else draft


class MadeReportForm(PageForm):
    """A report that is made from the record, as somebody saw it."""

    version = IntegerField(widget=HiddenInput())


class ReportForm(MadeReportForm, FileForm):
    """A report that somebody sends: a PDF, or a photo of it."""

    file = FileField(_l("PDF or photo"), validators=[FileRequired(_l("Choose a PDF or a photo."))])


class VoidForm(PageForm):
    """Why a signature holds no longer."""

    reason = StringField(_l("Reason"), validators=[Length(max=300)])

    def why(self) -> str:
        return text(self.reason.data)
