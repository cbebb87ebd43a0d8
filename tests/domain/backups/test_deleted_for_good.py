"""Whoever was deleted for good after the backup does not come back with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from app.db import db, is_postgresql
from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact
from app.domain.directory.selection import picked
from app.domain.history.models import SYSTEM, Act, Deed, Event, EventKind
from app.domain.jobs.models import Job, JobKind
from app.domain.lifecycle import erasing
from app.domain.lifecycle.models import Erasure
from app.domain.lifecycle.purging import PurgeChoices, plan_of, purge_parties
from app.domain.mailroom.models import MailItem
from app.domain.parties.models import Party
from app.worker.loop import work_off
from app.worker.tidying import tidy_up
from tests.domain.backups.place import Place, Places, picture
from tests.support.builders import a_client, a_key, a_mail_item, a_scan, archived
from tests.support.cast import CANARY, the_cast
from tests.support.visitor import Visitor


def purged(*parties: Party) -> None:
    selection = picked([party.id for party in parties])
    typed = plan_of(selection).wanted
    purge_parties(selection, PurgeChoices(typed, with_people=True), a_key(), by=SYSTEM)
    db.session.commit()


def zeta_with_mail() -> tuple[int, str]:
    """Zeta, archived, with a letter that was forwarded and its photo; its id and number."""
    cast = the_cast()
    a_mail_item(cast.zeta, CANARY, note=CANARY, scan=a_scan())
    db.session.execute(update(MailItem).values(state="forwarded"))
    archived(cast.zeta)
    assert cast.zeta.number
    return cast.zeta.id, cast.zeta.number


def named_anywhere(place: Place) -> bool:
    with place.at_work():
        return CANARY in str(picture())


def test_a_client_deleted_after_the_backup_is_deleted_again_with_mail_files_and_people(
    places: Places, zip_file: Path
) -> None:
    here = places()
    with here.at_work():
        zeta, number = zeta_with_mail()
    here.back_up(zip_file)
    with here.at_work():
        purged(db.session.get_one(Party, zeta))
        assert work_off() == 2
    there = places(other=True)
    # The database was lost; the folder of files was not.
    there_file = there.folder / "files" / "erasures.jsonl"
    there_file.parent.mkdir(parents=True)
    there_file.write_bytes((here.folder / "files" / "erasures.jsonl").read_bytes())
    restored = there.restore(zip_file)
    assert restored.deleted_again == 2  # Zoe was hers alone
    assert not named_anywhere(there)
    assert there.files() == {}
    with there.at_work():
        act = db.session.scalars(select(Act).where(Act.deed == Deed.PURGE_AGAIN)).one()
        assert (act.by_name, act.outcome) == ("Recapito", {"changed": 2})
        left = db.session.scalars(select(Event).where(Event.party_id == zeta)).one()
        assert (left.kind, left.details) == (EventKind.DELETED, {"number": number})
        luca = Visitor(there.app).signed_in_as("luca@portico.example.com")
        assert not luca.get("search.index", q=CANARY[:7]).find("//main//a[contains(@href, '/clients/')]")
        if not is_postgresql():
            found = text("SELECT count(*) FROM party_search WHERE search_text LIKE '%canary%'")
            assert db.session.scalar(found) == 0


def test_the_place_that_is_replaced_remembers_whom_it_deleted(places: Places, zip_file: Path) -> None:
    here = places()
    with here.at_work():
        zeta, _ = zeta_with_mail()
    here.back_up(zip_file)
    with here.at_work():
        purged(db.session.get_one(Party, zeta))  # and no worker has noted it beside the files
    assert here.restore(zip_file, replace=True).deleted_again == 2
    assert not named_anywhere(here)
    assert here.restore(zip_file, replace=True).deleted_again == 2  # and once more, from what was restored


def test_a_backup_brings_its_own_list_along(places: Places, tmp_path: Path) -> None:
    here, there = places(), places()
    with here.at_work():
        zeta, _ = zeta_with_mail()
    here.back_up(tmp_path / "with.zip")
    with here.at_work():
        purged(db.session.get_one(Party, zeta))
    here.back_up(tmp_path / "without.zip")
    there.restore(tmp_path / "without.zip")
    assert there.restore(tmp_path / "with.zip", replace=True).deleted_again == 2
    assert not named_anywhere(there)


@pytest.mark.sqlite
def test_an_id_alone_does_not_make_somebody_the_one_who_was_deleted(places: Places, zip_file: Path) -> None:
    here, there = places(), places()
    with here.at_work(), clock.frozen(datetime.now(UTC) - timedelta(days=1)):
        archived(former := a_client("Former S.r.l."))
        purged(former)
        erasing.keep_erasures()
    with there.at_work():
        other = a_client("Other S.r.l.")
        assert other.id == 1
    there.back_up(zip_file)
    file = there.folder / "files" / "erasures.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes((here.folder / "files" / "erasures.jsonl").read_bytes())
    assert there.restore(zip_file, replace=True).deleted_again == 0
    with there.at_work():
        assert db.session.scalars(select(Party.name)).all() == ["Other S.r.l."]


def test_the_number_of_somebody_deleted_since_is_not_given_again(places: Places, zip_file: Path) -> None:
    here = places()
    here.back_up(zip_file)
    with here.at_work():
        archived(party := a_client("Late S.r.l."))
        number = party.number
        purged(party)
    here.restore(zip_file, replace=True)
    with here.at_work():
        assert number == "C-0001"
        assert a_client("Next S.r.l.").number == "C-0002"


@pytest.mark.sqlite
def test_nothing_but_who_was_deleted_goes(places: Places, zip_file: Path) -> None:
    here = places()
    with here.at_work():
        zeta, _ = zeta_with_mail()
        others = set(db.session.scalars(select(Party.name).where(~Party.name.contains("anary"))))
    here.back_up(zip_file)
    with here.at_work():
        purged(db.session.get_one(Party, zeta))
    here.restore(zip_file, replace=True)
    with here.at_work():
        assert set(db.session.scalars(select(Party.name))) == others
        assert db.session.scalar(select(func.count()).select_from(Contact)) == 3
        assert db.session.scalar(select(func.count()).select_from(Login)) == 4


def test_the_list_holds_no_name_and_is_kept_beside_the_files(places: Places) -> None:
    here = places()
    with here.at_work():
        zeta, number = zeta_with_mail()
        purged(db.session.get_one(Party, zeta))
        listed = db.session.scalars(select(Erasure).where(Erasure.record_id == zeta)).one()
        assert (listed.record, listed.number) == ("party", number)
        assert {job.kind for job in db.session.scalars(select(Job))} == {JobKind.KEEP_ERASURES, JobKind.FINISH_ERASING}
        db.session.rollback()
        work_off()
        kept = erasing.kept_file().read_text()
        assert number in kept and CANARY not in kept
        assert erasing.kept_file().stat().st_mode & 0o777 == 0o600
        assert len(erasing.kept_erasures()) == 2


@pytest.mark.sqlite
def test_a_line_that_broke_off_is_written_once_more(places: Places) -> None:
    here = places()
    with here.at_work():
        zeta, _ = zeta_with_mail()
        purged(db.session.get_one(Party, zeta))
        erasing.keep_erasures()
        whole = erasing.kept_file().read_bytes()
        erasing.kept_file().write_bytes(whole[:-20])
        assert len(erasing.kept_erasures()) == 1
        tidy_up()  # as at every start
        assert len(erasing.kept_erasures()) == 2
        before = erasing.kept_file().read_bytes()
        erasing.keep_erasures()
        assert erasing.kept_file().read_bytes() == before
