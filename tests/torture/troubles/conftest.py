"""Troubles are made on a PostgreSQL of our own, which may be stopped and killed while others run their tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.support.postgres import Server, own_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server that keeps what it has promised, although it may be killed."""
    with own_server() as server:
        if server is None:
            pytest.skip("no PostgreSQL server found")
        yield server


@pytest.fixture(scope="session")
def databases_of(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Databases]]:
    """In place of the one for all tests."""
    made: dict[str, Databases] = {}

    def of(kind: str) -> Databases:
        if kind not in made and kind == "sqlite":
            made[kind] = SqliteDatabases(tmp_path_factory.mktemp("sqlite"))
        elif kind not in made:
            made[kind] = PostgresDatabases(request.getfixturevalue("postgres").address, stays=False)
        return made[kind]

    yield of
    if "sqlite" in made:  # the others go with their server
        made["sqlite"].close()
