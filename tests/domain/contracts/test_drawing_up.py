"""Drawing contracts up, and the papers that they make."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.db import db
from app.domain.contracts.drawing_up import draw_up, example_facts, missing_facts, picture_text, print_text
from app.domain.contracts.facts import OfficeFacts, Place
from app.domain.contracts.merge_fields import merge, values_of
from app.domain.contracts.template_models import ContractTemplate
from app.domain.contracts.templates import LANGUAGES, default_text
from app.domain.printing import letterhead

pytestmark = pytest.mark.usefixtures("app")  # the words of a paper are those of the catalogues

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OFFICE = OfficeFacts("Portico Uffici", Place("Via Roma 1", "10121", "Torino", country="IT"), "d@portico.example", "+39")
FACTS = example_facts(OFFICE, date(2026, 11, 23))


def a_paper(text: str, *, number: str = "K-0042") -> bytes:
    return print_text(text, number=number, language="en", office=letterhead("Portico Uffici", ["Via Roma 1"]), at=AT)


def pages_of(paper: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages]


def edges_of(paper: bytes) -> dict[str, float]:
    """Where each piece of a paper begins, from the left, in points."""
    found: dict[str, float] = {}

    def note(text: str, user: list[float], *_: object) -> None:
        found.setdefault(text.strip(), user[4])

    for page in PdfReader(io.BytesIO(paper)).pages:
        page.extract_text(visitor_text=note)
    return found


def signs_of(paper: bytes) -> str:
    return re.sub(r"[\s\u200b]", "", "".join(pages_of(paper)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_template_that_draws_up_whole(language: str) -> None:
    (came,) = db.session.scalars(select(ContractTemplate).where(ContractTemplate.language == language))
    text = draw_up(came, FACTS)
    assert not re.search(r"[{}]|…", text) and missing_facts(came, FACTS) == []
    pages = pages_of(print_text(text, number="K-0042", language=language, office=letterhead("Portico", []), at=AT))
    assert "".join(pages).count("Łódź Consulting Sp. z o.o.") >= 2
    assert [page.splitlines()[-1].split("K-0042 ")[1] for page in pages] == [
        f"{n} / {len(pages)}" for n in range(1, len(pages) + 1)
    ]


def test_the_number_of_the_contract_stands_at_the_foot_of_each_page() -> None:
    assert all("Contract K-0042" in page for page in pages_of(a_paper("# Deal\n\nOne\n\n---\n\nTwo\n\n---\nThree")))


def test_a_page_ends_where_it_is_told_to() -> None:
    pages = pages_of(a_paper("# Deal\n\nOne\n---\nTwo"))
    assert len(pages) == 2 and "One" in pages[0] and "Two" not in pages[0]


def test_the_first_heading_is_the_title_of_the_paper() -> None:
    assert PdfReader(io.BytesIO(a_paper("# The deal\n\nText"))).metadata.title == "The deal"
    assert PdfReader(io.BytesIO(a_paper("Text"))).metadata.title == "Contract K-0042"


@pytest.mark.parametrize(
    "text", ['#eval("1")', "= x", "*x* _x_ `x` $x$ <x> @x", "#panic()", r"\u{41} ~ -- ]] )", "<b>x</b>"]
)
def test_nothing_that_is_typed_is_markup_of_another_kind(text: str) -> None:
    signs = signs_of(a_paper(f"x {text}\n\n1. {text}\n- {text}\n## {text}\n___ {text}"))
    assert signs.count(re.sub(r"\s", "", text)) == 5


def test_a_client_s_name_is_words_on_paper_whatever_it_looks_like() -> None:
    text = merge(
        "{client.name}\n\n{client.name}, {office.name}", {**values_of(FACTS, "en"), "client.name": "1. **FC** #x"}
    )
    assert signs_of(a_paper(text)).count("1.**FC**#x") == 2


def test_the_same_contract_is_the_same_bytes() -> None:
    assert a_paper("# Deal\n\nText") == a_paper("# Deal\n\nText")


def test_there_is_a_picture_of_each_page() -> None:
    pictures = picture_text("One\n\n---\n\nTwo", number="K-1", language="pl", office=letterhead("Portico", []), at=AT)
    assert len(pictures) == 2 and all(picture.startswith(b"\x89PNG") and len(picture) < 200_000 for picture in pictures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_along_speaks_of_the_same_fields_in_each_language(language: str) -> None:
    fields = {*re.findall(r"\{[a-z_.]+\}", default_text("virtual_office", language))} - {"{client.pec}"}
    assert fields == {*re.findall(r"\{[a-z_.]+\}", default_text("virtual_office", "en"))}


def test_the_example_begins_next_month_and_ends_a_year_later() -> None:
    december = example_facts(OFFICE, date(2026, 12, 31))
    assert (december.start, december.end) == (date(2027, 1, 1), date(2027, 12, 31))


def test_a_long_number_of_a_clause_does_not_run_into_its_words() -> None:
    short, long = (edges_of(a_paper(f"{number} Words"))["Words"] for number in ("1.1", "999.99.99.99."))
    assert long - short > 20
