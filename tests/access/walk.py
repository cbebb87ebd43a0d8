"""Somebody walks through the whole house, tries every door in every way, and notes what is not as it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.test import TestResponse

from app.web.guards import guard_of
from tests.access.addresses import Address, addresses
from tests.access.office import Office, Somebody
from tests.access.rules import SAFE, Due, due, is_met
from tests.access.tables import Rows, all_rows, changes, put_back
from tests.support.manners import bad_manners
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


class Walk:
    """One person's way through the house. `faults` says what was not as it should be."""

    def __init__(self, app: Flask, office: Office, person: Somebody, visitor: Visitor) -> None:
        self.app, self.office, self.person = app, office, person
        self.urls = app.url_map.bind("localhost")
        self.token = visitor.token()
        self.cookies = "; ".join(f"{c.key}={c.value}" for c in visitor.client._cookies.values())  # noqa: SLF001
        self.client = app.test_client(use_cookies=False)
        self.faults: list[str] = []
        self.rows: Rows = {}

    def everywhere(self) -> list[str]:
        """Try every door. Returns the faults."""
        self.rows = all_rows()
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
            harmless = []
            for attempt in self.tries(list(addresses(rule, self.office, self.person)), rule.endpoint):
                if self.is_harmless(attempt):
                    harmless.append(attempt)
                    self.knock(attempt)
                else:
                    self.knock(attempt)
                    self.put_back()
            if self.changed():  # find out which of them it was
                self.put_back()
                for attempt in harmless:
                    self.knock(attempt)
                    if changed := self.changed():
                        self.faults.append(f"{attempt} changes {', '.join(changed)}")
                        self.put_back()
        return self.faults

    def tries(self, places: list[Address], endpoint: str) -> Iterator[Try]:
        """Every verb at the first address; at strangers' those that the endpoint knows."""
        for place in places:
            for verb in VERBS:
                knows = self.endpoint_of(place, verb) == endpoint
                if knows or (place is places[0] and verb != "OPTIONS"):
                    yield Try(verb, place, htmx=False)
                if knows and verb in {"GET", "POST"}:
                    yield Try(verb, place, htmx=True)

    def is_harmless(self, attempt: Try) -> bool:
        """Whether this must change nothing: everything but a deed of somebody who may, on what is theirs."""
        if self.person.is_closed_out:
            return False  # every click ends the session
        what = self.due(attempt)
        return attempt.verb in SAFE or what is not Due.LET_IN or not attempt.address.is_theirs

    def due(self, attempt: Try) -> Due:
        endpoint = self.endpoint_of(attempt.address, attempt.verb)
        if endpoint == NO_SUCH_VERB:
            return Due.NO_SUCH_VERB
        if endpoint == NO_SUCH_ADDRESS:
            return Due.NOT_THERE
        with self.app.app_context():
            what = due(guard_of(endpoint), self.person)
        missing = not attempt.address.is_theirs and attempt.verb != "OPTIONS"
        return Due.NOT_THERE if what is Due.LET_IN and missing and endpoint not in FORGIVING else what

    def endpoint_of(self, place: Address, verb: str) -> str:
        """The endpoint that the URL map finds, if it finds one. WhiteNoise, before it, gives out files and does no more."""
        try:
            endpoint: str = self.urls.match(place.url, method=verb)[0]
        except MethodNotAllowed:
            return NO_SUCH_VERB
        except HTTPException:  # a stranger's id that no converter takes
            return NO_SUCH_ADDRESS
        return NO_SUCH_VERB if endpoint == "static" and place.is_theirs and verb == "OPTIONS" else endpoint

    def knock(self, attempt: Try) -> None:
        """Ask, and note what is wrong with the answer."""
        try:
            answer = self.ask(attempt)
        except Exception as error:  # noqa: BLE001  (whatever it is: it would have been a 500)
            self.faults.append(f"{attempt} raises {type(error).__name__}: {error}")
            return
        what = self.due(attempt)
        theirs = attempt.address.is_theirs or what is not Due.LET_IN
        if not is_met(what, answer, attempt.verb, htmx=attempt.htmx) and (theirs or answer.status_code >= 500):
            self.faults.append(f"{attempt} answers {answer.status}; {self.person.who} {what.value}")
        said = answer.text + str(answer.headers)
        answer.close()
        self.faults += [f"{attempt} tells of {word}" for word in self.person.must_not_read if word in said]
        if answer.mimetype == "text/html" and answer.text and not 300 <= answer.status_code < 400:
            self.faults += [f"{attempt}: {fault}" for fault in faults_of(answer.text)]

    def ask(self, attempt: Try) -> TestResponse:
        headers = {"Cookie": self.cookies, "Accept-Language": "en"}
        if attempt.htmx:
            headers |= {"HX-Request": "true", "HX-Target": "content", "HX-Current-URL": "http://localhost/elsewhere"}
        if attempt.verb in SAFE:
            query = QUERY.format(zeta=self.office.cast.zeta.id)
            return self.client.open(f"{attempt.address.url}?{query}", method=attempt.verb, headers=headers)
        data = {"csrf_token": self.token}
        return self.client.open(attempt.address.url, method=attempt.verb, headers=headers, data=data)

    def changed(self) -> list[str]:
        return changes(self.rows, all_rows())

    def put_back(self) -> None:
        if self.changed():
            put_back(self.rows)


def faults_of(html: str) -> list[str]:
    """The manners of a page or fragment, asked once for pages that are alike."""
    alike = re.sub(r'value="[^"]{16,}"|seal=\S+', "", html)
    if alike not in looked_at:
        looked_at[alike] = bad_manners(html, whole=html.lstrip().lower().startswith("<!doctype"))
    return looked_at[alike]
