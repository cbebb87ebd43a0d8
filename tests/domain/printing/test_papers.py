"""Papers: what goes in as text comes out as text, in our own letters, the same every time."""

from __future__ import annotations

import io
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from app.domain.printing import letterhead, pdf
from app.domain.printing.setting import FAMILY, fonts
from tests.support.builders import a_png

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
OFFICE = letterhead("Portico Uffici", ["Via Roma 1, 10121 Torino"], accent="#0b5394")


def a_paper(*paragraphs: str, office: dict[str, Any] = OFFICE, at: datetime = AT, title: str = "Title") -> bytes:
    return pdf("text", {"title": title, "language": "en", "office": office, "paragraphs": list(paragraphs)}, at=at)


def texts_of(paper: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages]


def signs_of(paper: bytes) -> str:
    """All that is written on it, without blanks and the places where a long word may break."""
    return re.sub(r"[\s\u200b]", "", "".join(texts_of(paper)))


def test_the_letters_of_every_language_that_we_print_come_out() -> None:
    (page,) = texts_of(a_paper("ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ", "àèéìòù ÀÈÉÌÒÙ", "äöüß ÄÖÜ", "1.234,50 €", "Жук Ωμέγα"))
    for letters in ("ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ", "àèéìòù ÀÈÉÌÒÙ", "äöüß ÄÖÜ", "1.234,50 €", "Жук Ωμέγα"):
        assert letters in page


def test_all_of_it_is_set_in_our_own_family_which_is_on_board() -> None:
    (page,) = PdfReader(io.BytesIO(a_paper("Text"))).pages
    names = {font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()}
    assert {name.partition("+")[2].partition("-")[0] for name in names} == {FAMILY.replace(" ", "")}
    assert fonts().families() == [FAMILY]


HOSTILE = (
    '#eval("1 + 1") #panic() #read("/etc/passwd") #include "paper.typ"',
    "= no heading\n- no list\n/ no: term\n+ no enum",
    "*no bold* _no emphasis_ `no raw` $no maths$ <no-label> @no-reference",
    "https://example.com/no-link // no comment /* none */",
    r"\ \u{41} ~ -- --- ... ' \"",
    "{{ no.template }} {% no statement %} ${no} %(no)s",
    "]] #}} ) ] }",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_that_somebody_typed_comes_out_as_they_typed_it(text: str) -> None:
    paper = a_paper(text, title=text, office=letterhead(text, [text]))
    assert signs_of(paper).count(re.sub(r"\s", "", text)) >= 4  # name, line, title, paragraph
    assert len(texts_of(paper)) == 1


def test_a_link_that_somebody_typed_leads_nowhere() -> None:
    (page,) = PdfReader(io.BytesIO(a_paper("https://example.com/x"))).pages
    assert "/Annots" not in page


def test_a_very_long_word_is_all_there_and_within_the_page() -> None:
    word = "".join(chr(ord("a") + n % 26) for n in range(5000))
    paper = a_paper(word)
    assert word in signs_of(paper).replace("Title1/2", "")  # the foot of the first page
    assert max(len(line) for text in texts_of(paper) for line in text.splitlines()) < 200


def test_ten_thousand_lines_are_all_there_within_seconds() -> None:
    began = time.perf_counter()
    texts = texts_of(a_paper("\n".join(f"row {n};" for n in range(10_000))))
    assert time.perf_counter() - began < 60
    assert len(texts) > 100
    assert "row 0;" in texts[0]
    assert "row 9999;" in texts[-1]
    assert f"{len(texts)} / {len(texts)}" in texts[-1]


def test_signs_that_nobody_can_see_are_left_out_and_hinder_nothing() -> None:
    assert "beforeafter" in signs_of(a_paper("before\x00\x1b\x7f\ud800\ufeffafter"))


def test_the_same_data_at_the_same_moment_are_the_same_bytes() -> None:
    assert a_paper("Text") == a_paper("Text")
    assert a_paper("Text") != a_paper("Text", at=AT + timedelta(days=1))


def test_threads_that_print_at_once_each_get_their_own_paper() -> None:
    with ThreadPoolExecutor(4) as pool:
        papers = list(pool.map(a_paper, [f"number {n}." for n in range(12)]))
    assert [f"number {n}." in texts_of(paper)[0] for n, paper in enumerate(papers)] == [True] * 12


def test_the_letterhead_shows_the_logo_and_then_the_name_in_words() -> None:
    office = letterhead("Portico Uffici", ["Via Roma 1"], logo=a_png(2000, 900))
    paper = a_paper("Text", office=office)
    (page,) = PdfReader(io.BytesIO(paper)).pages
    assert len(page.images) == 1
    assert "Portico Uffici" in page.extract_text()
    assert page.images[0].image.size[0] <= 720


def test_a_logo_that_is_no_picture_is_left_out() -> None:
    for broken in (b"", b"nonsense", a_png()[:40]):
        assert letterhead("Portico", [], logo=broken)["logo"] is None


@pytest.mark.parametrize("name", ["../setting", "paper.typ", "", "nobody", "/etc/passwd"])
def test_no_template_but_ours_is_set(name: str) -> None:
    with pytest.raises(ValueError, match="no template"):
        pdf(name, {}, at=AT)
