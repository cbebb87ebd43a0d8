"""What a row of a list would change about somebody who is on file: it fills what is empty, or brings up to date.

Names, roles, number and status are never among it: they tell who somebody is, and have deeds of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from app.domain.directory.importing.columns import Field, Meaning
from app.domain.parties.custom_fields.models import FieldKind
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.custom_fields.values import Answers, Value
from app.domain.parties.drafts import PLAIN
from app.domain.parties.models import PartyKind
from app.domain.parties.text import fold

DATA = tuple(name for name in PLAIN if name != "kind")
ADDRESS = ("street", "house_number", "postal_code", "post_office", "city", "province", "country")
_NOTES = 20_000  # characters


def told_by(fields: Collection[Meaning | None]) -> Sequence[str]:
    """The columns of which a list with these fields says something by itself: a currency may be only the office's."""
    return [name for name in DATA if name != "currency" or Field.CURRENCY in fields]


def added(on_file: Mapping[str, Any], row: Mapping[str, Any], told: Sequence[str]) -> dict[str, Any]:
    """What the row knows and nobody has noted yet. An address that is another one adds nothing to this one."""
    if on_file["kind"] != row["kind"]:
        return {}
    found = {name: row[name] for name in told if row[name] and not on_file[name]}
    return _without_address(found) if _is_elsewhere(on_file, row) else found


def updated(on_file: Mapping[str, Any], row: Mapping[str, Any], told: Sequence[str]) -> dict[str, Any]:
    """What the row knows better: what it does not say stays. Another address replaces this one whole.

    Notes are added to the notes. The email of a person stays, for it may be their login.
    """
    if on_file["kind"] != row["kind"]:
        return {}
    found = {name: row[name] for name in told if row[name] and row[name] != on_file[name]}
    if on_file["kind"] == PartyKind.PERSON and on_file["email"]:
        found.pop("email", None)
    if "notes" in found:
        found["notes"] = _joined(on_file["notes"], found["notes"])
    if _is_elsewhere(on_file, row):
        found |= {name: row[name] for name in ADDRESS if row[name] != on_file[name]}
    return {name: value for name, value in found.items() if value != on_file[name]}


def added_answers(on_file: Answers, said: Answers) -> dict[int, Value]:
    """What the row says in fields of the office's own in which nothing is written yet."""
    return {id_: value for id_, value in said.items() if value is not None and on_file.get(id_) is None}


def updated_answers(fields: Iterable[Definition], on_file: Answers, said: Answers) -> dict[int, Value]:
    """What the row says otherwise in fields of the office's own. A long text is added like notes."""
    found = {id_: value for id_, value in said.items() if value is not None and value != on_file.get(id_)}
    for field in fields:
        if field.kind is FieldKind.LONG_TEXT and field.id in found:
            found[field.id] = _joined(str(on_file.get(field.id) or ""), str(found[field.id]))
    return {id_: value for id_, value in found.items() if value != on_file.get(id_)}


def _is_elsewhere(on_file: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether two addresses contradict each other in a part that both have."""
    return any(on_file[name] and row[name] and fold(on_file[name]) != fold(row[name]) for name in ADDRESS)


def _without_address(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in ADDRESS}


def _joined(notes: str, more: str) -> str:
    if not notes or more in notes:
        return notes or more
    joined = f"{notes}\n{more}"
    return joined if len(joined) <= _NOTES else notes
