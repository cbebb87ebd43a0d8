from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, word_of

LARGEST = 999_999_999  # that a range counts to
ONLY_ID = 1  # of a table with one row


class RangeKind(StrEnum):
    """What a range numbers. Rows are locked in the order of these words."""

    CONTRACTS = "contracts"
    CUSTOMER_ACCOUNTS = "customer_accounts"  # in the ledger
    MAIL = "mail"
    PARTIES = "parties"  # customers and prospects; suppliers too, unless they are numbered on their own
    SUPPLIER_ACCOUNTS = "supplier_accounts"
    SUPPLIERS = "suppliers"  # on their own


# The ranges of which numbers stand in a column: a column says it with `info={"numbers": …}`, and whoever looks for a
# free number finds it there.
OF_CARDS = (RangeKind.PARTIES, RangeKind.SUPPLIERS)
OF_CUSTOMERS_IN_LEDGER = (*OF_CARDS, RangeKind.CUSTOMER_ACCOUNTS)  # an account may be the number of its card
OF_SUPPLIERS_IN_LEDGER = (*OF_CARDS, RangeKind.SUPPLIER_ACCOUNTS)
OF_ANY_PARTY = (RangeKind.CUSTOMER_ACCOUNTS, RangeKind.PARTIES, RangeKind.SUPPLIER_ACCOUNTS, RangeKind.SUPPLIERS)


class NumberRange(Model):
    """A counter with its prefix: one locked row, so that no two requests ever get the same number."""

    __tablename__ = "number_range"

    kind: Mapped[RangeKind] = mapped_column(word_of(RangeKind), unique=True)
    prefix: Mapped[str]  # with {year} and {month}
    padding: Mapped[int]  # digits at least
    next_value: Mapped[int]
    restarts_yearly: Mapped[bool] = mapped_column(default=False, server_default=false())
    year: Mapped[int | None]  # in which it counts; None until it gave one
    used_in: Mapped[int | None]  # the year in which it gave the last
    # One after the last that it gave under this prefix: what it may be set back to.
    given_to: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    is_gapless: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The prefixes that it had, each with how far it came: {"prefix", "year", "given_to", "restarts_yearly"}.
    former: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))


class Accounts(StrEnum):
    """Where the ledger accounts of one side come from."""

    NONE = "none"
    NUMBER = "number"  # equal to the number of the card
    RANGE = "range"


class PartyNumbering(Model):
    """How clients and suppliers are numbered: one row, once an admin has saved."""

    __tablename__ = "party_numbering"

    suppliers_apart: Mapped[bool]
    customer_accounts: Mapped[Accounts] = mapped_column(word_of(Accounts))
    supplier_accounts: Mapped[Accounts] = mapped_column(word_of(Accounts))
    version: Mapped[int]
