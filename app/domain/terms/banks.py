"""Bank accounts: IBAN and BIC, checked by schwifty, which also knows many banks by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from app.domain.entries.books import Book
from app.domain.errors import N_, RuleViolation
from app.domain.terms.models import BankAccount


@dataclass(frozen=True, slots=True)
class BankDraft:
    """An account as the desk wrote it, IBAN and BIC without blanks and in capitals (`compact`)."""

    iban: str
    bic: str = ""
    bank: str = ""
    holder: str = ""
    note: str = ""
    is_default: bool = False


def compact(typed: str) -> str:
    """An IBAN or BIC as it is kept: whatever stood between its letters and digits is gone."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def in_groups(iban: str) -> str:
    """An IBAN as it is read and printed: in groups of four (ISO 13616)."""
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


@dataclass(frozen=True, slots=True)
class Bank:
    """What the country's table of banks says of an IBAN; nothing where it knows none."""

    name: str = ""
    bic: str = ""


def bank_of(iban: str) -> Bank:
    """The bank that keeps an account, by its IBAN."""
    try:
        known = IBAN(iban)
        return Bank(known.bank_name or "", str(known.bic or ""))
    except SchwiftyException:
        return Bank()


def wrong_in_account(draft: BankDraft) -> Iterator[RuleViolation]:
    """The rules that an account breaks: an IBAN with its check digits and national form, a BIC of the right shape."""
    try:
        IBAN(draft.iban, validate_bban=True)
    except SchwiftyException:
        wrong = N_("This IBAN is not right. Compare it once more, sign by sign.")
        yield RuleViolation(wrong if draft.iban else N_("A bank account needs its IBAN."), field="iban")
    try:
        draft.bic and BIC(draft.bic)
    except SchwiftyException:
        yield RuleViolation(N_("This is not a BIC. One has eight or eleven letters and digits."), field="bic")


def name_of(account: BankAccount) -> str:
    """What the office calls an account: its bank, and the end of its IBAN."""
    return f"{account.bank} …{account.iban[-4:]}" if account.bank else in_groups(account.iban)


BANKS = Book(BankAccount, BankDraft, name_of=name_of, wrong_in=wrong_in_account)
