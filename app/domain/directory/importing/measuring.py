"""How much a workbook's sheets hold, counted while their XML goes by.

What reads them builds a table as large as the two cells that are farthest apart, and copies a shared text into each
cell that names it: a small file could ask for more memory than any machine has.
"""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from app.domain.errors import N_, RuleViolation, say

ROWS = 200_000  # with something in them
COLUMNS = 200
CELLS = 2_000_000  # of the table between the first cell and the last
TEXT = 50_000_000  # characters

TOO_MANY_ROWS = N_(
    "The list has more than %(limit)s rows: line %(line)s is the first too many."
    " Split it, and bring in one part after the other."
)
TOO_FAR = N_(
    "At line %(line)s the sheet holds more than can be read: a cell far from the others, or too many of them."
    " Save the list alone, and choose that file."
)
TOO_MUCH_TEXT = N_("At line %(line)s the workbook holds more text than can be read. Split it, and bring in one part.")

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_OF_TEXT = frozenset({"v", "t"})


class NotTaken(ValueError):
    """XML that no workbook holds: entities, for one, of which a few lines make gigabytes."""


class Part:
    """One part of a workbook on its way by: XML, and nothing that it could grow by."""

    def __init__(self) -> None:
        self.root = ""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._first
        self._parser.EntityDeclHandler = self._refuse

    def feed(self, piece: bytes) -> None:
        """The next bytes. Raises NotTaken, ExpatError, RuleViolation."""
        self._parser.Parse(piece, False)

    def finish(self) -> None:
        """There are no more bytes. Raises ExpatError when there should be."""
        self._parser.Parse(b"", True)

    def _first(self, name: str, attributes: dict[str, str]) -> None:
        self.root = _local(name)
        self._parser.StartElementHandler = None
        self.begin(name, attributes)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """The first element."""

    @staticmethod
    def _refuse(*_: Any) -> None:
        raise NotTaken("a workbook declares no entities")


class Measure:
    """What the parts of one workbook come to."""

    def __init__(self) -> None:
        self.texts: list[int] = []  # how long each shared text is
        self.characters = 0

    def part(self, *, is_sheet: bool) -> Part:
        """A part to feed: shared texts have to go by before the sheets that name them."""
        return _Sheet(self) if is_sheet else _SharedTexts(self)


class _SharedTexts(Part):
    """The texts that cells refer to by number; any other part goes by unmeasured."""

    def __init__(self, measure: Measure) -> None:
        super().__init__()
        self._texts = measure.texts

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if self.root == "sst":
            self._parser.StartElementHandler = self._start
            self._parser.CharacterDataHandler = self._text

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if _local(name) == "si":
            self._texts.append(0)

    def _text(self, text: str) -> None:
        if self._texts:
            self._texts[-1] += len(text)


class _Sheet(Part):
    """The cells of one sheet: where they stand, and how much text they hold."""

    def __init__(self, measure: Measure) -> None:
        super().__init__()
        self._measure = measure
        self._row = self._column = 0
        self._rows = 0
        self._last_row = 0
        self._is_shared = self._in_value = False
        self._value = ""
        self._top = self._bottom = self._left = self._right = 0
        self._parser.EndElementHandler = self._end

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            if place:
                self._column, self._row = _number(place[1]), int(place[2])
            else:
                self._column += 1
            self._is_shared, self._value = attributes.get("t") == "s", ""
        elif tag == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif tag in _OF_TEXT:
            self._in_value = True
            self._parser.CharacterDataHandler = self._text

    def _text(self, text: str) -> None:
        if self._is_shared:
            self._value += text[:20]
        else:
            self._value = self._value or "x"
            self._measure.characters += len(text)

    def _end(self, name: str) -> None:
        tag = _local(name)
        if tag in _OF_TEXT and self._in_value:
            self._in_value, self._parser.CharacterDataHandler = False, None
        elif tag == "c" and self._value:
            self._count()

    def _count(self) -> None:
        """One more cell that holds something. Raises RuleViolation at the line where it is too much."""
        if self._is_shared:
            number = int(self._value) if self._value.isdecimal() else -1
            self._measure.characters += self._measure.texts[number] if 0 <= number < len(self._measure.texts) else 0
        if self._row != self._last_row:
            self._rows, self._last_row = self._rows + 1, self._row
        self._top, self._bottom = min(self._top or self._row, self._row), max(self._bottom, self._row)
        self._left, self._right = min(self._left or self._column, self._column), max(self._right, self._column)
        if self._rows > ROWS + 1:  # and the header
            raise _violation(TOO_MANY_ROWS, self._row, limit=ROWS)
        if (self._bottom - self._top + 1) * (self._right - self._left + 1) > CELLS:
            raise _violation(TOO_FAR, self._row)
        if self._measure.characters > TEXT:
            raise _violation(TOO_MUCH_TEXT, self._row)


def _violation(msgid: str, line: int, **values: int) -> RuleViolation:
    return RuleViolation(say(msgid, line=line, **values), field="file")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _number(letters: str) -> int:
    """A column by its letters: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number
