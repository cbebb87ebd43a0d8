"""A backup that is damaged, forged or of another time is refused, and nothing has changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.db import db
from app.domain.backups import reading, restoring
from app.domain.errors import RuleViolation
from app.domain.numbering.actions import take_numbers
from app.domain.numbering.models import RangeKind
from tests.domain.backups.doctored import HOSTILE, NO_VALUES, PACKINGS, UNFIT, Entries, doctored
from tests.domain.backups.place import Place, Places
from tests.support.builders import a_client, a_mail_item, a_scan
from tests.support.cast import the_cast


@pytest.fixture
def full(places: Places) -> Place:
    """A place with people, mail and files."""
    place = places()
    with place.at_work():
        cast = the_cast()
        a_mail_item(cast.acme, scan=a_scan())
        a_client("Bravo S.r.l.")
    return place


def assert_refused(place: Place, file: Path, *, replace: bool = True) -> str:
    """Nothing in tables, files or folders is other than before."""
    before = place.picture(), place.files(), sorted(place.folder.rglob("*"))
    said = refusal(place, file, replace=replace)
    assert (place.picture(), place.files(), sorted(place.folder.rglob("*"))) == before
    return said


def refusal(place: Place, file: Path, *, replace: bool = True) -> str:
    with pytest.raises(RuleViolation) as refused:
        place.restore(file, replace=replace)
    return refused.value.sentence.msgid


@pytest.mark.sqlite
def test_whatever_was_tampered_with_is_refused_before_anything_is_touched(full: Place, zip_file: Path) -> None:
    full.back_up(zip_file)
    before = full.picture(), full.files()
    said = {name: refusal(full, doctored(zip_file, change)) for name, change in HOSTILE.items()}
    for name, packing in PACKINGS.items():
        said[name] = refusal(full, doctored(zip_file, lambda entries: None, packing=packing))
    assert (full.picture(), full.files()) == before
    assert said.pop("a newer format") == said.pop("a newer revision") == reading.NEWER
    assert said.pop("files that fill the disk") in {reading.BROKEN, restoring.NO_ROOM}
    assert set(said.values()) == {reading.NO_BACKUP, reading.BROKEN}
    assert not (full.folder.parent / "outside").exists()


@pytest.mark.parametrize("changes", [NO_VALUES, UNFIT], ids=["no value", "no row"])
def test_what_the_tables_cannot_hold_is_refused_and_all_is_as_before(
    full: Place, zip_file: Path, changes: dict[str, Callable[[Entries], None]]
) -> None:
    full.back_up(zip_file)
    before = full.picture(), full.files()
    said = {name: refusal(full, doctored(zip_file, change)) for name, change in changes.items()}
    assert set(said.values()) <= {restoring.UNFIT, reading.BROKEN}
    assert (full.picture(), full.files()) == before


@pytest.mark.sqlite
def test_what_a_disk_does_to_a_backup_is_noticed(full: Place, zip_file: Path) -> None:
    full.back_up(zip_file)
    whole = zip_file.read_bytes()
    broken = zip_file.with_name("broken.zip")
    with ZipFile(zip_file) as archive:
        start = archive.getinfo("tables/party.jsonl").header_offset
    for data in (b"", b"no zip", whole[: len(whole) // 2], whole[:-30], flipped(whole, start + 100)):
        broken.write_bytes(data)
        assert assert_refused(full, broken) in {reading.NO_BACKUP, reading.BROKEN}


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


@pytest.mark.sqlite
def test_a_zip_of_something_else_is_no_backup(full: Place, zip_file: Path) -> None:
    with ZipFile(zip_file, "w") as archive:
        archive.writestr("photos/1.jpg", b"...")
    assert assert_refused(full, zip_file) == reading.NO_BACKUP


def test_a_place_that_holds_anything_is_replaced_only_if_that_was_said(
    full: Place, places: Places, zip_file: Path
) -> None:
    full.back_up(zip_file)
    assert assert_refused(full, zip_file, replace=False) == restoring.NOT_EMPTY
    only_files = places()
    shutil.copytree(full.folder / "files", only_files.folder / "files")
    assert assert_refused(only_files, zip_file, replace=False) == restoring.NOT_EMPTY
    one_number = places()
    with one_number.at_work():
        take_numbers(RangeKind.MAIL)
        db.session.commit()
    assert assert_refused(one_number, zip_file, replace=False) == restoring.NOT_EMPTY
