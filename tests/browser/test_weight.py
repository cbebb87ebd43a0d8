"""A page costs little: what a first visit and a part of a page weigh on the wire."""

from typing import Any

from playwright._impl._api_structures import RequestSizes
from playwright.sync_api import Page, Request

from tests.browser.support import Site

KB = 1024


class Wire:
    """What came over the wire since it was tapped, address by address, as the browser counted it."""

    def __init__(self, page: Page) -> None:
        self.bytes: dict[str, int] = {}
        self._urls: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _asked(self, event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            self._urls[event["requestId"]] = event["request"]["url"]

    def _came(self, event: dict[str, Any]) -> None:
        if url := self._urls.get(event["requestId"]):
            self.bytes[url] = int(event["encodedDataLength"])

    @property
    def sum(self) -> float:
        return sum(self.bytes.values()) / KB

    def __str__(self) -> str:
        return "\n".join(f"{size:8} {url}" for url, size in self.bytes.items())


def test_a_first_visit_of_the_desk_costs_at_most_150_kb_and_10_requests(page: Page, site: Site) -> None:
    site.sign_in(page, "staff")
    for url in ("/", "/clients"):
        wire = Wire(page)
        page.goto(url, wait_until="networkidle")
        assert len(wire.bytes) <= 10, str(wire)
        assert wire.sum <= 150, str(wire)


def test_a_part_of_a_page_costs_less_than_30_kb(page: Page, site: Site) -> None:
    site.sign_in(page, "staff")
    page.goto("/clients?role=any&per_page=100", wait_until="networkidle")
    came: list[Request] = []
    page.on("requestfinished", lambda request: came.append(request))
    with page.expect_request_finished(lambda request: "/clients/total" in request.url):  # the last of the parts
        page.get_by_role("link", name="Number").click()
    weights = {request.url: sum_of(request.sizes()) for request in came}
    assert len(weights) == 2, weights
    assert max(weights.values()) < 30 * KB, weights


def sum_of(sizes: RequestSizes) -> int:
    """What an answer weighs."""
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]
