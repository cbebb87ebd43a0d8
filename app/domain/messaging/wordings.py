"""What a template says, in which language, and whether it is on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import css_inline
from sqlalchemy import func, select

from app.db import db
from app.domain.messaging.models import TemplateRow, WordingRow
from app.domain.messaging.plain import text_of
from app.domain.messaging.templates import TEMPLATES, TemplateKey

FALLBACK = "en"
_HERE = Path(__file__).parent
_DEFAULT = re.compile(r"<title>(?P<subject>[^<\n]*)</title>\n(?P<html>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject, HTML and text of a template in one language, with their placeholders."""

    language: str
    subject: str
    html: str  # as somebody wrote it, or as it came
    inlined: str  # the whole document, its styles in the tags
    text: str
    number: int = 0  # the version that somebody saved; 0 for the words that it came with
    text_is_own: bool = False


def is_on(key: TemplateKey) -> bool:
    """Whether a template is sent at all. One of security always is (PRODUCT.md 7)."""
    template = TEMPLATES[key]
    if template.is_security:
        return True
    switched = db.session.scalar(select(TemplateRow.is_on).where(TemplateRow.key == key))
    return template.starts_on if switched is None else switched


def wording_of(key: TemplateKey, *languages: str | None) -> Wording:
    """What a template says in the first of these languages that it has: the recipient's, the office's, English."""
    saved = _saved(key)
    for language in (*languages, FALLBACK):
        if language in saved:
            return saved[language]
        if language and (came := default_wording(key, language)):
            return came
    raise LookupError(key)  # every template has English words: tests see to it


def default_wording(key: TemplateKey, language: str) -> Wording | None:
    """The words that a template came with, if it came with any in this language."""
    return _defaults(key, language)


def inlined(body: str) -> str:
    """The whole document of an email around its body, with the styles written into the tags.

    Most mail programs drop style sheets; what they would keep of them, the dark colours, stays above. Nothing is
    fetched from anywhere.
    """
    document = _layout().replace("<!--body-->", body)
    return css_inline.inline(document, keep_at_rules=True, load_remote_stylesheets=False)


@cache
def _defaults(key: TemplateKey, language: str) -> Wording | None:
    file = _HERE / "defaults" / language / f"{key.value}.html"
    if not language.isalpha() or not file.is_file():
        return None
    match = _DEFAULT.fullmatch(file.read_text(encoding="utf-8"))
    assert match is not None, f"{file} begins with a title"
    html = match["html"].strip()
    return Wording(language, match["subject"], html, inlined(html), text_of(html))


@cache
def _layout() -> str:
    return (_HERE / "layout.html").read_text(encoding="utf-8")


def _saved(key: TemplateKey) -> dict[str, Wording]:
    """The latest wording in each language that somebody has saved, but for those put back to how they came."""
    latest = (
        select(func.max(WordingRow.id)).where(WordingRow.key == key).group_by(WordingRow.language).scalar_subquery()
    )
    rows = db.session.scalars(select(WordingRow).where(WordingRow.id.in_(latest), WordingRow.is_default.is_(False)))
    return {
        row.language: Wording(
            row.language, row.subject, row.html, row.inlined, row.text, row.number, text_is_own=row.text_is_own
        )
        for row in rows
    }
