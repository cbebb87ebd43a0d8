"""A migration happens as a whole or not at all, whatever ends it (SAFETY.md 22)."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import text

from tests.migrations.house import MIGRATIONS, House, revisions

# SQLite copies the parties' table, which contacts and portal users refer to, and drops the old one.
ALTERS_PARTIES = """
    with op.batch_alter_table("party") as party:
        party.add_column(sa.Column("fax", sa.String(), server_default="none", nullable=False))
        party.alter_column("notes", existing_type=sa.Text(), nullable=True)
"""
MUCH = f"""
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE act SET reason = 'half'")
    op.execute("DELETE FROM event")
    {ALTERS_PARTIES}
"""


def everything(house: House) -> tuple[Any, ...]:
    """Schema, rows and revision."""
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    if not house.is_sqlite:
        schema = """
            SELECT table_name, column_name, data_type FROM information_schema.columns
            WHERE table_schema = 'public' ORDER BY 1, 2
        """
    with house.reading() as connection:
        tables = connection.execute(text(schema)).all()
    return tables, house.rows(), house.revision()


def test_a_migration_that_fails_in_the_middle_changes_nothing(full_house: House) -> None:
    before = everything(full_house)
    full_house.add_migration(f"{MUCH}\n    raise RuntimeError('in the middle')")
    with pytest.raises(RuntimeError, match="in the middle"):
        full_house.upgrade()
    assert everything(full_house) == before


def test_a_migration_that_is_killed_changes_nothing(full_house: House) -> None:
    before = everything(full_house)
    full_house.add_migration(f"{MUCH}\n    os.kill(os.getpid(), signal.SIGKILL)")
    full_house.leave()
    environment = os.environ | {
        "DATABASE_URL": full_house.address,
        "INSTANCE_PATH": str(full_house.folder / "instance"),
        "RECAPITO_CONFIG": "Config",  # TestConfig does not read DATABASE_URL
    }
    command = [sys.executable, "-m", "flask", "db", "upgrade", "--directory", str(full_house.directory)]
    killed = subprocess.run(command, cwd=MIGRATIONS.parent, env=environment, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert everything(full_house) == before


def test_after_a_failure_the_same_migration_can_be_run_once_it_is_mended(full_house: House) -> None:
    full_house.add_migration(f"{MUCH}\n    raise RuntimeError('in the middle')")
    with pytest.raises(RuntimeError):
        full_house.upgrade()
    migration = full_house.directory / "versions" / "next.py"
    migration.write_text(migration.read_text().replace("raise RuntimeError('in the middle')", "pass"))
    full_house.upgrade()
    assert full_house.revision() == "next"
    assert full_house.rows()["event"] == []


def test_altering_a_parent_keeps_its_children_and_their_references(full_house: House) -> None:
    before = full_house.rows()
    full_house.add_migration(ALTERS_PARTIES)
    full_house.upgrade()
    after = full_house.rows()
    assert {row.pop("fax") for row in after["party"]} == {"none"}
    assert after == before
    assert full_house.broken_references() == []


@pytest.mark.sqlite
def test_a_migration_that_leaves_rows_without_their_parent_is_refused_and_changes_nothing(full_house: House) -> None:
    """PostgreSQL refuses each such statement; on SQLite keys are off meanwhile, so all are checked at the end."""
    before = everything(full_house)
    full_house.add_migration('op.execute("DELETE FROM party WHERE id = 101")')
    with pytest.raises(RuntimeError, match="refer to nothing"):
        full_house.upgrade()
    assert everything(full_house) == before


@pytest.mark.sqlite
@pytest.mark.parametrize("ending", ["pass", "raise RuntimeError('in the middle')"])
def test_foreign_keys_are_enforced_again_after_a_migration(full_house: House, ending: str) -> None:
    full_house.add_migration(ending)
    with contextlib.suppress(RuntimeError):
        full_house.upgrade()
    with full_house.reading() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_all_revisions_stand_in_one_line(house: House) -> None:
    """Two heads would mean that somebody forgot whose migration comes first."""
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [revisions()[-1]]
