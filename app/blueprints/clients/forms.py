"""The forms of a card. They check the shape; the rules are in the domain."""

from __future__ import annotations

from collections.abc import Sequence
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
    Label,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, Length, Optional, ValidationError

from app.domain import clock
from app.domain.lifecycle.archiving import ArchiveChoices
from app.domain.office.profile import ArchivedMail
from app.domain.parties.currencies import currency_of
from app.domain.parties.custom_fields.queries import Definition, fields_on
from app.domain.parties.custom_fields.values import Answers, wrong_answers
from app.domain.parties.drafts import PartyDraft, broken_rules
from app.domain.parties.models import ClientRole, PartyKind
from app.domain.parties.tax_ids import ITALY, labels_of, wrong_ids
from app.domain.parties.text import web_address
from app.web.countries import countries
from app.web.custom_fields import answer_in, filled_in
from app.web.formatting import LANGUAGE_NAMES, sentence
from app.web.forms import FilterForm, PageForm, VersionedForm, as_searched, lines, text
from app.web.ids import possible_id
from app.web.money import currencies
from app.web.office import this_office
from app.web.party_lists import SelectionForm

KINDS = [SelectChoice(PartyKind.COMPANY.value, _l("Company")), SelectChoice(PartyKind.PERSON.value, _l("Person"))]
ROLES = [
    SelectChoice(ClientRole.CUSTOMER.value, _l("Customer")),
    SelectChoice(ClientRole.PROSPECT.value, _l("Prospect")),
    SelectChoice(ClientRole.NONE.value, _l("Neither")),
]
NO_EMAIL = _l("This is not an email address.")
LANGUAGES = [SelectChoice("", "–"), *(SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items())]
ARCHIVED_MAIL = [
    SelectChoice("", _l("As the office does")),
    SelectChoice(ArchivedMail.KEEP.value, _l("Keep it for some days")),
    SelectChoice(ArchivedMail.FORWARD.value, _l("Forward it to the client")),
    SelectChoice(ArchivedMail.RETURN.value, _l("Return it to the sender")),
]
TEXTS = (
    "name",
    "first_name",
    "last_name",
    "previous_number",
    "tax_id",
    "registration_id",
    "sdi_code",
    "pec",
    "currency",
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
    "discount_group",
    "our_number",
    "their_terms",
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
    sdi_code = StringField(
        _l("SDI code"),
        filters=[lambda typed: typed.replace(" ", "").upper() if typed else typed],
        validators=[Length(max=40)],
    )
    pec = EmailField(_l("PEC"), validators=[Optional(), Length(max=254), Email(message=NO_EMAIL)])
    currency = SelectField(_l("Currency"), default="")
    previous_number = StringField(_l("Previous number"), validators=[Length(max=60)])
    customer_since = DateField(_l("Customer since"), validators=[Optional()])
    street = StringField(_l("Street"), validators=[Length(max=200)])
    house_number = StringField(_l("House number"), validators=[Length(max=40)])
    postal_code = StringField(_l("Postal code"), validators=[Length(max=20)])
    post_office = StringField(_l("Post office"), validators=[Length(max=100)])
    city = StringField(_l("City"), validators=[Length(max=100)])
    province = StringField(_l("Province"), validators=[Length(max=100)])
    country = SelectField(_l("Country"), default="")
    email = EmailField(_l("Email"), validators=[Optional(), Length(max=254), Email(message=NO_EMAIL)])
    phone = StringField(_l("Phone"), validators=[Length(max=60)])
    website = StringField(
        _l("Website"),
        filters=[lambda typed: web_address(typed.strip()) or typed if typed else typed],
        validators=[Length(max=300), Optional(), is_web_address],
    )
    language = SelectField(_l("Language"), choices=LANGUAGES, default="")
    discount_group = StringField(_l("Discount group"), validators=[Length(max=60)])
    our_number = StringField(_l("Our customer number there"), validators=[Length(max=60)])
    their_terms = StringField(_l("Their terms"), validators=[Length(max=200)])
    notes = TextAreaField(_l("Notes"), validators=[Length(max=20_000)])

    custom: Sequence[Definition] = ()  # fields of the office's own, which `with_fields` adds
    own_fields = StringField()  # the keys of those that the form has

    def __init__(
        self, *sent: Any, before: PartyDraft | None = None, written: Answers | None = None, **values: Any
    ) -> None:
        super().__init__(*sent, **values)
        self.before = before  # what is on file: only an id that is typed anew is checked
        self.written = written or {}
        self._keep_what_was_not_asked()
        self.country.choices, self.currency.choices = countries(), currencies(also_none=True)
        kind = PartyKind.PERSON if self.kind.data == PartyKind.PERSON else PartyKind.COMPANY
        self.labels = labels_of(self.country.data or "", kind)
        for field, label in ((self.tax_id, self.labels.tax_id), (self.registration_id, self.labels.registration_id)):
            field.label = Label(field.id, sentence(label))

    def _keep_what_was_not_asked(self) -> None:
        """Let what is on file stand in the office's own fields that the form which was sent did not have yet: somebody
        took them up, or made them, while it was written.
        """
        asked = self.own_fields.data
        if not self.is_submitted() or asked is None:
            return
        unasked = [field for field in self.custom if field.key not in asked.split()]
        for name, value in filled_in(unasked, self.written).items():
            self[name].process(None, value)

    @property
    def is_italian(self) -> bool:
        """Whether the fields of Italy are shown: there, and wherever something stands in them."""
        return self.country.data == ITALY or any(field.data or field.errors for field in (self.sdi_code, self.pec))

    def validate(self, extra_validators: Any = None) -> bool:
        """The shape, and in the same breath the rules of master data: all that is wrong is said at once."""
        is_well_formed = super().validate(extra_validators)
        if self.kind.errors:
            return False
        draft = PartyDraft(**self.texts())
        fields = [field for field in fields_on(self.custom, draft.kind) if not self[field.form_name].errors]
        broken = [
            *broken_rules(draft),
            *wrong_ids(draft, self.before),
            *wrong_answers(fields, self.answers(), self.written),
        ]
        for violation in broken:
            self.refuse(violation)
        return bool(is_well_formed) and not broken

    def answers(self) -> Answers:
        """What was written in the office's own fields, those of the chosen kind."""
        return {field.id: answer_in(self, field) for field in fields_on(self.custom, PartyKind(self.kind.data))}

    def texts(self) -> dict[str, Any]:
        """What was typed, tidied."""
        return {
            **{name: text(self[name].data) for name in TEXTS},
            "kind": PartyKind(self.kind.data),
            "country": self.country.data or "",
            "notes": lines(self.notes.data),
            "customer_since": self.customer_since.data,
        }


class NewPartyForm(PartyForm):
    """A new party also says what it is to the office. Later that changes by acts of its own."""

    client_role = RadioField(_l("Role"), choices=ROLES, default=ClientRole.CUSTOMER.value)
    is_supplier = BooleanField(_l("Also a supplier"))

    others = StringField()  # the look-alikes that the writer has seen and says are somebody else

    def __init__(self, **values: Any) -> None:
        begins = {"country": this_office().country, **{name: value for name, value in values.items() if value}}
        super().__init__(customer_since=clock.today(), currency=currency_of(begins["country"]), **begins)

    def draft(self) -> PartyDraft:
        """What was written. The day that the form itself proposes is for customers: on others it counts as empty."""
        role, texts = ClientRole(self.client_role.data), self.texts()
        if role is not ClientRole.CUSTOMER and texts["customer_since"] == clock.today():
            texts["customer_since"] = None
        return PartyDraft(**texts, client_role=role, is_supplier=bool(self.is_supplier.data))

    @property
    def seen_others(self) -> list[int]:
        """The ids of the look-alikes that the question named, once it is answered."""
        ids = [int(word) for word in (self.others.data or "").split() if word.isascii() and word.isdigit()]
        return [id_ for id_ in ids if possible_id(id_)]


class EditPartyForm(PartyForm, VersionedForm):
    """Master data that somebody saw in a certain version."""

    archived_mail = SelectField(_l("Its mail"), choices=ARCHIVED_MAIL, default="")
    archived_mail_days = IntegerField(_l("Days that it is kept"), validators=[Optional()])

    def forget_version(self) -> None:
        """The writer has seen another card: this one's version counts once they say that they have seen it."""
        self.version.data, self.version.raw_data = 0, None
        self.seen_version.data = None

    def texts(self) -> dict[str, Any]:
        """What was typed, with the client's own rule for its mail; without one, the office's holds."""
        rule = ArchivedMail(self.archived_mail.data) if self.archived_mail.data in set(ArchivedMail) else None
        return {
            **super().texts(),
            "archived_mail": rule,
            "archived_mail_days": self.archived_mail_days.data if rule is ArchivedMail.KEEP else None,
        }

    def draft(self) -> PartyDraft:
        return PartyDraft(**self.texts())


class SimilarFilter(FilterForm):
    """What somebody has typed so far about a party, to see who is on file already."""

    kind = RadioField(choices=KINDS, default=PartyKind.COMPANY.value)
    name = StringField(default="")
    first_name = StringField(default="")
    last_name = StringField(default="")
    tax_id = StringField(default="")
    email = StringField(default="")
    country = StringField(default="")
    besides = IntegerField()  # whose own form it is

    def draft(self) -> PartyDraft:
        names = ("name", "first_name", "last_name", "tax_id", "email", "country")
        typed: dict[str, Any] = {name: self.typed(name) for name in names}
        return PartyDraft(kind=PartyKind(self.asked("kind")), **typed)

    def typed(self, name: str) -> str:
        return as_searched(self[name].data)

    def own_id(self) -> int | None:
        """Who is being edited; nobody while a new one is written."""
        return possible_id(self.asked("besides"))


class DeactivateForm(SelectionForm):
    """The dialog of an act that asks which, and why."""

    reason = StringField(_l("Reason"), validators=[Length(max=300)])


class ArchiveForm(DeactivateForm):
    """The archive dialog: which, why, until when."""

    expected_back_on = DateField(_l("Expected back on"), validators=[Optional()])

    def validate_expected_back_on(self, field: DateField) -> None:
        """Nobody is expected back in the past; today is still to come."""
        if field.data and field.data < clock.today():
            raise ValidationError(gettext("This day is past. Choose today or a later one."))

    def choices(self) -> ArchiveChoices:
        return ArchiveChoices(text(self.reason.data), self.expected_back_on.data)
