"""What no answer may be, whoever asks for whatever."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.routing import Rule
from werkzeug.test import run_wsgi_app

from app.db import db
from tests.access.addresses import Address, addresses
from tests.access.office import Office, Somebody
from tests.access.rules import Due
from tests.access.walk import Browser, Try, Walk
from tests.fuzz import hostile
from tests.fuzz.asking import Fuzz, Request
from tests.fuzz.gathering import Gathered
from tests.support.rows import Books, Rows, changes, differences

LEADING = ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url")
# What the hostile texts would be, were they markup.
MARKUP = re.compile(r"<script>fuzz|<img src=fuzz|<svg[^>]+fuzz\(", re.IGNORECASE)
# What a portal user who may do something can move: what is their own, as the row says by whose login or person it is.
BY_LOGIN = {
    "login": "id",
    "login_session": "login_id",
    "known_device": "login_id",
    "two_factor": "login_id",
    "recovery_code": "login_id",
    "one_use_link": "login_id",
    "email": "login_id",
}
BY_PERSON = {"party": "id", "contact": "person_id"}
# What is nobody's: the trace of a deed, and what the worker is asked to look at.
NOBODYS = {"act", "event", "sign_in_failure", "job"}
# What is noted of a refusal: a try at a password, and where a session that leads nowhere ends.
OF_REFUSALS = frozenset({"sign_in_failure"})


@dataclass
class Tally:
    """What became of one person's requests."""

    who: str
    statuses: Counter[int] = field(default_factory=Counter)
    deeds: int = 0  # requests that changed something, as they may
    changed_by_refusals: int = 0
    canaries: int = 0
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        kinds = Counter(f"{status // 100}xx" for status in self.statuses.elements())
        said = " ".join(f"{kind} {kinds[kind]:5}" for kind in ("2xx", "3xx", "4xx", "5xx"))
        return (
            f"{self.who:30} {self.statuses.total():6} requests: {said}; {self.deeds} deeds, "
            f"{self.changed_by_refusals} rows changed by refusals, {self.canaries} canaries, {len(self.faults)} faults"
        )


class Judge:
    """Sends one person's requests, and puts back what they changed, so that each meets the office as it was."""

    def __init__(
        self, app: Flask, office: Office, person: Somebody, browser: Browser, gathered: Gathered, books: Books
    ) -> None:
        self.app, self.office, self.person, self.books = app, office, person, books
        self.walk = Walk(app, office, person, browser, books)
        self.rows: Rows = books.rows()
        self.secrets = [word.encode() for word in person.must_not_read]
        self.fuzz = Fuzz(person, browser, office, gathered, list(self.let_in()))
        self.tally = Tally(person.who)
        db.session.rollback()  # what was read on the way holds up nobody

    def let_in(self) -> Iterator[Rule]:
        """The rules whose doors are open to this person."""
        for rule in self.app.url_map.iter_rules():
            verb = "POST" if "POST" in (rule.methods or ()) else "GET"
            path = next(addresses(rule, self.office, self.person)).url
            if self.walk.due(Try(verb, Address(path), htmx=False)) is Due.LET_IN:
                yield rule

    def ask(self, seed: int, number: int) -> None:
        """Send the request of this number, and note what is wrong with its answer."""
        request = self.fuzz.request(Random(f"{seed}/{self.person.who}/{number}"))
        try:
            status, faults = self.send(request)
        except Exception as error:
            status, faults = 500, [f"raises {type(error).__name__}: {str(error)[:300]}"]
        self.tally.statuses[status] += 1
        faults += self.look_after(request, status)
        self.tally.faults += [f"{self.person.who} {seed}:{number} {request}\n    {fault}" for fault in faults]

    def send(self, request: Request) -> tuple[int, list[str]]:
        db.session.rollback()  # the lock is the request’s to take
        with self.app.app_context():
            body, answer, headers = run_wsgi_app(self.app, request.environ(), buffered=True)
        said = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        status = int(answer.split()[0])
        return status, [*wrong_with_headers(headers), *self.wrong_with(status, headers, said)]

    def wrong_with(self, status: int, headers: Headers, said: bytes) -> Iterator[str]:
        if status >= 500:
            yield f"answered {status}"
        if said and headers.get("X-Content-Type-Options") != "nosniff":
            yield "its type is left to the browser to guess"
        told = [word for word in self.secrets if word in said or word in str(headers).encode()]
        self.tally.canaries += len(told)
        yield from (f"tells of {word.decode()}" for word in told)
        kind = headers.get("Content-Type", "")
        if kind.startswith(("text/html", "image/svg", "application/xhtml")) and MARKUP.search(
            said.decode(errors="replace")
        ):
            yield "gives out markup of the request's own"

    def look_after(self, request: Request, status: int) -> Iterator[str]:
        after = self.books.rows()
        changed = set(changes(self.rows, after))
        if changed:
            allowed = self.allowed(request, status, changed)
            if surplus := changed - allowed:
                moved = {name.partition(".")[0] for name in surplus}
                self.tally.changed_by_refusals += sum(
                    table.name in moved for table, *_ in differences(self.rows, after)
                )
                yield f"answered {status}, changes {', '.join(sorted(surplus))}"
            elif changed - OF_REFUSALS - {"login_session.ended_at"}:
                self.tally.deeds += 1
                yield from self.wrong_with_deed(after)
        self.books.put_back(self.rows)

    def allowed(self, request: Request, status: int, changed: set[str]) -> set[str]:
        """Of what changed, what may, by who asked and what the answer was."""
        endings = {"login_session.ended_at"} if self.person.is_closed_out else set()
        if self.person.is_closed_out or status >= 400 or request.verb.upper() in {"GET", "HEAD", "OPTIONS"}:
            return OF_REFUSALS | endings
        return changed

    def wrong_with_deed(self, after: Rows) -> Iterator[str]:
        """Nobody at the portal, and nobody who is not in, moves anything but what is theirs."""
        if self.person.role == "staff":
            return
        login = next((row[0] for row in self.rows["login"] if self.person.email in row), None)
        person = next((row[2] for row in self.rows["portal_user"] if row[1] == login), None)
        for table, before, now in differences(self.rows, after):
            row = dict(zip(table.columns.keys(), before or now or (), strict=True))
            if table.name in NOBODYS or is_of(row, BY_LOGIN.get(table.name), login):
                continue
            if not is_of(row, BY_PERSON.get(table.name), person):
                yield f"changes {table.name} {row['id']}, which is not theirs"


def is_of(row: dict[str, object], column: str | None, owner: int | None) -> bool:
    return column is not None and owner is not None and row[column] == owner


def wrong_with_headers(headers: Headers) -> Iterator[str]:
    for name, value in headers:
        if re.search(r"[\r\n\x00]", name + value):
            yield f"a header with a line break: {name}: {value[:200]!r}"
        if not (name + value).isascii():
            yield f"a header that not every server sends: {name}: {value[:200]!r}"
        if name == "X-Fuzz":
            yield "a header of the request's own"
        if name in LEADING and name != "HX-Location" and leads_away(value):
            yield f"{name} leads to another site: {value[:200]}"


def leads_away(address: str) -> bool:
    """Whether a browser would leave the site for this address."""
    plain = re.sub(r"[\t\r\n]", "", address).replace("\\", "/")
    try:
        host = urlsplit(plain).hostname
    except ValueError:
        return True
    return host not in (None, "localhost") or plain.startswith("//") or hostile.EVIL in (host or "")
