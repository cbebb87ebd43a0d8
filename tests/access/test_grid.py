"""Every route, every verb, every kind of person: who comes in, who is turned away, and that nothing moves meanwhile.

Leaks are nearly always a sibling of the route that somebody had checked; so none is picked here, the URL map is walked.
"""

from __future__ import annotations

import pytest
from flask import Flask

from tests.access.office import EVERYBODY, Somebody, an_office, shut_doors
from tests.access.walk import Browser, Walk
from tests.support.rows import open_books
from tests.support.visitor import Visitor

# One of each way of being turned away is enough to see that both databases agree.
ON_BOTH = ("nobody", "an admin", "a contact of several clients", "a contact of an archived client")
THEY, OTHERS = ([who for who in EVERYBODY if (who.who in ON_BOTH) is on_both] for on_both in (True, False))


@pytest.mark.parametrize("person", THEY, ids=lambda person: person.who)
def test_doors_open_to_whom_they_are_for_and_nothing_else_changes_or_leaks(app: Flask, person: Somebody) -> None:
    walk_everywhere(app, person)


@pytest.mark.sqlite
@pytest.mark.parametrize("person", OTHERS, ids=lambda person: person.who)
def test_they_do_for_every_other_kind_of_person(app: Flask, person: Somebody) -> None:
    walk_everywhere(app, person)


def walk_everywhere(app: Flask, person: Somebody) -> None:
    office = an_office()
    others = ("luca@portico.example.com", "marta@portico.example.com")  # whose sessions are none of this person's
    for other in others:
        Visitor(app).signed_in_as(other)
    visitor = Visitor(app)
    browser = Browser.of(visitor.signed_in_as(person.email) if person.email else visitor)
    shut_doors(office)
    with open_books() as books:
        faults = Walk(app, office, person, browser, books).everywhere()
    assert not faults, "\n".join(faults)
