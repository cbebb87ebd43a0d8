"""What a person will read is marked for translation where it is written (STYLE.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import APP, modules, short

# Calls whose first argument somebody will read.
SAID = {"RuleViolation", "EditConflict", "SelectionChanged", "NotFound", "Sentence", "say", "tell", "flash"}
# Fields whose first argument is their label, and validators with a message.
LABELLED = "Field"
# These take apart what others have marked.
TOOLS = {"app/domain/errors.py", "app/web/formatting.py", "app/web/pages.py"}


def bare_texts(source: str) -> Iterator[str]:
    """Texts given as they stand to what shows them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            shown = node.args[:1] if name in SAID or name.endswith(LABELLED) else []
            shown += [keyword.value for keyword in node.keywords if keyword.arg in {"message", "label"}]
            yield from (each.value for each in shown if isinstance(each, ast.Constant) and is_text(each.value))
            yield from (ast.unparse(each) for each in shown if isinstance(each, ast.JoinedStr))


def is_text(value: object) -> bool:
    return isinstance(value, str) and any(letter.isalpha() for letter in value)


def spoken() -> list[Path]:
    unspoken = {APP / "demo", APP / "blueprints" / "workshop"}  # invented names; for us alone
    return [file for file in modules() if short(file) not in TOOLS and not unspoken & set(file.parents)]


def test_no_text_is_said_that_is_not_marked() -> None:
    assert [f"{short(file)}: {text}" for file in spoken() for text in bare_texts(file.read_text())] == []


def test_a_text_that_is_not_marked_is_found() -> None:
    for source in (
        'RuleViolation("No.")',
        'tell("Saved.")',
        'x = StringField("Name")',
        'Email(message="No.")',
        'flash(f"{x} is")',
    ):
        assert list(bare_texts(source)), source


def test_a_marked_one_is_left_alone() -> None:
    for source in (
        'RuleViolation(N_("No."))',
        'StringField(_l("Name"))',
        "raise NotFound(7)",
        'tell(say(N_("Saved.")))',
        'field("x")',
    ):
        assert not list(bare_texts(source)), source
