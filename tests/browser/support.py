"""Chromium on this machine, a desk to visit with it, and axe's opinion of a page."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, url_for
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from werkzeug.serving import make_server

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
# A browser that keeps to itself: it would otherwise look for updates and for its maker's services.
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


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


class Site(NamedTuple):
    """A desk that listens, with an office of its own behind it."""

    address: str
    app: Flask
    logins: list[Login]

    def url(self, endpoint: str, **values: Any) -> str:
        """The whole address of a page."""
        with self.app.test_request_context():
            return self.address + url_for(endpoint, **values)

    def sign_in(self, page: Page, role: str) -> Login:
        """Come in as the first of the demo's people with this role, through the sign-in page."""
        login = next(login for login in self.logins if login.role == role)
        page.goto(self.url("auth.login"))
        page.locator("[name=email]").fill(login.email)
        page.locator("[name=password]").fill(login.password)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(lambda url: url != self.url("auth.login"))
        return login


@contextmanager
def tab(browser: Browser, site: Site, *, javascript: bool) -> Iterator[Page]:
    """A tab with cookies of its own. What goes wrong unseen fails at the end: scripts, policy, requests elsewhere."""
    wrong: list[str] = []

    def note_message(message: ConsoleMessage) -> None:
        # Chromium reports each answer of 400 and above; whether those are right is the test's own question.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            wrong.append(message.text)

    def note_request(request: Request) -> None:
        if not request.url.startswith((site.address, "data:", "blob:")):
            wrong.append(f"a request to {request.url}")

    context = browser.new_context(
        base_url=site.address, java_script_enabled=javascript, locale="en-GB", reduced_motion="reduce"
    )
    context.on("request", note_request)
    context.on("console", note_message)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
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


def violations(page: Page, rules: list[str] = WCAG) -> list[Violation]:
    """What axe-core finds wrong on the page as it stands, of WCAG 2.0, 2.1 and 2.2, levels A and AA."""
    # Evaluated by the debugger, which our Content-Security-Policy does not bind, as it would bind a script element.
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
    return [
        Violation(each["id"], each["help"], [f"{node['target']} {node['failureSummary']}" for node in each["nodes"]])
        for each in found["violations"]
    ]
