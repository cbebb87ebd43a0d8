"""An admin sets how the next numbers are made; no number is given twice, whatever is set (PRODUCT.md 10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.db import db
from app.domain.directory.selection import only
from app.domain.errors import EditConflict, NotFound, RuleViolation
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.lifecycle.purging import PurgeChoices, purge_parties
from app.domain.lifecycle.undoing import undo_act
from app.domain.mailroom.models import MailItem
from app.domain.numbering.checking import RangeDraft
from app.domain.numbering.editing import edit_range, preview
from app.domain.numbering.models import RangeKind
from tests.domain.directory.importing.lists import staged, taken
from tests.domain.numbering.ranges import counter_of, numbered, one_of, refused, set_to
from tests.support.builders import a_client, a_key, a_mail_item, archived
from tests.support.cast import Cast
from tests.support.rows import all_rows

MAIL, PARTIES, SUPPLIERS = RangeKind.MAIL, RangeKind.PARTIES, RangeKind.SUPPLIERS


def gone(party) -> None:
    """Deleted for good, with its mail."""
    for item in db.session.query(MailItem).filter_by(party_id=party.id):
        item.state = "collected"
    archived(party)
    purge_parties(only(party), PurgeChoices(party.name), a_key(), by=SYSTEM)
    db.session.commit()


def test_numbers_that_come_follow_the_new_prefix_and_those_that_were_given_stay(cast: Cast) -> None:
    before = (cast.acme.number, cast.bravo.number)
    set_to(PARTIES, "K/", 100, padding=6, by=cast.by_marta)
    assert a_client("Delta").number == "K/000100"
    db.session.expire_all()
    assert (cast.acme.number, cast.bravo.number) == before


def test_the_history_tells_who_changed_which_range_from_what_to_what(cast: Cast) -> None:
    act = set_to(MAIL, "P-", 20, by=cast.by_marta)
    event = db.session.query(Event).filter_by(act_id=act.id).one()
    assert (event.kind, act.by_name) == (EventKind.NUMBERING_CHANGED, "Marta Wójcik")
    assert (event.details["range"], event.details["numbers"]) == ("mail", ["M-0001", "P-0020"])
    assert (event.details["before"]["prefix"], event.details["after"]["prefix"]) == ("M-", "P-")


def test_saving_what_stands_there_changes_nothing_and_the_same_form_twice_changes_once(app: Flask) -> None:
    key, draft = a_key(), RangeDraft("P-", 4, 7)
    first = edit_range(MAIL, draft, 1, key, by=SYSTEM)
    assert edit_range(MAIL, draft, 1, key, by=SYSTEM).id == first.id
    set_to(MAIL, "P-", 7)
    assert counter_of(MAIL).version == 2
    assert db.session.query(Event).filter_by(kind=EventKind.NUMBERING_CHANGED).count() == 1


def test_the_second_of_two_admins_sees_what_the_first_has_saved(app: Flask) -> None:
    set_to(MAIL, "P-")
    with pytest.raises(EditConflict) as conflict:
        edit_range(MAIL, RangeDraft("Q-", 4), 1, a_key(), by=SYSTEM)
    assert conflict.value.theirs["prefix"] == "P-"


def test_numbers_that_are_taken_while_the_admin_writes_hinder_nobody_who_left_the_value(app: Flask) -> None:
    one_of(MAIL)
    edit_range(MAIL, RangeDraft("M-", 6), 1, a_key(), by=SYSTEM)
    assert one_of(MAIL) == "M-000002"


def test_a_range_that_does_not_exist_is_not_found(app: Flask) -> None:
    db.session.delete(counter_of(RangeKind.CONTRACTS))
    with pytest.raises(NotFound):
        edit_range(RangeKind.CONTRACTS, RangeDraft("K-", 4), 1, a_key(), by=SYSTEM)


SHAPES = [
    ("C-{week}", {}, "prefix", "{week} means nothing here."),
    ("=C", {}, "prefix", "A prefix has letters from A to Z"),
    ("C" * 21, {}, "prefix", "20 characters at most"),
    ("C-", {"padding": 0}, "padding", "1 to 9 digits"),
    ("C-", {"padding": 10}, "padding", "1 to 9 digits"),
    ("C-", {"next_value": 0}, "next_value", "counts from 1 to 999999999"),
    ("C-", {"next_value": 10**9}, "next_value", "counts from 1 to 999999999"),
    ("C-", {"restarts_yearly": True}, "restarts_yearly", "C-0001 would be given again next year"),
    ("C-{month}", {"restarts_yearly": True}, "restarts_yearly", "would be given again next year"),
]


@pytest.mark.parametrize(("prefix", "more", "field", "why"), SHAPES)
def test_what_cannot_be_is_refused_at_its_field_and_changes_nothing(
    app: Flask, prefix: str, more: dict[str, object], field: str, why: str
) -> None:
    before = all_rows()
    where, said = refused(PARTIES, prefix, **more)
    assert (where, why in said) == (field, True), said
    assert all_rows() == before


def test_a_value_may_go_back_to_what_was_never_given(app: Flask) -> None:
    set_to(MAIL, "M-", 5000)
    set_to(MAIL, "M-", 10)
    assert one_of(MAIL) == "M-0010"
    field, why = refused(MAIL, "M-", 10)
    assert (field, "The next free one is M-0011" in why) == ("next_value", True)


@pytest.mark.parametrize(("typed", "last"), [("C-", "C-0003"), ("c", "c0003"), ("C/", "C/0003"), ("C #", "C #0003")])
def test_numbers_on_file_are_named_with_the_next_free_one(cast: Cast, typed: str, last: str) -> None:
    set_to(PARTIES, "K-")
    field, why = refused(PARTIES, typed, 2)
    assert field == "next_value" and f"{last} was given" in why
    assert f"The next free one is {last[:-1]}4." in why


def test_numbers_of_the_deleted_are_never_given_again(app: Flask) -> None:
    client = a_client()
    a_mail_item(client)
    gone(client)
    for kind, prefix in ((PARTIES, "C-"), (MAIL, "M-")):
        assert refused(kind, prefix, 1)[0] == "next_value"
        set_to(kind, f"X{prefix}", 1)
        assert refused(kind, prefix, 1)[0] == "next_value"  # the way back by another prefix
        set_to(kind, prefix, 2)
        assert one_of(kind) == f"{prefix}0002"


def test_numbers_that_a_list_brought_and_undo_took_back_are_free_again(cast: Cast) -> None:
    act = taken(staged("Company,Our number\nDelta,C-0900\n"))
    assert refused(PARTIES, "C-", 4)[0] == "next_value"
    undo_act(act.id, by=cast.by_marta)
    db.session.commit()
    set_to(PARTIES, "C-", 4)
    assert one_of(PARTIES) == "C-0004"


def test_the_prefix_of_an_earlier_year_is_not_used_again(app: Flask, freeze: Callable[[datetime], None]) -> None:
    freeze(datetime(2025, 6, 1, tzinfo=UTC))
    set_to(MAIL, "M-{year}-", restarts_yearly=True)
    one_of(MAIL)
    freeze(datetime(2026, 6, 1, tzinfo=UTC))
    one_of(MAIL)
    assert refused(MAIL, "M-2025-", 1)[0] == "prefix"
    assert refused(MAIL, "M-2026-", 1)[0] == "next_value"
    set_to(MAIL, "M-2027-", 1)


def test_two_ranges_of_one_card_never_make_the_same_number(app: Flask) -> None:
    assert refused(SUPPLIERS, "C/")[0] == "prefix"
    set_to(PARTIES, "s")  # nobody is numbered as a supplier yet
    set_to(PARTIES, "C-")
    numbered(suppliers_apart=True)
    assert refused(SUPPLIERS, "C/")[0] == "prefix"
    assert refused(PARTIES, "s")[0] == "prefix"
    set_to(MAIL, "C-")  # a letter is no card


def test_a_range_without_gaps_is_set_only_before_its_first_number_of_the_year(
    app: Flask, freeze: Callable[[datetime], None]
) -> None:
    freeze(datetime(2026, 3, 1, tzinfo=UTC))
    counter_of(RangeKind.CONTRACTS).is_gapless = True
    db.session.commit()
    kind, form = RangeKind.CONTRACTS, {"restarts_yearly": True}
    set_to(kind, "{year}/", 10, **form)
    set_to(kind, "{year}/", 5, **form)
    assert one_of(kind) == "2026/0005"
    field, why = refused(kind, "{year}/", 7, **form)
    assert (field, "2026/0005 was given this year, so 2026/0006 comes next" in why) == ("next_value", True)
    set_to(kind, "F{year}/", **form)  # the form of what comes may change, the count goes on
    assert one_of(kind) == "F2026/0006"
    freeze(datetime(2027, 1, 2, tzinfo=UTC))
    set_to(kind, "F{year}/", 3, **form)
    assert one_of(kind) == "F2027/0003"


def test_a_preview_shows_three_numbers_and_what_stands_against_them_and_keeps_nothing(cast: Cast) -> None:
    before = all_rows()
    assert preview(PARTIES, RangeDraft("K{year}-", 5, 8)).numbers[0].endswith("-00008")
    found = preview(PARTIES, RangeDraft("C-", 4, 2))
    assert found.numbers == ["C-0002", "C-0003", "C-0004"]
    assert (found.free, found.not_free) == (4, 2)
    assert [type(each) for each in preview(PARTIES, RangeDraft("{x}", 4)).against] == [RuleViolation]
    db.session.rollback()
    assert all_rows() == before
