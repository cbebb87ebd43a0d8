"""Somebody walks through the whole house, tries every door in every way, and notes what is not as it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.test import TestResponse

from app.db import db, is_postgresql
from app.web.guards import guard_of
from tests.access.addresses import Address, addresses
from tests.access.office import Office, Somebody
from tests.access.rules import SAFE, Due, due, is_met
from tests.support.manners import bad_manners, is_framed
from tests.support.rows import Books, Rows, changes
from tests.support.visitor import Visitor

VERBS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
# What a list might be asked for, had it to do with the portal: other people's records, one by one and all at once.
QUERY = "all=1&ids={zeta}&client={zeta}&card={zeta}&q=zeta"
# A missing record is answered as one that is gone already: a double click frightens nobody.
FORGIVING = frozenset({"imports.discard"})
NO_SUCH_VERB, NO_SUCH_ADDRESS = "no such verb", "no such address"

# Pages that were looked at, without what differs from one to the next, so that each is parsed once.
looked_at: dict[str, list[str]] = {}


@dataclass(frozen=True)
class Try:
    """One request: a verb at an address, as a page or as a part of one."""

    verb: str
    address: Address
    htmx: bool

    def __str__(self) -> str:
        return f"{self.verb} {self.address.url}{' by htmx' if self.htmx else ''}"


@dataclass(frozen=True)
class Browser:
    """What somebody's browser held when they had signed in."""

    cookies: str
    token: str

    @classmethod
    def of(cls, visitor: Visitor) -> Browser:
        token = visitor.token()
        return cls(f"session={visitor.client.get_cookie('session').value}", token)  # type: ignore[union-attr]


class Walk:
    """One person's way through the house. `faults` says what was not as it should be."""

    def __init__(self, app: Flask, office: Office, person: Somebody, browser: Browser, books: Books) -> None:
        self.app, self.office, self.person, self.browser = app, office, person, browser
        self.urls = app.url_map.bind("localhost")
        self.client = app.test_client(use_cookies=False)
        self.faults: list[str] = []
        self.books = books
        self.rows: Rows = books.rows()

    def everywhere(self) -> list[str]:
        """Try every door. Returns the faults."""
        for rule in {rule.rule: rule for rule in self.app.url_map.iter_rules()}.values():
            attempts = list(self.attempts(list(addresses(rule, self.office, self.person))))
            db.session.rollback()  # the ids are read
            harmless = [attempt for attempt in attempts if self.is_harmless(attempt)]
            for attempt in harmless:
                self.knock(attempt)
            if changes(self.rows, self.books.rows()):
                self.find_out_which(harmless)
            for attempt in attempts:
                if attempt not in harmless:
                    self.look_after(attempt, self.knock(attempt))
        return self.faults

    def find_out_which(self, harmless: list[Try]) -> None:
        """Something changed that must not: try again, one by one."""
        self.books.put_back(self.rows)
        for attempt in harmless:
            self.knock(attempt)
            after = self.books.rows()
            if changed := changes(self.rows, after):
                self.faults.append(f"{attempt} changes {', '.join(changed)}")
                self.books.put_back(self.rows)

    def look_after(self, attempt: Try, status: int) -> None:
        """Put back what somebody did who may. The first click of who is led out ends their session, no more.

        Who may is refused too, for what the form says or does not: then nothing is done either, and only the tries at
        a password are counted.
        """
        after = self.books.rows()
        changed = set(changes(self.rows, after))
        surplus: set[str] = set()
        if self.due(attempt) is Due.LED_OUT:
            surplus = changed - {"login_session.ended_at"}
        elif status >= 400:
            surplus = changed - {"sign_in_failure"}
        self.faults += [f"{attempt}, answered {status}, changes {name}" for name in sorted(surplus)]
        self.books.put_back(self.rows)

    def attempts(self, places: list[Address]) -> Iterator[Try]:
        """Every verb at the first address, as a page and as a part of one; at strangers' what reads and what writes."""
        # Verbs that no view has never come to the database: to try them on one of the two is enough.
        for verb in ("GET", "POST") if is_postgresql() else VERBS:
            yield Try(verb, places[0], htmx=False)
            if verb in {"GET", "POST"}:
                yield Try(verb, places[0], htmx=True)
        if not self.person.is_closed_out:  # to whom every address is as good as another
            for place in places[1:]:
                for verb in ("GET", "POST"):
                    yield Try(verb, place, htmx=False)

    def is_harmless(self, attempt: Try) -> bool:
        """Whether this must change nothing: everything but a deed of somebody who may, on what is theirs."""
        what = self.due(attempt)
        if what is Due.LED_OUT:
            return False  # it ends the session
        return attempt.verb in SAFE or what is not Due.LET_IN or not attempt.address.is_theirs

    def due(self, attempt: Try) -> Due:
        endpoint = self.endpoint_of(attempt.address, attempt.verb)
        if self.person.is_closed_out and not attempt.address.url.startswith("/static/"):
            return Due.LED_OUT  # also where nothing is
        if endpoint == NO_SUCH_VERB:
            return Due.NO_SUCH_VERB
        if endpoint == NO_SUCH_ADDRESS:
            return Due.NOT_THERE
        if endpoint == "static":
            return Due.LET_IN if attempt.address.is_theirs or attempt.verb == "OPTIONS" else Due.NOT_THERE
        with self.app.app_context():
            what = due(guard_of(endpoint), self.person)
        missing = not attempt.address.is_theirs and attempt.verb != "OPTIONS"
        return Due.NOT_THERE if what is Due.LET_IN and missing and endpoint not in FORGIVING else what

    def endpoint_of(self, place: Address, verb: str) -> str:
        """The endpoint that the URL map finds, if any. WhiteNoise, before it, gives out files and does no more."""
        try:
            endpoint: str = self.urls.match(place.url, method=verb)[0]
        except MethodNotAllowed:
            return NO_SUCH_VERB
        except HTTPException:  # a stranger's id that no converter takes
            return NO_SUCH_ADDRESS
        return NO_SUCH_VERB if endpoint == "static" and place.is_theirs and verb == "OPTIONS" else endpoint

    def knock(self, attempt: Try) -> int:
        """Ask, and note what is wrong with the answer. Returns its status."""
        try:
            answer = self.ask(attempt)
        except Exception as error:
            self.faults.append(f"{attempt} raises {type(error).__name__}: {error}")
            return 500
        what = self.due(attempt)
        theirs = attempt.address.is_theirs or what is not Due.LET_IN
        if not is_met(what, answer, attempt.verb, htmx=attempt.htmx) and (theirs or answer.status_code >= 500):
            self.faults.append(f"{attempt} answers {answer.status}; {self.person.who} {what.value}")
        said = answer.get_data().decode(errors="replace") + str(answer.headers)  # a picture is no text
        answer.close()
        self.faults += [f"{attempt} tells of {word}" for word in self.person.must_not_read if word in said]
        if (
            answer.mimetype == "text/html"
            and answer.text
            and not is_framed(answer.headers)
            and not 300 <= answer.status_code < 400
        ):
            self.faults += [f"{attempt}: {fault}" for fault in faults_of(answer.text)]
        return answer.status_code

    def ask(self, attempt: Try) -> TestResponse:
        headers = {"Cookie": self.browser.cookies, "Accept-Language": "en"}
        if attempt.htmx:
            headers |= {"HX-Request": "true", "HX-Target": "content", "HX-Current-URL": "http://localhost/elsewhere"}
        if attempt.verb in SAFE:
            query = QUERY.format(zeta=self.office.cast.zeta.id)
            return self.client.open(f"{attempt.address.url}?{query}", method=attempt.verb, headers=headers)
        data = {"csrf_token": self.browser.token}
        return self.client.open(attempt.address.url, method=attempt.verb, headers=headers, data=data)


def faults_of(html: str) -> list[str]:
    """The manners of a page or fragment, asked once for pages that are alike but for what forms and links hold."""
    alike = re.sub(r' (?:value|href|action)="(?!#)[^"]*"', "", html)
    if alike not in looked_at:
        looked_at[alike] = bad_manners(html, whole=html.lstrip().lower().startswith("<!doctype"))
    return looked_at[alike]
