"""What holds for every list of a card: a line is added, changed and removed on the tab, with a script and without."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.db import db
from app.domain.entries.queries import PER_PAGE, entries_of
from app.domain.parties.models import Party
from tests.blueprints.clients.desk import ask, flashes, follow_within
from tests.support.builders import archived
from tests.support.cast import Cast
from tests.support.entries import EXAMPLES, Example, an_entry
from tests.support.rows import all_rows
from tests.support.visitor import Answer, Visitor

each_list = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.one)
with_and_without_script = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])


def opened(visitor: Visitor, example: Example, verb: str, party: Party, *, htmx: bool = True, **values: Any) -> Answer:
    """A form of the list, over the tab or as a page of its own."""
    endpoint = f"{example.blueprint}.{verb}_{example.one}"
    if not htmx:
        return visitor.get(endpoint, client_id=party.id, **values)
    over = visitor.url(f"clients.{example.tab}", party_id=party.id)
    return ask(visitor, endpoint, over=over, client_id=party.id, **values)


def then(answer: Answer, *, htmx: bool) -> Answer:
    """The tab as it stands after a form was taken."""
    return follow_within(answer, "card") if htmx else answer.follow()


def lines_of(example: Example, party: Party) -> list[Any]:
    db.session.expire_all()
    return entries_of(example.book, party.id).rows


def test_every_list_of_the_app_has_an_example(app: Flask) -> None:
    verbs = {
        rule.endpoint.partition(".")[2]
        for rule in app.url_map.iter_rules()
        if {"client_id", "entry_id"} <= rule.arguments
    }
    assert {f"edit_{example.one}" for example in EXAMPLES} == {verb for verb in verbs if verb.startswith("edit_")}


@each_list
def test_an_empty_tab_says_what_stands_there(marta: Visitor, cast: Cast, example: Example) -> None:
    tab = marta.get(f"clients.{example.tab}", party_id=cast.acme.id)
    assert tab.find("//*[@id='card']//p[@class='empty__text']")


@each_list
def test_a_note_stands_in_the_lines_that_it_was_typed_in(marta: Visitor, cast: Cast, example: Example) -> None:
    an_entry(cast.acme, example.book, example.draft("One line\nand another"))
    tab = marta.get(f"clients.{example.tab}", party_id=cast.acme.id)
    (note,) = tab.find("//*[@id='card']//*[contains(@class, 'as-typed')]")
    assert note.text == "One line\nand another"


@each_list
@with_and_without_script
def test_a_line_is_added_on_the_tab_which_says_so(marta: Visitor, cast: Cast, example: Example, htmx: bool) -> None:
    form = opened(marta, example, "new", cast.acme, htmx=htmx).form("entry_form")
    tab = then(form.submit(htmx=htmx, **example.written), htmx=htmx)
    assert flashes(tab) == [f"{example.name} is on file."] and tab.says(*example.shown)


@each_list
@with_and_without_script
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    marta: Visitor, cast: Cast, example: Example, htmx: bool
) -> None:
    form = opened(marta, example, "new", cast.acme, htmx=htmx).form("entry_form")
    before = all_rows()
    again = form.submit(htmx=htmx, **{**example.written, **example.wrong})
    assert again.status == 422 and any(example.complaint in error for error in again.errors())
    kept = again.form("entry_form").values
    assert {name: kept[name] for name in example.wrong} == example.wrong
    assert all_rows() == before
    first_wrong, *_others = again.find("//*[@aria-invalid='true'][@autofocus]")
    assert first_wrong.get("name") in example.wrong and not again.find("//*[@autofocus][not(@aria-invalid)]")


@each_list
@with_and_without_script
def test_a_line_is_changed_on_the_tab(marta: Visitor, cast: Cast, example: Example, htmx: bool) -> None:
    opened(marta, example, "new", cast.acme).form("entry_form").submit(**example.written)
    (line,) = lines_of(example, cast.acme)
    form = opened(marta, example, "edit", cast.acme, htmx=htmx, entry_id=line.id).form("entry_form")
    tab = then(form.submit(htmx=htmx, **example.change), htmx=htmx)
    assert flashes(tab) == ["Saved."] and tab.says(example.changed)


@each_list
def test_a_form_shows_what_is_on_file(marta: Visitor, cast: Cast, example: Example) -> None:
    opened(marta, example, "new", cast.acme).form("entry_form").submit(**example.written)
    (line,) = lines_of(example, cast.acme)
    before = example.book.values_of(line)
    opened(marta, example, "edit", cast.acme, entry_id=line.id).form("entry_form").submit()
    (line,) = lines_of(example, cast.acme)
    assert example.book.values_of(line) == before


@each_list
def test_who_saves_second_is_shown_what_the_first_one_saved(marta: Visitor, cast: Cast, example: Example) -> None:
    opened(marta, example, "new", cast.acme).form("entry_form").submit(**example.written)
    (line,) = lines_of(example, cast.acme)
    mine = opened(marta, example, "edit", cast.acme, entry_id=line.id).form("entry_form")
    opened(marta, example, "edit", cast.acme, entry_id=line.id).form("entry_form").submit(**example.change)
    refused = mine.submit(htmx=True)
    assert refused.status == 409 and refused.says("Somebody else changed this", "What they saved")
    taken = refused.form("entry_form").fill(seen_version=refused.find("//input[@name='seen_version']")[0].get("value"))
    assert taken.submit().status == 303


@each_list
@with_and_without_script
def test_a_line_is_removed_after_a_question(marta: Visitor, cast: Cast, example: Example, htmx: bool) -> None:
    line = an_entry(cast.acme, example.book, example.draft("Gone"))
    name = example.book.name_of(line)
    question = opened(marta, example, "ask_remove", cast.acme, htmx=htmx, entry_id=line.id)
    assert question.says(f"Remove {name}", "It leaves the card of Acme S.r.l., and cannot be brought back.")
    tab = then(question.form("/remove").submit(htmx=htmx), htmx=htmx)
    assert flashes(tab) == [f"{name} is removed."] and not lines_of(example, cast.acme)


def test_whoever_changes_a_line_of_a_later_page_finds_it_there(marta: Visitor, cast: Cast) -> None:
    example = next(example for example in EXAMPLES if example.one == "location")
    *_, last, line = [an_entry(cast.acme, example.book, example.draft(f"Place {n}")) for n in range(PER_PAGE + 1)]
    tab = marta.url("clients.locations", party_id=cast.acme.id, after=last.id)
    values = {"client_id": cast.acme.id, "entry_id": line.id}
    changed = (
        ask(marta, "locations.edit_location", over=tab, **values).form("entry_form").submit(htmx=True, city="Asti")
    )
    assert follow_within(changed, "card").says("Place 50", "Asti")
    removed = ask(marta, "locations.ask_remove_location", over=tab, **values).form("/remove").submit(htmx=True)
    assert follow_within(removed, "card").says("Place 0", "Place 49")


@each_list
def test_a_double_click_does_it_once(marta: Visitor, cast: Cast, example: Example) -> None:
    form = opened(marta, example, "new", cast.acme).form("entry_form")
    assert [form.submit(**example.written).status for _ in range(2)] == [303, 303]
    (line,) = lines_of(example, cast.acme)
    question = opened(marta, example, "ask_remove", cast.acme, entry_id=line.id).form("/remove")
    assert [question.submit().status for _ in range(2)] == [303, 303]


@each_list
def test_a_line_of_somebody_else_s_card_is_not_found(marta: Visitor, cast: Cast, example: Example) -> None:
    theirs = an_entry(cast.zeta, example.book, example.draft("Theirs"))
    for verb in ("edit", "ask_remove"):
        assert opened(marta, example, verb, cast.acme, htmx=False, entry_id=theirs.id).status == 404


@each_list
def test_the_timeline_tells_of_it_by_the_name_of_the_list(marta: Visitor, cast: Cast, example: Example) -> None:
    opened(marta, example, "new", cast.acme).form("entry_form").submit(**example.written)
    assert marta.get("clients.show", party_id=cast.acme.id, show="data").says(f": {example.name} added by Marta Wójcik")


@each_list
def test_the_lines_of_a_client_in_the_archive_are_kept_as_well(marta: Visitor, cast: Cast, example: Example) -> None:
    archived(cast.acme)
    form = opened(marta, example, "new", cast.acme).form("entry_form")
    assert form.submit(**example.written).status == 303
