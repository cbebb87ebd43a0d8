"""Chromium on this machine, a desk to visit with it, and axe's opinion of a page."""

import os
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import Flask, url_for
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect
from werkzeug.serving import make_server

from tests.support.visitor import Visitor

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Not of WCAG, but of the house: no order of its own for Tab, and a skip link that leads somewhere.
MANNERS = {"tabindex": {"enabled": True}, "skip-link": {"enabled": True}}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]

# The first is Chromium without its windows: a tab opens in a third of the time.
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
# A browser that keeps to itself: it would otherwise look for updates and for its maker's services.
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
# How long something may take to appear (milliseconds). A machine that others use too is slow now and then.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
# How the console begins what it says of an answer of 400 and above.
ANSWERS = ("Failed to load resource", "Response Status Error Code")
# … and of a request that was given up because the reader went on.
GIVEN_UP = ("htmx:sendAbort", "htmx:afterRequest")


def find_chromium() -> str | None:
    """The browser that ``CHROMIUM`` names, else the first of Chromium's names on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def arguments() -> list[str]:
    """How to start it. Chromium's sandbox does not work for root, as whom only containers run it."""
    return [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """Serve the app on a free port of this machine; its address."""
    # Not waitress: a server a test must end as quickly as it begins.
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = False  # at the end the requests under way are waited for: the next test copies the database
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="server")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Login(NamedTuple):
    """What somebody types to come in."""

    role: str
    email: str
    password: str


class Office(NamedTuple):
    """A seeded office that is copied for each test."""

    database: Path
    instance: Path
    logins: list[Login]
    sessions: dict[str, str]


class Site(NamedTuple):
    """A desk that listens, with an office of its own behind it."""

    address: str
    app: Flask
    logins: list[Login]
    sessions: Mapping[str, str] = MappingProxyType({})

    def url(self, endpoint: str, **values: Any) -> str:
        """The whole address of a page."""
        with self.app.test_request_context():
            return self.address + url_for(endpoint, **values)

    def sign_in(self, page: Page, role: str) -> None:
        """Be in as the first of the demo's people with this role, without the sign-in page: see ``come_in``."""
        login = next(login for login in self.logins if login.role == role)
        session = self.sessions.get(role) or session_of(self.app, login)
        page.context.add_cookies([{"name": "session", "value": session, "url": self.address}])


def session_of(app: Flask, login: Login) -> str:
    """The cookie of somebody who has signed in."""
    cookie = Visitor(app).signed_in_as(login.email, login.password).client.get_cookie("session")
    assert cookie is not None
    return cookie.value


@contextmanager
def tab(browser: Browser, site: Site, *, javascript: bool, language: str = "en-GB") -> Iterator[Page]:
    """A tab with cookies of its own. What goes wrong unseen fails at the end: scripts, policy, requests elsewhere."""
    wrong: list[str] = []

    def note_message(message: ConsoleMessage) -> None:
        # Whether such an answer is right is the test's own question.
        if message.type == "error" and not message.text.startswith((*ANSWERS, *GIVEN_UP)):
            wrong.append(message.text)

    def note_request(request: Request) -> None:
        if not request.url.startswith((site.address, "data:", "blob:")):
            wrong.append(f"a request to {request.url}")

    context = browser.new_context(
        base_url=site.address, java_script_enabled=javascript, locale=language, reduced_motion="reduce"
    )
    context.on("request", note_request)
    context.on("console", note_message)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
    assert not wrong, "\n".join(wrong)


class Violation(NamedTuple):
    """A rule of WCAG that a page breaks, and where."""

    rule: str
    help: str
    places: list[str]

    def __str__(self) -> str:
        return f"{self.rule}: {self.help}\n" + "\n".join(f"    {place}" for place in self.places)


def violations(page: Page, rules: list[str] = WCAG, *, leaving_out: Sequence[str] = ()) -> list[Violation]:
    """What axe-core finds wrong on the page as it stands, of WCAG 2.0, 2.1 and 2.2, levels A and AA."""
    # Evaluated by the debugger, which our Content-Security-Policy does not bind, as it would bind a script element.
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": rules, "resultTypes": ["violations"]} | ({"rules": MANNERS} if rules == WCAG else {})
    where = {"include": [["html"]], "exclude": [[name] for name in leaving_out]}
    found = page.evaluate("([where, options]) => axe.run(where, options)", [where, options])
    return [
        Violation(each["id"], each["help"], [f"{node['target']} {node['failureSummary']}" for node in each["nodes"]])
        for each in found["violations"]
    ]
