"""What the office knows of somebody, handed over (GDPR art. 15 and 20): all of it, and nothing of others."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.contacts.letting_in import send_again
from app.domain.contacts.queries import portal_login_of
from app.domain.errors import NotFound
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import Act, Actor, ActorKind, Event, EventKind
from app.domain.lifecycle.personal import TOLD
from app.domain.lifecycle.personal_data import READY_FOR, asked_for, export_personal_data, personal_data_of
from app.domain.parties.models import Party
from tests.support.builders import a_key, a_mail_item, a_png, a_scan
from tests.support.cast import CANARY, Cast
from tests.support.visitor import Visitor


def handed_over(party: Party) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The records, by part, and the other files."""
    with personal_data_of(party) as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
    records = {name.removesuffix(".json"): json.loads(text) for name, text in parts.items() if name.endswith(".json")}
    return records, {name: content for name, content in parts.items() if not name.endswith(".json")}


def test_a_client_s_data_are_told_by_part_in_plain_words(cast: Cast) -> None:
    cast.acme.notes = "Żółw"
    a_mail_item(cast.acme, "Enel", note="at the back", scan=a_scan(name="letter.PNG"), by=cast.by_marta)
    records, files = handed_over(cast.acme)
    (master,) = records["master_data"]
    assert master["name"] == "Acme S.r.l."
    assert (master["city"], master["phone"], master["notes"]) == ("Torino", "+39 011 555 0101", "Żółw")
    assert master["created_at"] == cast.acme.created_at.isoformat()
    assert {(link["person"], link["client"]) for link in records["contacts"]} == {
        ("Carla Rossi", "Acme S.r.l."),
        ("Renata Lis", "Acme S.r.l."),
    }
    (item,) = records["mail"]
    assert (item["sender"], item["note"], item["state"]) == ("Enel", "at the back", "waiting")
    assert files == {f"mail/{item['number']}.png": a_png()}


def test_a_person_s_data_tell_for_whom_they_speak_and_where_they_signed_in(app: Any, cast: Cast) -> None:
    renata = cast.renata.person
    Visitor(app).signed_in_as("renata@lis.example.com")
    send_again(cast.renata.id, a_key(), by=cast.by_marta)
    db.session.commit()
    records, files = handed_over(renata)
    assert [link["client"] for link in records["contacts"]] == ["Acme S.r.l.", "Bravo Sp. z o.o."]
    (sign_in,) = records["sign_ins"]
    assert sign_in["email"] == "renata@lis.example.com"
    assert len(sign_in["sessions"]) == 1
    assert [email["to_address"] for email in records["emails_to_their_sign_in"]] == ["renata@lis.example.com"]
    assert files == {}


def test_no_secret_is_in_it_not_even_as_a_hash(app: Any, cast: Cast) -> None:
    Visitor(app).signed_in_as("renata@lis.example.com")
    send_again(cast.renata.id, a_key(), by=cast.by_marta)
    db.session.commit()
    login = portal_login_of(cast.renata.person_id)
    assert login
    text = json.dumps(handed_over(cast.renata.person)[0])
    assert login.password_hash
    for table in ("login_session", "one_use_link"):
        columns = db.metadata.tables[table].columns
        secrets = [column for column in columns if column.name in {"token_hash", "nonce"}]
        for row in db.session.execute(select(*secrets)):
            assert not [secret for secret in row if secret in text]
    assert login.password_hash not in text
    assert "hash" not in text


def test_nothing_of_another_client_is_in_it(cast: Cast) -> None:
    a_mail_item(cast.zeta, CANARY, scan=a_scan())
    for party in (cast.acme, cast.bravo, cast.renata.person, cast.carla.person):
        records, files = handed_over(party)
        assert CANARY not in json.dumps(records)
        assert files == {}


def test_the_events_say_what_was_done_and_by_which_side_but_not_who_of_the_office_did_it(cast: Cast) -> None:
    a_mail_item(cast.acme, by=cast.by_marta)
    records, _ = handed_over(cast.acme)
    assert [event["what"] for event in records["events"]][-1] == "mail logged"
    assert {event["done_by"] for event in records["events"]} == {"system", "office"}
    assert "Marta" not in json.dumps(records["events"])


def test_the_index_says_of_whom_and_when_and_what_each_file_holds(cast: Cast) -> None:
    a_mail_item(cast.acme, scan=a_scan())
    records, files = handed_over(cast.acme)
    index = records["index"]
    assert (index["about"]["name"], index["about"]["number"]) == ("Acme S.r.l.", cast.acme.number)
    assert list(index["parts"]) == [part.name for part in TOLD]
    assert {name: part["records"] for name, part in index["parts"].items()} == {
        name: len(records[name]) for name in index["parts"]
    }
    assert index["parts"]["mail"]["files"] == list(files)


def test_a_file_that_is_lost_hinders_nobody_from_the_rest(cast: Cast) -> None:
    a_mail_item(cast.acme, scan=a_scan())
    for blob in db.session.scalars(select(StoredFile.blob)):
        store.path_of(blob).unlink()
    records, files = handed_over(cast.acme)
    assert files == {}
    assert len(records["mail"]) == 1


def by(login: Login) -> Actor:
    return Actor(ActorKind.STAFF, login.id, login.name)


def test_the_history_says_that_it_was_taken_and_by_whom(cast: Cast) -> None:
    act = export_personal_data(cast.acme.id, a_key(), by=by(cast.luca))
    db.session.commit()
    event = db.session.scalars(select(Event).where(Event.kind == EventKind.PERSONAL_DATA_EXPORTED)).one()
    assert (event.party_id, event.act_id, event.details) == (cast.acme.id, act.id, {})
    assert db.session.get_one(Act, act.id).by_name == "Luca Prandi"


def test_it_is_fetched_by_who_asked_for_it_for_ten_minutes_and_of_nobody_else(cast: Cast) -> None:
    key = a_key()
    act = export_personal_data(cast.acme.id, key, by=by(cast.luca))
    db.session.commit()
    assert export_personal_data(cast.acme.id, key, by=by(cast.luca)).id == act.id
    assert asked_for(cast.acme.id, act.id, by=by(cast.luca)).id == cast.acme.id
    for party_id, act_id, who in (
        (cast.bravo.id, act.id, cast.luca),
        (cast.acme.id, act.id, cast.marta),
        (cast.acme.id, act.id + 1, cast.luca),
    ):
        with pytest.raises(NotFound):
            asked_for(party_id, act_id, by=by(who))
    with clock.frozen(act.at + READY_FOR + timedelta(seconds=1)), pytest.raises(NotFound):
        asked_for(cast.acme.id, act.id, by=by(cast.luca))
