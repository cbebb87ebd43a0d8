"""Which parties a deed on many is about, and the seal that says whether they are still the same."""

import pytest
from flask import Flask

from app.db import db
from app.domain.directory.criteria import ActiveFilter, PartyCriteria, RoleFilter, Shelf
from app.domain.directory.selection import Seal, Selection, all_that_match, lock, only, picked, seal_of
from app.domain.errors import SelectionChanged
from app.domain.paging import PageKey
from tests.support.builders import a_client, archived, many_clients
from tests.support.cast import Cast
from tests.support.statements import count_statements


def ids_of(selection: Selection) -> set[int]:
    return set(db.session.scalars(selection.ids))


def test_what_was_ticked_is_taken_once_and_only_when_it_is_on_file(cast: Cast) -> None:
    selection = picked([cast.acme.id, cast.acme.id, 999_999, cast.zeta.id])
    assert ids_of(selection) == {cast.acme.id, cast.zeta.id}
    assert selection.picked == 3
    assert (ids_of(picked([])), seal_of(picked([])).count) == (set(), 0)
    assert ids_of(only(cast.acme)) == {cast.acme.id}


def test_all_that_match_are_those_of_every_page_whatever_page_was_asked_from(app: Flask) -> None:
    ids = many_clients(60)
    here = PartyCriteria(per_page=25, after=PageKey(0, "client 00024", ids[24], 26))
    assert ids_of(all_that_match(here)) == set(ids)
    assert all_that_match(here).asked == all_that_match(PartyCriteria(per_page=25)).asked


def test_all_that_match_are_those_that_the_list_shows(cast: Cast) -> None:
    archived(cast.bravo)
    assert ids_of(all_that_match(PartyCriteria())) == {cast.acme.id, cast.zeta.id}
    assert ids_of(all_that_match(PartyCriteria("acme"))) == {cast.acme.id}
    assert ids_of(all_that_match(PartyCriteria("c-1"))) == {cast.acme.id}
    assert ids_of(all_that_match(PartyCriteria(active=ActiveFilter.NO))) == set()
    assert ids_of(all_that_match(PartyCriteria(shelf=Shelf.ARCHIVE, role=RoleFilter.ANY))) == {cast.bravo.id}


def test_two_filters_are_two_questions(app: Flask) -> None:
    asked = [all_that_match(criteria).asked for criteria in (PartyCriteria(), PartyCriteria("a"), PartyCriteria("b"))]
    assert len(set(asked)) == 3


@pytest.mark.parametrize("how_many", [1, 300])
def test_a_seal_is_one_number_and_one_statement_however_many_it_holds(app: Flask, how_many: int) -> None:
    selection = picked(many_clients(how_many))
    with count_statements() as statements:
        seal = seal_of(selection)
    assert (seal.count, len(statements), len(str(seal)) < 30) == (how_many, 1, True)


def test_the_same_set_has_the_same_seal_however_it_was_picked(app: Flask) -> None:
    ids = many_clients(30)
    assert seal_of(picked(ids)) == seal_of(picked(reversed(ids))) == seal_of(all_that_match(PartyCriteria()))
    assert seal_of(picked(ids)) == Seal.of(ids)


def test_one_more_one_less_or_another_one_breaks_the_seal(app: Flask) -> None:
    ids = many_clients(30)
    seal = str(seal_of(picked(ids[:20])))
    _, held = lock(picked(ids[:20]).sealed(seal))
    assert held.count == 20
    for others in (ids[:19], ids[:21], [*ids[:19], ids[20]], []):
        with pytest.raises(SelectionChanged):
            lock(picked(others).sealed(seal))


def test_who_comes_into_the_filter_breaks_its_seal_and_who_comes_elsewhere_does_not(cast: Cast) -> None:
    acme = all_that_match(PartyCriteria("acme"))
    sealed = acme.sealed(str(seal_of(acme)))
    a_client("Newcomer")
    lock(sealed)
    a_client("Acme Due")
    with pytest.raises(SelectionChanged):
        lock(sealed)


def test_a_seal_that_was_tampered_with_is_none_of_this_set(cast: Cast) -> None:
    for seal in ("x", "1-1", "-1--1", "1", "١-١", "\x00", "9" * 1000):
        with pytest.raises(SelectionChanged):
            lock(only(cast.acme).sealed(seal))
