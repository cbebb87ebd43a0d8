"""The forms of the mail room. They check the shape; the rules are in the domain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateTimeLocalField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.blueprints.mail.lists import MailFilter
from app.domain import clock
from app.domain.mailroom.intake import MailDraft, draft_of
from app.domain.mailroom.models import MailItem, MailKind, MailState
from app.domain.mailroom.queries import all_that_match, picked
from app.domain.selections import Selection
from app.web.forms import FileForm, PageForm, VersionedForm, lines, text
from app.web.ids import possible_id
from app.web.lists import choices_of
from app.web.mail import KIND_WORDS
from app.web.party_lists import SelectionForm

# What a browser sends, and an older one, which knows no such field, may have been typed.
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


def local(moment: datetime) -> datetime:
    """A moment as the office's clock on the wall shows it, to the minute."""
    return moment.astimezone(clock.zone()).replace(second=0, microsecond=0, tzinfo=None)


class MailForm(PageForm):
    """What is written about a letter or parcel."""

    client = IntegerField(_l("Client"), validators=[Optional()], widget=HiddenInput())
    sender = StringField(_l("Sender"), validators=[Length(max=200)])
    kind = RadioField(_l("Kind"), choices=choices_of(KIND_WORDS), default=MailKind.LETTER.value)
    received_at = DateTimeLocalField(
        _l("Received"), format=MOMENTS, validators=[InputRequired(_l("Say when it arrived."))]
    )
    place = StringField(_l("Place"), validators=[Length(max=100)])
    note = TextAreaField(_l("Notes"), validators=[Length(max=5000)])

    @property
    def client_id(self) -> int | None:
        return possible_id(self.client.data)

    def draft(self) -> MailDraft:
        """What was written. A moment is the office's, by its clock on the wall."""
        received: datetime = self.received_at.data
        return MailDraft(
            client_id=self.client_id,
            sender=text(self.sender.data),
            received_at=clock.moment_of(received.date(), received.time()),
            kind=MailKind(self.kind.data),
            place=text(self.place.data),
            note=lines(self.note.data),
        )


class SeenFileForm(PageForm):
    """What becomes of an item's photo or PDF, and which one the page showed: 0 for none."""

    seen = IntegerField(validators=[Optional()], widget=HiddenInput())


class ScanForm(SeenFileForm, FileForm):
    """A photo or PDF for an item that is logged already."""

    file = FileField(_l("Photo or PDF"), validators=[FileRequired(_l("Choose a photo or PDF."))])


class LogMailForm(MailForm, FileForm):
    """The intake: one form, with the photo or PDF if there is one."""

    file = FileField(_l("Photo or PDF"))

    @classmethod
    def blank(cls) -> LogMailForm:
        """The form as it begins: received now, and what the address carries on from the item before."""
        kind = request.args.get("kind", "")
        return cls(
            formdata=None,
            client=request.args.get("client", type=int),
            sender=text(request.args.get("sender"))[:200],
            kind=kind if kind in set(MailKind) else MailKind.LETTER.value,
            place=text(request.args.get("place"))[:100],
            received_at=local(clock.now()),
        )

    @property
    def has_file(self) -> bool:
        return bool(self.file.data and self.file.data.filename)

    def ask_for_file_again(self) -> None:
        """Say that the photo or PDF has to be chosen once more: of all that was sent, a page can show it to nobody."""
        if self.has_file and not self.file.errors:
            self.file.errors = [gettext("A photo or PDF does not stay in a form. Choose it again.")]


class EditMailForm(MailForm, VersionedForm):
    """An item's data that somebody saw in a certain version."""

    @classmethod
    def of(cls, item: MailItem) -> EditMailForm:
        """The form as it stands on file."""
        return cls(formdata=None, data={**values_of(draft_of(item)), "version": item.version})


def values_of(draft: MailDraft) -> dict[str, Any]:
    """A draft as the fields of a form hold it."""
    return {
        "client": draft.client_id,
        "sender": draft.sender,
        "kind": draft.kind.value,
        "received_at": local(draft.received_at),
        "place": draft.place,
        "note": draft.note,
    }


class MarkForm(SelectionForm):
    """The items that were ticked, or all that the address's filter matches. One's own page says what it showed."""

    seen = HiddenField()

    @property
    def state_seen(self) -> MailState | None:
        return MailState(self.seen.data) if self.seen.data in set(MailState) else None

    def mail(self) -> Selection:
        """The items that were selected."""
        if self.all.data:
            return all_that_match(MailFilter(request.args).criteria())
        return picked([id_ for id_ in self.ids.data or [] if possible_id(id_)])


class KeyForm(PageForm):
    """Nothing but a key."""
