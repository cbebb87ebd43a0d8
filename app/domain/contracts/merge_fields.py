"""Merge fields of a contract: flat `{client.name}` placeholders, replaced by nothing but this module.

What users edit is never a template of an engine, and a value is words: none of it is read as a mark (SAFETY.md 11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency

from app.domain.contracts.facts import ContractFacts, Span, Unit
from app.domain.contracts.marks import as_words
from app.domain.errors import N_, NN_, count, say
from app.domain.messaging.composing import said
from app.domain.messaging.fields import one_line

_PLACEHOLDER = re.compile(r"\{ *([a-z_]+(?:\.[a-z_]+)?) *\}")
# What anybody may have meant as one: an unknown one is refused by its name, and none is printed as it is.
_MEANT = re.compile(r"\{[^{}\n]{0,60}\}?|\}")
BLANK = "…" * 12  # room to write by hand what nobody has said yet

# How the value is called for: an amount a month. The words are those of a contract's interval.
INTERVALS = {
    "once": N_("once"),
    "month": N_("per month"),
    "quarter": N_("per quarter"),
    "half-year": N_("per half-year"),
    "year": N_("per year"),
}
_SPANS = {Unit.DAYS: NN_("%(n)s day", "%(n)s days"), Unit.MONTHS: NN_("%(n)s month", "%(n)s months")}
_REGIONAL = {"en": "en_GB"}  # English is the European kind: 1 December 2026

Reads = Callable[[ContractFacts, str], str]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One thing that a contract may tell, and how it is read from the facts, in a language."""

    name: str
    label: str
    reads: Reads


@dataclass(frozen=True, slots=True)
class Unknown:
    """A placeholder that means nothing, and the line (from 1) where it stands."""

    text: str
    line: int


def _money(facts: ContractFacts, language: str) -> str:
    if facts.value is None:
        return ""
    return format_currency(facts.value.amount, facts.value.currency, locale=_locale(language))


def _interval(facts: ContractFacts, language: str) -> str:
    words = INTERVALS.get(facts.interval)
    return said(say(words), language) if words else ""


def _end(facts: ContractFacts, language: str) -> str:
    return _day(facts.end, language) or said(say(N_("open-ended")), language)


def _term(facts: ContractFacts, language: str) -> str:
    """From when to when, as a piece of a sentence. Without a first day nobody has said anything yet."""
    if facts.start is None:
        return ""
    days = {"start": _day(facts.start, language), "end": _day(facts.end, language)}
    sentence = N_("from %(start)s to %(end)s") if facts.end else N_("from %(start)s, for an indefinite period")
    return said(say(sentence, **days), language)


def _renewal(facts: ContractFacts, language: str) -> str:
    """Whether it goes on by itself, as the end of a sentence that begins with the contract."""
    if facts.renewal is None:
        return said(say(N_("is not renewed by itself")), language)
    span = _span(facts.renewal, language)
    return said(say(N_("is renewed by itself for %(span)s at a time"), span=span), language)


def _span(span: Span | None, language: str) -> str:
    return said(count(_SPANS[span.unit], span.number), language) if span else ""


def _day(day: object, language: str) -> str:
    return format_date(day, "long", locale=_locale(language)) if day else ""  # type: ignore[arg-type]  # a date, or none


def _locale(language: str) -> Locale:
    return Locale.parse(_REGIONAL.get(language, language))


FIELDS = (
    Placeholder("client.name", N_("The client’s name"), lambda facts, _: facts.client.name),
    Placeholder("client.number", N_("The client’s number"), lambda facts, _: facts.client.number),
    Placeholder("client.address", N_("The client’s address"), lambda f, language: f.client.place.in_language(language)),
    Placeholder("client.tax_id", N_("The client’s tax ID"), lambda facts, _: facts.client.tax_id),
    Placeholder(
        "client.registration_id", N_("The client’s registration"), lambda facts, _: facts.client.registration_id
    ),
    Placeholder(
        "client.legal_representative",
        N_("Who signs for the client: the primary contact"),
        lambda facts, _: facts.client.legal_representative,
    ),
    Placeholder("client.email", N_("The client’s email"), lambda facts, _: facts.client.email),
    Placeholder("client.pec", N_("The client’s certified email"), lambda facts, _: facts.client.pec),
    Placeholder("client.phone", N_("The client’s phone"), lambda facts, _: facts.client.phone),
    Placeholder("office.name", N_("The office’s name"), lambda facts, _: facts.office.name),
    Placeholder("office.address", N_("The office’s address"), lambda f, language: f.office.place.in_language(language)),
    Placeholder("office.city", N_("The office’s city"), lambda facts, _: facts.office.place.city),
    Placeholder("office.email", N_("The office’s email"), lambda facts, _: facts.office.email),
    Placeholder("office.phone", N_("The office’s phone"), lambda facts, _: facts.office.phone),
    Placeholder("contract.number", N_("The contract’s number"), lambda facts, _: facts.number),
    Placeholder("contract.subject", N_("What it is about"), lambda facts, language: said(facts.subject, language)),
    Placeholder("contract.type", N_("Its type"), lambda facts, language: said(facts.kind, language)),
    Placeholder("contract.value", N_("Its value"), _money),
    Placeholder("contract.interval", N_("For which time the value is due"), _interval),
    Placeholder("contract.start", N_("Its first day"), lambda facts, language: _day(facts.start, language)),
    Placeholder("contract.end", N_("Its last day, or that there is none"), _end),
    Placeholder("contract.term", N_("From when to when"), _term),
    Placeholder("contract.notice", N_("The notice"), lambda facts, language: _span(facts.notice, language)),
    Placeholder("contract.renewal", N_("Whether it is renewed by itself"), _renewal),
    Placeholder("today", N_("The day on which it is drawn up"), lambda facts, language: _day(facts.today, language)),
)
KNOWN = {field.name: field for field in FIELDS}


def unknown_in(text: str) -> Iterator[Unknown]:
    """What looks like a merge field and is none, in the order in which it stands."""
    for line, words in enumerate(text.splitlines(), 1):
        for match in _MEANT.finditer(words):
            placeholder = _PLACEHOLDER.fullmatch(match[0])
            if placeholder is None or placeholder[1] not in KNOWN:
                yield Unknown(match[0], line)


def values_of(facts: ContractFacts, language: str) -> dict[str, str]:
    """Every value as one line, in a language; nothing where nobody has said it yet."""
    return {field.name: one_line(field.reads(facts, language)) for field in FIELDS}


def merge(text: str, values: dict[str, str]) -> str:
    """Put values into a text. Where there is none stands room to write it by hand."""

    def value_at(match: re.Match[str]) -> str:
        begins_line = not text[: match.start()].rpartition("\n")[2].strip()
        return as_words(values.get(match[1]) or BLANK, begins_line=begins_line)

    return _PLACEHOLDER.sub(value_at, text)


def missing_in(text: str, values: dict[str, str]) -> list[Placeholder]:
    """The fields of a text for which there is no value, each once, as they stand in it: what to fill in first."""
    names = dict.fromkeys(match[1] for match in _PLACEHOLDER.finditer(text))
    return [KNOWN[name] for name in names if name in KNOWN and not values.get(name)]
