"""A database without tables, and somebody who migrates it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.migrations.house import House
from tests.support.databases import Databases


@pytest.fixture
def house(databases: Databases, tmp_path: Path) -> Iterator[House]:
    """An app on a database in which nothing has been made yet."""
    address = databases.empty()
    house = House(address, tmp_path)
    yield house
    house.leave()
    databases.discard(address)
