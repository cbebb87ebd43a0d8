"""Countries by their names, in the office's languages and some more, as people and databases write them.

Whom nobody knows is asked: the Netherlands Antilles are no country any more.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from app.domain.parties.text import fold

_LANGUAGES = ("en", "it", "pl", "de", "fr", "es")
# Not countries, though CLDR has codes for them; and codes that ISO 3166 has only reserved.
_NOT_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])

# What CLDR spells otherwise: official and former names, short forms.
_ALSO = """
AE uae ; emirates | AG antigua | AQ antarctica territory south 60 deg s | BA bosnia | BN brunei darussalam |
BO plurinational state bolivia ; bolivia plurinational state | BQ caribbean netherlands ; bonaire | BV bouvet ;
bouvetoya | CC keeling islands | CD congo kinshasa ; democratic republic congo ; congo democratic republic ;
dr congo ; zaire ; drc | CG congo ; republic congo ; congo brazzaville | CI cote d ivoire ; ivory coast |
CN people s republic china ; prc | CV cape verde ; capo verde | CZ czech republic ; repubblica ceca ;
republika czeska ; cechia | DO dominican rep | FK malvinas ; falkland islands malvinas |
FM federated states micronesia ; micronesia federated states | GB uk ; great britain ; england ; scotland ;
wales ; northern ireland ; britain ; gran bretagna ; inghilterra ; anglia ; wielka brytania ;
united kingdom great britain northern ireland | GM gambia | HK hong kong | HM heard mcdonald islands |
IO chagos ; chagos archipelago ; british indian ocean | IR islamic republic iran ; persia | KG kyrgyz republic |
KN saint kitts ; st kitts | KP democratic people s republic korea ; korea democratic people s republic ;
north korea ; dprk | KR republic korea ; korea republic ; south korea ; corea del sud ; korea poludniowa |
LA lao people s democratic republic ; lao | LC st lucia | LY libyan arab jamahiriya ; libyan |
MD republic moldova | MF saint martin french part | MK macedonia ; former yugoslav republic macedonia ; fyrom |
MM burma ; birmania ; birma | MO macao ; macau | NL holland ; olanda ; holandia | PM st pierre miquelon |
PN pitcairn | PS palestine ; palestinian territory ; state palestine ; occupied palestinian territory |
RU russian federation ; russia | SH st helena ; saint helena ascension tristan da cunha | SK slovak republic ;
slovacchia ; republika slowacka | ST sao tome | SX sint maarten dutch part | SY syrian arab republic ; syrian |
SZ swaziland | TL east timor ; timor est | TR turkey ; turchia ; turcja ; turkiye | TW taiwan province china ;
formosa | TZ united republic tanzania | UM united states minor outlying islands | US usa ; u s a ; u s ;
united states america ; america ; stati uniti america ; stany zjednoczone ameryki ;
stany zjednoczone ameryki polnocnej | VA vatican ; holy see ; holy see vatican city state ; vaticano ;
citta del vaticano ; watykan ; stolica apostolska | VC saint vincent | VE bolivarian republic venezuela |
VG virgin islands british ; british virgin islands | VI virgin islands u s ; united states virgin islands ;
virgin islands united states ; us virgin islands | VN viet nam | WF wallis futuna islands | XK kosovo |
YE yemen republic
"""

_PARENTHESES = re.compile(r"\(([^)]*)\)")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_SILENT = {"the", "of", "and", "e", "i", "oraz", "und", "et", "y", "la", "il", "le", "sar"}
_ISLANDS = {"island", "islands", "isole", "isola", "wyspy", "wyspa"}
_REPUBLICS = {"republic", "repubblica", "republika", "rzeczpospolita", "kingdom", "regno", "krolestwo"}
_VAGUE = _ISLANDS | _REPUBLICS | {"di", "del", "dei", "della", "delle", "degli"}


@lru_cache(maxsize=4096)
def country_of(typed: str) -> str | None:
    """The ISO 3166 alpha-2 code of a country's name or code; None when nobody calls one so, or two."""
    if (code := typed.strip().upper()) in _codes():
        return _codes()[code]
    full = _PARENTHESES.sub(r" \1 ", typed)
    short = _PARENTHESES.sub(" ", typed)
    turned = " ".join(reversed(typed.split(",")))
    for name in (full, short, turned):
        if found := _by_name().get(_words(name)):
            return found
    return next(
        (found for name in (full, short) if (found := _by_vague_name().get(_without_vague(_words(name))))), None
    )


def key_of_country(typed: str) -> str:
    """What makes two spellings one question."""
    return _words(typed) or fold(typed)


def all_countries() -> list[str]:
    """The codes that an answer may be."""
    return sorted(set(_codes().values()))


@cache
def _codes() -> dict[str, str]:
    """Alpha-2 codes, and the alpha-3 and numeric ones that stand for them."""
    named = map(str, Locale("en").territories)
    codes = {code: code for code in named if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES}
    for alias, meant in get_global("territory_aliases").items():
        if len(alias) == 3 and len(meant) == 1 and meant[0] in codes:
            codes[alias] = meant[0]
    return {**codes, "UK": "GB", "EL": "GR"}


@cache
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code in _codes():
                names.setdefault(_words(name), code)
                names.setdefault(_words(_PARENTHESES.sub(" ", name)), code)
    for entry in _ALSO.split("|"):
        code, _, also = entry.strip().partition(" ")
        for name in also.split(";"):
            names[_words(name)] = code
    names.pop("", None)
    return names


@cache
def _by_vague_name() -> dict[str, str]:
    """Names without words like *islands* or *republic*; those that two countries would share are left out."""
    names: dict[str, set[str]] = {}
    for name, code in _by_name().items():
        names.setdefault(_without_vague(name), set()).add(code)
    return {name: codes.pop() for name, codes in names.items() if name and len(codes) == 1}


def _words(name: str) -> str:
    words = _NO_WORD.sub(" ", fold(name)).split()
    return " ".join("saint" if word in {"st", "sw"} else word for word in words if word not in _SILENT)


def _without_vague(words: str) -> str:
    return " ".join(word for word in words.split() if word not in _VAGUE)
