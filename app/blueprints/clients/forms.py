"""The forms of a card. They check the shape; the rules are in the domain."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    Form,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app.domain import clock
from app.domain.errors import RuleViolation
from app.domain.lifecycle.archiving import ArchiveChoices
from app.domain.parties.drafts import PartyDraft, check_draft
from app.domain.parties.models import ClientRole, PartyKind
from app.domain.parties.text import web_address
from app.web.countries import countries
from app.web.formatting import LANGUAGE_NAMES
from app.web.forms import PageForm, text
from app.web.lists import SelectionForm

KINDS = [SelectChoice(PartyKind.COMPANY.value, _l("Company")), SelectChoice(PartyKind.PERSON.value, _l("Person"))]
ROLES = [
    SelectChoice(ClientRole.CUSTOMER.value, _l("Customer")),
    SelectChoice(ClientRole.PROSPECT.value, _l("Prospect")),
    SelectChoice(ClientRole.NONE.value, _l("Neither")),
]
LANGUAGES = [SelectChoice("", "–"), *(SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items())]
TEXTS = (
    "name",
    "first_name",
    "last_name",
    "previous_number",
    "tax_id",
    "registration_id",
    "street",
    "house_number",
    "postal_code",
    "post_office",
    "city",
    "province",
    "email",
    "phone",
    "website",
    "language",
)


def is_web_address(_form: Form, field: Field) -> None:
    """Refuse what no browser opens."""
    if web_address(field.data) is None:
        raise ValidationError(gettext("This is not a web address."))


class PartyForm(PageForm):
    """A party's master data."""

    kind = RadioField(_l("Kind"), choices=KINDS, default=PartyKind.COMPANY.value)
    name = StringField(_l("Company name"), validators=[Length(max=200)])
    first_name = StringField(_l("First name"), validators=[Length(max=100)])
    last_name = StringField(_l("Last name"), validators=[Length(max=100)])
    tax_id = StringField(_l("Tax ID"), validators=[Length(max=40)])
    registration_id = StringField(_l("Registration number"), validators=[Length(max=60)])
    previous_number = StringField(_l("Previous number"), validators=[Length(max=60)])
    customer_since = DateField(_l("Customer since"), validators=[Optional()])
    street = StringField(_l("Street"), validators=[Length(max=200)])
    house_number = StringField(_l("House number"), validators=[Length(max=40)])
    postal_code = StringField(_l("Postal code"), validators=[Length(max=20)])
    post_office = StringField(_l("Post office"), validators=[Length(max=100)])
    city = StringField(_l("City"), validators=[Length(max=100)])
    province = StringField(_l("Province"), validators=[Length(max=100)])
    country = SelectField(_l("Country"), default="")
    email = EmailField(
        _l("Email"), validators=[Optional(), Length(max=254), Email(message=_l("This is not an email address."))]
    )
    phone = StringField(_l("Phone"), validators=[Length(max=60)])
    website = StringField(
        _l("Website"),
        filters=[lambda typed: web_address(typed.strip()) or typed if typed else typed],
        validators=[Length(max=300), Optional(), is_web_address],
    )
    language = SelectField(_l("Language"), choices=LANGUAGES, default="")
    notes = TextAreaField(_l("Notes"), validators=[Length(max=20_000)])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.country.choices = countries()

    def validate(self, extra_validators: Any = None) -> bool:
        """The shape, and in the same breath the rules of master data: all that is wrong is said at once."""
        is_well_formed = super().validate(extra_validators)
        if self.kind.errors:
            return False
        try:
            check_draft(PartyDraft(**self.texts()))
        except RuleViolation as violation:
            self.refuse(violation)
            return False
        return bool(is_well_formed)

    def texts(self) -> dict[str, Any]:
        """What was typed, tidied."""
        return {
            **{name: text(self[name].data) for name in TEXTS},
            "kind": PartyKind(self.kind.data),
            "country": self.country.data or "",
            "notes": (self.notes.data or "").replace("\r\n", "\n").replace("\0", "").strip(),
            "customer_since": self.customer_since.data,
        }


class NewPartyForm(PartyForm):
    """A new party also says what it is to the office. Later that changes by acts of its own."""

    client_role = RadioField(_l("Role"), choices=ROLES, default=ClientRole.CUSTOMER.value)
    is_supplier = BooleanField(_l("Also a supplier"))

    def __init__(self, **values: Any) -> None:
        super().__init__(customer_since=clock.today(), **values)

    def draft(self) -> PartyDraft:
        """What was written. The day that the form itself proposes is for customers: on others it counts as empty."""
        role, texts = ClientRole(self.client_role.data), self.texts()
        if role is not ClientRole.CUSTOMER and texts["customer_since"] == clock.today():
            texts["customer_since"] = None
        return PartyDraft(**texts, client_role=role, is_supplier=bool(self.is_supplier.data))


class EditPartyForm(PartyForm):
    """Master data that somebody saw in a certain version."""

    version = IntegerField(widget=HiddenInput(), default=1)
    seen_version = IntegerField(validators=[Optional()])

    @property
    def based_on(self) -> int:
        """The version that the writer has seen: after a conflict, the other editor's when they said so."""
        return self.seen_version.data or self.version.data or 0

    def draft(self) -> PartyDraft:
        return PartyDraft(**self.texts())


class ArchiveForm(SelectionForm):
    """The archive dialog: which, why, until when."""

    reason = StringField(_l("Reason"), validators=[Length(max=300)])
    expected_back_on = DateField(_l("Expected back on"), validators=[Optional()])

    def validate_expected_back_on(self, field: DateField) -> None:
        """Nobody is expected back in the past; today is still to come."""
        if field.data and field.data < clock.today():
            raise ValidationError(gettext("This day is past. Choose today or a later one."))

    def choices(self) -> ArchiveChoices:
        return ArchiveChoices(text(self.reason.data), self.expected_back_on.data)
