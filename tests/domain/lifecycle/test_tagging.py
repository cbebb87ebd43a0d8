"""Tags: words of the office's own, put on one client or a thousand, and taken off."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.directory.selection import Selection, picked
from app.domain.errors import RuleViolation, SelectionChanged
from app.domain.history.models import Act, Event, EventKind
from app.domain.lifecycle.answers import answer_of
from app.domain.lifecycle.tagging import add_tag, remove_tag
from app.domain.parties.models import Party
from app.domain.parties.tags import tags_in_use, tags_of, tags_on
from app.web.formatting import sentence
from tests.support.builders import a_key, archived, many_clients
from tests.support.cast import Cast
from tests.support.rows import all_rows, changes
from tests.support.statements import count_statements


def tagged(cast: Cast, name: str, *parties: Party, key: str = "") -> Act:
    act = add_tag(picked([party.id for party in parties]), name, key or a_key(), by=cast.by_marta)
    db.session.commit()
    return act


def untagged(cast: Cast, name: str, *parties: Party) -> Act:
    act = remove_tag(picked([party.id for party in parties]), name, a_key(), by=cast.by_marta)
    db.session.commit()
    return act


def events_of(act: Act) -> list[tuple[EventKind, int | None, dict[str, str]]]:
    lines = select(Event.kind, Event.party_id, Event.details).where(Event.act_id == act.id).order_by(Event.party_id)
    return [(kind, party_id, details) for kind, party_id, details in db.session.execute(lines)]


def test_a_tag_is_put_on_those_who_do_not_bear_it_and_said_once_of_each(cast: Cast) -> None:
    tagged(cast, "VIP", cast.acme)
    act = tagged(cast, "vip", cast.acme, cast.bravo)
    assert tags_of([cast.acme.id, cast.bravo.id]) == {cast.acme.id: ["VIP"], cast.bravo.id: ["VIP"]}
    assert events_of(act) == [(EventKind.TAGGED, cast.bravo.id, {"tag": "VIP"})]
    assert (act.outcome["changed"], act.outcome["already"]) == (1, 1)


def test_the_answer_names_the_tag(app: Flask, cast: Cast) -> None:
    one = tagged(cast, "VIP", cast.acme)
    many = tagged(cast, "VIP", cast.acme, cast.bravo, cast.zeta)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert [sentence(part) for part in answer_of(one)] == ["Acme S.r.l. bears the tag “VIP” now."]
        assert [sentence(part) for part in answer_of(many)] == [
            "2 clients bear the tag “VIP” now.",
            "1 bore it already.",
        ]


def test_case_accents_and_blanks_do_not_make_another_tag(cast: Cast) -> None:
    tagged(cast, "Sede  legale", cast.acme)
    tagged(cast, " SEDE LÉGALE ", cast.bravo)
    assert tags_in_use() == ["Sede legale"]


def test_a_tag_is_taken_off_those_who_bear_it_and_stays_with_others(cast: Cast) -> None:
    tagged(cast, "VIP", cast.acme, cast.bravo)
    act = untagged(cast, "vip", cast.acme, cast.zeta)
    assert events_of(act) == [(EventKind.UNTAGGED, cast.acme.id, {"tag": "VIP"})]
    assert tags_of([cast.acme.id, cast.bravo.id]) == {cast.bravo.id: ["VIP"]}


def test_a_tag_that_nobody_bears_any_more_is_not_offered(cast: Cast) -> None:
    tagged(cast, "Typo", cast.acme)
    untagged(cast, "Typo", cast.acme)
    assert tags_in_use() == []


def test_how_many_bear_each_tag_is_counted_within_the_selection(cast: Cast) -> None:
    tagged(cast, "VIP", cast.acme, cast.bravo)
    tagged(cast, "Alfa", cast.acme)
    tagged(cast, "Elsewhere", cast.zeta)
    assert tags_on(picked([cast.acme.id, cast.bravo.id]).ids) == [("Alfa", 1), ("VIP", 2)]


def test_an_archived_client_can_be_tagged_too(cast: Cast) -> None:
    archived(cast.acme)
    assert tagged(cast, "Ask again", cast.acme).outcome["changed"] == 1


@pytest.mark.parametrize("name", ["", "   ", "a" * 41])
def test_what_is_no_tag_is_refused_beside_the_field_and_changes_nothing(cast: Cast, name: str) -> None:
    before = all_rows()
    with pytest.raises(RuleViolation) as refusal:
        tagged(cast, name, cast.acme)
    assert refusal.value.field == "tag"
    db.session.rollback()
    assert changes(before, all_rows()) == []


def test_a_tag_that_does_not_exist_cannot_be_taken_off(cast: Cast) -> None:
    with pytest.raises(RuleViolation):
        untagged(cast, "Nowhere", cast.acme)


def test_another_set_than_the_dialog_showed_is_refused(cast: Cast) -> None:
    selection: Selection = picked([cast.acme.id]).sealed("2-1")
    with pytest.raises(SelectionChanged):
        add_tag(selection, "VIP", a_key(), by=cast.by_marta)


def test_the_same_key_gives_the_first_answer(cast: Cast) -> None:
    key = a_key()
    assert tagged(cast, "VIP", cast.acme, key=key).id == tagged(cast, "VIP", cast.acme, key=key).id


def test_a_thousand_cost_as_many_statements_as_one(cast: Cast) -> None:
    ids = many_clients(1000)
    costs = []
    for those in (ids[:1], ids[1:]):
        for deed in (add_tag, remove_tag):
            with count_statements() as statements:
                act = deed(picked(those), "VIP", a_key(), by=cast.by_marta)
            db.session.commit()
            assert act.outcome["changed"] == len(those)
            costs.append(len(statements))
    assert costs[:2] == costs[2:]
    assert max(costs) < 12
