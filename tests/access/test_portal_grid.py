"""Every address of the portal × what the contact opens × how the client stands × whether the contact is active.

The addresses come from the URL map: a new module is walked through on the day it comes. Rows are set directly, and one
browser asks for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.contacts.permissions import PortalPermission
from app.domain.parties.models import Party, PartyStatus
from app.web.guards import Door, guard_of
from tests.access.addresses import built
from tests.access.walk import Browser
from tests.support.builders import a_mail_item, a_scan
from tests.support.cast import CANARY, Cast
from tests.support.rows import Books, changes, open_books
from tests.support.visitor import Visitor

EVERYTHING = frozenset(PortalPermission)
SETS = {
    "nothing": frozenset[PortalPermission](),
    "everything": EVERYTHING,
    **{f"{one} alone": frozenset({one}) for one in PortalPermission},
    **{f"all but {one}": EVERYTHING - {one} for one in PortalPermission},
}
SENDER = "Agenzia delle Entrate"  # of Acme's letter: stands on no page of whom mail does not open to


@dataclass(frozen=True)
class Standing:
    """How the client and its contact stand."""

    status: PartyStatus
    is_active: bool

    def __str__(self) -> str:
        return f"{self.status} client, {'active' if self.is_active else 'inactive'} contact"

    @property
    def is_open(self) -> bool:
        return self.is_active and self.status is not PartyStatus.ARCHIVED


STANDINGS = [Standing(*both) for both in product(PartyStatus, (True, False))]


@dataclass(frozen=True)
class Ask:
    """One request: a rule with a client's id and a record's, as a page or as a part of one."""

    rule: Rule
    verb: str
    client: str
    record: str
    htmx: bool = False


class Walk:
    """Renata's way through the portal of Acme, whose contact she is, and of Zeta, whose she is not."""

    def __init__(self, app: Flask, cast: Cast, browser: Browser, books: Books) -> None:
        self.app, self.cast, self.browser, self.books = app, cast, browser, books
        self.client = app.test_client(use_cookies=False)
        letters = {name: a_mail_item(getattr(cast, name), sender, scan=a_scan()).id
                   for name, sender in (("acme", SENDER), ("bravo", "Bravo's"), ("zeta", CANARY))}  # fmt: skip
        self.ids = {name: {"client_id": getattr(cast, name).id, "mail_id": letters[name]} for name in letters}
        self.faults: list[str] = []

    def asks(self, *, strangers: bool) -> Iterator[Ask]:
        """Acme's records at Acme's addresses; with strangers, others' there, and Zeta's at Zeta's."""
        for rule in self.app.url_map.iter_rules():
            if "client_id" not in rule.arguments or not rule.endpoint.startswith("portal."):
                continue
            for verb in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Ask(rule, verb, "acme", "acme")
                yield Ask(rule, verb, "acme", "acme", htmx=True)
                if strangers:
                    yield Ask(rule, verb, "zeta", "zeta")
                    if len(rule.arguments) > 1:
                        yield from (Ask(rule, verb, "acme", other) for other in ("bravo", "zeta"))

    def through(self, what: str, opened: frozenset[PortalPermission], standing: Standing) -> None:
        """Set the rows, ask for everything, and compare."""
        db.session.execute(update(Party).where(Party.id == self.cast.acme.id).values(status=standing.status))
        mine = Contact.client_id == self.cast.acme.id, Contact.person_id == self.cast.renata.person_id
        db.session.execute(update(Contact).where(*mine).values(permissions=opened, is_active=standing.is_active))
        db.session.commit()
        before = self.books.rows()
        for ask in self.asks(strangers=opened == EVERYTHING):  # with less, less is there
            self.judge(f"{what}, {standing}: {ask}", ask, self.answer(ask), opened, standing)
        self.faults += [f"{what}, {standing}: changes {name}" for name in changes(before, self.books.rows())]

    def judge(
        self, where: str, ask: Ask, answer: TestResponse, opened: frozenset[PortalPermission], standing: Standing
    ) -> None:
        with self.app.app_context():
            wants = guard_of(ask.rule.endpoint).opens
        is_due = standing.is_open and ask.client == ask.record == "acme" and (wants is None or wants in opened)
        if (answer.status_code < 400) is not is_due or answer.status_code not in {200, 303, 404}:
            self.faults.append(f"{where} answers {answer.status}")
        said = answer.get_data().decode(errors="replace")
        answer.close()
        unsaid = [CANARY, "Bravo's"] if PortalPermission.MAIL in opened else [CANARY, "Bravo's", SENDER, "/mail"]
        self.faults += [f"{where} tells of {word}" for word in unsaid if word in said]

    def answer(self, ask: Ask) -> TestResponse:
        values = {**self.ids[ask.record], "client_id": self.ids[ask.client]["client_id"]}
        headers = {"Cookie": self.browser.cookies}
        if ask.htmx:
            headers |= {"HX-Request": "true", "HX-Target": "content"}
        data = {"csrf_token": self.browser.token} if ask.verb == "POST" else None
        url = f"{built(ask.rule, values)}?q=a&show=all"
        return self.client.open(url, method=ask.verb, headers=headers, data=data)


@pytest.fixture
def walk(app: Flask, cast: Cast) -> Iterator[Walk]:
    renata = Browser.of(Visitor(app).signed_in_as("renata@lis.example.com"))
    with open_books() as books:
        yield Walk(app, cast, renata, books)


@pytest.mark.parametrize("standing", STANDINGS, ids=str)
def test_what_opens_opens_and_nothing_else_is_there_or_changes(walk: Walk, standing: Standing) -> None:
    for name, opened in SETS.items():
        walk.through(name, opened, standing)
    assert not walk.faults, "\n".join(walk.faults[:40])


def test_the_walk_goes_through_every_permission_that_a_view_wants(app: Flask) -> None:
    wanted = {guard_of(endpoint).opens for endpoint in app.view_functions} - {None}
    assert wanted <= set(SETS["everything"])
    assert PortalPermission.MAIL in wanted


def test_whatever_is_about_a_client_in_the_portal_says_so_in_its_address(app: Flask) -> None:
    """A view that wants a permission without a client could be asked for any."""
    for rule in app.url_map.iter_rules():
        guard = guard_of(rule.endpoint)
        assert guard.door is Door.PORTAL or guard.opens is None, rule.endpoint
        assert guard.opens is None or "client_id" in rule.arguments, rule.endpoint
