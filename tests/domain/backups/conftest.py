"""Places for backups to come from and to go to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.domain.backups.place import Place, Places
from tests.support.apps import Apps
from tests.support.databases import Databases, SqliteDatabases


@pytest.fixture
def places(databases: Databases, databases_of: Callable[[str], Databases], apps: Apps) -> Iterator[Places]:
    """Make a place on this test's kind of database, or with ``other=True`` on the other kind."""
    made: list[Place] = []

    def make_one(*, other: bool = False, is_set_up: bool = True) -> Place:
        is_sqlite = isinstance(databases, SqliteDatabases)
        where = databases_of("postgresql" if is_sqlite else "sqlite") if other else databases
        made.append(Place(where, apps, is_set_up=is_set_up))
        return made[-1]

    yield make_one
    for place in made:
        place.leave()


@pytest.fixture
def zip_file(tmp_path: Path) -> Path:
    """Where a backup is written to."""
    return tmp_path / "backup.zip"
