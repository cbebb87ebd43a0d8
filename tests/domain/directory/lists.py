"""How the tests of the directory read a list."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from app.domain.directory.criteria import PartyCriteria, RoleFilter
from app.domain.directory.queries import PartyPage, count_parties, page_of_parties

EVERYBODY = PartyCriteria(role=RoleFilter.ANY)


def found(q: str = "", **asked: Any) -> list[str]:
    """The names on the first page of a list, in its order; its total is always that of the whole list."""
    criteria = PartyCriteria(q=q, **asked)
    names = [line.name for line in page_of_parties(criteria).rows]
    assert len(names) == min(count_parties(criteria), criteria.per_page)
    return names


def pages(criteria: PartyCriteria, meanwhile: Callable[[int], None] = lambda page: None) -> Iterator[PartyPage]:
    """Every page of a list by *next*, then every one by *previous*; something may happen after each."""
    page = page_of_parties(criteria)
    forwards = True
    for number in range(1000):
        yield page
        meanwhile(number)
        forwards = forwards and page.after is not None
        if forwards:
            page = page_of_parties(replace(criteria, after=page.after))
        elif page.before is not None:
            page = page_of_parties(replace(criteria, before=page.before))
        else:
            return
    raise AssertionError("the pages do not end")
