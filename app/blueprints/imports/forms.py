"""The forms of an import: the file, what its columns hold, the answers about countries, and the take-over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.domain.directory.importing.columns import SILENT, Meaning
from app.domain.directory.importing.countries import all_countries
from app.domain.directory.importing.decimals import SAID, DecimalSign
from app.domain.directory.importing.mapping import field_named, name_of
from app.domain.directory.importing.models import Duplicates, ImportRun
from app.domain.directory.importing.queries import Show
from app.domain.directory.importing.taking import Expected
from app.domain.errors import RuleViolation
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.models import ClientRole
from app.web.formatting import country_name, sentence
from app.web.forms import FileForm, FilterForm, PageForm

ROLES = [
    SelectChoice(ClientRole.CUSTOMER.value, _l("Customers")),
    SelectChoice(ClientRole.PROSPECT.value, _l("Prospects")),
    SelectChoice(ClientRole.NONE.value, _l("Neither, without a number")),
]
# A field of the countries form is named after the question: country[netherlands antilles].
_FIELD = ("country[", "]")


class ImportForm(FileForm):
    """A file, and what those in it are to the office."""

    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])
    client_role = RadioField(_l("They become"), choices=ROLES, default=ClientRole.CUSTOMER.value)

    @property
    def role(self) -> ClientRole:
        return ClientRole(self.client_role.data)


class SheetForm(PageForm):
    """Which sheet of a workbook is meant."""

    sheet = SelectField(_l("Sheet"), validate_choice=False)

    def __init__(self, sheets: Sequence[str] = (), **values: Any) -> None:
        super().__init__(**values)
        self.sheet.choices = [SelectChoice(name) for name in sheets]


class ColumnsForm(PageForm):
    """What each column holds: a select for every one, named after its place: column-0. And how numbers are read."""

    decimals = SelectField(_l("What stands before decimals"), validate_choice=False)

    def __init__(self, chosen: Sequence[Meaning | None], decimals: str = "") -> None:
        super().__init__(decimals=decimals if decimals in SAID else "")
        is_asked = decimals == DecimalSign.ASKED
        self.decimals.choices = [
            SelectChoice("", _l("Choose") if is_asked else _l("As the numbers of the list show")),
            SelectChoice(DecimalSign.COMMA.value, _l("A comma: 1.234,50")),
            SelectChoice(DecimalSign.POINT.value, _l("A point: 1,234.50")),
        ]
        self.chosen = list(chosen)
        self.names = [name_of(meant) for meant in chosen]
        self.errors_at: dict[int, str] = {}

    @classmethod
    def sent(cls, run: ImportRun, own: Iterable[Definition]) -> ColumnsForm:
        """What came; a field that is none, or not there, is left out. `own` are those that the office has made."""
        names = [request.form.get(f"column-{place}", "") for place in range(len(run.columns))]
        chosen = [field_named(name, own) if name not in SILENT else None for name in names]
        return cls(chosen, run.decimal_sign)

    @property
    def decimal_sign(self) -> DecimalSign:
        """What stands before decimals; unsaid where nobody says it."""
        return DecimalSign(self.decimals.data) if self.decimals.data in SAID else DecimalSign.UNSAID

    def refuse(self, violation: RuleViolation) -> None:
        """Show what is wrong beside its column, or at the top."""
        place = getattr(violation, "place", None)
        if place is None:
            super().refuse(violation)
        else:
            self.errors_at[place] = sentence(violation.sentence)


class CountriesForm(PageForm):
    """Which countries the unknown names mean: one select each, whose fields follow from the questions."""

    @property
    def answers(self) -> dict[str, str]:
        """The question's key → the code, or nothing."""
        prefix, suffix = _FIELD
        return {
            name.removeprefix(prefix).removesuffix(suffix): code
            for name, code in request.form.items()
            if name.startswith(prefix) and name.endswith(suffix)
        }


class TakeOverForm(PageForm):
    """What becomes of the duplicates, and the numbers that were seen, so that nothing else is taken over."""

    expected = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    duplicates = StringField(default=Duplicates.SKIP.value)
    fill = IntegerField(validators=[Optional()])
    create = IntegerField(validators=[Optional()])
    restore = IntegerField(validators=[Optional()])

    def seen(self) -> Expected:
        """The choice, with what the preview said of it. What is no choice leaves the duplicates out."""
        asked = self.duplicates.data
        choice = Duplicates(asked) if asked in set(Duplicates) else Duplicates.SKIP
        number = None if choice is Duplicates.SKIP else self[choice.value].data or 0
        return Expected(self.expected.data or 0, choice, number)


class RowFilter(FilterForm):
    """Which staged rows to show, and from where on."""

    show = StringField(default="")
    after = IntegerField(default=0, validators=[Optional(), NumberRange(0, 2**31 - 1)])
    before = IntegerField(default=None, validators=[Optional(), NumberRange(0, 2**31 - 1)])

    def __init__(self, **values: Any) -> None:
        super().__init__(request.args, **values)

    def shown(self, usual: Show) -> Show:
        asked = self.asked("show")
        return Show(asked) if asked in list(Show) else usual


def country_choices() -> list[tuple[str, str]]:
    """The countries in the reader's language."""
    return sorted(((code, country_name(code)) for code in all_countries()), key=lambda pair: pair[1].casefold())
