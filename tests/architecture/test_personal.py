"""No table tells of a party without anonymising and the export of personal data having been thought of.

Each area says it in its `personal.py`; this walks the tables and fails for what nobody said anything of.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Enum, String, Text

from app.db import WordSet, db
from app.domain.lifecycle.personal import FORGOTTEN, TOLD
from app.domain.personal import Forgotten
from tests.architecture.references import BEHIND, FORGOTTEN_OTHERWISE, NOT_TOLD
from tests.architecture.test_references import columns_that_refer

RULES = {rule.name: rule for rule in FORGOTTEN}


def is_text(column: Column[Any]) -> bool:
    """Whether somebody's own words may stand there: not the words of one of our lists."""
    return isinstance(column.type, String | Text | JSON) and not isinstance(column.type, Enum | WordSet)


def left_open(rule: Forgotten) -> set[str]:
    """The texts and files of rows that stay of which the rule says nothing."""
    if rule.empties is None or rule.is_pointer:
        return set()
    said = rule.empties.keys() | rule.keeps
    columns = {c.key for c in rule.table.columns if is_text(c)} | {c.key for c in rule.file_columns}
    return {f"{rule.table.name}.{key}" for key in columns - said} - covered_elsewhere(rule)


def covered_elsewhere(rule: Forgotten) -> set[str]:
    """What another rule says of the same rows' table, such as of a contact: client and person empty the same."""
    others = [other for other in FORGOTTEN if other is not rule and other.table is rule.table]
    return {f"{rule.table.name}.{key}" for other in others for key in other.empties or ()}


def test_anonymising_deals_with_every_column_that_names_a_party() -> None:
    assert columns_that_refer() - set(RULES) == set(FORGOTTEN_OTHERWISE)


def test_no_rule_is_left_of_a_column_that_is_gone() -> None:
    assert set(RULES) - columns_that_refer() == {"party.id"}


def test_of_rows_that_stay_every_text_and_every_file_is_emptied_or_kept_on_purpose() -> None:
    assert sorted(set().union(*map(left_open, FORGOTTEN))) == []


def test_a_rule_speaks_of_columns_that_there_are_and_never_both_empties_and_keeps_one() -> None:
    for rule in FORGOTTEN:
        columns, empties = set(rule.table.columns.keys()), set(rule.empties or ())
        assert empties | rule.keeps <= columns, rule.name
        assert not empties & rule.keeps, rule.name


def test_the_card_comes_last_since_the_others_are_found_by_it() -> None:
    assert FORGOTTEN[-1].name == "party.id"


def test_the_export_tells_of_every_table_that_names_a_party() -> None:
    told = {table for part in TOLD for table in part.tables}
    naming = {column.partition(".")[0] for column in columns_that_refer()} | set(BEHIND)
    assert naming - told == set(NOT_TOLD)


def test_the_parts_of_an_export_have_names_of_their_own_and_speak_of_tables_that_there_are() -> None:
    assert len({part.name for part in TOLD}) == len(TOLD)
    assert {table for part in TOLD for table in part.tables} <= set(db.metadata.tables)


def test_a_text_beside_a_party_that_nobody_thought_of_is_found() -> None:
    """The test of the test: leave one out, and it is named."""
    rule = RULES["mail_item.party_id"]
    assert rule.empties is not None
    without = {key: value for key, value in rule.empties.items() if key not in {"sender", "file_id"}}
    said = without.keys() | rule.keeps
    assert {c.key for c in rule.table.columns if is_text(c)} - said == {"sender"}
    assert {c.key for c in rule.file_columns} - said == {"file_id"}
