"""The numbers of parties and their accounts in the ledger: given with a role, once (PRODUCT.md 10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import Select, bindparam, select, union_all, update
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.numbering.actions import take_numbers
from app.domain.numbering.models import Accounts, RangeKind
from app.domain.numbering.parties import PartyRules, party_rules
from app.domain.parties.models import ClientRole, Party
from app.domain.parties.text import natural_key, words_of_number
from app.domain.selections import among

_GIVEN = (
    "number",
    "number_key",
    "is_numbered_as_supplier",
    "second_number",
    "second_number_key",
    "customer_account",
    "supplier_account",
)


bearer = aliased(Party)


class Bearer(Protocol):
    """Somebody as far as numbers go: a party, or the row of one."""

    id: Any
    client_role: Any
    is_supplier: Any
    number: Any
    is_numbered_as_supplier: Any
    second_number: Any
    customer_account: Any
    supplier_account: Any


class Lacking:
    """What parties lack of what the office's rules give with the roles that they have, and the numbers for it.

    `called_for` are the ranges that matter now: who becomes a customer gets nothing as the supplier that they have
    been for long. Numbers of several ranges are taken in the order of their words, in one statement each.
    """

    def __init__(self, rules: PartyRules, parties: Sequence[Bearer], called_for: Collection[RangeKind]) -> None:
        self._rules, self._called_for = rules, called_for
        wanted = Counter(kind for party in parties for kind in self._ranges_of(party))
        self._numbers = {kind: iter(take_numbers(kind, wanted[kind])) for kind in sorted(wanted)}
        self._in_ledger = self._accounts_on_file(parties)

    def given_to(self, party: Bearer) -> dict[str, Any]:
        """The columns of a party that hold numbers, with those that it gets. Asked once a party."""
        given = {kind: next(self._numbers[kind]) for kind in self._ranges_of(party)}
        columns = {name: getattr(party, name) for name in _GIVEN if not name.endswith("_key")}
        if party.number is None and given:
            first = self._first_range(party)
            columns["number"] = given.pop(first)
            columns["is_numbered_as_supplier"] = first is RangeKind.SUPPLIERS
        second = given.get(RangeKind.PARTIES) or given.get(RangeKind.SUPPLIERS)
        columns["second_number"] = second or party.second_number
        columns["customer_account"] = self._account(RangeKind.CUSTOMER_ACCOUNTS, party, columns, given)
        columns["supplier_account"] = self._account(RangeKind.SUPPLIER_ACCOUNTS, party, columns, given)
        columns["number_key"] = natural_key(columns["number"] or "")
        columns["second_number_key"] = natural_key(columns["second_number"] or "")
        return columns

    def words_of(self, party: Party) -> str:
        """How the numbers of a new party stand in what a search looks through."""
        return "".join(words_of_number(number) for number in (party.number, party.second_number) if number)

    def _first_range(self, party: Bearer) -> RangeKind:
        """The range of somebody's first number."""
        as_supplier = self._rules.suppliers_apart and party.client_role is ClientRole.NONE
        return RangeKind.SUPPLIERS if as_supplier else RangeKind.PARTIES

    def _ranges_of(self, party: Bearer) -> Iterator[RangeKind]:
        """The ranges of which a party needs a number."""
        is_client, apart = party.client_role is not ClientRole.NONE, self._rules.suppliers_apart
        if not is_client and not party.is_supplier:
            return
        if party.number is None:
            yield self._first_range(party)
            if apart and is_client and party.is_supplier:
                yield RangeKind.SUPPLIERS
        elif apart and party.second_number is None:
            other = RangeKind.PARTIES if party.is_numbered_as_supplier else RangeKind.SUPPLIERS
            if other in self._called_for and (is_client if party.is_numbered_as_supplier else party.is_supplier):
                yield other
        for kind in (RangeKind.CUSTOMER_ACCOUNTS, RangeKind.SUPPLIER_ACCOUNTS):
            if self._source(kind, party) is Accounts.RANGE:
                yield kind

    def _source(self, kind: RangeKind, party: Bearer) -> Accounts:
        """Where a party gets an account from now; nowhere when it has one, or not that role."""
        if kind is RangeKind.CUSTOMER_ACCOUNTS:
            lacks = party.customer_account is None and party.client_role is ClientRole.CUSTOMER
            source = self._rules.customer_accounts
        else:
            lacks = party.supplier_account is None and party.is_supplier
            source = self._rules.supplier_accounts
        return source if lacks and kind in self._called_for else Accounts.NONE

    def _account(
        self, kind: RangeKind, party: Bearer, columns: dict[str, Any], given: dict[RangeKind, str]
    ) -> str | None:
        """The account that somebody has, or gets: of its range, or equal to the number that they have in that role."""
        column = "customer_account" if kind is RangeKind.CUSTOMER_ACCOUNTS else "supplier_account"
        source = self._source(kind, party)
        if source is not Accounts.NUMBER:
            return given.get(kind) or columns[column]
        as_supplier = kind is RangeKind.SUPPLIER_ACCOUNTS
        is_second = columns["second_number"] and as_supplier is not columns["is_numbered_as_supplier"]
        number: str = columns["second_number" if is_second else "number"]
        return None if number in self._in_ledger[column] else number

    def _accounts_on_file(self, parties: Sequence[Bearer]) -> dict[str, set[str | None]]:
        """Numbers of these parties that are somebody's account already: a range of accounts may have come to them."""
        ids = [party.id for party in parties if party.number]
        theirs = (select(each).where(among(bearer.id, ids)) for each in (bearer.number, bearer.second_number))
        numbers = union_all(*theirs).subquery()
        sources = {"customer_account": self._rules.customer_accounts, "supplier_account": self._rules.supplier_accounts}
        found: dict[str, set[str | None]] = {name: set() for name in sources}
        for name, source in sources.items():
            if source is Accounts.NUMBER and ids:
                account = getattr(Party, name)
                found[name] = set(db.session.scalars(select(account).where(account.in_(select(numbers.c[0])))))
        return found


def give_numbers(parties: Select[Any], called_for: Collection[RangeKind]) -> None:
    """Give parties what they lack, in the order of their ids, in a number of statements that does not grow with them.

    They are locked by the caller, and their roles are written.
    """
    columns = [getattr(Party, name) for name in ("id", "client_role", "is_supplier", *_GIVEN)]
    rows = db.session.execute(select(*columns).where(Party.id.in_(parties)).order_by(Party.id)).all()
    lacking = Lacking(party_rules(), rows, called_for)
    before = [row._asdict() for row in rows]
    after = [lacking.given_to(row) for row in rows]
    changed = [
        {f"given_{name}": value for name, value in now.items()} | {"party": was["id"], "found_by": _words(was, now)}
        for was, now in zip(before, after, strict=True)
        if any(was[name] != value for name, value in now.items())
    ]
    if changed:
        giving = update(Party).where(Party.id == bindparam("party"))
        values: dict[str, Any] = {name: bindparam(f"given_{name}") for name in _GIVEN}
        words = Party.search_text + bindparam("found_by")
        db.session.connection().execute(giving.values(**values, search_text=words), changed)


def _words(was: dict[str, Any], now: dict[str, Any]) -> str:
    """What is found by the numbers that are new."""
    new = [now[name] for name in ("number", "second_number") if now[name] != was[name]]
    return "".join(words_of_number(number) for number in new)
