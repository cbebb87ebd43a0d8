"""What a backup holds is the same again wherever it is restored: SQLite, PostgreSQL, and back."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import select

from app.db import db
from app.demo import office as demo_office
from app.domain.accounts.models import LoginSession
from app.domain.backups.manifest import LEFT_OUT
from app.domain.directory.importing.models import ImportRun
from app.domain.directory.selection import picked
from app.domain.jobs import actions as jobs
from app.domain.jobs.models import Job, JobKind, JobState
from app.domain.lifecycle.purging import PurgeChoices, purge_parties
from app.domain.mailroom.models import MailItem
from app.domain.parties.models import Party
from tests.domain.backups.place import Place, Places, without_restores
from tests.migrations.filling import fill
from tests.support.builders import a_client, a_key, a_mail_item, a_scan, archived
from tests.support.cast import the_cast
from tests.support.visitor import Visitor


def filled(place: Place) -> None:
    """Rows in every table, of whatever its columns take."""
    with place.at_work():
        metadata = sa.MetaData()
        with db.engine.begin() as connection:
            metadata.reflect(connection, only=list(db.metadata.tables))
            fill(connection, [table for table in metadata.sorted_tables if table.name != "restoration"])
            names = "printf('%032d', id)" if connection.dialect.name == "sqlite" else "lpad(id::text, 32, '0')"
            connection.execute(sa.text(f"UPDATE stored_file SET blob = {names}"))
            connection.execute(sa.text("UPDATE erasure SET kind = 'deleted'"))  # a restore reads whom it is about


def test_every_row_of_every_table_is_the_same_on_the_other_database_and_back(places: Places, tmp_path: Path) -> None:
    here, there, back = places(), places(other=True, is_set_up=False), places(is_set_up=False)
    filled(here)
    before = here.picture()
    assert all(before.values())
    here.back_up(tmp_path / "there.zip")
    there.restore(tmp_path / "there.zip")
    assert without_restores(there.picture()) == before
    there.back_up(tmp_path / "back.zip")
    back.restore(tmp_path / "back.zip")
    assert without_restores(back.picture()) == before


def test_no_table_is_forgotten_and_none_is_left_out_without_a_reason(places: Places, zip_file: Path) -> None:
    manifest = places().back_up(zip_file)
    assert {table.name for table in manifest.tables} == set(db.metadata.tables) - set(LEFT_OUT)
    assert all(LEFT_OUT.values())


def test_the_demo_office_moves_to_the_other_database(places: Places, zip_file: Path) -> None:
    here, there = places(), places(other=True)
    with here.at_work():
        demo_office.seed(here.folder)
        logins = {role: (email, word) for role, email, word in demo_office.logins_that_stand(here.folder)}
    before, files = here.picture(), here.files()
    manifest = here.back_up(zip_file)
    restored = there.restore(zip_file)
    assert without_restores(there.picture()) == before
    assert there.files() == files and manifest.files == len(files) > 0
    assert restored.ranges == manifest.ranges
    with there.at_work():
        marta = Visitor(there.app).signed_in_as(*logins["staff"])
        photo = db.session.scalars(select(MailItem.id).where(MailItem.thumbnail_id.is_not(None))).first()
        with marta.client.get(f"/mail/{photo}/thumbnail") as answer:
            assert answer.status_code == 200
        name = db.session.scalars(select(Party.name).where(Party.number == "C-0001")).one()
        db.session.rollback()
        assert marta.get("search.index", q=name[:6]).says(name)


def test_what_is_new_after_a_restore_has_ids_and_numbers_that_were_never_given(places: Places, zip_file: Path) -> None:
    here, there = places(), places(other=True)
    with here.at_work():
        a_client("Stays S.r.l.")
        last = a_client("Goes S.r.l.")
        last_id, number = last.id, last.number
        archived(last)
        purge_parties(picked([last_id]), PurgeChoices("Goes S.r.l."), a_key(), by=the_cast().by_marta)
        db.session.commit()
    here.back_up(zip_file)
    there.restore(zip_file)
    with there.at_work():
        new = a_client("New S.r.l.")
        assert new.id > last_id
        assert new.number and number and new.number > number


def test_everybody_signs_in_anew_and_no_worker_holds_a_job(places: Places, zip_file: Path) -> None:
    here, there = places(), places()
    with here.at_work():
        the_cast()
        Visitor(here.app).signed_in_as("luca@portico.example.com")
        jobs.enqueue(JobKind.STAGE_IMPORT, "a list", {"run": 1})
        db.session.commit()
        assert jobs.claim()
    here.back_up(zip_file)
    there.restore(zip_file)
    with there.at_work():
        job = db.session.scalars(select(Job)).one()
        assert (job.state, job.lease_until, job.attempts) == (JobState.READY, None, 1)
        assert db.session.scalars(select(LoginSession)).all() == []
        assert Visitor(there.app).sign_in("luca@portico.example.com").leads_to("today.index")


def test_nothing_and_the_json_word_for_nothing_stay_two_things(places: Places, zip_file: Path) -> None:
    here, there = places(), places(other=True)
    names = {"key": "k", "name": "n", "sha256": "s", "encoding": "utf-8", "delimiter": ",", "by_name": "Marta"}
    with here.at_work():
        for key, value in (("null", sa.JSON.NULL), ("nothing", sa.null())):
            db.session.add(ImportRun(**{**names, "key": key}, refusal=value))
        db.session.commit()
    here.back_up(zip_file)
    there.restore(zip_file)
    assert [(row["key"], row["refusal"]) for row in there.picture()["import_run"]] == [
        ("null", "null"), ("nothing", None),
    ]  # fmt: skip


def test_a_file_that_the_store_had_lost_is_told_and_does_not_hinder_the_rest(places: Places, zip_file: Path) -> None:
    here, there = places(), places(other=True)
    with here.at_work():
        lost, kept = (a_mail_item(a_client(name), scan=a_scan()) for name in ("Acme S.r.l.", "Bravo S.r.l."))
        assert lost.file and kept.file
        lost_id, blob = lost.file_id, lost.file.blob
    next(path for path in here.folder.rglob(blob)).unlink()
    manifest = here.back_up(zip_file)
    assert (manifest.missing, manifest.files) == ((lost_id,), 3)
    assert there.restore(zip_file).manifest.missing == (lost_id,)
    assert there.files() == here.files()
