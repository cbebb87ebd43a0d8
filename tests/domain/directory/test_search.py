"""Anyone is found as one types: over names, numbers, ids, emails, phones, city and contacts."""

from dataclasses import asdict
from itertools import permutations

import pytest
from flask import Flask

from app.db import db
from app.domain.directory.criteria import RoleFilter
from app.domain.directory.filing import edit_party
from app.domain.history.models import SYSTEM
from app.domain.parties.drafts import PartyDraft, draft_of
from app.domain.parties.models import Party, PartyKind
from tests.domain.directory.lists import found
from tests.support.builders import a_client, a_contact, a_key, a_person, archived
from tests.support.cast import Cast


@pytest.fixture
def unita(app: Flask) -> Party:
    """A bakery of which everything is known, among others of whom nothing is."""
    party = a_client(
        "Panificio dell'Unità S.r.l.",
        previous_number="OLD/77",
        tax_id="IT 0123 4567 890",
        registration_id="TO-998877",
        email="Info@Unita.example.com",
        phone="+39 011 555 0101",
        city="Łódź",
        notes="secretword",
    )
    a_contact(party, "Żaneta", "Nuñez", email="zaneta@nunez.example.com", phone="+48 42 555 01 27")
    a_client("Qwxyz")
    a_client("Perù Viaggi", city="Roma")
    return party


def change(party: Party, **fields: object) -> None:
    draft = PartyDraft(**{**asdict(draft_of(party)), **fields})
    edit_party(party.id, draft, party.version, a_key(), by=SYSTEM)
    db.session.commit()


def test_the_bakery_is_found_by_everything_that_the_office_knows_of_it(unita: Party) -> None:
    for asked in (
        *("unita", "UNITÀ", "dell'unità", "panificio", "anific", "srl", "S.r.l.", "pan uni", "uni pan"),
        *("C-0001", "c0001", "C-1", "c1", "OLD/77", "old77", "IT01234567890", "IT 0123 4567 890", "01234567890"),
        *("0123-4567-890", "4567", "TO-998877", "998877", "info@unita.example.com", "INFO@UNITA", "unita.example"),
        *("+39 011 555 0101", "0115550101", "+390115550101", "lodz", "ŁÓDŹ", "łódź", "lo"),
        *("zaneta", "Żaneta Nuñez", "nunez.example", "zaneta panificio", "+48425550127"),
    ):
        assert found(asked) == [unita.name], asked


def test_and_by_nothing_else(unita: Party) -> None:
    for asked in ("secretword", "panificio qwxyz", "dz", "C-0002 panificio", "C-0011"):
        assert unita.name not in found(asked), asked


def test_case_and_accents_do_not_count_in_what_is_typed_either(unita: Party) -> None:
    assert found("peru") == found("Perù") == found("PERÙ") == ["Perù Viaggi"]


def test_two_letters_match_beginnings_of_words_only(app: Flask) -> None:
    for name in ("Alfa Roma", "Roberto", "Aroma", "Euro"):
        a_client(name)
    assert found("ro") == ["Roberto", "Alfa Roma"]
    assert found("rom") == ["Alfa Roma", "Aroma"]


@pytest.mark.parametrize("asked", list(permutations(["b", "sp", "z", "lod"])), ids=" ".join)
def test_words_of_any_length_are_found_in_any_order(cast: Cast, asked: tuple[str, ...]) -> None:
    """One letter before a longer word made SQLite's index, and the server with it, crash."""
    assert found(" ".join(asked)) == ["Bravo Sp. z o.o."]
    assert found(f"{asked[0]} nobody {asked[1]}") == []


def test_wildcards_are_no_wildcards(cast: Cast) -> None:
    for asked in ("%", "_", "\\", "%%%", "me%rl", "\\%", "Ac_e", "'", '"', "';--", "(", "[a-z]*", "*", "."):
        assert found(asked) == [], asked


def test_whatever_is_typed_is_answered(cast: Cast) -> None:
    for asked in ("acme" + "x" * 300, "a " * 300, "😀", "İ", "﷽" * 50, "٣٤", "1" * 200, "\U0010ffff"):
        found(asked)


def test_what_is_edited_is_found_by_its_new_words_and_no_longer_by_the_old(unita: Party) -> None:
    change(unita, name="Forno Nuovo", city="Cuneo")
    assert found("forno") == found("cuneo") == ["Forno Nuovo"]
    assert found("panificio") == found("lodz") == []
    # What is not on the form is found as before: the number in every spelling, and the contact.
    for asked in ("C-0001", "c-00", "c00", "zaneta"):
        assert "Forno Nuovo" in found(asked), asked


def test_a_person_s_new_name_finds_all_the_clients_they_speak_for(cast: Cast) -> None:
    change(cast.renata.person, last_name="Wilk")
    assert found("wilk") == ["Acme S.r.l.", "Bravo Sp. z o.o."]
    assert found("wilk", role=RoleFilter.NONE) == ["Renata Wilk"]
    change(cast.renata.person, email="renata@wilk.example.com")
    assert found("lis.example") == []


def test_archived_ones_are_not_among_those_found(cast: Cast) -> None:
    archived(cast.acme)
    assert found("acme") == []


def test_a_person_is_found_by_either_name_in_either_order(app: Flask) -> None:
    a_person("Ada", "Bianchi")
    assert found("bianchi ada", role=RoleFilter.NONE) == found("ada bia", role=RoleFilter.ANY) == ["Ada Bianchi"]


def test_a_client_who_is_a_person_is_found_by_their_name(app: Flask) -> None:
    a_client("", kind=PartyKind.PERSON, first_name="Ada", last_name="Bianchi")
    assert found("ada") == found("bia") == ["Ada Bianchi"]


def test_what_an_index_would_take_for_a_command_is_a_word(app: Flask) -> None:
    a_client("Near And Not Or S.r.l.")
    a_client("Acme")
    for asked in ("near", "and not", "OR", "near or", "not near*", '"near" and', "search_text: near", "near (and not)"):
        expected = [] if "search" in asked else ["Near And Not Or S.r.l."]
        assert found(asked) == expected, asked
    assert found("near " * 5000) == ["Near And Not Or S.r.l."]
    assert found("near" * 5000) == []
