"""Merge fields: flat `{{ name }}` placeholders, replaced by nothing but this module.

What users edit is never a template of an engine: a placeholder names a value, and there is nothing else to say
(SAFETY.md 11). A value is escaped for where it stands: as text, in HTML, in an address, in the subject.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from html import escape

from app.domain.errors import N_

_PLACEHOLDER = re.compile(r"\{\{ *([a-z_]{1,40}) *\}\}")
# What anybody may have meant as a placeholder: an unknown one is refused with its place, and none is sent as it is.
_MEANT = re.compile(r"\{\{[^{}\n]{0,60}\}?\}?|\}\}")
# Stands for a one-use link until the email is sent, so that no table holds it. In no value: private use (Unicode 23.5).
HIDDEN_LINK = "\ue000"
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ue000]+")


class Kind(Enum):
    """What a field may be used for."""

    TEXT = auto()
    LINK = auto()  # an address of ours, which may be where a link leads to


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One thing that an email may tell."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    example: str = ""
    is_one_use: bool = False  # a link that only the email itself will hold


@dataclass(frozen=True, slots=True)
class Unknown:
    """A placeholder that means nothing, and the line (from 1) where it stands."""

    text: str
    line: int


def of_person() -> tuple[Placeholder, ...]:
    """Of whoever the email goes to."""
    return (
        Placeholder("first_name", N_("First name"), example="Tomasz"),
        Placeholder("name", N_("First and last name"), example="Tomasz Zieliński"),
    )


def of_office() -> tuple[Placeholder, ...]:
    """Of the office itself."""
    return (
        Placeholder("office_name", N_("The office’s name"), example="Portico Uffici"),
        Placeholder("office_address", N_("The office’s address"), example="Via dei Fontanili 18, 10121 Torino"),
        Placeholder("office_phone", N_("The office’s phone"), example="+39 011 555 01 40"),
        Placeholder("office_email", N_("The office’s email"), example="desk@portico.example"),
    )


CLIENT = (
    Placeholder("client_name", N_("The client’s name"), example="Łódź Consulting Sp. z o.o."),
    Placeholder("client_number", N_("The client’s number"), example="C-0148"),
)


def unknown_in(text: str, known: Collection[str]) -> list[Unknown]:
    """What looks like a placeholder and is none of these, in the order in which it stands."""
    found = []
    for line, words in enumerate(text.splitlines(), 1):
        for match in _MEANT.finditer(words):
            placeholder = _PLACEHOLDER.fullmatch(match[0])
            if placeholder is None or placeholder[1] not in known:
                found.append(Unknown(match[0], line))
    return found


def names_in(text: str) -> Iterator[str]:
    """The names of the placeholders of a text."""
    return (match[1] for match in _PLACEHOLDER.finditer(text))


def merge_text(text: str, values: Mapping[str, str]) -> str:
    """Put values into plain text. A value is one line: nothing in it can end a header or forge a paragraph."""
    return _PLACEHOLDER.sub(lambda match: one_line(values.get(match[1], "")), text)


def merge_html(html: str, values: Mapping[str, str]) -> str:
    """Put values into HTML, between tags or in a quoted attribute."""
    return _PLACEHOLDER.sub(lambda match: escape(one_line(values.get(match[1], ""))), html)


def one_line(value: str) -> str:
    """A value without line breaks and other characters that nobody sees. The mark of a link stays a link's."""
    return value if value == HIDDEN_LINK else _UNSEEN.sub(" ", value).strip()
