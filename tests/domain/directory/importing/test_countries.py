"""Countries are known by many names; whom nobody knows is asked once."""

from __future__ import annotations

import csv

import pytest
from babel import Locale
from flask import Flask

from app.db import db
from app.domain.directory.importing.choosing import answer_countries
from app.domain.directory.importing.countries import all_countries, country_of
from app.domain.directory.importing.models import RunState
from app.domain.directory.importing.queries import import_run
from app.domain.directory.importing.staging import stage
from app.domain.errors import RuleViolation
from app.worker.loop import work_off
from tests.domain.directory.importing.lists import SAMPLE, begun, row, staged, taken

LIST = "Company,Country,Phone\nAcme,Ruritania,22 555 01 27\nBravo,RURITANIA,\nCiao,Italia,\nDelta,Syldavia,\n"


@pytest.mark.parametrize("language", ["en", "it", "pl"])
def test_every_country_is_known_by_its_name_in_each_language(language: str) -> None:
    names = {code: Locale(language).territories[code] for code in all_countries()}
    assert {code: country_of(name) for code, name in names.items()} == {code: code for code in names}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("IT", "IT"), ("pol", "PL"), ("UK", "GB"), ("U.S.A.", "US"), ("the Netherlands", "NL"), ("Holland", "NL"),
        ("Korea, Republic of", "KR"), ("Cote d'Ivoire", "CI"), ("Lao People's Democratic Republic", "LA"),
        ("Holy See (Vatican City State)", "VA"), ("Slovakia (Slovak Republic)", "SK"), ("Macedonia", "MK"),
        ("Svalbard & Jan Mayen Islands", "SJ"), ("Turkey", "TR"), ("Repubblica di San Marino", "SM"),
        ("Rzeczpospolita Polska", "PL"), ("Deutschland", "DE"), ("Virgin Islands", None), ("Ruritania", None),
        ("Netherlands Antilles", None), ("EU", None), ("ZZ", None), ("-", None),
    ],
)  # fmt: skip
def test_official_former_and_short_names_are_known_and_vague_ones_are_not(typed: str, code: str | None) -> None:
    assert country_of(typed) == code


def test_of_the_sample_s_240_names_only_one_has_to_be_asked() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        names = {row["Country"] for row in csv.DictReader(file)}
    assert len(names) == 240
    assert {name for name in names if country_of(name) is None} == {"Netherlands Antilles"}


def test_an_unknown_country_is_asked_once_however_often_it_stands_there(app: Flask) -> None:
    run = staged(LIST)
    assert [(asked["name"], asked["rows"]) for asked in run.unknown_countries] == [("RURITANIA", 2), ("Syldavia", 1)]


def test_an_answer_is_for_every_row_and_their_phones(app: Flask) -> None:
    run = staged(LIST)
    assert row(run, 1).phone_e164 == ""  # not read as from the office's own country
    answer_countries(run.id, {"ruritania": "PL", "syldavia": "", "narnia": "IT"}, in_background=False)
    db.session.commit()
    stage(run.id)
    assert [row(run, n).country for n in (1, 2, 3, 4)] == ["PL", "PL", "IT", ""]
    assert row(run, 1).phone_e164 == "+48225550127"
    assert run.unknown_countries == []
    assert run.country_answers == {"ruritania": "PL", "syldavia": ""}


def test_a_country_left_empty_is_kept_in_the_notes(app: Flask) -> None:
    run = staged(LIST)
    taken(run)
    assert row(run, 4).notes == "Country: Syldavia"


def test_a_worker_stages_the_rows_again_after_an_answer(app: Flask) -> None:
    run = import_run(begun(LIST, in_background=True))
    work_off()
    assert run.state is RunState.READY
    for _ in range(2):  # a double click
        answer_countries(run.id, {"ruritania": "SM"})
        db.session.commit()
    assert run.state is RunState.STAGING
    assert work_off() == 1
    assert (run.state, row(run, 2).country) == (RunState.READY, "SM")


def test_a_code_that_is_none_counts_as_no_answer(app: Flask) -> None:
    run = staged(LIST)
    answer_countries(run.id, {"ruritania": "<b>"}, in_background=False)
    assert run.country_answers == {"ruritania": ""}


def test_nothing_is_asked_once_the_list_is_taken_over(app: Flask) -> None:
    run = staged(LIST)
    taken(run)
    with pytest.raises(RuleViolation):
        answer_countries(run.id, {"ruritania": "PL"})
