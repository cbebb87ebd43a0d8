"""Phones: kept as typed, and in E.164 with the extension where some numbering plan knows them."""

from __future__ import annotations

from typing import NamedTuple

import phonenumbers


class Phone(NamedTuple):
    e164: str
    extension: str


UNKNOWN = Phone("", "")


def parse_phone(typed: str, country: str) -> Phone:
    """The phone in E.164 (ITU) and its extension, read as from `country`; both empty when no plan knows it."""
    if not typed:
        return UNKNOWN
    try:
        number = phonenumbers.parse(typed, country or None)
    except phonenumbers.NumberParseException:
        return UNKNOWN
    if not phonenumbers.is_valid_number(number):
        return UNKNOWN
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), (number.extension or "")[:20])


def readable(e164: str) -> str:
    """A phone as people write it internationally: +48 42 555 01 27. Its extension is said by whoever shows it."""
    return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
