"""Which records a deed on many is about, sealed as a dialog showed them, and held until the deed is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    String,
    any_,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute

from app.db import Base, db, is_postgresql
from app.domain.errors import N_, SelectionChanged
from app.prepared import Ids, Words

# Knuth's multiplicative hash modulo a prime: two sets of the same size hardly ever share the sum.
_FACTOR, _PRIME = 2654435761, 4294967291


@dataclass(frozen=True, slots=True)
class Selection:
    """Records that somebody picked. `asked` says how; `seal` is the set that the dialog showed, if it showed one."""

    ids: Select[int]
    asked: str
    picked: int | None = None  # how many were ticked one by one; None for a filter
    seal: str = ""

    def sealed(self, seal: str) -> Selection:
        return replace(self, seal=seal)


@dataclass(frozen=True, slots=True)
class Seal:
    """A set of records, as a number that fits into a form: how many, and a sum over their ids."""

    count: int
    total: int

    @classmethod
    def of(cls, ids: Collection[int]) -> Seal:
        return cls(len(ids), sum(id_ * _FACTOR % _PRIME for id_ in ids))

    def __str__(self) -> str:
        return f"{self.count}-{self.total}"


def among(column: Any, values: Collection[int] | Collection[str] | BindParameter[Any]) -> ColumnElement[bool]:
    """Whether a column holds one of these ids or words, however many they are: they travel as one value."""
    kind = Words() if isinstance(column.type, String) else Ids()
    given = type_coerce(values, kind) if isinstance(values, BindParameter) else literal(list(values), kind)
    if is_postgresql():
        return column == any_(given)  # type: ignore[no-any-return]
    listed = func.json_each(given).table_valued("value")
    return column.in_(select(listed.c.value))  # type: ignore[no-any-return]


def lead_to(survivor: int, others: Collection[int], *columns: InstrumentedAttribute[Any]) -> None:
    """Let what refers to these parties by a column refer to the one into which they are merged, however much it is."""
    for column in columns:
        writing = update(column.class_).where(among(column, others)).values({column.key: survivor})
        db.session.execute(writing, execution_options={"synchronize_session": False})


def keep_one_default(
    survivor: int,
    others: Collection[int],
    owner: InstrumentedAttribute[int],
    flag: InstrumentedAttribute[bool],
    *per: InstrumentedAttribute[Any],
) -> None:
    """Where parties are merged, let one of their rows that bear a flag keep it, of each kind that `per` tells apart.

    The survivor's own, else that of the one who has been on file longest. Called before the rows are moved, so that
    the index that allows one of them holds all the while.
    """
    model = owner.class_
    first = func.row_number().over(partition_by=per or None, order_by=(case((owner == survivor, 0), else_=1), owner))
    flagged = select(model.id, first.label("place")).where(among(owner, [survivor, *others]), flag).subquery()
    more = select(flagged.c.id).where(flagged.c.place > 1)
    writing = update(model).where(model.id.in_(more)).values({flag.key: False})
    db.session.execute(writing, execution_options={"synchronize_session": False})


def seal_columns(of: type[Base]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """What makes up the seal of a model's rows: how many, and the sum."""
    return func.count(of.id), func.coalesce(func.sum(cast(of.id, BigInteger) * _FACTOR % _PRIME), 0)


def seal_of(selection: Selection, *, of: type[Base]) -> Seal:
    """Count a selection of a model's rows and seal it."""
    count, total = db.session.execute(select(*seal_columns(of)).where(of.id.in_(selection.ids))).one()
    return Seal(count, int(total))


def lock(selection: Selection, *, of: type[Base]) -> tuple[Selection, Seal]:
    """Hold the selected rows of a model until the transaction ends; what is held, and its seal.

    They are held in the order of their ids, so that two such deeds never wait for each other. Who had to wait is
    told what the other left; who comes into a filter from here on is not among those held.
    Raises SelectionChanged when the set is not the one that the dialog showed.
    """
    if is_postgresql():
        rows = select(of.id).where(of.id.in_(selection.ids)).order_by(of.id).with_for_update()
        held = list(db.session.scalars(rows))
        selection = replace(selection, ids=selection.ids.where(among(of.id, held)))
        # What was ticked is held now. What matches a filter is looked up once more: while we waited it may have moved.
        seal = seal_of(selection, of=of) if selection.picked is None else Seal.of(held)
    else:  # the writing transaction holds the whole database already
        seal = seal_of(selection, of=of)
    if selection.seal and selection.seal != str(seal):
        raise SelectionChanged(N_("The list has changed since. Look at the new numbers before you go on."))
    return selection, seal
