"""Files that somebody made to break us, and files that only look so: right, or refused with a sentence."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from app.domain.directory.importing import measuring, reading, unpacking
from app.domain.directory.importing.reading import count_records, shape_of
from app.domain.directory.importing.runs import receive
from app.domain.errors import RuleViolation
from tests.domain.directory.importing.lists import blobs, counts, lines, row, staged, why_wrong
from tests.domain.directory.importing.workbooks import MAIN, a_sheet, a_text, a_workbook, archive, by_hand

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HEADER = f'<row r="1">{a_text("A1", "Company")}</row>'


def refusal(content: bytes) -> tuple[str, dict[str, object]]:
    """Why a file is refused. Nothing of it is kept."""
    with pytest.raises(RuleViolation) as refused:
        receive(BytesIO(content), name="list.xlsx")
    assert refused.value.field == "file"
    assert blobs() == []
    return refused.value.sentence.msgid, refused.value.sentence.values


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100), unpacking.PASSWORD),
        (OLE + "Workbook".encode("utf-16-le"), unpacking.OLD),
        (b"PK\x03\x04" + bytes(200), unpacking.DAMAGED),
        (a_workbook(["Company"], ["Acme"])[:-200], unpacking.DAMAGED),
        (archive({"word/document.xml": "<document/>"}), unpacking.NO_WORKBOOK),
        (by_hand("<worksheet"), unpacking.DAMAGED),
        (a_workbook(List=[]), reading.NO_SHEET),
        (a_workbook(["Company"]), reading.NO_ROWS),
        (a_workbook([1, 2], [3, 4]), reading.NO_HEADER),
    ],
    ids=["locked", "xls", "no end", "cut off", "a letter", "broken XML", "empty", "a header alone", "no header"],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(app: Flask, content: bytes, sentence: str) -> None:
    assert refusal(content)[0] == sentence


def test_a_damaged_part_is_found_by_its_checksum(app: Flask) -> None:
    content = bytearray(a_workbook(["Company"], ["Acme"]))
    with zipfile.ZipFile(BytesIO(content)) as packed:
        info = packed.getinfo("xl/worksheets/sheet1.xml")
    content[info.header_offset + 30 + len(info.filename) + 40] ^= 0xFF
    assert refusal(bytes(content))[0] == unpacking.DAMAGED


@pytest.mark.parametrize("name", ["xl/worksheets/s.xml", "docProps/app.xml"])
def test_a_bomb_is_refused_before_it_is_unpacked(app: Flask, name: str) -> None:
    bomb = by_hand(a_sheet(HEADER), **{name: b"<a>" + b" " * 30_000_000 + b"</a>"})
    assert len(bomb) < 100_000
    tracemalloc.start()
    assert refusal(bomb)[0] == unpacking.TOO_MUCH
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_a_bomb_that_lies_about_its_size_is_not_believed(app: Flask) -> None:
    bomb = bytearray(by_hand(a_sheet(HEADER), **{"xl/worksheets/s.xml": b"<worksheet>" + b" " * 30_000_000}))
    size = struct.pack("<I", len(b"<worksheet>") + 30_000_000)
    bomb = bytearray(bytes(bomb).replace(size, struct.pack("<I", 1000)))
    tracemalloc.start()
    assert refusal(bytes(bomb))[0] == unpacking.DAMAGED
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_an_archive_of_a_hundred_thousand_parts_is_refused_by_its_list_alone(app: Flask) -> None:
    assert refusal(archive({f"xl/{n}.xml": "" for n in range(unpacking.ENTRIES + 1)}))[0] == unpacking.TOO_MUCH


def test_entities_that_multiply_are_refused(app: Flask) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    sheet = f'<!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]>{a_sheet(HEADER)}'
    assert refusal(by_hand(sheet))[0] == unpacking.DAMAGED


def test_a_cell_at_the_far_end_of_the_sheet_asks_for_more_memory_than_there_is_and_is_refused(app: Flask) -> None:
    far = f'<row r="1048576">{a_text("XFD1048576", "x")}</row>'
    assert refusal(by_hand(a_sheet(HEADER, far))) == (measuring.TOO_FAR, {"line": 1_048_576})


def test_one_long_text_in_many_cells_is_refused_at_its_line(app: Flask) -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 100))
    shared = f"<si><t>{'x' * 1_000_000}</t></si>"
    assert refusal(by_hand(a_sheet(HEADER, cells), shared)) == (measuring.TOO_MUCH_TEXT, {"line": 51})


def test_a_header_of_16384_columns_is_refused_with_its_number(app: Flask) -> None:
    header = ["Company", *(f"Column {n}" for n in range(16_383))]
    assert refusal(a_workbook(header, ["Acme"])) == (reading.TOO_WIDE, {"found": 16_384, "limit": 200})
    text = ",".join(header) + "\nAcme" + "," * 16_383
    assert refusal(text.encode())[0] in {reading.TOO_WIDE, reading.NO_HEADER}


def test_a_million_rows_of_a_workbook_are_refused_at_the_first_too_many(app: Flask) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 250_000))
    assert refusal(by_hand(a_sheet(HEADER, rows))) == (measuring.TOO_MANY_ROWS, {"limit": 200_000, "line": 200_002})


def test_a_million_rows_of_text_take_no_more_memory_than_a_few_and_are_refused_at_their_line(tmp_path: Path) -> None:
    file = tmp_path / "million.csv"
    with file.open("w") as out:
        out.write("Company,City\n")
        out.writelines(f"Client {n},Rome\n" for n in range(1_000_000))
    tracemalloc.start()
    with pytest.raises(RuleViolation) as refused:
        count_records(file, shape_of(file))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.sentence.values == {"limit": 200_000, "line": 200_002}
    assert peak < 5_000_000


def test_a_cell_of_a_megabyte_spoils_its_row_alone(app: Flask) -> None:
    huge = "x" * 1_000_000
    run = staged(f'Company,Notes\nAcme,{huge}\nBravo,"{huge}"\nCiao,Tea\n')
    assert counts(run) == (1, 0, 2)
    assert [line.line for line in lines(run)] == [2, 3, 4]
    book = staged(
        by_hand(a_sheet(HEADER, f'<row r="2">{a_text("A2", huge)}</row>', f'<row r="3">{a_text("A3", "B")}</row>'))
    )
    assert why_wrong(book, 1) == [("Company", "The text has 1000000 characters; there is room for 200.")]
    assert counts(book) == (1, 0, 1)


def test_nul_bytes_spoil_their_row_alone(app: Flask) -> None:
    run = staged(b"Company,City\nAc\x00me,Rome\nBravo,Pisa\n")
    assert counts(run) == (1, 0, 1)
    assert why_wrong(run, 1) == [("Company", "There is a character that cannot be read.")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_sixteen_bits_a_letter_with_a_mark_or_without(app: Flask, encoding: str) -> None:
    run = staged("Nazwa firmy;Miejscowość\r\nŻółw Sp. z o.o.;Łódź\r\n", encoding=encoding)
    assert (row(run, 1).name, row(run, 1).city) == ("Żółw Sp. z o.o.", "Łódź")
    assert run.encoding == encoding


def test_quoted_lines_and_ragged_rows_are_told_by_their_lines(app: Flask) -> None:
    run = staged('Company,Notes\n"Acme","one\ntwo"\nBravo\nCiao,Tea,Cup\n')
    assert (row(run, 1).notes, [line.line for line in lines(run)]) == ("one\ntwo", [2, 4, 5])
    assert [why_wrong(run, number) for number in (2, 3)] == [
        [("", "Cells: 1 instead of 2.")],
        [("", "Cells: 3 instead of 2.")],
    ]


def test_a_workbook_names_no_file_of_ours(app: Flask) -> None:
    """An external entity is an entity: nothing is fetched."""
    sheet = f'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet xmlns="{MAIN}">&x;</worksheet>'
    assert refusal(by_hand(sheet))[0] == unpacking.DAMAGED
