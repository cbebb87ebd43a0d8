"""Writing one email: a template's words, with the values of this occasion."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from babel.dates import format_date, format_datetime

from app.domain import clock
from app.domain.errors import Sentence
from app.domain.messaging.fields import HIDDEN_LINK, merge_html, merge_text, names_in
from app.domain.messaging.wordings import Wording
from app.domain.office.profile import Office

# Stands in the sheet of every email for the office's own colour, which may change after a template was saved.
OFFICE_COLOUR, OUR_COLOUR = "#0acce1", "#1f5fd0"
# What goes from an email, with its paragraph, when there is no link to tell of. A link may stand in none.
_OF_LINK = frozenset({"link", "link_valid_until"})
_PARAGRAPH = re.compile(r"<(p|li|h2|h3|a)\b[^>]*>.*?</\1>", re.DOTALL)

Value = str | Sentence | datetime | date

_words: Callable[[Sentence, str], str] = lambda sentence, language: sentence.msgid % sentence.values  # noqa: E731


def ask_for_words(how: Callable[[Sentence, str], str]) -> None:
    """Say, once, how a sentence is said in a language: the catalogues belong to the doors."""
    global _words
    _words = how


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom an email goes. `login_id` says whose login it concerns."""

    address: str
    name: str = ""
    first_name: str = ""
    language: str | None = None
    login_id: int | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """An email as it will be read; a one-use link is still a mark in it."""

    language: str
    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an email tells of: the values of its fields."""

    values: Mapping[str, Value] = field(default_factory=dict)
    has_link: bool = False


def compose(wording: Wording, to: Recipient, occasion: Occasion, office: Office) -> Composed:
    """Put the values into a template's words, each escaped for where it stands."""
    values = values_for(wording.language, to, occasion, office)
    html, text = wording.inlined, wording.text
    if not occasion.has_link:
        html, text = without_link(html, text)
    subject = merge_text(wording.subject, values)
    return Composed(
        wording.language,
        subject,
        merge_html(html, {**values, "subject": subject}).replace(OFFICE_COLOUR, office.accent or OUR_COLOUR),
        merge_text(text, values) + "\n\n-- \n" + merge_text("{{ office_foot }}", values) + "\n",
    )


def values_for(language: str, to: Recipient, occasion: Occasion, office: Office) -> dict[str, str]:
    """Every value as text, in the language of the email."""
    address = ", ".join(part for part in (office.street, f"{office.postal_code} {office.city}".strip()) if part)
    foot = " · ".join(part for part in (office.name, address, office.phone, office.email) if part)
    return {
        "language": language,
        "first_name": to.first_name or to.name,
        "name": to.name,
        "office_name": office.name,
        "office_address": address,
        "office_phone": office.phone,
        "office_email": office.email,
        "office_foot": foot,
        **({"link": HIDDEN_LINK} if occasion.has_link else {}),
        **{name: said(value, language) for name, value in occasion.values.items()},
    }


def said(value: Value, language: str) -> str:
    """A value as one reads it: moments in the office's zone."""
    if isinstance(value, Sentence):
        return _words(value, language)
    if isinstance(value, datetime):
        return format_datetime(value.astimezone(clock.zone()), _LONG[language], locale=language)
    return format_date(value, "long", locale=language) if isinstance(value, date) else value


# Date and time, without seconds: nobody reads them.
_LONG = {"en": "d MMMM y, HH:mm", "it": "d MMMM y, HH:mm", "pl": "d MMMM y, HH:mm"}


def without_link(html: str, text: str) -> tuple[str, str]:
    """The words of an email that carries no link: the paragraphs that tell of it are left out."""

    def speaks_of_it(piece: str) -> bool:
        return not _OF_LINK.isdisjoint(names_in(piece))

    html = _PARAGRAPH.sub(lambda match: "" if speaks_of_it(match[0]) else match[0], html)
    kept = [paragraph for paragraph in text.split("\n\n") if not speaks_of_it(paragraph)]
    return html, "\n\n".join(kept)


def with_link(composed: str, link: str) -> str:
    """The words with their one-use link: just before they leave, or for eyes that may see it."""
    return composed.replace(HIDDEN_LINK, link)
