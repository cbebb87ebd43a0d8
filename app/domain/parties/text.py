"""Text as it is found and sorted: case and accents do not count, in any of the office's languages.

Folding happens here, in Python, so that both databases find and list alike (STACK.md, *Search*).
"""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not take apart into a letter and a mark.
_WHOLE = str.maketrans({"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"})
# LIKE reads these as wildcards; nobody searches for them.
_WILD = str.maketrans({"%": " ", "_": "-", "\\": " ", "\x00": " "})
_NOT_WORD = re.compile(r"[^\w]+")
_DIGITS = re.compile(r"\d+")
# The last label of a host has letters: 10.0.0.1 is no company's site.
_ADDRESS = re.compile(r"https?://(?P<host>[^\s/?#:@]+\.[^\W\d_][\w-]+)(:\d{1,5})?([/?#]\S*)?", re.IGNORECASE)
_LABEL = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?")
BEFORE_A_WORD = "  "  # in what a search looks through
_EDGE = re.compile(r"^[^\w]+")
_DOTTED = re.compile(r"\b[^\W\d_](?:\.\s?[^\W\d_])+\b\.?")  # S.r.l., o. o.
# What says which form a company has, and not which company it is: as words, once dots are taken out.
_LEGAL_FORMS = frozenset(
    {
        *("srl", "srls", "spa", "sas", "snc", "sapa", "scarl", "scrl", "scpa", "coop"),  # Italy
        *("spzoo", "zoo", "oo", "sp", "psa", "spolka"),  # Poland
        *("gmbh", "ag", "kg", "ohg", "ug", "sarl", "eurl", "sa", "sl", "bv", "nv", "ltd", "limited", "llc", "llp"),
        *("plc", "inc", "corp", "oy", "ab", "as", "aps", "sro", "kft", "doo", "ood", "eood"),
    }
)
_AFTER_SP = frozenset({"z", "k", "j", "p", "a"})  # Sp. z o.o., Sp. k., Sp. j., Sp. p., S.K.A.


def fold(text: str) -> str:
    """Without case, accents and superfluous blanks: `Łódź` and `LODZ` become `lodz`."""
    if not text:
        return ""
    if text.isascii():  # most texts, and then nothing is there to take apart: a tenth of the time
        return " ".join(text.lower().translate(_WILD).split())
    # Taken apart first: ™ is two capital letters, and a stroke may hide below an accent (ǿ).
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(plain.translate(_WHOLE).translate(_WILD).split())


def key_of(text: str) -> str:
    """The letters and digits alone, folded: for ids that people write with dots, dashes and blanks."""
    if not text:
        return ""
    return _NOT_WORD.sub("", fold(text)).replace("_", "")


def words_of(*texts: str) -> str:
    """What a search looks through: every word with two blanks before it, so that `%  l%` finds beginnings of words.

    Two, because a trigram index knows nothing of fewer than three signs. A word with punctuation also stands there
    without: `S.r.l.` is found as `srl`, `dell'Unità` as `unita`.
    """
    words: dict[str, None] = {}
    for word in " ".join(fold(text) for text in texts if text).split():
        words[word] = None
        if word.isalnum():  # most words, and then there is nothing to take out
            continue
        parts = [part for part in _NOT_WORD.split(word) if part]
        if parts != [word]:
            words["".join(parts)] = None
            words.update(dict.fromkeys(parts))
    return "".join(f"{BEFORE_A_WORD}{word}" for word in words if word)


def words_of_number(number: str) -> str:
    """How a number stands in what a search looks through: as it is, and without its hyphen."""
    return f"{BEFORE_A_WORD}{fold(number)}{BEFORE_A_WORD}{key_of(number)}"


def sort_name_of(name: str, *, last_name: str = "", first_name: str = "") -> str:
    """The folded name to sort by; people stand under their last name."""
    return _EDGE.sub("", fold(f"{last_name} {first_name}" if last_name else name))


def name_key_of(name: str) -> str:
    """A name by which the same one is known again: its words in the order of the alphabet, without legal forms.

    `Acme S.r.l.`, `ACME srl` and `Srl Acme` are one; so are `Rossi Carla` and `Carla Rossi`. A name that is nothing
    but a legal form stays as it is.
    """
    words = _NOT_WORD.sub(" ", _DOTTED.sub(_closed_up, fold(name)).replace("_", " ")).split()
    telling = [
        word
        for before, word in zip(["", *words], words, strict=False)
        if word not in _LEGAL_FORMS and not (before in {"sp", "spolka"} and word in _AFTER_SP)
    ]
    return " ".join(sorted(telling or words))


def _closed_up(dotted: re.Match[str]) -> str:
    return f"{_NOT_WORD.sub('', dotted[0])} "


def natural_key(number: str) -> str:
    """A number to sort by, its digits padded: C-9 comes before C-10; C-42, c42 and C-0042 are one."""
    if not number:
        return ""
    return key_of(_DIGITS.sub(lambda digits: digits.group().lstrip("0").zfill(12), fold(number)))


def web_address(typed: str) -> str | None:
    """A web address as a browser takes it, with https:// where nothing else was typed; None when it can be none."""
    address = typed if "://" in typed else f"https://{typed}"
    parts = _ADDRESS.fullmatch(address)
    return address if parts and all(_LABEL.fullmatch(label) for label in parts["host"].split(".")) else None


def like_patterns(q: str) -> list[str]:
    """The LIKE pattern of each word of a search, without its punctuation: every word stands so in a search text too.

    One or two letters match beginnings of words, more match anywhere. Signs alone are no word.
    """
    return [_pattern(word) for word in map(key_of, fold(q).split()) if word][:10]


def _pattern(word: str) -> str:
    return f"%{word}%" if len(word) > 2 else f"%{BEFORE_A_WORD}{word}%"
