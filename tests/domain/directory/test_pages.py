"""Pages by key: nobody is skipped and nobody shown twice, whatever happens between two clicks."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete

from app.db import db
from app.domain.directory.criteria import PartyCriteria, Shelf, Sort
from app.domain.directory.queries import PartyPage, page_of_parties
from app.domain.directory.selection import picked
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.archiving import NO_CHOICES, archive_parties
from app.domain.parties.models import Party, PartyStatus
from tests.domain.directory.lists import pages
from tests.support.builders import a_client, a_key, many_clients
from tests.support.cast import Cast

BY_NUMBER = PartyCriteria(sort=Sort.NUMBER, per_page=25)


def away(*ids: int) -> None:
    archive_parties(picked(ids), NO_CHOICES, a_key(), by=SYSTEM)
    db.session.commit()


def ids_on(page: PartyPage) -> list[int]:
    return [row.id for row in page.rows]


@pytest.mark.parametrize(
    ("sort", "size"),
    [(Sort.NAME, 25), (Sort.NAME_DOWN, 50), (Sort.NUMBER, 100), (Sort.NUMBER_DOWN, 25), (Sort.SINCE, 25)],
)
def test_forwards_and_back_each_is_seen_exactly_once(app: Flask, sort: Sort, size: int) -> None:
    ids = many_clients(260)
    walk = list(pages(PartyCriteria(sort=sort, per_page=size)))
    how_many = -(-len(ids) // size)
    assert len(walk) == 2 * how_many - 1
    seen = [id_ for page in walk[:how_many] for id_ in ids_on(page)]
    assert sorted(seen) == ids
    assert [ids_on(page) for page in walk[how_many:]] == [ids_on(page) for page in walk[how_many - 2 :: -1]]
    assert [page.first for page in walk[:how_many]] == list(range(1, len(ids) + 1, size))
    assert (walk[0].before, walk[how_many - 1].after, walk[-1].before) == (None, None, None)


def test_the_last_page_may_be_just_full(app: Flask) -> None:
    many_clients(50)
    assert [len(page.rows) for page in pages(PartyCriteria(per_page=25))] == [25, 25, 25]


def test_who_stays_is_seen_once_each_way_although_others_come_and_go(app: Flask) -> None:
    ids = many_clients(150)
    gone = {ids[n] for n in range(0, 150, 10)}
    staying = [id_ for id_ in ids if id_ not in gone]
    leaving = iter(sorted(gone))
    seen: list[list[int]] = []

    def meanwhile(number: int) -> None:
        """After every page one client is archived and two arrive, before and after where the reader is."""
        away(next(leaving))
        for name in (f"Aaa {number}", f"Client {number * 20:05d}b"):
            a_client(name)

    walk = list(pages(PartyCriteria(per_page=25), meanwhile))
    turn = next(number for number, page in enumerate(walk) if page.after is None)
    for half in (walk[: turn + 1], walk[turn:]):
        seen.append([id_ for page in half for id_ in ids_on(page) if id_ in staying])
        assert len(seen[-1]) == len(set(seen[-1]))
    assert sorted(seen[0]) == staying
    assert sorted(seen[1]) == staying


def test_when_the_last_page_is_archived_whole_the_reader_is_on_the_page_that_is_last_now(app: Flask) -> None:
    ids = many_clients(60)
    second = page_of_parties(PartyCriteria(per_page=25, after=page_of_parties(PartyCriteria(per_page=25)).after))
    third = PartyCriteria(per_page=25, after=second.after)
    away(*ids[50:])
    now = page_of_parties(third)
    assert (ids_on(now), now.first, now.last, now.after) == (ids[25:50], 26, 50, None)
    assert now.before is not None


def test_when_all_before_a_page_are_archived_its_previous_is_the_first_page(app: Flask) -> None:
    ids = many_clients(60)
    second = page_of_parties(PartyCriteria(per_page=25, after=page_of_parties(PartyCriteria(per_page=25)).after))
    away(*ids[:25])
    now = page_of_parties(PartyCriteria(per_page=25, before=second.before))
    assert (ids_on(now), now.first, now.before) == (ids[25:50], 1, None)


def test_when_nobody_is_left_the_page_is_empty(app: Flask) -> None:
    ids = many_clients(30)
    after = page_of_parties(PartyCriteria(per_page=25)).after
    away(*ids)
    now = page_of_parties(PartyCriteria(per_page=25, after=after))
    assert (now.rows, now.first, now.last, now.before, now.after) == ([], 0, 0, None, None)


def test_the_row_a_page_begins_after_may_be_gone_for_good(app: Flask) -> None:
    ids = many_clients(60)
    after = page_of_parties(PartyCriteria(per_page=25)).after
    db.session.execute(delete(Party).where(Party.id == ids[24]))
    db.session.commit()
    assert ids_on(page_of_parties(PartyCriteria(per_page=25, after=after))) == ids[25:50]


def test_who_has_no_number_stands_before_all_that_have_one_on_every_page(cast: Cast) -> None:
    many_clients(30)
    walk = list(pages(BY_NUMBER))
    numbers = [row.number or "" for page in walk[:2] for row in page.rows]
    assert numbers == sorted(numbers)
    assert numbers[30:] == ["C-0001", "C-0002", "C-0003"]


def test_the_archive_pages_by_the_moment_of_archiving_the_latest_first_though_all_left_at_once(app: Flask) -> None:
    ids = many_clients(60)
    away(*ids[:30])
    away(*ids[30:])
    latest = PartyCriteria(shelf=Shelf.ARCHIVE, sort=Sort.ARCHIVED_DOWN, per_page=25)
    for criteria, expected in ((latest, ids[::-1]), (replace(latest, sort=Sort.ARCHIVED), ids)):
        walk = list(pages(criteria))
        assert [id_ for page in walk[:3] for id_ in ids_on(page)] == expected
        assert [ids_on(page) for page in walk[3:]] == [ids_on(page) for page in walk[1::-1]]


def test_a_row_says_all_that_the_list_shows(cast: Cast) -> None:
    (row,) = (row for row in page_of_parties(PartyCriteria()).rows if row.id == cast.acme.id)
    assert (row.name, row.number, row.city, row.phone, row.phone_is_known) == (
        *("Acme S.r.l.", "C-0001", "Torino", "+39 011 555 0101"),
        True,
    )
    assert row.status is PartyStatus.ACTIVE
