"""The light marks of a contract: what is typed is what is signed."""

from __future__ import annotations

import pytest

from app.domain.contracts.marks import Block, BlockKind, Run, as_words, blocks_of, words_of

LINES = [
    ("# Contract", BlockKind.HEADING, 1, "", "Contract"),
    ("### Annex", BlockKind.HEADING, 3, "", "Annex"),
    ("#hashtag", BlockKind.PARAGRAPH, 0, "", "#hashtag"),
    ("- the key", BlockKind.ITEM, 0, "", "the key"),
    ("    - the key", BlockKind.ITEM, 2, "", "the key"),
    ("-5 degrees", BlockKind.PARAGRAPH, 0, "", "-5 degrees"),
    ("7. Notice", BlockKind.CLAUSE, 0, "7.", "Notice"),
    ("3.4 Mail", BlockKind.CLAUSE, 0, "3.4", "Mail"),
    ("3.4.12. Mail", BlockKind.CLAUSE, 0, "3.4.12.", "Mail"),
    ("  a) scans", BlockKind.CLAUSE, 1, "a)", "scans"),
    ("12) scans", BlockKind.CLAUSE, 0, "12)", "scans"),
    ("2026. The year", BlockKind.PARAGRAPH, 0, "", "2026. The year"),
    ("10 kg at most", BlockKind.PARAGRAPH, 0, "", "10 kg at most"),
    ("---", BlockKind.PAGE, 0, "", ""),
    ("--- and on", BlockKind.PARAGRAPH, 0, "", "--- and on"),
    (r"\# Foo", BlockKind.PARAGRAPH, 0, "", "# Foo"),
    (r"\1. Foo", BlockKind.PARAGRAPH, 0, "", "1. Foo"),
    (r"a \** b", BlockKind.PARAGRAPH, 0, "", "a ** b"),
]


@pytest.mark.parametrize(("line", "kind", "depth", "mark", "words"), LINES)
def test_a_line_is_what_its_mark_says(line: str, kind: BlockKind, depth: int, mark: str, words: str) -> None:
    (block,) = blocks_of(line)
    assert (block.kind, block.depth, block.mark, words_of(block)) == (kind, depth, mark, words)


def test_a_blank_line_ends_a_paragraph_and_a_line_break_stays_one() -> None:
    assert [words_of(block) for block in blocks_of("Via Roma 1\r\n10121 Torino\n\n\nItaly\n")] == [
        "Via Roma 1\n10121 Torino",
        "Italy",
    ]


def test_marks_need_no_blank_line_between_them() -> None:
    blocks = blocks_of("## Mail\n1. We take it in.\n- letters\n- parcels\nof any size\n---\nThe end")
    assert [block.kind.value for block in blocks] == [
        "heading", "clause", "item", "item", "page", "paragraph",
    ]  # fmt: skip
    assert words_of(blocks[3]) == "parcels\nof any size"


def test_numbers_stay_as_they_were_typed() -> None:
    assert [block.mark for block in blocks_of("1. a\n1. b\n7. c")] == ["1.", "1.", "7."]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("a **b** c", [Run("a "), Run("b", bold=True), Run(" c")]),
        ("**a\nb**", [Run("a\nb", bold=True)]),
        ("**a** **b", [Run("a", bold=True), Run(" **b")]),
        ("2 ** 3", [Run("2 ** 3")]),
        ("****", []),
    ],
)
def test_two_stars_make_bold_where_others_close_it(text: str, runs: list[Run]) -> None:
    assert blocks_of(text) == [Block(BlockKind.PARAGRAPH, runs)]


def test_who_signs_stands_side_by_side() -> None:
    (block,) = blocks_of(r"___ The Provider | Acme \| Sons, **Carla**")
    assert block.kind is BlockKind.SIGNATURES
    assert block.names == [[Run("The Provider")], [Run("Acme | Sons, "), Run("Carla", bold=True)]]


VALUES = [
    "# Foo",
    "- Foo",
    "---",
    "___ Foo",
    "1. FC Köln",
    "1.2.3 Foo",
    "a) Foo",
    "**Foo**",
    "A | B",
    "\\",
    "\\# Foo",
    "x\\",
]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("before", ["", "  ", "Between ", "**Between** "])
def test_a_value_is_words_wherever_it_stands(value: str, before: str) -> None:
    (block,) = blocks_of(before + as_words(value, begins_line=not before.strip()) + " and us")
    assert block.kind is BlockKind.PARAGRAPH
    assert words_of(block) == f"{before.replace('*', '').lstrip()}{value} and us"
