"""What single cells hold, as people write it."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from app.domain.parties.currencies import all_currencies
from app.domain.parties.models import ClientRole
from app.domain.parties.text import fold

_LANGUAGES = {
    "en": "en", "english": "en", "inglese": "en", "angielski": "en",
    "it": "it", "italian": "it", "italiano": "it", "wloski": "it",
    "pl": "pl", "polish": "pl", "polacco": "pl", "polski": "pl",
}  # fmt: skip
_CURRENCIES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "zl": "PLN", "zloty": "PLN", "polish zloty": "PLN",
    "zloty polski": "PLN", "£": "GBP", "$": "USD",
}  # fmt: skip
_SUPPLIER = "supplier"
_ROLES = {
    "customer": ClientRole.CUSTOMER, "client": ClientRole.CUSTOMER, "cliente": ClientRole.CUSTOMER,
    "clienti": ClientRole.CUSTOMER, "klient": ClientRole.CUSTOMER, "klienci": ClientRole.CUSTOMER,
    "odbiorca": ClientRole.CUSTOMER, "prospect": ClientRole.PROSPECT, "lead": ClientRole.PROSPECT,
    "potenziale": ClientRole.PROSPECT, "cliente potenziale": ClientRole.PROSPECT,
    "potenziale cliente": ClientRole.PROSPECT, "potencjalny": ClientRole.PROSPECT,
    "klient potencjalny": ClientRole.PROSPECT, "potencjalny klient": ClientRole.PROSPECT,
    "supplier": _SUPPLIER, "vendor": _SUPPLIER, "fornitore": _SUPPLIER, "fornitori": _SUPPLIER,
    "dostawca": _SUPPLIER, "dostawcy": _SUPPLIER,
}  # fmt: skip
_BETWEEN_ROLES = re.compile(r"[,;/|+&]| (?:and|e|i|oraz) ")
# What databases and people write for nothing; a company may be called so, an id may not.
_NOTHING = frozenset({"-", "--", "–", "—", ".", "?", "n/a", "n.a.", "n/d", "n.d.", "nd", "null", "none", "nil", "brak"})

# What a spreadsheet takes for a formula, with the apostrophes that may stand before it.
FORMULA = re.compile(r"'*[=+\-@\t\r]")

_LONGEST_EMAIL = 254  # characters (RFC 5321), of which 64 may stand before the sign
_PLAIN_BEFORE_AT = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*", re.ASCII)

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ud800-\udfff]")
# What a spreadsheet writes where a formula has failed.
_ERRORS = frozenset({"#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"})
# A moment is of its day.
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?)?")
_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: 0?0:00(?::00)?)?")


def says_nothing(value: str) -> bool:
    """Whether a value only says that there is none."""
    return value.casefold() in _NOTHING


def has_failed(cell: str) -> bool:
    """Whether a formula has left its error here instead of a value."""
    return cell.startswith("#") and cell.strip() in _ERRORS


def roles_named(typed: str) -> tuple[ClientRole, bool] | None:
    """What somebody is to the office, and whether a supplier: “customer, supplier”. None when a word is no role.

    Who is called a prospect and a customer is a customer.
    """
    words = [fold(word) for word in _BETWEEN_ROLES.split(typed.casefold())]
    roles = [_ROLES.get(word) for word in words if word]
    if None in roles:
        return None
    client_role = next((role for role in (ClientRole.CUSTOMER, ClientRole.PROSPECT) if role in roles), ClientRole.NONE)
    return client_role, _SUPPLIER in roles


def is_readable(cell: str) -> bool:
    """Whether a cell can be kept: no control characters, nothing that its encoding does not know."""
    return not _UNREADABLE.search(cell)


def readable(cell: str) -> str:
    """A cell without what cannot be read."""
    return _UNREADABLE.sub(" ", cell)


def language_of(typed: str) -> str:
    """One of the office's languages by its code or name, else nothing."""
    return _LANGUAGES.get(fold(typed), "")


def is_email(typed: str) -> bool:
    """Whether this has the form of an email address; nobody is asked whether it exists."""
    before, _, host = typed.rpartition("@")
    if typed.isascii() and len(typed) <= _LONGEST_EMAIL and _PLAIN_BEFORE_AT.fullmatch(before):
        return _takes_mail(host)
    return _is_valid(typed)


@lru_cache(maxsize=4096)
def _takes_mail(host: str) -> bool:
    """Whether an address may end so. Many end alike, and what stands before is mostly plain."""
    return _is_valid(f"info@{host}")


def _is_valid(typed: str) -> bool:
    try:
        validate_email(typed, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def currency_named(typed: str) -> str:
    """A currency by its code, its sign or its name, else nothing."""
    code = typed.upper()
    return code if code in all_currencies() else _CURRENCIES.get(fold(typed), "")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what looks like one (SAFETY.md 14).

    It also goes before what has one there already, so that `as_it_was` always finds the one that was put there.
    """
    return f"'{cell}" if FORMULA.match(cell) else cell


def as_it_was(cell: str) -> str:
    """A cell that an export made harmless, without the apostrophe."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def split_name(full: str) -> tuple[str, str]:
    """First and last name: `Anna Maria Bianchi`, or `Bianchi, Anna Maria`; a single word is a last name."""
    last, comma, first = full.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = full.rpartition(" ")
    return first, last


def parse_date(typed: str) -> date | None:
    """2026-11-18 or 18.11.2026, with points, dashes or slashes. The day comes before the month, as we write."""
    if iso := _ISO_DATE.fullmatch(typed):
        year, month, day = map(int, iso.groups())
    elif usual := _DATE.fullmatch(typed):
        day, month, year = map(int, usual.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
