"""What a client's contact reads of its mail: all of that client's, nothing of another's, nothing of the desk's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.db import db
from app.domain.access.reach import Reader
from app.domain.contacts.models import Contact
from app.domain.contacts.permissions import PortalPermission
from app.domain.contacts.queries import portal_login_of
from app.domain.errors import NotFound
from app.domain.mailroom.in_portal import (
    PER_PAGE,
    Letter,
    Shelf,
    Tally,
    count_new,
    file_of_letter,
    find_letters,
    latest_letters,
    letter,
    page_of_letters,
    tally,
)
from app.domain.mailroom.models import MailState
from app.domain.paging import PageKey
from tests.support.builders import a_mail_item, a_scan, archived
from tests.support.cast import Cast
from tests.support.statements import count_statements, plans_while

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
Freeze = Callable[[datetime], None]


def reader(contact: Contact) -> Reader:
    login = portal_login_of(contact.person_id)
    assert login
    return Reader(login.id, contact.client_id)


@pytest.fixture
def carla(cast: Cast, freeze: Freeze) -> Reader:
    """Who reads Acme's mail, at noon."""
    freeze(NOON)
    return reader(cast.carla)


def arrived(cast: Cast, sender: str, *, days: int = 0, state: MailState = MailState.WAITING, **more: object) -> int:
    item = a_mail_item(cast.acme, sender, received_at=NOON - timedelta(days=days), **more)  # type: ignore[arg-type]
    item.state = state
    db.session.commit()
    return item.id


def senders(letters: list[Letter]) -> list[str]:
    return [one.sender for one in letters]


def shelf(who: Reader, which: Shelf) -> list[str]:
    return senders(page_of_letters(who, which, after=None, before=None).rows)


def test_each_shelf_holds_what_it_says_newest_first(carla: Reader, cast: Cast) -> None:
    arrived(cast, "Waits")
    arrived(cast, "Older", days=30)
    arrived(cast, "Scanned", days=2, scan=a_scan(), state=MailState.COLLECTED)
    arrived(cast, "Sent", days=1, state=MailState.FORWARDED)
    assert shelf(carla, Shelf.DESK) == ["Waits", "Older"]
    assert shelf(carla, Shelf.SCANNED) == ["Scanned"]
    assert shelf(carla, Shelf.SENT) == ["Sent"]
    assert shelf(carla, Shelf.ALL) == ["Waits", "Sent", "Scanned", "Older"]
    assert tally(carla) == Tally(new=1, desk=2, scanned=1, sent=1, all=4)


def test_new_is_what_arrived_in_seven_days_and_waits(carla: Reader, cast: Cast, freeze: Freeze) -> None:
    arrived(cast, "Today")
    arrived(cast, "Sent", state=MailState.FORWARDED)
    arrived(cast, "Last week", days=8)
    assert count_new(carla) == tally(carla).new == 1
    assert [one.sender for one in latest_letters(carla, limit=9) if one.is_new] == ["Today"]
    freeze(NOON + timedelta(days=7))
    assert count_new(carla) == 0


def test_pages_are_walked_by_key_forwards_and_back(carla: Reader, cast: Cast) -> None:
    for number in range(PER_PAGE + 2):
        arrived(cast, f"{number:02}", days=number)
    first = page_of_letters(carla, Shelf.DESK, after=None, before=None)
    second = page_of_letters(carla, Shelf.DESK, after=first.after, before=None)
    assert (senders(second.rows), second.first, second.after) == (["25", "26"], 26, None)
    back = page_of_letters(carla, Shelf.DESK, after=None, before=second.before)
    assert senders(back.rows) == senders(first.rows)
    assert senders(page_of_letters(carla, Shelf.DESK, after=PageKey(3, "x", 1, 1), before=None).rows) == senders(
        first.rows
    )


def test_what_the_desk_noted_is_neither_read_nor_found(carla: Reader, cast: Cast) -> None:
    item = arrived(cast, "Agenzia delle Entrate", note="unpleasant", place="Shelf Q7")
    shown = letter(carla, item)
    assert "unpleasant" not in str(shown) and "Q7" not in str(shown)
    assert find_letters(carla, "unpleasant", limit=9) == []
    assert find_letters(carla, "Q7", limit=9) == []
    assert find_letters(carla, "agenzia unpleasant", limit=9) == []


@pytest.mark.parametrize("q", ["agenzia", "ENTRATE ag", "entr", "M-0001", "m0001"])
def test_an_item_is_found_by_sender_and_number(carla: Reader, cast: Cast, q: str) -> None:
    arrived(cast, "Agenzia delle Entrate")
    arrived(cast, "Enel")
    assert senders(find_letters(carla, q, limit=9)) == ["Agenzia delle Entrate"]


def test_signs_alone_find_nothing(carla: Reader, cast: Cast) -> None:
    arrived(cast, "Enel")
    assert find_letters(carla, "% _ -", limit=9) == []


def nothing_opens(who: Reader, item: int) -> None:
    assert tally(who) == Tally(0, 0, 0, 0, 0)
    assert (count_new(who), latest_letters(who, limit=9), find_letters(who, "enel", limit=9)) == (0, [], [])
    assert shelf(who, Shelf.ALL) == []
    with pytest.raises(NotFound):
        letter(who, item)
    for thumbnail in (True, False):
        with pytest.raises(NotFound):
            file_of_letter(who, item, thumbnail=thumbnail)


@pytest.mark.parametrize("why", ["permission", "inactive", "archived", "person", "another's", "nobody"])
def test_nothing_opens_to_whom_it_must_not(carla: Reader, cast: Cast, why: str) -> None:
    item = arrived(cast, "Enel", scan=a_scan())
    assert letter(carla, item).has_picture
    if why == "permission":
        cast.carla.permissions = frozenset(PortalPermission) - {PortalPermission.MAIL}
    elif why == "inactive":
        cast.carla.is_active = cast.carla.is_primary = False
    elif why == "archived":
        archived(cast.acme)
    elif why == "person":
        archived(cast.carla.person)
    db.session.commit()
    who = {"another's": reader(cast.zoe), "nobody": Reader(cast.luca.id, cast.acme.id)}.get(why, carla)
    nothing_opens(who, item)


def test_an_item_of_another_client_that_one_reaches_is_not_this_client_s(app: Flask, cast: Cast) -> None:
    of_bravo = a_mail_item(cast.bravo, "Enel").id
    at_acme = reader(cast.renata)
    with pytest.raises(NotFound):
        letter(at_acme, of_bravo)
    assert letter(Reader(at_acme.login_id, cast.bravo.id), of_bravo).sender == "Enel"


def test_each_question_is_one_statement_however_much_there_is(carla: Reader, cast: Cast) -> None:
    item = arrived(cast, "Enel", scan=a_scan())
    questions: list[Callable[[], object]] = [
        lambda: tally(carla),
        lambda: count_new(carla),
        lambda: latest_letters(carla, limit=3),
        lambda: find_letters(carla, "enel", limit=3),
        lambda: page_of_letters(carla, Shelf.ALL, after=None, before=None),
        lambda: letter(carla, item),
        lambda: file_of_letter(carla, item),
    ]
    for question in questions:
        with count_statements() as statements:
            question()
        assert len(statements) == 1, statements


@pytest.mark.sqlite
@pytest.mark.parametrize("which", Shelf)
def test_a_shelf_is_read_along_its_client_s_mail_and_not_along_all_that_waits(carla: Reader, which: Shelf) -> None:
    first, *_ = plans_while(lambda: page_of_letters(carla, which, after=None, before=None))
    assert "mail_item USING INDEX ix_mail_item_party_id" in first
