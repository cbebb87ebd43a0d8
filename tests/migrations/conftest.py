"""A database without tables, or with rows in all of them, and somebody who migrates it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.migrations.house import Full, House
from tests.support.databases import Databases


@pytest.fixture
def house(databases: Databases, tmp_path: Path) -> Iterator[House]:
    """An app on a database in which nothing has been made yet."""
    address = databases.empty()
    house = House(address, tmp_path)
    yield house
    house.leave()
    databases.discard(address)


@pytest.fixture(scope="session")
def fulls(databases_of: Callable[[str], Databases]) -> Iterator[dict[Databases, Full]]:
    """The full database of either kind, once it was asked for; gone before the server that it stands on."""
    made: dict[Databases, Full] = {}
    yield made
    for databases, full in made.items():
        databases.discard(full.address)


@pytest.fixture
def full(databases: Databases, fulls: dict[Databases, Full], tmp_path_factory: pytest.TempPathFactory) -> Full:
    """What every table holds at the newest revision, before anything happens to it."""
    if databases not in fulls:
        fulls[databases] = Full.made_on(databases, tmp_path_factory.mktemp("full"))
    return fulls[databases]


@pytest.fixture
def full_house(databases: Databases, full: Full, tmp_path: Path) -> Iterator[House]:
    """An app on a database at the newest revision, with rows in every table."""
    address = databases.copy(full.address)
    house = House(address, tmp_path)
    yield house
    house.leave()
    databases.discard(address)
