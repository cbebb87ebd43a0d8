"""Who is on file already, when somebody is about to be: the same tax id, email or name. Whatever their status.

The import asks by the same columns, for hundreds of rows at once (importing/duplicates.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, select, union_all

from app.db import db
from app.domain.errors import N_, Sentence, say
from app.domain.parties.drafts import PartyDraft, columns_of, draft_of
from app.domain.parties.models import ClientRole, Party, PartyStatus
from app.domain.parties.tax_ids import spellings_of

SHOWN = 5
# The columns that tell, the surest first, and what two have in common that share one.
BEGINS = "begins"
MATCHED = {
    "number": N_("same number"),
    "tax_key": N_("same tax ID"),
    "previous_number": N_("same previous number"),
    "email_key": N_("same email"),
    "phone_e164": N_("same phone"),
    "sort_name": N_("same name"),
    "name_key": N_("similar name"),
    BEGINS: N_("similar name"),
}
_BY_NAME = ("sort_name", "name_key", BEGINS)
# A name of three letters is the least that says something.
_LEAST = 3
# What stands at a company's end in many spellings: S.r.l., srl, Sp. z o.o.
_LEGAL_FORM = re.compile(r"\W+(s\W?r\W?l\W?s?|s\W?p\W?a|s\W?a\W?s|s\W?n\W?c|sp\b.*|s\W?a|ltd|gmbh|inc)\W*$")


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Somebody on file who resembles whom somebody writes about."""

    id: int
    name: str
    number: str | None
    client_role: ClientRole
    is_supplier: bool
    status: PartyStatus
    keys: tuple[str, ...]  # what they share

    @property
    def matched(self) -> Sentence:
        return in_common(self.keys)

    @property
    def label(self) -> str:
        return f"{self.name} ({self.number})" if self.number else self.name

    @property
    def is_archived(self) -> bool:
        return self.status is PartyStatus.ARCHIVED


_COLUMNS = (Party.id, Party.name, Party.number, Party.client_role, Party.is_supplier, Party.status)


def shares(key: str, values: Collection[str]) -> ColumnElement[bool]:
    """The condition that a party bears one of these values in a column that tells."""
    return getattr(Party, key).in_(sorted(values))  # type: ignore[no-any-return]


def in_common(keys: Sequence[str]) -> Sentence:
    """What two have in common, as words."""
    return reduce(
        lambda first, second: say(N_("%(first)s and %(second)s"), first=first, second=second),
        (Sentence(MATCHED[key]) for key in keys),
    )


def look_alikes(draft: PartyDraft, *, besides: Collection[int] = (), begins: bool = False) -> list[LookAlike]:
    """Up to five on file who resemble a draft, the surest first; one statement, each walk along its own index.

    With `begins`, for who is still typing, also those whose name begins alike, legal forms apart.
    """
    return _met(_conditions(draft, begins=begins), besides)


def look_alikes_of(party: Party) -> list[LookAlike]:
    """Up to five others of the kind of somebody on file who resemble them, also by what makes a pair among the possible
    duplicates.
    """
    shared = {key: {value} for key in ("phone_e164", "name_key") if (value := getattr(party, key))}
    conditions = _conditions(draft_of(party), begins=True) + [(key, shares(key, shared[key])) for key in shared]
    # Of a company and its people, who share a phone, neither stands in the other's way.
    return _met([(key, and_(condition, Party.kind == party.kind)) for key, condition in conditions], [party.id])


def _met(conditions: Collection[tuple[str, ColumnElement[bool]]], besides: Collection[int]) -> list[LookAlike]:
    """Who is met on the walks of these conditions."""
    walks = [_walk(key, condition, besides) for key, condition in conditions]
    if not walks:
        return []
    found: dict[int, Sequence[Any]] = {}
    keys: dict[int, list[str]] = {}
    for id_, *columns, key in db.session.execute(union_all(*(select(walk.subquery()) for walk in walks))):
        found.setdefault(id_, columns)
        keys.setdefault(id_, []).append(key)
    likest = sorted(found, key=lambda id_: [*map(list(MATCHED).index, _told(keys[id_]))])[:SHOWN]
    return [LookAlike(*(id_, *found[id_], _told(keys[id_]))) for id_ in likest]


def _told(keys: list[str]) -> tuple[str, ...]:
    """The keys in the order of how much they tell; of a name that is the same, or similar, it is said once."""
    by_name = next((key for key in _BY_NAME if key in keys), None)
    return tuple(key for key in MATCHED if key in keys and (key not in _BY_NAME or key == by_name))


def _conditions(draft: PartyDraft, *, begins: bool) -> list[tuple[str, ColumnElement[bool]]]:
    columns = columns_of(draft)
    name = columns["sort_name"]
    asked = {
        "tax_key": spellings_of(draft.tax_id, draft.country),
        "email_key": {columns["email_key"]} - {""},
        "sort_name": {name} - {""},
    }
    conditions = [(key, shares(key, values)) for key, values in asked.items() if values]
    stem = _LEGAL_FORM.sub("", name)
    if begins and len(stem) >= _LEAST:
        conditions.append((BEGINS, and_(Party.sort_name >= stem, Party.sort_name < stem + "\U0010ffff")))
    return conditions


def _walk(key: str, condition: ColumnElement[bool], besides: Collection[int]) -> Any:
    walk: Any = select(*_COLUMNS, literal(key).label("key")).where(condition)
    if besides:
        walk = walk.where(Party.id.not_in(sorted(set(besides))))
    return walk.order_by(Party.sort_name, Party.id).limit(SHOWN)
