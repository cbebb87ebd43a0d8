"""The forms of contracts. They check the shape; the rules are in the domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.domain import clock
from app.domain.contracts.amending import Termination
from app.domain.contracts.dates import NoticeUnit
from app.domain.contracts.drafts import ContractDraft, draft_of, wrong_in_contract
from app.domain.contracts.models import Contract, ContractKind, ContractVersion, Interval
from app.domain.contracts.signing import InkDraft
from app.domain.contracts.templates import offered_templates
from app.domain.errors import N_, RuleViolation
from app.domain.money.amounts import Money, is_payable
from app.domain.parties.currencies import currency_of
from app.web.contracts import INTERVAL_WORDS, KIND_WORDS, UNIT_WORDS
from app.web.formatting import LANGUAGE_NAMES
from app.web.forms import FileForm, PageForm, VersionedForm, text
from app.web.lists import choices_of
from app.web.money import NumberField, currencies
from app.web.office import this_office

NOT_A_NUMBER = _l("This is not a number.")


class WholeNumber(IntegerField):
    """A whole number, or none; what is no number stays in the field, and says so in the reader's language."""

    def process_formdata(self, values: list[str]) -> None:
        try:
            super().process_formdata(values)
        except ValueError as error:
            raise ValueError(str(NOT_A_NUMBER)) from error


class ContractForm(VersionedForm):
    """The terms of a contract."""

    subject = StringField(_l("Subject"), validators=[Length(max=200)])
    kind = SelectField(_l("Kind"), choices=choices_of(KIND_WORDS), default=ContractKind.VIRTUAL_OFFICE.value)
    value = NumberField(_l("Value"))
    currency = SelectField(_l("Currency"))
    interval = SelectField(_l("How often"), choices=choices_of(INTERVAL_WORDS), default=Interval.MONTH.value)
    starts_on = DateField(_l("Begins on"), validators=[InputRequired(_l("Write the day on which it begins."))])
    ends_on = DateField(_l("Ends on"), validators=[Optional()])
    notice = WholeNumber(_l("Notice period"), validators=[Optional()])
    notice_unit = SelectField(_l("Counted in"), choices=choices_of(UNIT_WORDS), default=NoticeUnit.MONTHS.value)
    renews_by = WholeNumber(_l("Renews by so many months"), validators=[Optional()])

    def __init__(self, *sent: Any, **values: Any) -> None:
        super().__init__(*sent, **values)
        self.currency.choices = currencies()

    @classmethod
    def blank(cls) -> ContractForm:
        """The form as it begins: from today, in the office's money."""
        return cls(formdata=None, starts_on=clock.today(), currency=currency_of(this_office().country))

    @classmethod
    def of(cls, version: ContractVersion, contract: Contract) -> ContractForm:
        """The form as it stands on file."""
        return cls(formdata=None, data={**as_shown(draft_of(version).columns), "version": contract.version})

    def draft(self) -> ContractDraft:
        """What was written. Without a value there is no currency."""
        value = self.value.data
        currency = self.currency.data if value is not None else ""
        return ContractDraft(
            subject=text(self.subject.data),
            kind=ContractKind(self.kind.data),
            value_minor=None if value is None else Money.of(value, currency).minor,
            currency=currency,
            interval=Interval(self.interval.data),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            notice=self.notice.data,
            notice_unit=NoticeUnit(self.notice_unit.data),
            renews_by=self.renews_by.data,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """The shape, then the rules: all that is wrong is said at once."""
        if not super().validate(extra_validators):
            return False
        broken = list(wrong_in_contract(self.draft()))
        if self.value.data is not None and not is_payable(self.value.data, self.currency.data):
            broken.append(RuleViolation(N_("This cannot be paid in that currency."), field="value"))
        for violation in broken:
            self.refuse(violation)
        return not broken


def as_shown(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The terms of a contract by the names of the form's fields."""
    shown = {name: value for name, value in columns.items() if name != "value_minor"}
    minor = columns["value_minor"]
    shown["value"] = None if minor is None else Money(minor, columns["currency"]).amount
    shown["currency"] = columns["currency"] or currency_of(this_office().country)
    return shown


class ContractFileForm(FileForm):
    """A file for a contract, or its paper."""

    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])


class PaperForm(FileForm):
    """The PDF of a version; on the contract's page it stands beside the form of another file."""

    bears = "paper"

    paper = FileField(_l("PDF"), validators=[FileRequired(_l("Choose a PDF."))])


class InkForm(ContractFileForm):
    """That somebody signed on paper, with the scan of it. `version` is that of the contract, as somebody saw it."""

    version = IntegerField(widget=HiddenInput())
    file = FileField(_l("Scan of the signed paper"), validators=[FileRequired(_l("Choose the photo or PDF."))])
    name = StringField(_l("Signed by"), validators=[Length(max=200)])
    role = StringField(_l("Role"), validators=[Length(max=100)])
    signed_on = DateField(_l("Signed on"), validators=[InputRequired(_l("Write the day on which it was signed."))])

    def draft(self) -> InkDraft:
        return InkDraft(text(self.name.data), text(self.role.data), self.signed_on.data)


class DrawUpForm(PageForm):
    """From which template a contract is drawn up."""

    template = SelectField(_l("Template"))

    def __init__(self, language: str, *sent: Any, **values: Any) -> None:
        super().__init__(*sent, **values)
        self.template.choices = [
            SelectChoice(str(each.id), f"{each.name} ({LANGUAGE_NAMES[each.language]})")
            for each in offered_templates(language)
        ]


class TextForm(VersionedForm):
    """What a contract says, as it was drawn up."""

    text = TextAreaField(_l("Text"))


class TerminateForm(PageForm):
    """When a contract ends before its time, and why."""

    on = DateField(_l("Last day"), validators=[InputRequired(_l("Write the last day on which it holds."))])
    reason = StringField(_l("Reason"), validators=[Length(max=300)])

    def draft(self) -> Termination:
        return Termination(self.on.data, text(self.reason.data))


class VoidForm(PageForm):
    """Why a signature is voided."""

    reason = TextAreaField(_l("Reason"), validators=[Length(max=300)])
