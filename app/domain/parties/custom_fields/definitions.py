"""Making fields, changing them, and the order in which they stand. What is written in them is not touched by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import case, exists, func, select, update

from app.db import db, deed, is_postgresql
from app.domain.errors import N_, NN_, EditConflict, NotFound, RuleViolation, count, say
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.currencies import all_currencies
from app.domain.parties.custom_fields.models import PICKED, CustomChoice, CustomField, CustomValue, FieldKind, Whose
from app.domain.parties.custom_fields.values import place_key
from app.domain.parties.models import Party
from app.domain.parties.text import fold, key_of

LONGEST, LONGEST_WORD = 60, 100  # characters of a name, and of a choice
MOST = 100  # fields, those that are retired with them; and choices of one
_QUEUE = 7218  # the advisory lock of those who add or change fields; any number that nothing else uses

NO_NAME = N_("A field needs a name.")
NAME_TAKEN = N_("There is a field of this name already, maybe a retired one.")
TOO_MANY = N_("There are %(most)s fields already. Delete one that nobody needs any more.")
NO_CURRENCY = N_("An amount needs a currency.")
CURRENCY_STAYS = N_("Amounts are written in it already: their currency stays.")
NO_CHOICES = N_("Write at least one choice that can be chosen.")
TOO_MANY_CHOICES = N_("%(most)s choices are the most.")
NO_WORD = N_("A choice needs a word. To take one off the list, retire it.")
WORD_TOO_LONG = N_("“%(word)s…” is too long: 100 characters are the most.")
WORD_TWICE = N_("“%(word)s” stands there twice.")
STILL_WRITTEN = NN_(
    "On %(n)s card of the other kind something is written in it. Empty it there first.",
    "On %(n)s cards of the other kind something is written in it. Empty it there first.",
)
CHANGED_MEANWHILE = N_("Somebody else changed this while you were writing.")


@dataclass(frozen=True, slots=True)
class ChoiceDraft:
    """A choice as an admin wrote it; without an id it is a new one."""

    word: str
    id: int | None = None
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """A field as an admin wrote it. Its kind is chosen once."""

    name: str
    kind: FieldKind
    whose: Whose = Whose.BOTH
    is_required: bool = False
    is_personal: bool = False
    currency: str = ""
    choices: tuple[ChoiceDraft, ...] = ()

    @property
    def own(self) -> dict[str, Any]:
        """The columns that it says by itself."""
        currency = self.currency if self.kind is FieldKind.MONEY else ""
        return {
            "name": self.name,
            "whose": self.whose,
            "is_required": self.is_required,
            "is_personal": self.is_personal,
            "currency": currency,
        }


@deed
def add_field(draft: FieldDraft, key: str, *, by: Actor) -> Act:
    """Give the cards a field, behind those that they have. The outcome holds its id.

    Raises RuleViolation at its field, AlreadyDone.
    """
    fields = _hold_fields()
    act = history.open_act(Deed.ADD_CUSTOM_FIELD, key, by=by, asked=asdict(draft))
    if len(fields) >= MOST:
        raise RuleViolation(say(TOO_MANY, most=MOST))
    _check(draft, fields, None)
    place = max((field.position for field in fields), default=0) + 1
    key_ = free_key(draft.name, {field.key for field in fields})
    added = CustomField(key=key_, name_key=fold(draft.name), kind=draft.kind, position=place, **draft.own)
    db.session.add(added)
    db.session.flush()
    _write_choices(added, draft)
    history.record(act, EventKind.CUSTOM_FIELD_ADDED, added, name=added.name)
    act.outcome = {"field_id": added.id, "name": added.name}
    return act


@deed
def edit_field(field_id: int, draft: FieldDraft, version: int, key: str, *, by: Actor) -> Act:
    """Change what a field is called, whose it is and what can be chosen. Its kind, and its place in addresses, stay.

    A choice that is renamed is renamed wherever it was chosen; a retired one stays where it is. Required holds when a
    card is saved from then on. Raises NotFound, RuleViolation, AlreadyDone; EditConflict when somebody saved between.
    """
    fields = _hold_fields()
    field = _field_among(fields, field_id)
    asked = {"field": field_id, "version": version, **asdict(draft)}
    act = history.open_act(Deed.EDIT_CUSTOM_FIELD, key, by=by, asked=asked)
    before = {name: getattr(field, name) for name in draft.own}
    if field.version != version:
        raise EditConflict(say(CHANGED_MEANWHILE), theirs=before)
    _check(draft, fields, field)
    for name, value in draft.own.items():
        setattr(field, name, value)
    field.name_key = fold(draft.name)
    if _write_choices(field, draft) or draft.own != before:
        field.version += 1
        history.record(act, EventKind.CUSTOM_FIELD_CHANGED, field, name=field.name)
    act.outcome = {"field_id": field.id, "name": field.name}
    return act


@deed
def move_field(field_id: int, key: str, *, up: bool, by: Actor) -> Act:
    """Let a field stand one place further up, or down, among those that are shown. At the end it stays.

    Raises NotFound.
    """
    fields = _hold_fields()
    field = _field_among(fields, field_id)
    try:
        act = history.open_act(Deed.MOVE_CUSTOM_FIELD, key, by=by, asked={"field": field_id, "up": up})
    except AlreadyDone as done:
        return done.act
    shown = sorted((one for one in fields if one.retired_at is None), key=lambda one: (one.position, one.id))
    if field in shown:
        place = shown.index(field)
        beside = place - 1 if up else place + 1
        if 0 <= beside < len(shown):
            shown[place], shown[beside] = shown[beside], shown[place]
            history.record(act, EventKind.CUSTOM_FIELD_CHANGED, field, name=field.name)
    for n, one in enumerate(shown, 1):
        one.position = n
    return act


def free_key(name: str, taken: set[str]) -> str:
    """What a field is called in addresses: the letters and digits of its name, and a number where that is taken."""
    base = "_".join(filter(None, map(key_of, fold(name).split())))[:50] or "field"
    base = "".join(sign for sign in base if sign.isascii() and (sign.isalnum() or sign == "_")) or "field"
    names = (base, *(f"{base}_{n}" for n in range(2, MOST + 3)))
    return next(name for name in names if name not in taken)


def _hold_fields() -> list[CustomField]:
    """All fields, held in the order of their ids: who adds one, or moves one, looks at all of them.

    Of two who add one at once, the second waits for the first: a row that is not there yet holds up nobody.
    """
    if is_postgresql():  # on SQLite the writing transaction holds the whole database already
        db.session.execute(select(func.pg_advisory_xact_lock(_QUEUE)))
    held = select(CustomField).order_by(CustomField.id).with_for_update()
    return list(db.session.scalars(held.execution_options(populate_existing=True)))


def _field_among(fields: Sequence[CustomField], field_id: int) -> CustomField:
    found = next((field for field in fields if field.id == field_id), None)
    if found is None:
        raise NotFound(field_id)
    return found


def wrong_in_field(draft: FieldDraft) -> Iterator[RuleViolation]:
    """The rules that a field breaks by itself."""
    if not draft.name:
        yield RuleViolation(NO_NAME, field="name")
    if draft.kind is FieldKind.MONEY and draft.currency not in all_currencies():
        yield RuleViolation(NO_CURRENCY, field="currency")
    if draft.kind in PICKED:
        yield from _wrong_choices(draft.choices)


def _wrong_choices(choices: Sequence[ChoiceDraft]) -> Iterator[RuleViolation]:
    if all(choice.is_retired for choice in choices):
        yield RuleViolation(NO_CHOICES, field="more_choices")
    if len(choices) > MOST:
        yield RuleViolation(say(TOO_MANY_CHOICES, most=MOST), field="more_choices")
    seen: set[str] = set()
    for choice in choices:
        at = f"choice_{choice.id}" if choice.id else "more_choices"
        if not fold(choice.word):
            yield RuleViolation(NO_WORD, field=at)
        elif len(choice.word) > LONGEST_WORD or len(fold(choice.word)) > 2 * LONGEST_WORD:
            yield RuleViolation(say(WORD_TOO_LONG, word=choice.word[:30]), field=at)
        elif fold(choice.word) in seen:
            yield RuleViolation(say(WORD_TWICE, word=choice.word), field=at)
        seen.add(fold(choice.word))


def _check(draft: FieldDraft, fields: Sequence[CustomField], field: CustomField | None) -> None:
    """Refuse what is wrong by itself, the name of another one, and what would contradict what is written already."""
    for violation in wrong_in_field(draft):
        raise violation
    if any(other.name_key == fold(draft.name) for other in fields if other is not field):
        raise RuleViolation(NAME_TAKEN, field="name")
    if field is None:
        return
    if field.kind is FieldKind.MONEY and draft.currency != field.currency:
        written = select(exists().where(CustomValue.field_id == field.id))
        if db.session.scalar(written):
            raise RuleViolation(CURRENCY_STAYS, field="currency")
    if draft.whose not in {field.whose, Whose.BOTH} and (others := _written_on_others(field, draft.whose)):
        raise RuleViolation(count(STILL_WRITTEN, others), field="whose")


def _written_on_others(field: CustomField, whose: Whose) -> int:
    """On how many cards that it would no longer stand on something is written in a field."""
    written = select(func.count(func.distinct(Party.id))).join(CustomValue, CustomValue.party_id == Party.id)
    return db.session.scalar(written.where(CustomValue.field_id == field.id, Party.kind != whose.value)) or 0


def _write_choices(field: CustomField, draft: FieldDraft) -> bool:
    """Write the choices of a field in the order of the draft; whether anything has changed."""
    if draft.kind not in PICKED:
        return False
    on_file = select(CustomChoice).where(CustomChoice.field_id == field.id).order_by(CustomChoice.position)
    known = {choice.id: choice for choice in db.session.scalars(on_file.with_for_update())}
    if any(choice.id is not None and choice.id not in known for choice in draft.choices):
        raise NotFound(field.id)
    told = {choice.id: (place, choice) for place, choice in enumerate(draft.choices) if choice.id is not None}
    changed = False
    for id_, choice in known.items():  # one that came meanwhile and was not sent stays as it is
        place, now = told.get(id_, (choice.position, ChoiceDraft(choice.word, id_, choice.is_retired)))
        was = (choice.word, choice.is_retired, choice.position)
        choice.word, choice.word_key, choice.position = now.word, fold(now.word), place
        choice.is_retired = now.is_retired
        changed |= was != (now.word, now.is_retired, place)
    new = [(place, choice) for place, choice in enumerate(draft.choices) if choice.id is None]
    for place, one in new:
        db.session.add(CustomChoice(field_id=field.id, word=one.word, word_key=fold(one.word), position=place))
    db.session.flush()
    _sort_again(field)
    return changed or bool(new)


def _sort_again(field: CustomField) -> None:
    """Let what is chosen already sort by where its choice stands now; one statement."""
    if field.kind is not FieldKind.CHOICE:
        return
    order = select(CustomChoice.id).where(CustomChoice.field_id == field.id)
    ids = list(db.session.scalars(order.order_by(CustomChoice.position, CustomChoice.id)))
    keys = {id_: place_key(place) for place, id_ in enumerate(ids)}
    writing = update(CustomValue).where(CustomValue.field_id == field.id)
    now = case(keys, value=CustomValue.choice_id, else_=CustomValue.sort_key)
    moved = writing.where(CustomValue.sort_key != now).values(sort_key=now)
    db.session.execute(moved, execution_options={"synchronize_session": False})
