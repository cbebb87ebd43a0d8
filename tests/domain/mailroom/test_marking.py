"""What becomes of mail: one or many, in the same number of statements, and back after a slip of the hand."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from app.db import db
from app.domain import clock
from app.domain.errors import RuleViolation, SelectionChanged
from app.domain.history.models import Act, Event, EventKind
from app.domain.history.queries import timeline_of
from app.domain.lifecycle.answers import answer_of
from app.domain.mailroom.criteria import MailCriteria
from app.domain.mailroom.marking import mark_mail
from app.domain.mailroom.models import MailItem, MailKind, MailState
from app.domain.mailroom.queries import all_that_match, picked
from app.domain.selections import seal_of
from tests.support.builders import a_key, a_mail_item
from tests.support.cast import Cast
from tests.support.rows import all_rows, changes
from tests.support.statements import count_statements
from tests.support.together import at_once


def many_items(cast: Cast, how_many: int) -> list[int]:
    row = {"party_id": cast.acme.id, "kind": MailKind.LETTER, "sender": "INPS", "received_at": clock.now()}
    rest = {"place": "", "note": "", "words": " inps"}
    db.session.execute(insert(MailItem), [{**row, **rest, "number": f"X-{n}"} for n in range(how_many)])
    db.session.commit()
    return list(db.session.scalars(select(MailItem.id).order_by(MailItem.id)))


def marked(cast: Cast, state: MailState, *items: MailItem) -> Act:
    act = mark_mail(picked([item.id for item in items]), state, a_key(), by=cast.by_marta)
    db.session.commit()
    return act


@pytest.mark.parametrize("state", [state for state in MailState if state is not MailState.WAITING])
def test_an_item_becomes_what_was_noted_and_goes_back_to_waiting_after_a_slip(cast: Cast, state: MailState) -> None:
    item = a_mail_item(cast.acme)
    act = marked(cast, state, item)
    assert (item.state, item.state_act_id) == (state, act.id)
    latest = timeline_of(cast.acme.id)[0]
    assert (latest.kind.value, latest.details) == (f"mail {state.value}", {"name": item.number})
    back = marked(cast, MailState.WAITING, item)
    assert (item.state, item.state_act_id) == (MailState.WAITING, back.id)
    assert timeline_of(cast.acme.id)[0].kind is EventKind.MAIL_PUT_BACK


def test_the_answer_counts_who_was_so_already_and_who_is_gone(cast: Cast) -> None:
    first, second = a_mail_item(cast.acme), a_mail_item(cast.bravo)
    marked(cast, MailState.COLLECTED, first)
    act = mark_mail(picked([first.id, second.id, 999]), MailState.COLLECTED, a_key(), by=cast.by_marta)
    assert (act.outcome["changed"], act.outcome["already"], act.outcome["gone"]) == (1, 1, 1)
    assert [sentence.msgid for sentence in answer_of(act)] == [
        "%(n)s mail item collected.", "%(n)s was so already.", "%(n)s mail item is no longer on file.",
    ]  # fmt: skip


def test_the_same_key_marks_once(cast: Cast) -> None:
    item, key = a_mail_item(cast.acme), a_key()
    chosen = picked([item.id])
    first = mark_mail(chosen, MailState.COLLECTED, key, by=cast.by_marta)
    db.session.commit()
    marked(cast, MailState.WAITING, item)
    assert mark_mail(chosen, MailState.COLLECTED, key, by=cast.by_marta).id == first.id
    assert item.state is MailState.WAITING
    with pytest.raises(RuleViolation):
        mark_mail(chosen, MailState.RETURNED, key, by=cast.by_marta)
    db.session.rollback()


def test_another_set_than_the_dialog_showed_is_left_alone(cast: Cast) -> None:
    a_mail_item(cast.acme)
    everything = all_that_match(MailCriteria(state=MailState.WAITING))
    seal = str(seal_of(everything, of=MailItem))
    a_mail_item(cast.bravo)
    before = all_rows()
    with pytest.raises(SelectionChanged):
        mark_mail(everything.sealed(seal), MailState.COLLECTED, a_key(), by=cast.by_marta)
    db.session.rollback()
    assert changes(before, all_rows()) == []


@pytest.mark.parametrize("how_many", [1, 400])
def test_the_number_of_statements_does_not_depend_on_how_many_are_selected(cast: Cast, how_many: int) -> None:
    ids = many_items(cast, how_many)
    for chosen in (picked(ids), all_that_match(MailCriteria())):
        state = MailState.FORWARDED if chosen.picked else MailState.RETURNED
        with count_statements() as statements:
            act = mark_mail(chosen, state, a_key(), by=cast.by_marta)
        assert act.outcome["changed"] == how_many
        assert len(statements) <= 8, "\n".join(statements)
        assert db.session.scalar(select(func.count()).select_from(Event).where(Event.act_id == act.id)) == how_many


def test_two_colleagues_who_mark_the_same_items_record_each_once(app: Flask, cast: Cast) -> None:
    ids, by = many_items(cast, 30), cast.by_marta
    db.session.commit()
    deeds = [lambda ids=ids: mark_mail(picked(ids), MailState.COLLECTED, a_key(), by=by).id] * 2
    at_once(app, *deeds, *[lambda: mark_mail(picked(ids[::-1]), MailState.COLLECTED, a_key(), by=by).id])
    db.session.rollback()
    kinds = select(func.count()).select_from(Event).where(Event.kind == EventKind.MAIL_COLLECTED)
    assert db.session.scalar(kinds) == 30


def test_of_two_who_saw_it_wait_and_note_different_things_the_second_is_asked(app: Flask, cast: Cast) -> None:
    item_id, by = a_mail_item(cast.acme).id, cast.by_marta
    db.session.commit()
    deeds = [
        lambda state=state: mark_mail(picked([item_id]), state, a_key(), by=by, seen=MailState.WAITING).id
        for state in (MailState.COLLECTED, MailState.FORWARDED)
    ]
    results = at_once(app, *deeds)
    assert [type(result) for result in results].count(SelectionChanged) == 1
    db.session.rollback()
    kinds = (EventKind.MAIL_COLLECTED, EventKind.MAIL_FORWARDED)
    assert db.session.scalar(select(func.count()).select_from(Event).where(Event.kind.in_(kinds))) == 1
