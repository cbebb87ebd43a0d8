"""The forms with which an admin looks after the office: its people, and what it says of itself."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import (
    EmailField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Email, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.domain.accounts.passwords import LONGEST
from app.domain.accounts.permissions import StaffRole
from app.domain.accounts.staff import StaffDraft
from app.domain.numbering.models import RangeKind
from app.domain.office.client_defaults import ClientDefaults
from app.domain.office.models import NewClientRole, RecordKind
from app.domain.office.profile import ArchivedMail, OfficeDraft
from app.domain.office.queries import standing
from app.web.countries import countries
from app.web.formatting import LANGUAGE_NAMES
from app.web.forms import FileForm, FilterForm, PageForm, VersionedForm, text
from app.web.office import this_office

ROLES = [
    SelectChoice(StaffRole.STAFF.value, _l("Staff member: the daily work")),
    SelectChoice(StaffRole.ADMIN.value, _l("Admin: settings and staff, too")),
]

ARCHIVED_MAIL = [
    SelectChoice(ArchivedMail.KEEP.value, _l("Keep it for some days")),
    SelectChoice(ArchivedMail.FORWARD.value, _l("Forward it to the client")),
    SelectChoice(ArchivedMail.RETURN.value, _l("Return it to the sender")),
]
NEW_CLIENT_ROLES = [
    SelectChoice(NewClientRole.CUSTOMER.value, _l("Customer")),
    SelectChoice(NewClientRole.PROSPECT.value, _l("Prospect")),
]
# Where offices stand: the other names of the list are older ones for these, or no places.
REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


class StaffForm(PageForm):
    """Name and role, as somebody saw them."""

    name = StringField(_l("Full name"), validators=[InputRequired(_l("Type a name.")), Length(max=100)])
    role = RadioField(_l("Works as"), choices=ROLES, default=StaffRole.STAFF.value)
    version = HiddenField()

    def draft(self) -> StaffDraft:
        return StaffDraft(text(self.name.data), StaffRole(self.role.data))


class NewStaffForm(StaffForm):
    """A new member of the staff also needs an email and a password."""

    version = None
    email = EmailField(
        _l("Email"),
        validators=[InputRequired(_l("Type an email.")), Length(max=254), Email(_l("This is not an email address."))],
    )
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Type a password.")), Length(max=LONGEST)])

    def draft(self) -> StaffDraft:
        return StaffDraft(text(self.name.data), StaffRole(self.role.data), text(self.email.data))


class ResetForm(PageForm):
    """Another password."""

    password = PasswordField(
        _l("New password"), validators=[InputRequired(_l("Type a new password.")), Length(max=LONGEST)]
    )


class SwitchForm(PageForm):
    """Nothing but a key: off, or on again."""


class OfficeForm(VersionedForm):
    """What the office says of itself, and how it works."""

    name = StringField(_l("Name of the office"), validators=[InputRequired(_l("Type a name.")), Length(max=100)])
    street = StringField(_l("Street and house number"), validators=[Length(max=200)])
    postal_code = StringField(_l("Postal code"), validators=[Length(max=20)])
    city = StringField(_l("City"), validators=[Length(max=100)])
    country = SelectField(_l("Country"))
    phone = StringField(_l("Phone"), validators=[Length(max=60)])
    email = EmailField(
        _l("Email"), validators=[Optional(), Length(max=254), Email(message=_l("This is not an email address."))]
    )
    hours = StringField(_l("Opening hours"), validators=[Length(max=200)])
    public_address = StringField(_l("Address of the portal"), validators=[Length(max=300)])
    accent = StringField(_l("Colour"), validators=[Length(max=30)])
    time_zone = SelectField(_l("Time zone"))
    languages = SelectMultipleField(
        _l("Languages offered"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    language = SelectField(_l("Language where none of them is asked for"))
    archived_mail = RadioField(_l("Mail that arrives for an archived client"), choices=ARCHIVED_MAIL)
    archived_mail_days = IntegerField(_l("Days that it is kept"), validators=[Optional()])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        spoken = [SelectChoice(code, LANGUAGE_NAMES[code]) for code in standing().languages]
        self.country.choices = countries()[1:]
        self.time_zone.choices = [SelectChoice(name, name.replace("_", " ")) for name in zones()]
        self.languages.choices, self.language.choices = spoken, spoken

    def draft(self) -> OfficeDraft:
        """What was written, tidied; a colour is one whichever way its letters are typed."""
        accent = text(self.accent.data).lower()
        days = self.archived_mail_days.data
        return OfficeDraft(
            **{name: text(self[name].data) for name in ("name", "street", "postal_code", "city", "phone", "email")},
            country=self.country.data,
            hours=text(self.hours.data),
            public_address=text(self.public_address.data).rstrip("/"),
            accent=f"#{accent.removeprefix('#')}" if accent else "",
            time_zone=self.time_zone.data,
            languages=tuple(self.languages.data or ()),
            language=self.language.data,
            archived_mail=ArchivedMail(self.archived_mail.data),
            archived_mail_days=days if days is not None else this_office().archived_mail_days,
        )


def zones() -> list[str]:
    """The time zones to choose from, and the one that is chosen, whatever it is called."""
    return sorted(
        {name for name in available_timezones() if name.startswith(REGIONS)} | {this_office().time_zone, "UTC"}
    )


class LogoForm(FileForm):
    """A picture."""

    bears = "logo"

    logo = FileField(_l("Picture"), validators=[FileRequired(_l("Choose a picture."))])


class ClientDefaultsForm(VersionedForm):
    """What the form of a new client begins with."""

    country = SelectField(_l("Country"))
    language = SelectField(_l("Language"))
    client_role = RadioField(_l("Role"), choices=NEW_CLIENT_ROLES)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        spoken = [SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()]
        self.country.choices, self.language.choices = countries(), [SelectChoice("", "–"), *spoken]

    def draft(self) -> ClientDefaults:
        return ClientDefaults(self.country.data, self.language.data, NewClientRole(self.client_role.data))


class RetentionForm(PageForm):
    """For how many years each kind of record is kept in one country."""

    country = SelectField(_l("Country"), widget=HiddenInput())
    version = HiddenField()
    seen_version = HiddenField()
    invoice = IntegerField(_l("Invoices"), validators=[InputRequired(_l("Type a number of years."))])
    credit_note = IntegerField(_l("Credit notes"), validators=[InputRequired(_l("Type a number of years."))])
    contract = IntegerField(_l("Signed contracts"), validators=[InputRequired(_l("Type a number of years."))])
    report = IntegerField(_l("Signed reports"), validators=[InputRequired(_l("Type a number of years."))])
    identification = IntegerField(_l("Identification files"), validators=[InputRequired(_l("Type a number of years."))])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.country.choices = countries()[1:]

    @property
    def based_on(self) -> str:
        """The version that the writer has seen: after a conflict, the other admin's when they said so."""
        return self.seen_version.data or self.version.data or ""

    def years(self) -> dict[RecordKind, int]:
        return {kind: self[kind.value].data for kind in RecordKind}


class RestoredForm(PageForm):
    """Where each number range goes on in a place that was restored from a backup."""

    parties = IntegerField(_l("Next number of clients and suppliers"), validators=[InputRequired(_l("Type a number."))])
    mail = IntegerField(_l("Next number of mail"), validators=[InputRequired(_l("Type a number."))])
    suppliers = IntegerField(_l("Suppliers on their own"), validators=[InputRequired(_l("Type a number."))])
    contracts = IntegerField(_l("Contracts"), validators=[InputRequired(_l("Type a number."))])
    customer_accounts = IntegerField(
        _l("Ledger accounts of customers"), validators=[InputRequired(_l("Type a number."))]
    )
    supplier_accounts = IntegerField(
        _l("Ledger accounts of suppliers"), validators=[InputRequired(_l("Type a number."))]
    )

    def next_values(self) -> dict[RangeKind, int]:
        return {kind: self[kind.value].data for kind in RangeKind}


class CountryFilter(FilterForm):
    """Of which country the years are shown; the office's own unless said."""

    country = SelectField(_l("Country"))

    def __init__(self, args: MultiDict[str, str]) -> None:
        super().__init__(args)
        self.country.default = this_office().country
        self.country.choices = countries()[1:]
        self.country.data = self.asked("country")
