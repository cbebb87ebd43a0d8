"""What somebody wrote for an email, held against the rules, and made ready to be sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.errors import N_, RuleViolation, say
from app.domain.messaging.editing.sanitising import cleaned, misplaced_in
from app.domain.messaging.fields import HIDDEN_LINK, Kind, names_in, one_line, unknown_in
from app.domain.messaging.plain import text_of
from app.domain.messaging.templates import Template
from app.domain.messaging.wordings import Wording, inlined

LARGEST = 100 * 1024  # bytes of the whole document: beyond it, mail programs cut an email off
LONGEST_SUBJECT = 200  # characters
_SHOWN = 60  # characters of what is refused

FIELD_IN_TAG = N_(
    "Line %(line)s: no field stands within a tag, as in “%(what)s”; only a link, as where a link leads to."
)
LEADS_ELSEWHERE = N_("Line %(line)s: a link leads to https://, mailto: or tel:, and not to “%(what)s”.")


@dataclass(frozen=True, slots=True)
class WordingDraft:
    """What somebody wrote. Without a text of its own the text is made from the HTML."""

    subject: str
    html: str
    text: str | None = None


def ready(template: Template, language: str, draft: WordingDraft) -> Wording:
    """The words as they will be kept: HTML cleaned, styles in the tags, a text that is complete.

    Raises RuleViolation at the field, with the line of what is wrong.
    """
    known = {field.name for field in template.fields}
    links = {field.name for field in template.fields if field.kind is Kind.LINK}
    subject = one_line(draft.subject.replace(HIDDEN_LINK, ""))
    _check_subject(subject, known - links)
    html = _checked_html(_tidied(draft.html), known, links)
    if template.needs and template.needs not in set(names_in(html)):
        sentence = N_("Without %(what)s this email is of no use to anybody: put it where it belongs.")
        raise RuleViolation(say(sentence, what=f"{{{{ {template.needs} }}}}"), field="html")
    document = inlined(html)
    _check_size(document)
    text = text_of(html) if draft.text is None else _checked_text(_tidied(draft.text), html, known, links)
    return Wording(language, subject, html, document, text, text_is_own=draft.text is not None)


def _check_subject(subject: str, known: Collection[str]) -> None:
    if not subject:
        raise RuleViolation(N_("An email has a subject."), field="subject")
    if len(subject) > LONGEST_SUBJECT:
        raise RuleViolation(N_("A subject has 200 characters at most."), field="subject")
    _check_fields(subject, known, field="subject")


def _checked_html(html: str, known: Collection[str], links: Collection[str]) -> str:
    _check_size(html)
    _check_fields(html, known, field="html")
    if misplaced := misplaced_in(html, links):
        first = misplaced[0]
        sentence = FIELD_IN_TAG if first.holds_field else LEADS_ELSEWHERE
        raise RuleViolation(say(sentence, line=first.line, what=first.text[:_SHOWN]), field="html")
    clean = cleaned(html, links)
    _check_fields(clean, known, field="html")  # what was spelt in another way is read now
    if not text_of(clean):
        raise RuleViolation(N_("An email says something."), field="html")
    return clean


def _checked_text(text: str, html: str, known: Collection[str], links: Collection[str]) -> str:
    """A text that somebody wrote: where HTML is not read it is all there is, so that it holds every link."""
    _check_size(text, field="text")
    _check_fields(text, known, field="text")
    missing = [name for name in names_in(html) if name in links and name not in set(names_in(text))]
    if missing:
        sentence = N_("The text needs %(what)s too: where HTML is not shown, it is all there is.")
        raise RuleViolation(say(sentence, what=f"{{{{ {missing[0]} }}}}"), field="text")
    return text


def _check_fields(text: str, known: Collection[str], *, field: str) -> None:
    if unknown := unknown_in(text, known):
        sentence = N_("Line %(line)s: %(what)s is no field of this email.")
        raise RuleViolation(say(sentence, line=unknown[0].line, what=unknown[0].text), field=field)


def _check_size(html: str, *, field: str = "html") -> None:
    if len(html.encode()) > LARGEST:
        raise RuleViolation(N_("An email has 100 KB at most: mail programs cut off what is longer."), field=field)


def _tidied(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace(HIDDEN_LINK, "").strip()
