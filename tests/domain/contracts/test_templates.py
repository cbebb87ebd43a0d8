"""The office's contract templates: written, reset, archived, never lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.contracts.template_models import ContractTemplate
from app.domain.contracts.templates import (
    LONGEST,
    TemplateDraft,
    add_template,
    archive_template,
    came_with,
    edit_template,
    every_template,
    free_name,
    offered_templates,
    restore_template,
    template_with_id,
    text_of,
)
from app.domain.errors import EditConflict, NotFound, RuleViolation
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM, Event
from tests.support.builders import a_key
from tests.support.rows import all_rows

DRAFT = TemplateDraft("Mailbox", "it", "# Casella\n\n{client.name}")


def added(draft: TemplateDraft = DRAFT) -> ContractTemplate:
    return template_with_id(add_template(draft, a_key(), by=SYSTEM).outcome["template_id"])


def came() -> ContractTemplate:
    return next(template for template in every_template() if template.language == "en")


def edit(template: ContractTemplate, **changes: Any) -> None:
    draft = replace(TemplateDraft(template.name, template.language, text_of(template)), **changes)
    edit_template(template.id, draft, template.version, a_key(), by=SYSTEM)


def kinds() -> list[str]:
    about = select(Event.kind).where(Event.record == "contract_template").order_by(Event.id)
    return [kind.value for kind in db.session.scalars(about)]


def test_one_comes_along_in_each_language_and_all_are_offered(app: Any) -> None:
    assert [(one.language, one.name) for one in offered_templates("pl")] == [
        ("pl", "Umowa biura wirtualnego"),
        ("it", "Contratto di ufficio virtuale"),
        ("en", "Virtual office contract"),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "contratto di UFFICIO virtuale"}, "name"),
        ({"language": "de"}, "language"),
        ({"text": " \n "}, "text"),
        ({"text": "x" * (LONGEST + 1)}, "text"),
        ({"text": "Dear {client.nome}"}, "text"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field_and_changes_nothing(
    app: Any, changes: dict[str, str], field: str
) -> None:
    before = all_rows()
    with pytest.raises(RuleViolation) as refused:
        add_template(replace(DRAFT, **changes), a_key(), by=SYSTEM)
    assert refused.value.field == field and all_rows() == before


def test_an_unknown_field_is_answered_by_its_name(app: Any) -> None:
    with pytest.raises(RuleViolation) as refused:
        added(replace(DRAFT, text="One\n\n{client.nome}"))
    assert refused.value.sentence.values == {"line": 3, "what": "{client.nome}"}


def test_a_name_may_stand_once_in_each_language(app: Any) -> None:
    added()
    added(replace(DRAFT, language="pl"))
    with pytest.raises(RuleViolation):
        edit(came(), language="it", name="MAILBOX")


def test_the_same_form_sent_twice_adds_one(app: Any) -> None:
    key = a_key()
    add_template(DRAFT, key, by=SYSTEM)
    with pytest.raises(AlreadyDone):
        add_template(DRAFT, key, by=SYSTEM)
    assert len(every_template()) == 4


def test_a_template_worded_anew_takes_its_own_words_back(app: Any) -> None:
    edit(came(), text="# Ours")
    assert text_of(came()) == "# Ours" and came_with(came()).startswith("# Virtual office")
    edit(came(), text=came_with(came()).replace("\n", "\r\n"))
    assert came().text is None and text_of(came()) == came_with(came())
    assert kinds() == ["contract template changed"] * 2


def test_what_came_in_one_language_and_is_said_to_be_in_another_keeps_its_words(app: Any) -> None:
    words = text_of(came())
    edit(came(), language="pl", name="Virtual office contract")
    moved = next(one for one in every_template() if one.name == "Virtual office contract")
    assert moved.language == "pl" and text_of(moved) == words


def test_saving_what_stands_there_changes_nothing(app: Any) -> None:
    edit(came())
    assert came().version == 1 and kinds() == []


def test_who_saves_second_is_told_what_the_first_one_saved(app: Any) -> None:
    template = came()
    edit(template, text="# Theirs")
    with pytest.raises(EditConflict) as refused:
        edit_template(template.id, replace(DRAFT, text="# Mine"), 1, a_key(), by=SYSTEM)
    assert refused.value.theirs["text"] == "# Theirs"


def test_an_archived_template_is_offered_to_nobody_stays_on_the_list_and_comes_back(app: Any) -> None:
    template = added()
    archive_template(template.id, a_key(), by=SYSTEM)
    archive_template(template.id, a_key(), by=SYSTEM)
    assert template not in offered_templates() and every_template()[-1] == template
    with pytest.raises(RuleViolation):
        edit(template, text="# Other")
    restore_template(template.id, a_key(), by=SYSTEM)
    assert template in offered_templates()
    assert kinds() == ["contract template added", "contract template archived", "contract template restored"]


def test_a_copy_gets_a_name_that_is_free(app: Any) -> None:
    template = added()
    assert free_name(template) == "Mailbox (2)"
    added(replace(DRAFT, name="mailbox (2)"))
    assert free_name(template) == "Mailbox (3)"
    assert len(free_name(added(replace(DRAFT, name="x" * 100)))) <= 100


@pytest.mark.parametrize("deed", [archive_template, restore_template])
def test_there_is_nothing_to_do_to_a_template_that_is_not_there(app: Any, deed: Any) -> None:
    with pytest.raises(NotFound):
        deed(999, a_key(), by=SYSTEM)
