"""Whoever was anonymised after the backup does not come back with their name."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.history.models import SYSTEM, Act, Deed, Event, EventKind
from app.domain.lifecycle import erasing
from app.domain.lifecycle.anonymising import AnonymiseChoices, anonymise_party, plan_of
from app.domain.lifecycle.models import Erasure, ErasureKind
from app.domain.mailroom.models import MailItem
from app.domain.parties.models import Party
from app.worker.loop import work_off
from tests.domain.backups.place import Place, Places, picture
from tests.support.builders import a_key, a_mail_item, a_scan, archived
from tests.support.cast import CANARY, the_cast


def anonymised(party_id: int) -> None:
    choices = AnonymiseChoices("asked for it", plan_of(party_id).wanted)
    anonymise_party(party_id, choices, a_key(), by=SYSTEM)
    db.session.commit()


def zeta_with_mail() -> int:
    """Zeta, archived, with a letter that was forwarded and its photo."""
    cast = the_cast()
    a_mail_item(cast.zeta, CANARY, note=CANARY, scan=a_scan())
    db.session.execute(update(MailItem).values(state="forwarded"))
    archived(cast.zeta)
    return cast.zeta.id


def named_anywhere(place: Place) -> bool:
    with place.at_work():
        return CANARY in str(picture())


def test_who_was_anonymised_since_is_so_again_with_their_people_mail_and_files(places: Places, zip_file: Path) -> None:
    here = places()
    with here.at_work():
        zeta = zeta_with_mail()
    here.back_up(zip_file)
    with here.at_work():
        anonymised(zeta)
        work_off()
        number = db.session.get_one(Party, zeta).number
    there = places(other=True)
    kept = there.folder / "files" / "erasures.jsonl"
    kept.parent.mkdir(parents=True)
    kept.write_bytes((here.folder / "files" / "erasures.jsonl").read_bytes())
    assert CANARY not in kept.read_text()
    assert there.restore(zip_file).deleted_again == 0
    assert not named_anywhere(there)
    assert there.files() == {}
    with there.at_work():
        act = db.session.scalars(select(Act).where(Act.deed == Deed.ANONYMISE_AGAIN)).one()
        assert (act.by_name, act.outcome["party"], act.outcome["people"]) == ("Recapito", zeta, 1)
        party = db.session.get_one(Party, zeta)
        assert (party.name, party.number, party.anonymised_at) == (number, number, act.at)
        people = select(Contact.person_id).where(Contact.client_id == zeta)
        events = select(Event.party_id).where(Event.kind == EventKind.ANONYMISED)
        assert set(db.session.scalars(events)) == {zeta, *db.session.scalars(people)}


def test_the_place_that_is_replaced_remembers_it_and_does_it_once(places: Places, zip_file: Path) -> None:
    here = places()
    with here.at_work():
        zeta = zeta_with_mail()
    here.back_up(zip_file)
    with here.at_work():
        anonymised(zeta)  # and no worker has noted it beside the files
    here.restore(zip_file, replace=True)
    assert not named_anywhere(here)
    with here.at_work():
        kinds = set(db.session.scalars(select(Erasure.kind)))
        assert kinds == {ErasureKind.ANONYMISED}
        assert erasing.erase_again(erasing.kept_erasures()) == 0
        assert len(db.session.scalars(select(Act).where(Act.deed == Deed.ANONYMISE_AGAIN)).all()) == 1


def test_a_list_that_was_written_before_there_was_anonymising_means_who_was_deleted(places: Places) -> None:
    here = places()
    with here.at_work():
        anonymised(zeta_with_mail())
        erasing.keep_erasures()
        file = erasing.kept_file()
        file.write_text(file.read_text().replace(', "kind": "anonymised"', ""))
        assert {erased.kind for erased in erasing.kept_erasures()} == {ErasureKind.DELETED}
