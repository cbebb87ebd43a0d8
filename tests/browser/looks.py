"""What is wrong with a page to look at, a line each."""

from collections.abc import Iterable

from playwright.sync_api import Page

from tests.browser.support import violations

COLOURS = ["color-contrast", "link-in-text-block"]
WIDTHS = (320, 390, 768, 1280)
STICKS_OUT = """() => {
    const page = document.documentElement
    if (page.scrollWidth <= page.clientWidth) return null
    const edge = page.clientWidth + 1
    const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > edge)
    return out.slice(0, 4).map(e => `${e.tagName.toLowerCase()}.${e.className}`).join(', ') || 'something'
}"""


def breaks_wcag(page: Page, name: str) -> list[str]:
    """What the page breaks. In the dark only colours are looked at again: nothing else changes."""
    page.emulate_media(color_scheme="light")
    page.evaluate("scrollTo(0, 0)")  # what is half under a bar that stays is no smaller for it
    found = [f"{name}: {violation}" for violation in violations(page)]
    page.emulate_media(color_scheme="dark")
    return found + [f"{name} in the dark: {violation}" for violation in violations(page, COLOURS)]


def scrolls_sideways(page: Page, name: str, widths: Iterable[int] = WIDTHS) -> list[str]:
    """At which widths the page scrolls sideways, and because of what."""
    wrong = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if out := page.evaluate(STICKS_OUT):
            wrong.append(f"{name} at {width}: {out}")
    return wrong
