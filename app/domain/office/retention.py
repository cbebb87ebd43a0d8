"""For how long the law has records kept: until 31 December of their year plus so many years (PRODUCT.md 3).

Their year is that of issue; a contract's is that of its end, an identification file's that in which the relationship
ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from app.db import db, deed, insert_if_new
from app.domain.errors import N_, EditConflict, RuleViolation, Sentence
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.office.actions import CHANGED_MEANWHILE
from app.domain.office.models import RecordKind, Retention

Years = dict[RecordKind, int]

SHORTEST, LONGEST = 1, 99  # years
ELSEWHERE = 10  # where we know no law

_KINDS = (
    RecordKind.INVOICE,
    RecordKind.CREDIT_NOTE,
    RecordKind.CONTRACT,
    RecordKind.REPORT,
    RecordKind.IDENTIFICATION,
)

# Years in the order of _KINDS, and where they are written.
#
# IT  Codice civile, art. 2220: accounts, invoices and business letters for ten years. D.Lgs. 231/2007, art. 31:
#     identification for ten years after the relationship.
# PL  Ordynacja podatkowa, art. 86 § 1 with art. 70 § 1: five years from the end of the calendar year in which the tax
#     fell due, which for income tax is the year after the invoice. Ustawa o rachunkowości, art. 74: vouchers for five
#     years. Ustawa o przeciwdziałaniu praniu pieniędzy (2018), art. 49: identification for five years.
# FR  Code de commerce, art. L123-22: accounts and their vouchers for ten years. Code monétaire et financier,
#     art. L561-12: identification for five years after the relationship.
# DE  Abgabenordnung, § 147 Abs. 3, and HGB, § 257 Abs. 4, as of 2025: vouchers for eight years, business letters for
#     six. Geldwäschegesetz, § 8 Abs. 4: identification for five years.
# ES  Código de Comercio, art. 30: books, correspondence and vouchers for six years. Ley 10/2010, art. 25:
#     identification for ten years.
BY_LAW: dict[str, tuple[tuple[int, int, int, int, int], str]] = {
    "DE": ((8, 8, 8, 6, 5), "AO § 147 Abs. 3; HGB § 257 Abs. 4; GwG § 8 Abs. 4"),
    "ES": ((6, 6, 6, 6, 10), "Código de Comercio art. 30; Ley 10/2010 art. 25"),
    "FR": ((10, 10, 10, 10, 5), "Code de commerce art. L123-22; Code monétaire et financier art. L561-12"),
    "IT": ((10, 10, 10, 10, 10), "Codice civile art. 2220; D.Lgs. 231/2007 art. 31"),
    "PL": ((5, 5, 5, 5, 5), "Ordynacja podatkowa art. 70 § 1, art. 86 § 1; ustawa AML art. 49"),
}


# What the years above cannot say.
BEYOND: dict[str, str] = {
    "PL": N_(
        "In Poland the five years begin when the year ends in which the tax fell due. For income tax that is the year "
        "after the invoice: with six years here nothing is deleted too early."
    ),
}


def years_by_law(country: str) -> Years:
    """What we know of a country's law; ten years where we know nothing."""
    years, _ = BY_LAW.get(country, ((ELSEWHERE,) * len(_KINDS), ""))
    return dict(zip(_KINDS, years, strict=True))


def law_of(country: str) -> str:
    """Where that is written, in the words of the country; empty where we do not know."""
    return BY_LAW[country][1] if country in BY_LAW else ""


def beyond_law_of(country: str) -> str:
    """What an admin should know before trusting those years; mostly nothing."""
    return BEYOND.get(country, "")


def retention_years(country: str, kind: RecordKind) -> int:
    """For how many years after the end of their year records of a kind are kept, in the office's country."""
    return years_kept(country)[kind]


def years_kept(country: str) -> Years:
    """The years of every kind: what the office has set, else the law as we know it. One statement."""
    own = select(Retention.kind, Retention.years).where(Retention.country == country)
    return years_by_law(country) | dict(db.session.execute(own).all())


def last_day_kept(day: date, years: int) -> date:
    """Until when a record of that day is kept, that day included: 31 December of its year plus so many years."""
    return date(day.year + years, 12, 31)


def kept_until(day: date, country: str, kind: RecordKind) -> date:
    """The last day on which a record of a kind may not go, in the office's country; `day` is that of its year.

    One statement. For many records read `retention_years` once, and ask `last_day_kept` of each.
    """
    return last_day_kept(day, retention_years(country, kind))


def version_of(years: Years) -> str:
    """What an edit form saw, to find out whether somebody saved meanwhile."""
    return history.digest({kind.value: number for kind, number in years.items()})[:16]


@deed
def set_retention(country: str, years: Mapping[RecordKind, int], version: str, key: str, *, by: Actor) -> Act:
    """Set the years of every kind in one country. What an admin saved stands, whatever we learn of the law later.

    Raises EditConflict with the years that the other admin saved, RuleViolation at the kind.
    """
    for kind in _KINDS:
        if not SHORTEST <= years[kind] <= LONGEST:
            raise RuleViolation(N_("Records are kept for 1 to 99 years."), field=kind.value)
    rows = _lock(country)
    asked = {"country": country, "version": version, **{kind.value: years[kind] for kind in _KINDS}}
    try:
        act = history.open_act(Deed.SET_RETENTION, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    before = {kind: rows[kind].years for kind in _KINDS}
    if version_of(before) != version:
        raise EditConflict(Sentence(CHANGED_MEANWHILE), theirs={kind.value: before[kind] for kind in _KINDS})
    if changed := [kind for kind in _KINDS if years[kind] != before[kind]]:
        for kind in changed:
            rows[kind].years = years[kind]
        fields = [kind.value for kind in changed]
        history.record(act, EventKind.RETENTION_CHANGED, rows[changed[0]], country=country, fields=fields)
    return act


def _lock(country: str) -> dict[RecordKind, Retention]:
    """The rows of a country, one a kind, locked until the transaction ends; made of the law where there are none."""
    by_law = [{"country": country, "kind": kind, "years": years} for kind, years in years_by_law(country).items()]
    db.session.execute(insert_if_new(Retention, "country", "kind").values(by_law))
    held = select(Retention).where(Retention.country == country).order_by(Retention.id).with_for_update()
    found = db.session.scalars(held.execution_options(populate_existing=True))
    return {row.kind: row for row in found}
