"""The forms of the Archive's dialogs."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, StringField
from wtforms.validators import Length, Optional, ValidationError

from app.domain import clock
from app.domain.lifecycle.anonymising import AnonymiseChoices
from app.domain.lifecycle.purging import PurgeChoices
from app.web.forms import PageForm, text
from app.web.party_lists import SelectionForm


class RestoreForm(SelectionForm):
    """The restore dialog: which parties, as it showed them."""

    # "today": the dashboard, where Cancel and the restore lead back; "form": beside the form of a new client.
    came_from = HiddenField(name="from")


class PurgeForm(SelectionForm):
    """The dialog before parties go for good: the name or the number typed, and whether their people go too."""

    confirmation = StringField(_l("Type it to confirm"), validators=[Length(max=300)])
    with_people = BooleanField(_l("Delete them too"))

    def choices(self) -> PurgeChoices:
        return PurgeChoices(text(self.confirmation.data), bool(self.with_people.data))


class AnonymiseForm(PageForm):
    """The dialog before somebody is anonymised: why, and the number typed."""

    reason = StringField(_l("Reason"), validators=[Length(max=300)])
    confirmation = StringField(_l("Type it to confirm"), validators=[Length(max=300)])

    def choices(self) -> AnonymiseChoices:
        return AnonymiseChoices(text(self.reason.data), text(self.confirmation.data))


class ExpectedBackForm(PageForm):
    """The day on which somebody is expected back; none, and the desk is no longer reminded."""

    expected_back_on = DateField(_l("Expected back on"), validators=[Optional()])
    came_from = HiddenField(name="from")  # "today", or the card

    def validate_expected_back_on(self, field: DateField) -> None:
        """The desk is reminded on a day that is still to come."""
        if field.data and field.data <= clock.today():
            raise ValidationError(gettext("Choose a later day than today."))
