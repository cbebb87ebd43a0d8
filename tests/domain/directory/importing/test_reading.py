"""Encoding, delimiter and header are found; what is no list is refused, and nothing of it is kept."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.db import db
from app.domain.directory.importing import reading
from app.domain.directory.importing.encodings import encoding_of
from app.domain.directory.importing.models import ImportRun
from app.domain.directory.importing.reading import records, shape_of
from app.domain.directory.importing.runs import receive
from app.domain.errors import RuleViolation
from app.domain.files.models import StoredFile
from tests.domain.directory.importing.lists import SAMPLE, blobs, counts, row, staged

POLISH = "Nazwa firmy;Miejscowość\nZakład Usługowy Żółw;Łódź\nJaśmin Sp. z o.o.;Gdańsk\n"
ITALIAN = "Ragione sociale;Città\nCaffè Perché No S.r.l.;Forlì\nSocietà Agricola dell’Unità;Cantù\n"
OTHERS = "Company;City\nMüller & Söhne;Köln\nEspañola de Años;A Coruña\nForêt Brûlée;Nîmes\nSmørrebrød;Århus\n"


@pytest.mark.parametrize("text", [POLISH, ITALIAN, OTHERS], ids=["polish", "italian", "others"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_says_so_itself(tmp_path: Path, text: str, encoding: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(text.encode(encoding))
    shape = shape_of(file)
    assert shape.encoding == encoding
    assert [record.cells for record in records(file, shape)] == [line.split(";") for line in text.split("\n")[1:-1]]


@pytest.mark.parametrize(("text", "encoding"), [(POLISH, "cp1250"), (ITALIAN, "cp1252"), (OTHERS, "cp1252")])
def test_the_two_windows_encodings_are_told_apart_by_what_makes_sense(tmp_path: Path, text: str, encoding: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(text.encode(encoding))
    assert encoding_of(file) == encoding


PLACES = ["Łódź", "Kraków", "Gdańsk", "Poznań", "Świdnica", "Wałbrzych", "Częstochowa", "Żywiec", "Dąbrowa", "Zakopane"]
CITTA = ["Forlì", "Cantù", "Santhià", "Mondovì", "Cefalù", "Nardò", "Termoli", "Città di Castello", "Agliè", "Patù"]


@given(st.lists(st.sampled_from(PLACES), min_size=3), st.lists(st.sampled_from(CITTA), min_size=3))
def test_a_few_place_names_are_enough(tmp_path_factory: pytest.TempPathFactory, pl: list[str], it: list[str]) -> None:
    file = tmp_path_factory.getbasetemp() / "places.csv"
    file.write_bytes("\n".join(["Nazwa;Miejscowość", *pl]).encode("cp1250"))
    assert encoding_of(file) == "cp1250"
    file.write_bytes("\n".join(["Denominazione;Città", *it]).encode("cp1252"))
    assert encoding_of(file) == "cp1252"


def test_a_few_broken_bytes_spoil_their_rows_and_not_the_encoding(app: Flask) -> None:
    good = "".join(f"Zażółć {n},Łódź\n" for n in range(30)).encode()
    run = staged(b"Company,City\n" + good + b"Caf\xe9,Rome\n")
    assert run.encoding == "utf-8"
    assert counts(run) == (30, 0, 1)
    assert row(run, 1).city == "Łódź"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f'Company{delimiter}City{delimiter}Notes\n"A, B; C"{delimiter}Rome{delimiter}"one | two"\n')
    shape = shape_of(file)
    assert shape.delimiter == delimiter
    assert [record.cells for record in records(file, shape)] == [["A, B; C", "Rome", "one | two"]]


def test_the_line_by_which_excel_names_its_delimiter_is_no_row(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("sep=;\r\nCompany;City\r\nAcme;Rome\r\n")
    shape = shape_of(file)
    (record,) = records(file, shape)
    assert (record.line, record.cells) == (3, ["Acme", "Rome"])


def test_a_list_of_one_column_keeps_its_commas(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Company\nTerry, Proctor and Lawrence\n")
    assert [record.cells for record in records(file, shape_of(file))] == [["Terry, Proctor and Lawrence"]]


def test_a_list_from_an_old_mac_has_rows_too(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"Company;City\rAcme;Rome\rBravo;Lodz\r")
    assert len(list(records(file, shape_of(file)))) == 2


REFUSED = {
    "nothing": (b"", reading.EMPTY),
    "blank lines": (b"\r\n\n  \n", reading.EMPTY),
    "a mark and nothing else": (b"\xef\xbb\xbf", reading.EMPTY),
    "a header alone": (b"Company,City\n\n,\n", reading.NO_ROWS),
    "a header without letters": (b"1,2,3\n4,5,6\n", reading.NO_HEADER),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), reading.BINARY),
    "noise": (bytes(range(256)) * 40, reading.BINARY),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_list_is_refused_whole_and_nothing_is_kept(app: Flask, content: bytes, sentence: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        receive(BytesIO(content), name="list.csv")
    assert refusal.value.sentence.msgid == sentence
    assert refusal.value.field == "file"
    assert nothing_is_kept()


def test_a_list_over_50_mb_is_refused_and_nothing_is_kept(app: Flask) -> None:
    with pytest.raises(RuleViolation) as refusal:
        receive(Endless(b"Company,City\n"), name="list.csv")
    assert refusal.value.sentence.msgid == reading.TOO_LARGE
    assert nothing_is_kept()


class Endless(BytesIO):
    """A list that never ends."""

    def read(self, size: int | None = -1, /) -> bytes:
        return b"Acme,Rome\n" * 100_000


def nothing_is_kept() -> bool:
    return not blobs() and not any(
        db.session.scalar(select(func.count()).select_from(table)) for table in (ImportRun, StoredFile)
    )


def test_the_name_of_a_file_is_only_a_label(app: Flask) -> None:
    received = receive(BytesIO(SAMPLE.read_bytes()), name="C:\\lists\\..\\cli\x00ents.csv")
    assert received.file.name == "cli ents.csv"
    assert [blob.name for blob in blobs()] == [received.file.blob]
