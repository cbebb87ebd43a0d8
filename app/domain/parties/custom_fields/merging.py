"""What merging does to fields of the office's own: as with every other field, one card's value holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from app.db import db
from app.domain.parties.custom_fields.models import CustomField, CustomValue
from app.domain.parties.custom_fields.queries import Definition, custom_fields
from app.domain.parties.custom_fields.values import Value, answers_of
from app.domain.parties.models import Party
from app.domain.selections import among

_PAST_THE_SESSION = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field: what each card says of it, and whose words the result holds."""

    field: Definition
    values: Sequence[tuple[Party, Value]]  # those who say anything of it, the survivor first
    giver: Party

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return any(value != self.values[0][1] for _, value in self.values)


def lines_of_fields(parties: Sequence[Party], taken: Mapping[str, int]) -> list[FieldLine]:
    """The fields of which somebody says anything; retired ones are not asked about. Two statements."""
    fields = custom_fields()
    answers = answers_of([party.id for party in parties], [field.id for field in fields]) if fields else {}
    lines = []
    for field in fields:
        said = [(party, value) for party in parties if (value := answers.get(party.id, {}).get(field.id)) is not None]
        if said:
            chosen = [party for party, _ in said if party.id == taken.get(field.form_name)]
            lines.append(FieldLine(field, said, (chosen or [said[0][0]])[0]))
    return lines


def merge_values(survivor: int, others: Sequence[int], taken: Mapping[str, int]) -> None:
    """Let the survivor have what stands in each field of the one whose value was chosen, else its own, else the first.

    What else the others had goes with them. Three statements, however much there is.
    """
    columns = (CustomValue.id, CustomValue.party_id, CustomValue.field_id, CustomField.key)
    rows = db.session.execute(
        select(*columns).join(CustomField).where(among(CustomValue.party_id, [survivor, *others]))
    ).all()
    order = {party_id: n for n, party_id in enumerate([survivor, *others])}
    having: dict[int, set[int]] = {}
    keys: dict[int, str] = {}
    for row in rows:
        having.setdefault(row.field_id, set()).add(row.party_id)
        keys[row.field_id] = f"field_{row.key}"
    givers = {
        field_id: taken[keys[field_id]] if taken.get(keys[field_id]) in theirs else min(theirs, key=order.__getitem__)
        for field_id, theirs in having.items()
    }
    moved = [row.id for row in rows if row.party_id == givers[row.field_id] != survivor]
    replaced = [row.id for row in rows if row.party_id == survivor != givers[row.field_id]]
    if replaced:
        db.session.execute(
            delete(CustomValue).where(among(CustomValue.id, replaced)), execution_options=_PAST_THE_SESSION
        )
    if moved:
        leading = update(CustomValue).where(among(CustomValue.id, moved)).values(party_id=survivor)
        db.session.execute(leading, execution_options=_PAST_THE_SESSION)
