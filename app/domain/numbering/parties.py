"""How clients and suppliers are numbered: together or apart, and with which accounts in the ledger (PRODUCT.md 10)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from sqlalchemy import select

from app.db import db, deed, held_row
from app.domain.errors import N_, EditConflict, RuleViolation, Sentence, say
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.numbering.checking import RangeDraft, broken_rules, free_from
from app.domain.numbering.counting import next_value_of, number_of, roll_over
from app.domain.numbering.models import ONLY_ID, Accounts, NumberRange, PartyNumbering, RangeKind

CHANGED_MEANWHILE = N_("Somebody else changed this while you were writing. Their version stands beside yours.")
NOT_YET = N_("%(number)s, its first number, could be made by another range too. Change the prefix of this range first.")


@dataclass(frozen=True, slots=True)
class PartyRules:
    """Which numbers somebody gets with a role."""

    suppliers_apart: bool = False
    customer_accounts: Accounts = Accounts.NONE
    supplier_accounts: Accounts = Accounts.NONE

    def __post_init__(self) -> None:
        """Words of a form or a row become what they mean."""
        for name in ("customer_accounts", "supplier_accounts"):
            object.__setattr__(self, name, Accounts(getattr(self, name)))

    @property
    def unused(self) -> frozenset[RangeKind]:
        """The ranges that give nothing under these rules."""
        uses = {
            RangeKind.SUPPLIERS: self.suppliers_apart,
            RangeKind.CUSTOMER_ACCOUNTS: self.customer_accounts is Accounts.RANGE,
            RangeKind.SUPPLIER_ACCOUNTS: self.supplier_accounts is Accounts.RANGE,
        }
        return frozenset(kind for kind, is_used in uses.items() if not is_used)


_NAMES = [field.name for field in fields(PartyRules)]
# At which field of the rules a range is chosen.
_CHOSEN_AT = {
    RangeKind.SUPPLIERS: "suppliers_apart",
    RangeKind.CUSTOMER_ACCOUNTS: "customer_accounts",
    RangeKind.SUPPLIER_ACCOUNTS: "supplier_accounts",
}


def party_rules() -> PartyRules:
    """How parties are numbered now. One statement."""
    return party_rules_and_version()[0]


def party_rules_and_version() -> tuple[PartyRules, int]:
    """How parties are numbered, and in which version that is; 0 until somebody saves."""
    columns = [getattr(PartyNumbering, name) for name in (*_NAMES, "version")]
    row = db.session.execute(select(*columns).where(PartyNumbering.id == ONLY_ID)).first()
    return (PartyRules(*row[:-1]), row[-1]) if row else (PartyRules(), 0)


def lock_ranges() -> dict[RangeKind, NumberRange]:
    """All ranges, locked until the transaction ends and read afresh, in the order in which everybody locks them."""
    held = select(NumberRange).order_by(NumberRange.kind).with_for_update()
    return {counter.kind: counter for counter in db.session.scalars(held.execution_options(populate_existing=True))}


@deed
def edit_party_rules(draft: PartyRules, version: int, key: str, *, by: Actor) -> Act:
    """Change which numbers and accounts come with a role from now on. Whoever has one keeps it, whoever has none
    stays without (`give_accounts` gives them).

    A range that comes into use goes on after all that it would give twice. Saving what stands there changes nothing.
    Raises EditConflict with what the other admin saved, RuleViolation at the field.
    """
    row = _lock()
    try:
        act = history.open_act(Deed.EDIT_NUMBERING, key, by=by, asked={"version": version, **asdict(draft)})
    except AlreadyDone as done:
        return done.act
    before = PartyRules(*(getattr(row, name) for name in _NAMES))
    if row.version != version:
        raise EditConflict(Sentence(CHANGED_MEANWHILE), theirs=asdict(before))
    if draft == before:
        return act
    _take_into_use(before.unused - draft.unused, draft)
    for name in _NAMES:
        setattr(row, name, getattr(draft, name))
    row.version += 1
    changes = {name: [getattr(before, name), getattr(draft, name)] for name in _NAMES}
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    history.record(act, EventKind.NUMBERING_CHANGED, row, changed=changed)
    return act


def _take_into_use(kinds: frozenset[RangeKind], rules: PartyRules) -> None:
    """Move ranges past whatever is on file. Raises RuleViolation where one would make the numbers of another."""
    ranges = lock_ranges()
    for kind in sorted(kinds):
        counter = ranges[kind]
        roll_over(counter)
        counter.next_value = max(counter.next_value, free_from(counter, counter.prefix, ranges.values()))
        same = RangeDraft(counter.prefix, counter.padding, restarts_yearly=counter.restarts_yearly)
        if next(broken_rules(counter, same, ranges.values(), unused=rules.unused), None):
            number = number_of(counter, next_value_of(counter))
            raise RuleViolation(say(NOT_YET, number=number), field=_CHOSEN_AT[kind])


def _lock() -> PartyNumbering:
    """The rules' row, locked until the transaction ends; made of what stands when there is none yet."""
    return held_row(PartyNumbering, "id", {**asdict(PartyRules()), "id": ONLY_ID, "version": 0})
