"""What is wrong with a page to look at, a line each."""

from collections.abc import Iterable

from playwright.sync_api import Page

from tests.browser.support import violations

COLOURS = ["color-contrast", "link-in-text-block"]
# What stands around every page: half of what there is to look at.
FRAME = (".desk__side", ".topbar", ".portal__top")
WIDTHS = (320, 390, 768, 1280)
STICKS_OUT = """() => {
    const page = document.documentElement
    if (page.scrollWidth <= page.clientWidth) return null
    const edge = page.clientWidth + 1
    const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > edge)
    return out.slice(0, 4).map(e => `${e.tagName.toLowerCase()}.${e.className}`).join(', ') || 'something'
}"""


def breaks_wcag(page: Page, name: str, *, with_frame: bool = True) -> list[str]:
    """What the page breaks. In the dark only colours are looked at again: nothing else changes."""
    leaving_out = () if with_frame else FRAME
    page.emulate_media(color_scheme="light")
    page.evaluate("scrollTo(0, 0)")  # what is half under a bar that stays is no smaller for it
    found = [f"{name}: {violation}" for violation in violations(page, leaving_out=leaving_out)]
    page.emulate_media(color_scheme="dark")
    in_the_dark = violations(page, COLOURS, leaving_out=leaving_out)
    page.emulate_media(color_scheme="light")  # what glows on the next page glows in the colours that are looked at
    return found + [f"{name} in the dark: {violation}" for violation in in_the_dark]


def scrolls_sideways(page: Page, name: str, widths: Iterable[int] = WIDTHS) -> list[str]:
    """At which widths the page scrolls sideways, and because of what."""
    wrong = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if out := page.evaluate(STICKS_OUT):
            wrong.append(f"{name} at {width}: {out}")
    return wrong
