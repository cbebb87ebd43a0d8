"""However much hangs on those who are merged: a fixed number of statements, and nothing that still names them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import insert, select

from app.db import db
from app.domain import clock
from app.domain.contacts.models import Contact
from app.domain.directory.duplicates.models import ToldApart
from app.domain.directory.duplicates.telling_apart import tell_apart
from app.domain.directory.importing.models import ImportRow
from app.domain.directory.selection import only, picked, seal_of
from app.domain.history.models import SYSTEM, Act
from app.domain.lifecycle.merging import MERGED, MergeChoices, by_the_deed, merge_parties, stays
from app.domain.lifecycle.models import Erasure
from app.domain.lifecycle.purging import PurgeChoices, plan_of, purge_parties
from app.domain.lifecycle.tagging import add_tag
from app.domain.mailroom.models import MailItem, MailKind, MailState
from app.domain.parties.models import MergedParty, Party
from tests.architecture.references import COLUMNS
from tests.domain.directory.importing.lists import staged
from tests.domain.lifecycle.merging.cards import merged, on_file
from tests.support.builders import PASSWORD, a_client, a_contact, a_key, a_mail_item, archived, many_clients
from tests.support.cast import Cast
from tests.support.statements import count_statements
from tests.support.together import at_once

STAYS = {name for name, merge in MERGED.items() if merge is stays}


def laden(client_id: int, how_many: int, name: str) -> None:
    """So many contacts, each a person of their own, and as many letters."""
    people = many_clients(how_many, name)
    db.session.execute(insert(Contact), [{"client_id": client_id, "person_id": id_} for id_ in people])
    letters = [
        {"number": f"{name}-{n}", "party_id": client_id, "kind": MailKind.LETTER, "sender": "Enel",
         "received_at": clock.now(), "place": "", "note": "", "words": "", "state": MailState.COLLECTED}
        for n in range(how_many)
    ]  # fmt: skip
    db.session.execute(insert(MailItem), letters)
    db.session.commit()


@pytest.mark.parametrize("how_many", [1, 300])
def test_the_number_of_statements_does_not_depend_on_what_hangs_on_them(cast: Cast, how_many: int) -> None:
    twin, by = a_client("ACME srl"), cast.by_marta
    laden(cast.acme.id, how_many, "Left")
    laden(twin.id, how_many, "Right")
    shared = select(Contact.person_id).where(Contact.client_id == twin.id)
    db.session.execute(
        insert(Contact).from_select(["client_id", "person_id"], select(cast.acme.id, shared.subquery().c[0]))
    )
    selection, choices = picked([cast.acme.id, twin.id]), MergeChoices(cast.acme.id)
    db.session.commit()
    db.session.expire_all()
    with count_statements() as statements:
        act = merge_parties(selection, choices, a_key(), by=by)
        db.session.commit()
    assert act.outcome["joined"] == how_many
    assert len(statements) <= 51, "\n".join(statements)


def test_nor_on_how_many_are_merged(cast: Cast) -> None:
    ids = many_clients(300)
    with count_statements() as statements:
        merge_parties(picked(ids), MergeChoices(ids[7]), a_key(), by=cast.by_marta)
        db.session.commit()
    assert len(statements) <= 51, "\n".join(statements)
    assert on_file(*ids).count(True) == 1


def test_no_column_names_anybody_who_was_merged_but_what_is_of_that_time(cast: Cast) -> None:
    """Of every column that refers to a party a row is there; afterwards only those name the former ones that stay."""
    twin = a_client("ACME srl", tax_id="07643520567", country="IT")
    a_contact(twin, "Sara", "Sola", email="sara@example.com", password=PASSWORD)
    a_mail_item(twin)
    archived(twin)
    add_tag(only(twin), "vip", a_key(), by=cast.by_marta)
    tell_apart(twin.id, cast.bravo.id, a_key(), by=cast.by_marta)
    tell_apart(twin.id, cast.acme.id, a_key(), by=cast.by_marta)
    staged("Company,Tax ID\nACME srl,07643520567\nACME srl,\n")
    db.session.commit()
    assert db.session.scalar(select(ImportRow.id).where(ImportRow.duplicate_of_id == twin.id))
    former = twin.id
    merged(cast.acme, twin)
    named = {name for name in COLUMNS if names(name, former)}
    assert named <= STAYS
    assert "merged_party.former_id" in named
    assert [(pair.first_id, pair.second_id) for pair in db.session.scalars(select(ToldApart))] == [
        (cast.acme.id, cast.bravo.id)
    ]


def names(column: str, party_id: int) -> bool:
    """Whether a row names a party by this column; where it may be of any record, a party's."""
    table = db.metadata.tables[column.partition(".")[0]]
    there = select(table.c.id).where(table.c[column.partition(".")[2]] == party_id)
    if column.endswith(".record_id"):
        there = there.where(table.c.record == "party")
    return db.session.scalar(there.limit(1)) is not None


def test_every_column_that_names_a_party_is_dealt_with() -> None:
    assert set(MERGED) == set(COLUMNS)
    assert {name for name, merge in MERGED.items() if merge is stays} == {
        name for name, owed in COLUMNS.items() if owed.merge.startswith("stays")
    }
    assert {name for name, merge in MERGED.items() if merge is by_the_deed} == {
        "contact.client_id", "contact.person_id", "custom_value.party_id", "portal_user.person_id",
        "merged_party.survivor_id",
    }  # fmt: skip


def test_with_the_one_that_stayed_goes_what_was_known_of_the_others(cast: Cast) -> None:
    twin = a_client("ACME srl", email="twin@example.com")
    former, number = twin.id, twin.number
    merged(cast.bravo, twin)
    archived(cast.bravo)
    bravo, choices = cast.bravo.id, PurgeChoices(plan_of(only(cast.bravo)).wanted)
    purge_parties(only(cast.bravo), choices, a_key(), by=cast.by_marta)
    db.session.commit()
    kept = db.session.scalars(select(MergedParty)).one()
    assert (kept.former_id, kept.survivor_id, kept.number, kept.email) == (former, None, number, "")
    assert set(db.session.scalars(select(Erasure.record_id))) == {bravo, former}


def test_of_two_who_merge_overlapping_cards_at_once_the_second_is_told(app: Flask, cast: Cast) -> None:
    one, two, three = (a_client(f"{name} S.r.l.").id for name in ("Uno", "Due", "Tre"))
    seals = {pair: str(seal_of(picked(pair))) for pair in ((one, two), (two, three))}
    db.session.rollback()

    def merge(keep: int, other: int) -> Act:
        pair = (min(keep, other), max(keep, other))
        return merge_parties(picked(pair).sealed(seals[pair]), MergeChoices(keep), a_key(), by=SYSTEM)

    results = at_once(app, lambda: merge(one, two), lambda: merge(three, two))
    assert sorted(type(result).__name__ for result in results) == ["Act", "SelectionChanged"]
    assert db.session.scalars(select(Party.id).where(Party.id == two)).all() == []
