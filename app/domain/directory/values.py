"""What stands in a column of the parties, each value once: offered where somebody narrows the list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.db import db
from app.domain.parties.models import Party
from app.domain.parties.text import fold

OFFERED = 20


def countries_in_use() -> list[str]:
    """The countries that parties are in, as ISO codes."""
    return list(db.session.scalars(_each(Party.country)))


def cities_beginning(typed: str) -> list[str]:
    """The first cities that begin as typed, in the order of the list, each as one of its parties writes it."""
    start = fold(typed)
    if not start:
        return []
    keys = (
        _each(Party.city_key, Party.city_key >= start, Party.city_key < start + "\U0010ffff").limit(OFFERED).subquery()
    )
    written = select(func.min(Party.city)).where(Party.city_key == keys.c.value).correlate(keys).scalar_subquery()
    return list(db.session.scalars(select(written).select_from(keys).order_by(keys.c.value)))


def discount_groups_in_use() -> list[str]:
    """The discount groups that somebody is in."""
    return list(db.session.scalars(_each(Party.discount_group, Party.discount_group != "")))


def _each(column: Any, *within: ColumnElement[bool]) -> Any:
    """Every value of an indexed column once. It leaps from one to the next, however many rows share one."""
    first = select(func.min(column).label("value")).where(column != "", *within)
    walk = first.cte("walk", recursive=True)
    following = select(func.min(column)).where(column > walk.c.value, *within).correlate(walk).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.value.is_not(None)))
    return select(walk.c.value).where(walk.c.value.is_not(None)).order_by(walk.c.value)
