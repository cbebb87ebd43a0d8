"""Statements that are put together once: in Python that takes five times as long as to ask them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import ARRAY, BindParameter, Dialect, Executable, Integer, String, bindparam
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.db import is_postgresql


class Ids(TypeDecorator[list[int]]):
    """Ids that travel as one value, however many: an array, on SQLite JSON. See `selections.among`."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else ARRAY(Integer))

    def process_bind_param(self, value: list[int] | None, dialect: Dialect) -> Any:
        return json.dumps(value) if dialect.name == "sqlite" else value


class Words(Ids):
    """The same for words."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else ARRAY(String))


P = ParamSpec("P")
S = TypeVar("S", bound=Executable)

# What is a value, and comes anew each time. All else is the statement's shape: None, True, a word of an enum, a set.
VALUES = frozenset({int, str, date, datetime, list})
SHAPES = 64  # of one statement, that are kept


def prepared(build: Callable[P, S]) -> Callable[P, tuple[S, dict[str, Any]]]:
    """Let what puts a statement together do so once a shape, with places for the values.

    ::

        @prepared
        def _letters(party_id: int, *, state: MailState | None) -> Select[MailItem]: ...

        db.session.scalars(*_letters(party_id, state=None))

    The builder gets places instead of numbers, texts, days and lists: it may compare them, and must not look at
    them. Nor must it ask the clock or who is there: what it was told the first time would stay.
    """
    names = tuple(signature(build).parameters)

    @lru_cache(maxsize=SHAPES)
    def put_together(_is_postgresql: bool, shape: tuple[Any, ...]) -> S:
        places = {name: _place(name, place) if place in VALUES else place for name, place in shape}
        return build(**places)  # type: ignore[arg-type, call-arg]

    @wraps(build)
    def statement(*args: P.args, **kwargs: P.kwargs) -> tuple[S, dict[str, Any]]:
        given = {**dict(zip(names, args, strict=False)), **kwargs}
        values = {name: value for name, value in given.items() if type(value) in VALUES}
        shape = tuple((name, type(value) if name in values else value) for name, value in given.items())
        return put_together(is_postgresql(), shape), values

    return statement


def _place(name: str, kind: type) -> BindParameter[Any]:
    """A number says that it is one, for limits; all else is of the kind of what it is compared with."""
    return bindparam(name, type_=Integer() if kind is int else None)
