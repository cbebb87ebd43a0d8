"""Which encoding a list was saved in: UTF-8 says so itself; cp1250 and cp1252 are told apart by what makes sense."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

_SAMPLE = 200_000  # bytes of lines that hold more than ASCII
_START = 4096  # bytes that tell whether every letter takes two
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UTF8_LETTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
_LETTERS = re.compile(rb"[A-Za-z]")
_POLISH_TYPING = re.compile(rb"[jkwyzJKWYZ]")  # a fifth of the letters of a Polish text, a fiftieth of an Italian one
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")

_POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝ")
# Polish writes these before consonants and at the end of a word only (`Gdańsk`, but `Gdynia`): España is not Polish.
_NEVER_BEFORE_A_VOWEL = frozenset("ńćśźŃĆŚŹ")
_BESIDE_WORDS = frozenset("'’‘“”„«»–—…€°ºª®™ \xa0")
_VOWELS = frozenset("aeiouyóąęAEIOUYÓĄĘ")


def encoding_of(path: Path) -> str:
    """The encoding of a text file, as Python names it. Reads the file once, and keeps a sample of it."""
    with path.open("rb") as file:
        start = file.read(_START)
        for mark, encoding in _MARKS:
            if start.startswith(mark):
                return encoding
        if wide := _wide(start):
            return wide
        file.seek(0)
        sample, is_utf8 = _look_through(file)
    if is_utf8 or _is_broken_utf8(sample):
        return "utf-8"
    return "cp1250" if looks_polish(sample) else "cp1252"


def is_marked_or_wide(head: bytes) -> bool:
    """Whether a file that begins so is UTF-16, in which every other byte may be nothing; with its mark or without."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or bool(_wide(head[:_START]))


def _wide(start: bytes) -> str:
    """UTF-16 without a mark, by where its empty bytes stand; nothing where they stand anywhere, or nowhere."""
    pairs = len(start) // 2
    first, second = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    few, many = pairs / 50, pairs / 2
    if second > many and first <= few:
        return "utf-16-le"
    return "utf-16-be" if first > many and second <= few else ""


def looks_polish(sample: bytes) -> bool:
    """Whether bytes make more sense as Polish (cp1250) than as a western language (cp1252)."""
    polish, western = sample.decode("cp1250", "replace"), sample.decode("cp1252", "replace")
    tie_break = 0.5 if len(_POLISH_TYPING.findall(sample)) > len(_LETTERS.findall(sample)) / 10 else -0.5
    return sense(polish, _POLISH) + tie_break > sense(western, _WESTERN)


def _look_through(file: BinaryIO) -> tuple[bytes, bool]:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    sample, size, is_utf8 = [], 0, True
    for line in file:
        if line.isascii():
            continue
        if is_utf8:
            try:
                decode(line, final=True)
            except UnicodeDecodeError:
                is_utf8 = False
        if size < _SAMPLE:
            sample.append(line)
            size += len(line)
        elif not is_utf8:
            break
    return b"".join(sample), is_utf8


def _is_broken_utf8(sample: bytes) -> bool:
    """UTF-8 with a few bytes that are not: their rows are wrong, the others are right."""
    letters = _UTF8_LETTER.findall(sample)
    strangers = len(_BEYOND_ASCII.findall(sample)) - sum(map(len, letters))
    return len(letters) > 10 * strangers


def sense(text: str, letters: frozenset[str]) -> float:
    """How much a text, decoded in one way, looks like words: its languages' letters for it, signs in words against."""
    score, before = 0.0, " "
    for this, following in pairwise(text + " "):
        if this.isascii():
            if this.isalpha() and is_sign(following):
                score -= 2  # Zak³ad
        elif this == "\ufffd":
            score -= 5
        elif this in letters and (before.isalpha() or following.isalpha()):
            score += -2 if letters is _POLISH and this in _NEVER_BEFORE_A_VOWEL and following in _VOWELS else 1
        elif is_sign(this) and following.isalpha():
            score -= 2  # ¯ywiec
        before = this
    return score


def is_sign(character: str) -> bool:
    """Whether it has no business within a word."""
    return not character.isascii() and not character.isalpha() and character not in _BESIDE_WORDS
