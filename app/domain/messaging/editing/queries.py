"""The templates as an admin reads them: what there is, in which languages, and what it said before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.errors import N_, NotFound
from app.domain.messaging.models import Email, EmailState, TemplateRow, WordingRow
from app.domain.messaging.templates import TEMPLATES, Area, Template, TemplateKey
from app.domain.messaging.wordings import Wording, default_wording

COUNTED = timedelta(days=30)
AREAS = {Area.SIGNING_IN: N_("Signing in"), Area.CLIENTS: N_("Clients"), Area.MAIL: N_("Mail")}


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """A language that the office offers, and whether a template has words in it, somebody's own or as they came."""

    code: str
    is_there: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template in the list; `sent` within thirty days, as the mail server said, tests left out."""

    template: Template
    is_on: bool
    languages: tuple[LanguageLine, ...]
    sent: int

    @property
    def key(self) -> str:
        return self.template.key.value


@dataclass(frozen=True, slots=True)
class Version:
    """What somebody saved: when, and who. Number 0 is how the template came."""

    number: int
    at: datetime | None = None
    by_name: str = ""
    is_default: bool = False


def templates_by_area(languages: Collection[str]) -> list[tuple[Area, list[TemplateLine]]]:
    """All templates under the titles of the list, in three statements."""
    switched = dict(db.session.execute(select(TemplateRow.key, TemplateRow.is_on)).all())
    own, sent = _own_languages(), _sent_lately()
    lines = [
        TemplateLine(
            template,
            is_on=template.is_security or switched.get(template.key, template.starts_on),
            languages=tuple(_language_line(template.key, code, own) for code in languages),
            sent=sent.get(template.key, 0),
        )
        for template in TEMPLATES.values()
    ]
    return [(area, [line for line in lines if line.template.area is area]) for area in AREAS]


def latest_number(key: TemplateKey, language: str) -> int:
    """The number of the latest version in a language: what an edit is based on; 0 until somebody saves."""
    number = select(func.max(WordingRow.number)).where(WordingRow.key == key, WordingRow.language == language)
    return db.session.scalar(number) or 0


def versions_of(key: TemplateKey, language: str, *, limit: int = 50) -> list[Version]:
    """What a template said in a language, the latest first; last how it came, if it did."""
    columns = WordingRow.number, WordingRow.at, WordingRow.by_name, WordingRow.is_default
    mine = select(*columns).where(WordingRow.key == key, WordingRow.language == language)
    rows = db.session.execute(mine.order_by(WordingRow.number.desc()).limit(limit))
    came = [Version(0, is_default=True)] if default_wording(key, language) else []
    return [*(Version(*row) for row in rows), *came]


def wording_at(key: TemplateKey, language: str, number: int) -> Wording:
    """The words of one version. Raises NotFound."""
    mine = WordingRow.key == key, WordingRow.language == language, WordingRow.number == number
    row = db.session.scalar(select(WordingRow).where(*mine)) if number else None
    if row and not row.is_default:
        return Wording(language, row.subject, row.html, row.inlined, row.text, number, text_is_own=row.text_is_own)
    came = default_wording(key, language) if row or not number else None
    if came is None:
        raise NotFound(number)
    return came


def _language_line(key: TemplateKey, code: str, own: Collection[tuple[TemplateKey, str]]) -> LanguageLine:
    is_own = (key, code) in own
    return LanguageLine(code, is_own or default_wording(key, code) is not None, is_own)


def _own_languages() -> set[tuple[TemplateKey, str]]:
    latest = select(func.max(WordingRow.id)).group_by(WordingRow.key, WordingRow.language).scalar_subquery()
    rows = select(WordingRow.key, WordingRow.language).where(
        WordingRow.id.in_(latest), WordingRow.is_default.is_(False)
    )
    return set(db.session.execute(rows).all())


def _sent_lately() -> dict[TemplateKey, int]:
    since = clock.now() - COUNTED
    lately = Email.queued_at >= since, Email.state == EmailState.SENT, Email.record != TemplateRow.__tablename__
    rows = select(Email.template, func.count()).where(Email.template.in_(TEMPLATES), *lately).group_by(Email.template)
    return dict(db.session.execute(rows).all())
