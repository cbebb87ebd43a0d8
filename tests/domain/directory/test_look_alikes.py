"""Who is on file already: same tax id, email or name; and whose name only begins alike, while somebody types."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.directory.filing import KnownAlready, register_party
from app.domain.directory.look_alikes import BEGINS, look_alikes, look_alikes_of
from app.domain.history.models import SYSTEM, Act
from app.domain.numbering.models import NumberRange, RangeKind
from app.domain.parties.drafts import PartyDraft
from app.domain.parties.models import Party, PartyKind
from tests.support.builders import a_client, a_key, a_person, archived
from tests.support.cast import Cast
from tests.support.statements import count_statements
from tests.support.together import at_once


def found(draft: PartyDraft, *, begins: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    return [(other.name, other.keys) for other in look_alikes(draft, begins=begins)]


@pytest.fixture
def acme(app: Flask) -> Party:
    return a_client("Acme S.r.l.", tax_id="IT01234560017", country="IT", email="Info@Acme.example.com")


@pytest.mark.parametrize(
    ("draft", "keys"),
    [
        (PartyDraft(name="Other", tax_id="IT 0123 4560 017"), ("tax_key",)),
        (PartyDraft(name="Other", tax_id="01234560017", country="IT"), ("tax_key",)),
        (PartyDraft(name="Other", email="INFO@acme.example.com"), ("email_key",)),
        (PartyDraft(name=" ACMÈ  S.r.l."), ("sort_name",)),
        (PartyDraft(name="acme s.r.l.", email="info@acme.example.com"), ("email_key", "sort_name")),
    ],
)
def test_who_shares_tax_id_email_or_name_is_found(acme: Party, draft: PartyDraft, keys: tuple[str, ...]) -> None:
    assert found(draft) == [("Acme S.r.l.", keys)]


@pytest.mark.parametrize(
    "draft", [PartyDraft(), PartyDraft(name="Acme"), PartyDraft(name="Bravo", tax_id="-", email="a@example.com")]
)
def test_who_shares_nothing_is_not_and_what_is_empty_is_not_shared(acme: Party, draft: PartyDraft) -> None:
    a_client("Without anything")
    assert found(draft) == []


def test_a_person_is_found_by_last_and_first_name(app: Flask) -> None:
    a_person("Zofia", "Ćwik")
    assert found(PartyDraft(kind=PartyKind.PERSON, first_name="zofia", last_name="Cwik")) == [
        ("Zofia Ćwik", ("sort_name",))
    ]
    assert found(PartyDraft(kind=PartyKind.PERSON, first_name="Ada", last_name="Cwik")) == []


@pytest.mark.parametrize("typed", ["acm", "Acme", "Acme srl", "ACME S.R.L", "acme sp. z o.o.", "Acme S.p.A."])
def test_while_somebody_types_so_is_whose_name_begins_alike_legal_forms_apart(acme: Party, typed: str) -> None:
    assert found(PartyDraft(name=typed), begins=True) == [("Acme S.r.l.", ("begins",))]


@pytest.mark.parametrize("typed", ["ac", "Acme Due", "srl", "cme"])
def test_but_not_by_two_letters_nor_by_another_word(acme: Party, typed: str) -> None:
    assert found(PartyDraft(name=typed), begins=True) == []


def test_who_has_the_same_name_is_not_also_said_to_have_a_similar_one(acme: Party) -> None:
    assert found(PartyDraft(name="Acme S.r.l."), begins=True) == [("Acme S.r.l.", ("sort_name",))]


def test_five_are_shown_the_surest_first_in_one_statement(app: Flask) -> None:
    for n in range(7):
        a_client(f"Acme {n}")
    a_client("Zulu", tax_id="X1")
    archived(a_client("Yankee", email="y@example.com"))
    draft = PartyDraft(name="Acme 3", tax_id="x-1", email="y@example.com")
    with count_statements() as statements:
        others = look_alikes(draft, begins=True)
    assert [other.name for other in others] == ["Zulu", "Yankee", "Acme 3"]
    assert [other.is_archived for other in others] == [False, True, False]
    assert len(statements) == 1
    assert [other.name for other in look_alikes(PartyDraft(name="Acme"), begins=True)] == [
        f"Acme {n}" for n in range(5)
    ]


def test_who_is_known_already_is_not_put_on_file_before_the_writer_says_that_it_is_another(acme: Party) -> None:
    draft, key = PartyDraft(name="Acme S.r.l."), a_key()
    before = db.session.query(Party).count(), db.session.query(Act).count(), next_number()
    with pytest.raises(KnownAlready) as asked:
        register_party(draft, key, by=SYSTEM, others=[])
    db.session.rollback()
    assert [other.id for other in asked.value.found] == [acme.id]
    assert (db.session.query(Party).count(), db.session.query(Act).count(), next_number()) == before
    act = register_party(draft, key, by=SYSTEM, others=[acme.id])
    db.session.commit()
    assert db.session.get_one(Party, act.outcome["party_id"]).number == "C-0002"


def test_who_has_seen_one_has_not_seen_the_next(acme: Party) -> None:
    a_client("Bravo", email="info@acme.example.com")
    with pytest.raises(KnownAlready) as asked:
        register_party(PartyDraft(name="C", email="info@acme.example.com"), a_key(), by=SYSTEM, others=[acme.id])
    assert [other.name for other in asked.value.found] == ["Bravo"]


def test_of_two_who_write_the_same_at_once_the_second_is_asked(cast: Cast, app: Flask) -> None:
    def write() -> str:
        try:
            register_party(PartyDraft(name="Twice S.r.l."), a_key(), by=SYSTEM, others=[])
        except KnownAlready:
            return "asked"
        db.session.commit()
        return "on file"

    db.session.commit()
    assert sorted(at_once(app, write, write)) == ["asked", "on file"]


def next_number() -> int:
    return db.session.scalar(select(NumberRange.next_value).where(NumberRange.kind == RangeKind.PARTIES)) or 0


@pytest.mark.parametrize(
    ("other", "keys"),
    [
        ({"name": "Bravo S.r.l.", "phone": "011 5550101", "country": "IT"}, ("phone_e164",)),
        ({"name": "ACME srl"}, ("name_key",)),
        ({"name": "Srl Acme", "phone": "+39 011 555 0101"}, ("phone_e164", "name_key")),
        ({"name": "ACME S.R.L."}, ("sort_name",)),
        ({"name": "Acme Torino"}, (BEGINS,)),
    ],
)
def test_of_who_is_on_file_those_look_alike_who_would_stand_among_the_possible_duplicates(
    app: Flask, other: dict[str, str], keys: tuple[str, ...]
) -> None:
    acme = a_client("Acme S.r.l.", phone="+39 011 555 0101")
    a_client("Nobody like it")
    assert look_alikes_of(acme) == []
    name = a_client(**other).name
    assert [(each.name, each.keys) for each in look_alikes_of(acme)] == [(name, keys)]


def test_people_with_their_company_s_phone_are_not_offered_for_it(app: Flask) -> None:
    phone = "+39 011 555 0101"
    acme = a_client("Acme S.r.l.", phone=phone)
    for n in range(6):
        a_person("Ada", f"Acme {n}", phone=phone)
    a_client("ACME srl")
    assert [each.name for each in look_alikes_of(acme)] == ["ACME srl"]
