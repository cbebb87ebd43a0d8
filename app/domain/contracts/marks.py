"""The light marks of a contract's text, read into blocks. There is nothing else to say in it: no HTML, no typst.

    # Title          ## Clause        ### Part of one
    **bold**
    - an item of a list
    1. a numbered clause; 1.1, 2) and a) as well: the number that is typed is the number that is signed
      two blanks before an item or a clause set it one step in
    ---              the page ends here
    ___ One | Other  lines to sign on, side by side

A blank line ends a paragraph. A backslash lets the sign after it stand as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

DEEPEST = 3  # steps that a line is set in
ABREAST = 2  # lines to sign on, side by side

# What makes a line more than words, when it stands first.
_MARK = re.compile(
    r"""(?P<heading>\#{1,3})[ ]+(?=\S)
      | (?P<item>[-•])[ ]+(?=\S)
      | (?P<clause>\d{1,3}(?:\.\d{1,2}){1,3}\.?|\d{1,3}[.)]|[a-z]\))[ ]+(?=\S)
      | (?P<page>-{3,})[ ]*$
      | (?P<sign>_{3,})(?=[ ]|$)""",
    re.VERBOSE,
)
# What a value at the beginning of a line could be taken for.
_FIRST = re.compile(r"[#\-•_]|\d{1,3}[.)]|[a-z]\)")
_SPECIAL = re.compile(r"[\\*|]")
_TOKEN = re.compile(r"\\(?P<plain>[\\*|])|(?P<bold>\*\*)")
_KEPT_PLAIN = re.compile(rf"^\\(?={_FIRST.pattern})")  # the backslash that keeps a line from beginning with a mark
_BAR = re.compile(r"(?<!\\)\|")


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CLAUSE = "clause"
    PAGE = "page"
    SIGNATURES = "signatures"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike. A line break in them is one on paper."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a text, as a template lays it out. `depth` is the level of a heading, else the steps set in."""

    kind: BlockKind
    runs: list[Run] = field(default_factory=list)
    depth: int = 0
    mark: str = ""  # the number of a clause
    names: list[list[Run]] = field(default_factory=list)  # who signs

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def blocks_of(text: str) -> list[Block]:
    """A text as its blocks, in order. Every text is one: what bears no mark is a paragraph."""
    return [_block(lines) for lines in _pieces(text)]


def words_of(block: Block) -> str:
    """What a block says, without its marks."""
    return "".join(run.text for run in block.runs)


def as_words(value: str, *, begins_line: bool) -> str:
    """A value as it stands in a text: nothing of it is read as a mark."""
    escaped = _SPECIAL.sub(r"\\\g<0>", value)
    return f"\\{escaped}" if begins_line and _FIRST.match(escaped) else escaped


def _pieces(text: str) -> Iterator[list[str]]:
    """The lines of each block: a blank line ends one, and a mark begins the next. Headings, page ends and signatures
    are one line.
    """
    piece: list[str] = []
    for line in text.expandtabs(2).replace("\r\n", "\n").split("\n"):
        mark = _MARK.match(line.lstrip())
        if piece and (mark or not line.strip()):
            yield piece
            piece = []
        if line.strip():
            piece.append(line.rstrip())
        if mark and mark.lastgroup in {"heading", "page", "sign"}:
            yield piece
            piece = []
    if piece:
        yield piece


def _block(lines: list[str]) -> Block:
    first = lines[0].lstrip()
    depth = min((len(lines[0]) - len(first)) // 2, DEEPEST)
    mark = _MARK.match(first)
    if mark is None:
        return Block(BlockKind.PARAGRAPH, _runs(lines))
    rest = [first[mark.end() :], *lines[1:]]
    match mark.lastgroup:
        case "heading":
            return Block(BlockKind.HEADING, _runs(rest), len(mark["heading"]))
        case "page":
            return Block(BlockKind.PAGE)
        case "sign":
            names = [_runs([name]) for name in _BAR.split(rest[0])]
            return Block(BlockKind.SIGNATURES, names=names)
        case "clause":
            return Block(BlockKind.CLAUSE, _runs(rest), depth, mark["clause"])
    return Block(BlockKind.ITEM, _runs(rest), depth)


def _runs(lines: list[str]) -> list[Run]:
    """Words with what is bold in them. Two stars that nothing closes are two stars."""
    text = "\n".join(_KEPT_PLAIN.sub("", line.strip()) for line in lines).strip()
    pairs = sum(1 for token in _TOKEN.finditer(text) if token["bold"]) // 2 * 2
    runs, words, bold, at = [], "", False, 0
    for token in _TOKEN.finditer(text):
        words, at = words + text[at : token.start()], token.end()
        if token["plain"] or not pairs:
            words += token["plain"] or token[0]
            continue
        pairs -= 1
        runs.append(Run(words, bold))
        words, bold = "", not bold
    runs.append(Run(words + text[at:], bold))
    return [run for run in runs if run.text]
