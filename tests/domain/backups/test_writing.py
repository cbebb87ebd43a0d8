"""A backup is there as a whole or not at all, and everybody works on meanwhile."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import update

from app.db import db
from app.domain import clock
from app.domain.backups import writing
from app.domain.directory.selection import picked
from app.domain.errors import RuleViolation
from app.domain.files import store
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.purging import PurgeChoices, purge_parties
from app.domain.mailroom.models import MailItem
from tests.architecture.house import ROOT
from tests.domain.backups.place import Place, Places, back_up
from tests.support.builders import a_client, a_key, a_mail_item, a_scan, archived


def command(place: Place, *arguments: object, **more: object) -> subprocess.Popen[str]:
    """A `flask` command of this place, in a process of its own."""
    environment = os.environ | place.environment
    return subprocess.Popen(
        [sys.executable, "-m", "flask", *map(str, arguments)], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more,
    )  # fmt: skip


def a_slow_file(place: Place) -> Path:
    """A stored file that is not read to its end before somebody writes into it: the backup stands still there."""
    with place.at_work():
        item = a_mail_item(a_client("Zeta S.r.l."), scan=a_scan())
        assert item.file
        path = store.path_of(item.file.blob)
    whole = path.read_bytes()
    path.unlink()
    os.mkfifo(path)
    path.with_name("content").write_bytes(whole)
    return path


def stands_still_at(path: Path) -> int:
    """Wait until somebody reads this pipe; the end to write into. Until it is closed they wait for more."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(path)


def test_what_is_there_already_is_not_overwritten_and_only_its_owner_reads_it(places: Places, zip_file: Path) -> None:
    here = places()
    here.back_up(zip_file)
    assert zip_file.stat().st_mode & 0o777 == 0o600
    whole = zip_file.read_bytes()
    for name in (zip_file, zip_file.with_name("link.zip")):
        if name != zip_file:
            name.symlink_to("nowhere")
        with pytest.raises(RuleViolation) as refused:
            here.back_up(name)
        assert refused.value.sentence.msgid == writing.IN_THE_WAY
    assert zip_file.read_bytes() == whole
    assert not list(zip_file.parent.glob("*.part"))


@pytest.mark.sqlite
def test_what_one_left_that_was_killed_is_in_nobody_s_way(places: Places, zip_file: Path) -> None:
    zip_file.with_name("backup.zip.part").write_bytes(b"half" * 100_000)
    places().back_up(zip_file)
    with ZipFile(zip_file) as archive:
        assert archive.testzip() is None
    assert not zip_file.with_name("backup.zip.part").exists()


@pytest.mark.sqlite
def test_a_folder_that_is_not_there_is_told(places: Places, tmp_path: Path) -> None:
    with pytest.raises(RuleViolation) as refused:
        places().back_up(tmp_path / "nowhere" / "backup.zip")
    assert refused.value.sentence.msgid == writing.NOT_WRITTEN


@pytest.mark.sqlite
def test_a_full_disk_is_told_and_leaves_no_half_backup(places: Places, zip_file: Path) -> None:
    here = places()
    with here.at_work():
        file = store.write(Noise(), name="noise.pdf", content_type="application/pdf", limit=2_000_000)
        db.session.add(file)
        db.session.commit()
    least = 1_000_000  # bytes that one file may have from here on
    run = command(
        here, "backup", zip_file, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (least, least))
    )
    _, said = run.communicate()
    assert run.returncode == 1
    assert "There is not enough room for the backup on this disk. Nothing was kept." in said
    assert not list(zip_file.parent.glob("backup.zip*"))


class Noise:
    """Bytes that nothing makes smaller."""

    left = 2

    def read(self, _size: int = -1) -> bytes:
        self.left -= 1
        return os.urandom(900_000) if self.left >= 0 else b""


@pytest.mark.sqlite
def test_who_ends_it_leaves_no_half_backup(places: Places, zip_file: Path) -> None:
    here = places()
    pipe = a_slow_file(here)
    run = command(here, "backup", zip_file)
    end = stands_still_at(pipe)
    run.send_signal(signal.SIGTERM)
    run.communicate(timeout=60)
    os.close(end)
    assert run.returncode != 0
    assert not list(zip_file.parent.glob("backup.zip*"))


def test_a_file_is_in_the_backup_although_its_client_is_deleted_and_the_sweeper_comes_meanwhile(
    places: Places, zip_file: Path
) -> None:
    here = places()
    pipe = a_slow_file(here)
    with here.at_work():
        a_mail_item(zeta := db.session.get_one(MailItem, 1).party, scan=a_scan())
        blobs = [path for path in store.folder().glob("??/*") if path.name != "content"]
        db.session.execute(update(MailItem).values(state="forwarded"))
        archived(zeta)

        def in_background() -> None:
            with here.app.app_context():
                back_up(zip_file)

        backup = threading.Thread(target=in_background)
        backup.start()
        end = stands_still_at(pipe)
        purge_parties(picked([zeta.id]), PurgeChoices("Zeta S.r.l."), a_key(), by=SYSTEM)
        db.session.commit()
        with clock.frozen(clock.now() + timedelta(days=2)):
            assert store.sweep() == 0
        os.write(end, pipe.with_name("content").read_bytes())
        os.close(end)
        backup.join(timeout=60)
        with ZipFile(zip_file) as archive:
            assert len([name for name in archive.namelist() if name.startswith("files/")]) == len(blobs)
        with clock.frozen(clock.now() + timedelta(days=2)):
            assert store.sweep() == len(blobs) + 1
    assert places().restore(zip_file).manifest.damaged == ()


def test_the_command_names_the_last_numbers_and_the_one_that_restores_says_what_comes_next(
    places: Places, zip_file: Path
) -> None:
    here, there = places(), places()
    with here.at_work():
        a_client("Acme S.r.l.")
        said = here.app.test_cli_runner().invoke(args=["backup", str(zip_file)]).output
    assert "1 parties, 0 files" in said
    assert "Last number of clients and suppliers: C-0001.\nLast number of mail: none yet.\n" in said
    with there.at_work():
        runner = there.app.test_cli_runner()
        said = runner.invoke(args=["restore", str(zip_file)]).output
        assert "Last number of clients and suppliers: C-0001.\n" in said
        assert "No background work is done until an admin signs in and confirms" in said
        again = runner.invoke(args=["restore", str(zip_file)])
        assert again.exit_code == 1 and "--replace" in again.output
        admin = [
            "create-admin",
            "--email",
            "luca@portico.example.com",
            "--name",
            "Luca",
            "--password",
            "a word nobody has",
        ]
        assert runner.invoke(args=admin).exit_code == 0
