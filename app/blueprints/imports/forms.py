"""The forms of an import: the file, the answers about countries, and the take-over."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.domain.directory.importing.countries import all_countries
from app.domain.directory.importing.queries import Show
from app.domain.parties.models import ClientRole
from app.web.formatting import country_name
from app.web.forms import FilterForm, PageForm

ROLES = [
    SelectChoice(ClientRole.CUSTOMER.value, _l("Customers")),
    SelectChoice(ClientRole.PROSPECT.value, _l("Prospects")),
    SelectChoice(ClientRole.NONE.value, _l("Neither, without a number")),
]
# A field of the countries form is named after the question: country[netherlands antilles].
_FIELD = ("country[", "]")


class ImportForm(PageForm):
    """A file, and what those in it are to the office."""

    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])
    client_role = RadioField(_l("They become"), choices=ROLES, default=ClientRole.CUSTOMER.value)

    @property
    def stream(self) -> BinaryIO:
        return cast(BinaryIO, self.file.data.stream)

    @property
    def file_name(self) -> str:
        return self.file.data.filename or ""

    @property
    def role(self) -> ClientRole:
        return ClientRole(self.client_role.data)


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
    """The number that was seen, so that nothing else is taken over."""

    expected = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class RowFilter(FilterForm):
    """Which staged rows to show, and from where on."""

    show = StringField(default="")
    after = IntegerField(default=0, validators=[Optional(), NumberRange(0, 2**31 - 1)])
    before = IntegerField(default=None, validators=[Optional(), NumberRange(0, 2**31 - 1)])

    def __init__(self, **values: Any) -> None:
        super().__init__(request.args, **values)
        self.validate()

    def shown(self, usual: Show) -> Show:
        asked = self.asked("show")
        return Show(asked) if asked in list(Show) else usual


def country_choices() -> list[tuple[str, str]]:
    """The countries in the reader's language."""
    return sorted(((code, country_name(code)) for code in all_countries()), key=lambda pair: pair[1].casefold())
