"""The office's list of ways to pay, and which of them a client has agreed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Select, exists, select

from app.db import db, deed
from app.domain.entries.actions import add_entry
from app.domain.entries.books import Book
from app.domain.errors import N_, EditConflict, NotFound, RuleViolation, say
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.text import fold
from app.domain.terms.models import AgreedMethod, MethodKind, PaymentMethod
from app.prepared import prepared

LONGEST = 365  # days


@dataclass(frozen=True, slots=True)
class MethodDraft:
    """A way of paying as it was written."""

    name: str
    kind: MethodKind = MethodKind.TRANSFER
    days: int = 0
    end_of_month: bool = False
    is_offered: bool = True


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """What a client agreed on. The mandate belongs to a direct debit alone."""

    method_id: int
    mandate: str = ""
    mandate_on: date | None = None
    note: str = ""
    is_default: bool = False


def methods(*, also: int | None = None) -> list[PaymentMethod]:
    """The methods that are offered, by name; and `also` one that a client agreed on before it was taken off."""
    wanted = select(PaymentMethod).where(PaymentMethod.is_offered | (PaymentMethod.id == also))
    return list(db.session.scalars(wanted.order_by(PaymentMethod.name_key)))


def every_method() -> list[PaymentMethod]:
    """All of the list, those that are not offered any more last."""
    listed = select(PaymentMethod).order_by(PaymentMethod.is_offered.desc(), PaymentMethod.name_key)
    return list(db.session.scalars(listed))


def default_method_of(party_id: int) -> AgreedMethod | None:
    """How a client pays unless something else is said; None where nothing is agreed on."""
    found: AgreedMethod | None = db.session.scalar(*_default_of(party_id))
    return found


@prepared
def _default_of(party_id: int) -> Select[AgreedMethod]:
    return select(AgreedMethod).where(AgreedMethod.party_id == party_id, AgreedMethod.is_default)


def method(method_id: int) -> PaymentMethod:
    """One method. Raises NotFound."""
    found = db.session.get(PaymentMethod, method_id)
    if found is None:
        raise NotFound(method_id)
    return found


def wrong_in_method(draft: MethodDraft) -> Iterator[RuleViolation]:
    """The rules that a method of the list breaks by itself."""
    if not draft.name:
        yield RuleViolation(N_("A payment method needs a name."), field="name")
    if not 0 <= draft.days <= LONGEST:
        yield RuleViolation(N_("Terms are between 0 and 365 days."), field="days")


def _check(draft: MethodDraft, *, besides: int = 0) -> None:
    """Refuse what is wrong by itself, and the name of another one: `besides` is the one that is changed."""
    for violation in wrong_in_method(draft):
        raise violation
    same = exists().where(PaymentMethod.name_key == fold(draft.name), PaymentMethod.id != besides)
    if db.session.scalar(select(same)):
        raise RuleViolation(N_("The list has a payment method of this name already."), field="name")


def wrong_in_agreement(draft: AgreementDraft) -> Iterator[RuleViolation]:
    """The rules that an agreement breaks: it names a method of the list, and a direct debit its mandate."""
    agreed = db.session.get(PaymentMethod, draft.method_id)
    if agreed is None:
        yield RuleViolation(N_("Choose a payment method, or write a new one."), field="method_id")
    else:
        yield from wrong_in_mandate(agreed.kind, draft)


def wrong_in_mandate(kind: MethodKind, draft: AgreementDraft) -> Iterator[RuleViolation]:
    """A direct debit is drawn under a mandate: its reference, and the day on which it was signed (SEPA rulebook).

    Nothing else has one.
    """
    if kind is not MethodKind.DEBIT:
        for field in ("mandate", "mandate_on"):
            if getattr(draft, field):
                yield RuleViolation(N_("Only a direct debit has a mandate."), field=field)
        return
    if not draft.mandate:
        yield RuleViolation(N_("A direct debit needs the reference of its mandate."), field="mandate")
    if draft.mandate_on is None:
        yield RuleViolation(N_("A direct debit needs the day on which its mandate was signed."), field="mandate_on")


def agreed_once(party_id: int) -> set[int]:
    """The methods that a client has agreed on, and cannot once more. A direct debit can be, under another mandate."""
    agreed = select(AgreedMethod.method_id).join(PaymentMethod)
    there = agreed.where(AgreedMethod.party_id == party_id, PaymentMethod.kind != MethodKind.DEBIT)
    return set(db.session.scalars(there))


def wrong_twice(party_id: int | None, draft: AgreementDraft, besides: int) -> Iterator[RuleViolation]:
    """A client agrees on a method once, on a direct debit once a mandate. What a merge has brought together stays."""
    agreed = select(AgreedMethod.id).where(AgreedMethod.party_id == party_id, AgreedMethod.method_id == draft.method_id)
    chosen = db.session.get(PaymentMethod, draft.method_id)
    is_debit = chosen is not None and chosen.kind is MethodKind.DEBIT
    same = set(db.session.scalars(agreed.where(AgreedMethod.mandate == draft.mandate) if is_debit else agreed))
    if same and besides not in same:
        field = "mandate" if is_debit else "method_id"
        yield RuleViolation(N_("The client has agreed on this already."), field=field)


@deed
def add_method(draft: MethodDraft, key: str, *, by: Actor) -> Act:
    """Put a method on the office's list. Raises RuleViolation, AlreadyDone."""
    act = history.open_act(Deed.ADD_PAYMENT_METHOD, key, by=by, asked=asdict(draft))
    _check(draft)
    added = PaymentMethod(name_key=fold(draft.name), **asdict(draft))
    db.session.add(added)
    history.record(act, EventKind.PAYMENT_METHOD_ADDED, added, name=added.name)
    act.outcome = {"method_id": added.id, "name": added.name}
    return act


@deed
def edit_method(method_id: int, draft: MethodDraft, version: int, key: str, *, by: Actor) -> Act:
    """Change a method of the list; whoever agreed on it has agreed on what it says now.

    Raises NotFound, RuleViolation, AlreadyDone; EditConflict when somebody saved in between.
    """
    changed = db.session.get(PaymentMethod, method_id, with_for_update=True, populate_existing=True)
    if changed is None:
        raise NotFound(method_id)
    asked = {"method": method_id, "version": version, **asdict(draft)}
    act = history.open_act(Deed.EDIT_PAYMENT_METHOD, key, by=by, asked=asked)
    before = {name: getattr(changed, name) for name in asdict(draft)}
    if changed.version != version:
        raise EditConflict(say(N_("Somebody else changed this while you were writing.")), theirs=before)
    _check(draft, besides=method_id)
    act.outcome = {"method_id": changed.id, "name": draft.name}
    if asdict(draft) == before:
        return act
    for name, value in asdict(draft).items():
        setattr(changed, name, value)
    changed.name_key, changed.version = fold(draft.name), changed.version + 1
    history.record(act, EventKind.PAYMENT_METHOD_CHANGED, changed, name=changed.name)
    return act


@deed
def agree_on_new(party_id: int, new: MethodDraft, draft: AgreementDraft, key: str, *, by: Actor) -> Act:
    """Put a method on the office's list, and let a client agree on it. Raises what the two of them raise."""
    added = add_method(new, f"{key}-method"[:64], by=by)
    terms = AgreementDraft(**{**asdict(draft), "method_id": added.outcome["method_id"]})
    return add_entry(AGREED_METHODS, party_id, terms, key, by=by)


AGREED_METHODS = Book(
    AgreedMethod,
    AgreementDraft,
    name_of=lambda agreed: agreed.method.name,
    wrong_in=wrong_in_agreement,
    wrong_for=wrong_twice,
)
