"""A restore happens as a whole or not at all, whatever ends it; whoever is at work is not run over."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from app.backup import Migrations
from app.db import db, patience
from app.domain.backups import restoring
from app.domain.backups.restoring import restore_backup
from app.domain.errors import RuleViolation
from tests.architecture.house import ROOT
from tests.domain.backups.doctored import all_of, doctored, manifest, rows, without_table
from tests.domain.backups.place import Place, Places, back_up
from tests.migrations.house import revisions
from tests.support.builders import a_client, a_mail_item, a_scan

KILLED_AT_THE_END = """
import os, signal, sys
from pathlib import Path
from app import create_app
from app.backup import Migrations
from app.domain.backups.restoring import restore_backup

class Killed(Migrations):
    def lead_up(self, connection, to):
        super().lead_up(connection, to)
        if connection.exec_driver_sql("SELECT count(*) FROM party").scalar():
            os.kill(os.getpid(), signal.SIGKILL)  # all rows are in, and nothing is committed

with create_app().app_context():
    restore_backup(Path(sys.argv[1]), Killed(), secret="any", replace=True)
"""


def without_numbers(found):
    """Parties as they were before suppliers had numbers of their own, and anybody an account."""
    for row in found:
        for name in ("is_numbered_as_supplier", "second_number", "second_number_key", "customer_account"):
            row.pop(name, None)


def with_plain_counters(found):
    """Ranges as they were before an admin could set them."""
    plain = ("id", "kind", "prefix", "padding", "next_value")
    found[:] = [{name: row[name] for name in plain} for row in found if row["kind"] in {"parties", "mail"}]


BEFORE_RANGES = (rows("party", without_numbers), rows("number_range", with_plain_counters))


def an_office(place: Place, name: str) -> None:
    with place.at_work():
        a_mail_item(a_client(name), scan=a_scan())


@pytest.fixture
def two(places: Places, zip_file: Path) -> Place:
    """A place with an office; the backup is of another one."""
    here, there = places(), places()
    an_office(there, "Of the backup S.r.l.")
    there.back_up(zip_file)
    an_office(here, "Of the place S.r.l.")
    return here


def without_later_columns(found):
    """Parties as an older version knew them."""
    for row in found:
        for name in ("name_key", "discount_group", "our_number", "their_terms"):
            row.pop(name)


def test_a_restore_that_is_killed_before_its_end_leaves_the_old_office(two: Place, zip_file: Path) -> None:
    before, files = two.picture(), two.files()
    # Of an older version, so that the tables are led up once more when all rows are in.
    as_it_was = without_table("erasure"), rows("party", without_later_columns), *BEFORE_RANGES
    older = all_of(*as_it_was, manifest(lambda said: said.update(revision=revisions()[11])))
    environment = os.environ | two.environment
    command = [sys.executable, "-c", KILLED_AT_THE_END, str(doctored(zip_file, older))]
    killed = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert two.picture() == before
    assert files.items() <= two.files().items()
    two.restore(zip_file, replace=True)
    assert [party["name"] for party in two.picture()["party"]] == ["Of the backup S.r.l."]


def test_a_restore_that_fails_takes_its_files_out_again(two: Place, zip_file: Path) -> None:
    class Failing(Migrations):
        def lead_up(self, connection: Connection, to: str) -> None:
            raise KeyboardInterrupt

    before, files = two.picture(), two.files()
    with two.at_work(), pytest.raises(KeyboardInterrupt):
        restore_backup(zip_file, Failing(), secret="any", replace=True)
    assert (two.picture(), two.files()) == (before, files)
    with two.at_work():
        a_client("New S.r.l.")  # keys are enforced, and writing goes on
        if db.engine.dialect.name == "sqlite":
            assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


def test_somebody_who_writes_meanwhile_is_waited_for_and_then_the_restore_gives_up(two: Place, zip_file: Path) -> None:
    before, files = two.picture(), two.files()
    with two.at_work(), db.engine.begin() as other:
        other.execute(text("UPDATE party SET notes = notes"))
        waits = patience.set(200)
        try:
            with pytest.raises(RuleViolation) as refused:
                restore_backup(zip_file, Migrations(), secret="any", replace=True)
        finally:
            patience.reset(waits)
        assert refused.value.sentence.msgid == restoring.AT_WORK
    assert (two.picture(), two.files()) == (before, files)


@pytest.mark.sqlite
def test_somebody_who_reads_meanwhile_goes_on_reading_the_old_office(two: Place, zip_file: Path) -> None:
    names = "SELECT name FROM party"
    with closing(sqlite3.connect(str(make_url(two.address).database), isolation_level=None)) as other:
        other.execute("BEGIN")
        assert other.execute(names).fetchall() == [("Of the place S.r.l.",)]
        two.restore(zip_file, replace=True)
        assert other.execute(names).fetchall() == [("Of the place S.r.l.",)]
        other.execute("ROLLBACK")
        assert other.execute(names).fetchall() == [("Of the backup S.r.l.",)]


def test_a_server_that_runs_meanwhile_goes_on_with_the_new_office(two: Place, zip_file: Path) -> None:
    client = two.app.test_client()
    assert client.get("/login").status_code == 200
    two.restore(zip_file, replace=True)
    assert client.get("/login").status_code == 200
    with two.at_work():
        assert a_client("New S.r.l.").number == "C-0002"


def test_a_backup_of_an_older_version_is_led_up_to_ours(two: Place, zip_file: Path) -> None:
    def older(found):
        without_later_columns(found)
        for row in found:
            row.pop("last_mail_key")

    old = doctored(
        zip_file,
        all_of(
            *(without_table(table) for table in ("erasure", "import_mapping", "import_former", "mail_item")),
            rows("party", older),
            *BEFORE_RANGES,
            rows("number_range", lambda found: found.pop()),  # mail
            manifest(lambda said: said.update(revision=revisions()[8], database="another")),
        ),
    )
    restored = two.restore(old, replace=True)
    assert [party["last_mail_key"] for party in two.picture()["party"]] == [""]
    assert [(range_.kind, range_.last) for range_ in restored.ranges[:2]] == [("parties", "C-0001"), ("mail", None)]


@pytest.mark.sqlite
def test_another_secret_key_is_told_and_passwords_are_as_before(places: Places, zip_file: Path) -> None:
    here = places()
    with here.at_work():
        back_up(zip_file, secret="a" * 32)
        restored = [restore_backup(zip_file, Migrations(), secret=key * 32, replace=True) for key in "ab"]
    assert [one.has_another_key for one in restored] == [False, True]
    assert b"aaaa" not in zip_file.read_bytes()
