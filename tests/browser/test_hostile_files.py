"""What was taken as a picture or a PDF and is HTML too runs nothing when somebody opens it at its address."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page
from sqlalchemy import select

from app.db import db
from app.domain.files.scans import receive_scan
from app.domain.parties.models import Party
from tests.browser.support import Site
from tests.hostile.files import file_called
from tests.support.builders import a_mail_item

TAKEN = (
    "a PNG with HTML behind it",
    "a PNG with HTML in its text",
    "a JPEG with HTML behind it",
    "a PDF with HTML before it",
    "a PDF with HTML behind it",
    "a PDF that is a ZIP too",
    "a PDF that acts",
)


@pytest.fixture
def tab(browser: Browser, site: Site) -> Iterator[Page]:
    """A tab in which the policy may complain: Chromium's own page about a picture has styles that it forbids."""
    with browser.new_context(base_url=site.address) as context:
        yield context.new_page()


def test_a_file_that_is_two_things_at_once_runs_nothing(tab: Page, site: Site) -> None:
    with site.app.app_context():
        client = db.session.scalars(select(Party).order_by(Party.id)).first()
        assert client
        letters = [
            a_mail_item(client, scan=receive_scan(io.BytesIO(file_called(what)), name=f"{what}.html")).id
            for what in TAKEN
        ]
    site.sign_in(tab, "staff")
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    for letter in letters:
        for address in (f"/mail/{letter}", f"/mail/{letter}/file", f"/mail/{letter}/file?download"):
            with suppress(Error):  # what is downloaded is no page to go to
                tab.goto(address, wait_until="load")
            tab.wait_for_timeout(150)  # time for what would run
            assert tab.title() != "ran"
    assert len(asked) >= 3 * len(letters)
    assert not [url for url in asked if "ran" in url.rpartition("?")[2]]
