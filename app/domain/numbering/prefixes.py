"""The prefix of a number range: flat text in which {year} and {month} may stand (PRODUCT.md 10)."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func

from app.domain.numbering.models import LARGEST

YEAR, MONTH = "{year}", "{month}"
LONGEST = 20  # characters, as it is typed
# Between prefix and digits they do not count: C-42, c42 and C 0042 are one.
SIGNS = " -./_#"
_DIGITS = len(str(LARGEST))
_IN_BRACES = re.compile(r"\{[^{}]*\}?|\}")
_PLAIN = re.compile(r"([A-Za-z0-9#][A-Za-z0-9 ./_#-]*)?")
_PARTS = re.compile(r"(\{year\}|\{month\})")
_COUNTS = re.compile(r"(?:\d|\{year\}|\{month\})*")


def unknown_placeholder(prefix: str) -> str:
    """The first thing in braces that is neither {year} nor {month}; mostly nothing."""
    return next((found for found in _IN_BRACES.findall(prefix) if found not in {YEAR, MONTH}), "")


def is_plain(prefix: str) -> bool:
    """Whether it can be written in every file and file name, and read over the phone; no sign begins it."""
    return _PLAIN.fullmatch(_PARTS.sub("0", prefix)) is not None


def fill(prefix: str, *, year: int, month: int) -> str:
    """The prefix as it stands in a number of that month."""
    return prefix.replace(YEAR, f"{year:04d}").replace(MONTH, f"{month:02d}")


def value_in(number: str, prefix: str, *, year: int | None = None) -> tuple[int, int | None] | None:
    """The value of the counter in a number of this form, and the year that stands in it; None where it has another.

    With `year` those of other years are none of this form.
    """
    of_year = r"(?P<year>\d{4})" if year is None else f"(?P<year>{year:04d})"
    meaning, form = {YEAR: of_year, MONTH: r"\d{2}"}, ""
    for part in _PARTS.split(prefix.rstrip(SIGNS)):
        form += meaning.get(part, re.escape(part))
        if part == YEAR:
            meaning[YEAR] = "(?P=year)"  # a group has its name once
    found = re.fullmatch(rf"{form}[\W_]*0*(?P<value>\d{{1,{_DIGITS}}})", number.strip(), re.IGNORECASE)
    if found is None:
        return None
    said = found.groupdict().get("year")
    return int(found["value"]), int(said) if said else None


def highest_of(column: Any, prefix: str, *, year: int | None = None) -> ColumnElement[int | None]:
    """The highest value among the numbers of a column that have this form, as an aggregate; NULL where none has.

    What `value_in` says of one number, told by the database of all of them. Placeholders have a width of their own.
    """
    begin = prefix.rstrip(SIGNS)
    pattern = "".join("\\" + sign if sign in "_%\\" else sign for sign in begin.lower())
    pattern = pattern.replace(YEAR, "____" if year is None else f"{year:04d}").replace(MONTH, "__")
    width = len(fill(begin, year=1, month=1))
    rest = func.ltrim(func.substr(column, width + 1), SIGNS)
    is_of_form = and_(
        func.lower(func.substr(column, 1, width)).like(pattern, escape="\\"),
        rest != "",
        func.ltrim(rest, "0123456789") == "",
        func.length(func.ltrim(rest, "0")) <= _DIGITS,
    )
    return func.max(case((is_of_form, cast(rest, Integer))))


def look_alike(one: str, other: str) -> bool:
    """Whether two prefixes can make the same number: C- and C, or C- and C-1 once the first has come to 10001."""
    shorter, longer = sorted((one.lower(), other.lower()), key=len)
    begin = shorter.rstrip(SIGNS)
    if longer.rstrip(SIGNS) == begin:
        return True
    return longer.startswith(begin) and _COUNTS.fullmatch(longer[len(begin) :].lstrip(SIGNS)) is not None
