"""What cells say in fields of the office's own, as an export, a sheet or a list in the office's languages writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from app.domain.directory.importing.cells import is_email, parse_date, says_nothing
from app.domain.directory.importing.decimals import DecimalSign, readings_of
from app.domain.errors import N_, RuleViolation, say
from app.domain.parties.custom_fields.models import NUMBERS, PICKED, FieldKind
from app.domain.parties.custom_fields.queries import Choice, Definition
from app.domain.parties.custom_fields.values import BEHIND, LARGEST, ROOM, Value, tidied, wrong_answers
from app.domain.parties.text import fold, web_address

NO_DATE = N_("“%(value)s” is no date. Write it as 2026-11-18 or 18.11.2026.")
NO_EMAIL = N_("“%(value)s” is no email address.")
NO_NUMBER = N_("“%(value)s” is no number. Write it as 1234.5 or 1234,5.")
NO_AMOUNT = N_("“%(value)s” is no amount in %(currency)s. Write it as 1234.50 or 1234,50.")
TWO_NUMBERS = N_("“%(value)s” can be read as two numbers. Write %(whole)s or %(broken)s.")
NO_ANSWER = N_("“%(value)s” is neither yes nor no.")
NO_CHOICE = N_("“%(value)s” is none of the choices.")

_ROOM_FOR_CHOICES = 20_000  # characters: a hundred words of a hundred, and what stands between them
_YES_NO = {
    "yes": True, "y": True, "true": True, "1": True, "x": True, "si": True, "s": True, "vero": True, "tak": True,
    "t": True, "prawda": True, "no": False, "n": False, "false": False, "0": False, "falso": False, "nie": False,
    "falsz": False,
}  # fmt: skip

_BETWEEN_CHOICES = (",", ";", "|")
_ONE_SEPARATOR = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


def room_of(field: Definition) -> int:
    """Characters that a cell may have."""
    return ROOM.get(field.kind, _ROOM_FOR_CHOICES if field.kind is FieldKind.CHOICES else 200)


def value_of(field: Definition, cell: str, *, is_text: bool, decimal_sign: DecimalSign = DecimalSign.UNSAID) -> Value:
    """What a cell says in a field; None where it says nothing. Raises RuleViolation when that cannot stand there.

    A choice may be one that is offered no longer: whoever knows the card says whether it can stand there. Where a
    number could be read as two, the sign before the decimals of the list decides. In a workbook, which is no text, a
    point stands before decimals: numbers are made so when they are read.
    """
    typed = "\n".join(cell.strip().splitlines()) if field.kind is FieldKind.LONG_TEXT else " ".join(cell.split())
    if not typed or (field.kind is not FieldKind.LONG_TEXT and says_nothing(typed) and not _is_choice(field, typed)):
        return None
    if field.kind in NUMBERS:
        value: Value = _in_numbers(field, typed, is_text=is_text, decimal_sign=decimal_sign)
    else:
        value = _value(field, typed)
    checked = [] if field.kind in PICKED else [field]
    for violation in wrong_answers(checked, {field.id: value}, {}):
        raise violation
    return tidied(value)


def unmistakable(field: Definition, text: str) -> str:
    """A number as an export writes it, to come in as the same one: by 1.234 an Italian list means thousands."""
    return f"{text}0" if field.kind in NUMBERS and _ONE_SEPARATOR.fullmatch(text) else text


def _in_numbers(field: Definition, typed: str, *, is_text: bool, decimal_sign: DecimalSign) -> Decimal:
    """The number, or the amount in the field's currency. Raises RuleViolation."""
    is_money = field.kind is FieldKind.MONEY
    found = readings_of(field, typed)
    if not found:
        raise RuleViolation(
            say(NO_AMOUNT, value=typed, currency=field.currency) if is_money else say(NO_NUMBER, value=typed)
        )
    if len(found) > 1 and not is_text and "." in typed:
        decimal_sign = DecimalSign.POINT
    number = next((one.number for one in found if len(found) == 1 or one.sign is decimal_sign), None)
    if number is None:
        whole, broken = f"{found[1].number:f}", f"{found[0].number:f}0"
        raise RuleViolation(say(TWO_NUMBERS, value=typed, whole=whole, broken=broken))
    # What a sheet has computed has more digits than anybody wrote.
    return number if is_money or abs(number) >= LARGEST else round(number, BEHIND)


def _value(field: Definition, typed: str) -> Value:
    """What is no number. Raises RuleViolation."""
    if field.kind is FieldKind.DATE:
        return _known(parse_date(typed), NO_DATE, typed)
    if field.kind is FieldKind.YES_NO:
        return _known(_YES_NO.get(fold(typed)), NO_ANSWER, typed)
    if field.kind in PICKED:
        return _chosen(field, typed)
    if field.kind is FieldKind.LINK:
        return web_address(typed) or typed
    if field.kind is FieldKind.EMAIL and not is_email(typed):
        raise RuleViolation(say(NO_EMAIL, value=typed))
    return typed


def _known(value: Value, msgid: str, typed: str) -> Value:
    if value is None:
        raise RuleViolation(say(msgid, value=typed))
    return value


def _is_choice(field: Definition, typed: str) -> bool:
    """Whether what elsewhere says that there is nothing is a word that can be chosen: the Polish brak, for one."""
    return field.kind in PICKED and any(fold(choice.word) == fold(typed) for choice in field.choices)


def _chosen(field: Definition, typed: str) -> Value:
    """The choices by their words, whatever their case and accents. Raises RuleViolation at the first that is none."""
    words = {fold(choice.word): choice for choice in field.choices}
    if field.kind is FieldKind.CHOICE:
        choice = words.get(fold(typed))
        if choice is None:
            raise RuleViolation(say(NO_CHOICE, value=typed))
        return choice.id
    wrong: str | None = None
    for separator in _BETWEEN_CHOICES:
        found, unknown = _several(words, typed.split(separator), separator)
        if unknown is None:
            return tuple(choice.id for choice in found)
        wrong = wrong or unknown
    raise RuleViolation(say(NO_CHOICE, value=wrong))


def _several(words: Mapping[str, Choice], parts: list[str], separator: str) -> tuple[list[Choice], str | None]:
    """The choices that these parts name, and the first part that names none. A word may hold the separator itself: of
    those that could be meant it is the longest.
    """
    found, place = [], 0
    while place < len(parts):
        ends: Iterable[int] = range(len(parts), place, -1)
        named = ((end, words.get(fold(separator.join(parts[place:end])))) for end in ends)
        end, choice = next(((end, one) for end, one in named if one), (place + 1, None))
        if choice:
            found.append(choice)
        elif parts[place].strip():
            return [], parts[place].strip()
        place = end
    return found, None
