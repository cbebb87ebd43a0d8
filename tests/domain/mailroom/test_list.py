"""The list of mail: by client, kind, state and days, found by words, paged by key; and what waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.domain import clock
from app.domain.mailroom.consequences import mail_waiting
from app.domain.mailroom.criteria import MailCriteria
from app.domain.mailroom.marking import mark_mail
from app.domain.mailroom.models import MailItem, MailKind, MailState
from app.domain.mailroom.queries import (
    count_mail,
    count_waiting,
    latest_of,
    page_of_mail,
    picked,
    waiting_of,
)
from app.domain.mailroom.rules import MailRule, rule_of, rules_of
from app.domain.office.profile import ArchivedMail, OfficeDraft
from app.domain.paging import PageKey
from app.domain.parties.queries import select_ids
from tests.support.builders import a_key, a_mail_item, archived
from tests.support.cast import Cast
from tests.support.statements import count_statements

NOON = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)


@pytest.fixture
def post(cast: Cast, freeze: Callable[[datetime], None]) -> list[MailItem]:
    """Four items of four days; the last one was collected."""
    freeze(NOON)
    items = [
        a_mail_item(cast.acme, "Agenzia delle Entrate", kind=MailKind.REGISTERED, place="A 1"),
        a_mail_item(cast.bravo, "Urząd Łódź", received_at=NOON - timedelta(days=1)),
        a_mail_item(cast.acme, "DHL", kind=MailKind.PARCEL, received_at=NOON - timedelta(days=2), note="heavy"),
        a_mail_item(cast.zeta, "INPS", received_at=NOON - timedelta(days=3)),
    ]
    mark_mail(picked([items[3].id]), MailState.COLLECTED, a_key(), by=cast.by_marta)
    return items


def senders(**asked: object) -> list[str]:
    criteria = MailCriteria(**asked)  # type: ignore[arg-type]
    found = [row.sender for row in page_of_mail(criteria).rows]
    assert count_mail(criteria) == len(found)
    return found


def test_it_is_listed_newest_first_and_by_what_was_asked(cast: Cast, post: list[MailItem]) -> None:
    archived(cast.zeta)
    assert senders() == ["Agenzia delle Entrate", "Urząd Łódź", "DHL", "INPS"]
    assert senders(client=cast.acme.id) == ["Agenzia delle Entrate", "DHL"]
    assert senders(client=cast.zeta.id) == ["INPS"]  # in the Archive
    assert senders(kind=MailKind.PARCEL) == ["DHL"]
    assert senders(state=MailState.COLLECTED) == ["INPS"]
    assert senders(since=date(2026, 11, 17)) == ["Agenzia delle Entrate", "Urząd Łódź"]
    assert senders(until=date(2026, 11, 16)) == ["DHL", "INPS"]
    assert senders(since=date(2026, 11, 17), until=date(2026, 11, 17)) == ["Urząd Łódź"]


def test_a_day_begins_at_the_office_s_midnight(cast: Cast, freeze: Callable[[datetime], None]) -> None:
    freeze(NOON)
    a_mail_item(cast.acme, "Late", received_at=datetime(2026, 11, 17, 23, 30, tzinfo=UTC))  # half past midnight in Rome
    assert senders(since=date(2026, 11, 18)) == ["Late"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("entrate", ["Agenzia delle Entrate"]),
        ("urzad lodz", ["Urząd Łódź"]),
        ("acme", ["Agenzia delle Entrate", "DHL"]),
        ("acme dhl", ["DHL"]),
        ("m-0002", ["Urząd Łódź"]),
        ("heavy", ["DHL"]),
        ("a 1", ["Agenzia delle Entrate"]),
        ("nothing of the kind", []),
        ("%", []),
    ],
)
def test_it_is_found_by_its_own_words_and_its_client_s(post: list[MailItem], q: str, found: list[str]) -> None:
    assert senders(q=q) == found


def test_it_pages_forwards_and_back_by_key(cast: Cast, freeze: Callable[[datetime], None]) -> None:
    freeze(NOON)
    names = [f"Sender {n}" for n in range(7)]
    for n, name in enumerate(names):
        a_mail_item(cast.acme, name, received_at=NOON - timedelta(minutes=n // 2))  # several at one moment
    forwards, asked = [], MailCriteria(per_page=3)
    while True:
        page = page_of_mail(asked)
        forwards.append(page)
        if page.after is None:
            break
        asked = MailCriteria(per_page=3, after=PageKey.parse(str(page.after)))
    listed = [row.id for page in forwards for row in page.rows]
    assert (len(listed), len(set(listed))) == (7, 7)
    assert [(page.first, page.last) for page in forwards] == [(1, 3), (4, 6), (7, 7)]
    back = page_of_mail(MailCriteria(per_page=3, before=forwards[2].before))
    assert [row.id for row in back.rows] == [row.id for row in forwards[1].rows]
    assert (back.first, back.last) == (4, 6)


@pytest.mark.parametrize("key", [PageKey(0, "no moment", 1, 1), PageKey(2, NOON.isoformat(), 1, 1)])
def test_a_key_that_is_none_of_this_list_s_leads_to_the_first_page(post: list[MailItem], key: PageKey) -> None:
    assert page_of_mail(MailCriteria(after=key)).rows[0].sender == "Agenzia delle Entrate"


def test_a_page_costs_one_statement_whatever_is_asked(cast: Cast, post: list[MailItem]) -> None:
    for asked in ({}, {"q": "acme"}, {"client": cast.acme.id, "state": MailState.WAITING, "kind": MailKind.PARCEL}):
        with count_statements() as statements:
            page_of_mail(MailCriteria(**asked))  # type: ignore[arg-type]
        assert len(statements) == 1


def test_what_waits_is_counted_in_all_and_for_each(cast: Cast, post: list[MailItem]) -> None:
    assert count_waiting() == 3
    assert waiting_of(cast.acme.id) == (2, NOON - timedelta(days=2))
    assert waiting_of(cast.zeta.id) == (0, None)
    everybody = [cast.acme.id, cast.bravo.id, cast.zeta.id]
    waiting = mail_waiting(select_ids(everybody))
    assert (waiting.items, waiting.clients) == (3, 2)
    assert [name for _, name in waiting.named] == ["Acme S.r.l.", "Bravo Sp. z o.o."]
    assert mail_waiting(select_ids([cast.zeta.id])).items == 0
    assert [line.sender for line in latest_of(cast.acme.id, limit=1)] == ["Agenzia delle Entrate"]


def test_the_client_s_own_rule_comes_before_the_office_s(app: Flask, cast: Cast) -> None:
    office = OfficeDraft(name="Portico", archived_mail=ArchivedMail.FORWARD)
    assert rule_of(cast.acme, office) is None  # it is no archived client
    archived(cast.acme, cast.bravo)
    assert rule_of(cast.acme, office) == MailRule(ArchivedMail.FORWARD, 30, is_own=False)
    cast.acme.archived_mail, cast.acme.archived_mail_days = ArchivedMail.KEEP, 10
    own = rule_of(cast.acme, office)
    assert own == MailRule(ArchivedMail.KEEP, 10, is_own=True)
    assert own.until(NOON) == date(2026, 11, 28)
    rules = rules_of([cast.acme.id, cast.bravo.id, cast.zeta.id], office)
    assert rules == {cast.acme.id: own, cast.bravo.id: MailRule(ArchivedMail.FORWARD, 30, is_own=False)}
    assert rules[cast.bravo.id].until(clock.now()) is None
