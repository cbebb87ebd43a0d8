"""The columns of the client list: those that it has by itself, or those that a person chose."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.access.reach import opened_for
from app.domain.contacts.queries import PrimaryContact, primary_contacts_of
from app.domain.directory.fields.asking import UNSORTED
from app.domain.parties.custom_fields.models import NUMBERS, FieldKind
from app.domain.parties.custom_fields.values import Value, answers_of
from app.domain.parties.tags import tags_of
from app.web.custom_fields import said, shown_fields
from app.web.forms import PageForm
from app.web.identity import current_person
from app.web.lists import choices_of
from app.web.party_lists import PartyList

T = TypeVar("T")


class Column(StrEnum):
    """What may stand in a row beside name, number and state; in the order in which it stands."""

    CITY = "city"
    COUNTRY = "country"
    TAX_ID = "tax_id"
    REACH = "reach"
    CONTACT = "contact"
    ROLES = "roles"
    TAGS = "tags"
    PORTAL = "portal"
    MAIL = "mail"
    STATE = "state"
    SINCE = "since"


class Head(NamedTuple):
    """A column's head: its words, its width as a class, and what it sorts by, if it has an order."""

    words: Any
    class_: str
    sort: str | None = None


HEADS = {
    Column.CITY: Head(_l("City"), "col-city", "city"),
    Column.COUNTRY: Head(_l("Country"), "col-s", "country"),
    Column.TAX_ID: Head(_l("Tax ID"), "col-taxid"),
    Column.REACH: Head(_l("Email · Phone"), "col-reach"),
    Column.CONTACT: Head(_l("Primary contact"), "col-l", "contact"),
    Column.ROLES: Head(_l("Roles"), "col-m"),
    Column.TAGS: Head(_l("Tags"), "col-l"),
    Column.PORTAL: Head(_l("Portal"), "col-s"),
    Column.MAIL: Head(_l("Last mail"), "col-date", "mail"),
    Column.STATE: Head(_l("State"), "col-state"),
    Column.SINCE: Head(_l("Since"), "col-date row__num", "since"),
}
OF_CELL = {Column.STATE: "row__state", Column.SINCE: "row__num", Column.TAX_ID: "mono"}
_OWN_WIDTHS = {
    FieldKind.NUMBER: "col-m row__num",
    FieldKind.MONEY: "col-m row__num",
    FieldKind.DATE: "col-m row__num",
    FieldKind.YES_NO: "col-m",
}
_LONG_NAME = 12  # letters; with more a column is as wide as one of words
# State always stands there: who is deactivated must be told apart at a glance (PRODUCT.md 3).
CHOOSABLE = {column: head.words for column, head in HEADS.items() if column is not Column.STATE}
BY_ITSELF = (Column.CITY, Column.TAX_ID, Column.REACH, Column.SINCE)
# As many fit beside the rail on a small screen; with more the table scrolls sideways.
FITTING = 6
OWN_BESIDES = 4  # so many of the office's own take the room of one more
# Where there is no room at all, a list that nobody arranged shows less.
FROM_DESK = frozenset({Column.TAX_ID, Column.REACH})


class ColumnsForm(PageForm):
    """Which columns to show; or again those that the list has by itself."""

    key = None  # saving twice is saving once
    columns = SelectMultipleField(
        _l("Columns"),
        choices=choices_of(CHOOSABLE),
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    by_itself = BooleanField()

    def chosen(self) -> list[str] | None:
        """The columns to remember, in their order."""
        if self.by_itself.data:
            return None
        return [choice.value for choice in choosable() if choice.value in (self.columns.data or [])]


def choosable() -> list[SelectChoice]:
    """Every column that may be chosen: those of all cards, then the office's own fields."""
    return [*choices_of(CHOOSABLE), *(SelectChoice(field.known_as, field.name) for field in shown_fields())]


class PartyTable:
    """What the table of a list shows beside the names. What a column needs is read only where that is shown."""

    def __init__(self, parties: PartyList) -> None:
        person = current_person()
        chosen = person.columns if person else None
        wanted = BY_ITSELF if chosen is None else chosen
        self.fields = {field.known_as: field for field in shown_fields() if field.known_as in wanted}
        standing = [column for column in Column if column is Column.STATE or column in wanted]
        place = standing.index(Column.STATE)  # the office's own stand before it
        self.columns: list[str] = [*standing[:place], *self.fields, *standing[place:]]
        self.is_arranged = chosen is not None
        self.parties = parties

    @property
    def is_wide(self) -> bool:
        return len(self.columns) + len(self.fields) // OWN_BESIDES > FITTING

    @property
    def heads(self) -> list[tuple[str, str | None, str]]:
        """Words, sort and class of each head."""
        return [
            (str(head.words), head.sort, head.class_ + self.class_of(column))
            for column in self.columns
            for head in (self._head_of(column),)
        ]

    def _head_of(self, column: str) -> Head:
        """The head of a column. A field of the office's own that has no order is no link."""
        if column not in self.fields:
            return HEADS[Column(column)]
        field = self.fields[column]
        width = _OWN_WIDTHS.get(field.kind, "col-l")
        width = width.replace("col-m", "col-l") if len(field.name) > _LONG_NAME else width
        return Head(field.name, width, None if field.kind in UNSORTED else column)

    @cached_property
    def cells(self) -> list[tuple[str, str, bool]]:
        """The columns, the classes of their cells, and whether each is the last."""
        of_own = {name: "row__num" for name, field in self.fields.items() if field.kind in NUMBERS | {FieldKind.DATE}}
        of_cell: dict[str, str] = {**{column.value: class_ for column, class_ in OF_CELL.items()}, **of_own}
        return [
            (column, f"{of_cell.get(column, '')}{self.class_of(column)}", column == self.columns[-1])
            for column in self.columns
        ]

    def class_of(self, column: str) -> str:
        """The further class of a column."""
        return " from-desk" if column in FROM_DESK and not self.is_arranged else ""

    @property
    def choices(self) -> list[tuple[SelectChoice, bool]]:
        """Every column that may be chosen, and whether it is shown."""
        return [(choice, choice.value in self.columns) for choice in choosable()]

    @cached_property
    def tags(self) -> dict[int, list[str]]:
        return self._read(tags_of)

    @cached_property
    def contacts(self) -> dict[int, PrimaryContact]:
        return self._read(primary_contacts_of)

    @cached_property
    def in_portal(self) -> set[int]:
        """The parties for which somebody can sign in."""
        return self._read(opened_for)

    def own(self, party_id: int, column: str) -> str:
        """What stands in a field of the office's own, in the reader's words."""
        field = self.fields[column]
        return said(field, self._answers.get(party_id, {}).get(field.id))

    @cached_property
    def _answers(self) -> dict[int, dict[int, Value]]:
        """What is written in the columns that are shown; one statement a page."""
        return answers_of([row.id for row in self.parties.rows], [field.id for field in self.fields.values()])

    def _read(self, about: Callable[[list[int]], T]) -> T:
        return about([row.id for row in self.parties.rows])
