"""The office's contract templates: looked at, written, taken off the list and put back. None is ever deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import exists, select

from app.db import db, deed
from app.domain import clock
from app.domain.contracts.marks import blocks_of
from app.domain.contracts.merge_fields import unknown_in
from app.domain.contracts.template_models import ContractTemplate
from app.domain.errors import N_, EditConflict, NotFound, RuleViolation, say
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.text import fold

LANGUAGES = ("en", "it", "pl")  # in which papers are written
LONGEST_NAME = 100  # characters
LONGEST = 100_000  # characters of a text: fifty pages
_DEFAULTS = Path(__file__).parent / "defaults"


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A template as somebody wrote it."""

    name: str
    language: str
    text: str


def every_template() -> list[ContractTemplate]:
    """All of them by name, those in the archive last."""
    archived = ContractTemplate.archived_at.is_not(None)
    order = archived, ContractTemplate.name_key, ContractTemplate.language
    return list(db.session.scalars(select(ContractTemplate).order_by(*order)))


def offered_templates(language: str = "") -> list[ContractTemplate]:
    """Those that a contract may be drawn up from, by name; those in the client's language first."""
    offered = select(ContractTemplate).where(ContractTemplate.archived_at.is_(None))
    order = (ContractTemplate.language == language).desc(), ContractTemplate.name_key, ContractTemplate.language
    return list(db.session.scalars(offered.order_by(*order)))


def template_with_id(template_id: int) -> ContractTemplate:
    """One template, in the archive or not. Raises NotFound."""
    found = db.session.get(ContractTemplate, template_id)
    if found is None:
        raise NotFound(template_id)
    return found


def text_of(template: ContractTemplate) -> str:
    """What it says: as somebody wrote it, else as it came."""
    return came_with(template) if template.text is None else template.text


def came_with(template: ContractTemplate) -> str:
    """The words that it came with; nothing where it is the office's own."""
    return default_text(template.came_as, template.language) if template.came_as else ""


@cache
def default_text(name: str, language: str) -> str:
    """The words of a template that came with Recapito; nothing where it came in other languages only."""
    file = _DEFAULTS / language / f"{name}.txt"
    return file.read_text(encoding="utf-8").strip() if language.isalpha() and file.is_file() else ""


def free_name(template: ContractTemplate) -> str:
    """A name for a copy that no other template of its language bears: `Mailbox (2)`."""
    taken = select(ContractTemplate.name_key).where(ContractTemplate.language == template.language)
    keys, number = set(db.session.scalars(taken)), 2
    while fold(name := f"{template.name[: LONGEST_NAME - 6]} ({number})") in keys:
        number += 1
    return name


@deed
def add_template(draft: TemplateDraft, key: str, *, by: Actor) -> Act:
    """Put a template on the list. Raises RuleViolation at the field, AlreadyDone."""
    act = history.open_act(Deed.ADD_CONTRACT_TEMPLATE, key, by=by, asked=asdict(draft))
    draft = checked(draft)
    _check_name(draft)
    added = ContractTemplate(name_key=fold(draft.name), **asdict(draft))
    db.session.add(added)
    history.record(act, EventKind.CONTRACT_TEMPLATE_ADDED, added, name=added.name)
    act.outcome = {"template_id": added.id, "name": added.name}
    return act


@deed
def edit_template(template_id: int, draft: TemplateDraft, version: int, key: str, *, by: Actor) -> Act:
    """Write a template anew. Contracts that were drawn up from it say what they said.

    Who writes what it came with takes its own words back: from then on it is one that reads as it came. Saving what
    stands there already changes nothing. Raises NotFound, RuleViolation at the field or for one in the archive,
    AlreadyDone; EditConflict when somebody saved in between.
    """
    changed = _hold(template_id)
    asked = {"template": template_id, "version": version, **asdict(draft)}
    act = history.open_act(Deed.EDIT_CONTRACT_TEMPLATE, key, by=by, asked=asked)
    before = TemplateDraft(changed.name, changed.language, text_of(changed))
    if changed.version != version:
        raise EditConflict(say(N_("Somebody else changed this while you were writing.")), theirs=asdict(before))
    if changed.archived_at is not None:
        raise RuleViolation(N_("This template is in the archive. Restore it first."))
    draft = checked(draft)
    _check_name(draft, besides=template_id)
    act.outcome = {"template_id": changed.id, "name": draft.name}
    if draft == before:
        return act
    changed.name, changed.name_key, changed.language = draft.name, fold(draft.name), draft.language
    changed.text = None if draft.text == came_with(changed) else draft.text
    changed.version += 1
    history.record(act, EventKind.CONTRACT_TEMPLATE_CHANGED, changed, name=changed.name)
    return act


@deed
def archive_template(template_id: int, key: str, *, by: Actor) -> Act:
    """Offer a template no longer. It stays to be read, copied and restored; contracts keep their text anyway."""
    return _shelve(template_id, Deed.ARCHIVE_CONTRACT_TEMPLATE, key, by=by)


@deed
def restore_template(template_id: int, key: str, *, by: Actor) -> Act:
    """Offer a template again."""
    return _shelve(template_id, Deed.RESTORE_CONTRACT_TEMPLATE, key, by=by)


def checked(draft: TemplateDraft) -> TemplateDraft:
    """A draft tidied, and held against the rules. Raises RuleViolation at the field: a field that does not exist by
    its name and line.
    """
    text = draft.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    draft = TemplateDraft(" ".join(draft.name.split()), draft.language, text)
    if not draft.name:
        raise RuleViolation(N_("A template needs a name."), field="name")
    if len(draft.name) > LONGEST_NAME:
        raise RuleViolation(N_("A name has 100 characters at most."), field="name")
    if draft.language not in LANGUAGES:
        raise RuleViolation(N_("Choose the language in which it is written."), field="language")
    check_text(draft.text)
    return draft


def check_text(text: str) -> None:
    """Refuse what cannot be a template's text. Raises RuleViolation at `text`."""
    if not blocks_of(text):
        raise RuleViolation(N_("A contract says something."), field="text")
    if len(text) > LONGEST:
        raise RuleViolation(N_("A template has 100,000 characters at most."), field="text")
    if unknown := next(unknown_in(text), None):
        sentence = N_("Line %(line)s: %(what)s is no field of a contract.")
        raise RuleViolation(say(sentence, line=unknown.line, what=unknown.text), field="text")


def _check_name(draft: TemplateDraft, *, besides: int = 0) -> None:
    """Refuse the name of another template in that language, be it in the archive."""
    same = ContractTemplate.name_key == fold(draft.name), ContractTemplate.language == draft.language
    if db.session.scalar(select(exists().where(*same, ContractTemplate.id != besides))):
        raise RuleViolation(N_("There is a template of this name in this language already."), field="name")


def _shelve(template_id: int, deed: Deed, key: str, *, by: Actor) -> Act:
    """Into the archive, or back; one that is there already stays as it is."""
    held, archive = _hold(template_id), deed is Deed.ARCHIVE_CONTRACT_TEMPLATE
    try:
        act = history.open_act(deed, key, by=by, asked={"template": template_id})
    except AlreadyDone as done:
        return done.act
    act.outcome = {"template_id": held.id, "name": held.name}
    if (held.archived_at is not None) != archive:
        held.archived_at = clock.now() if archive else None
        held.version += 1
        kind = EventKind.CONTRACT_TEMPLATE_ARCHIVED if archive else EventKind.CONTRACT_TEMPLATE_RESTORED
        history.record(act, kind, held, name=held.name)
    return act


def _hold(template_id: int) -> ContractTemplate:
    """The template, locked until the transaction ends. Raises NotFound."""
    held = db.session.get(ContractTemplate, template_id, with_for_update=True, populate_existing=True)
    if held is None:
        raise NotFound(template_id)
    return held
