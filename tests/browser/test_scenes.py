"""Pages in the middle of things: a question is open, a form was refused, rows are ticked, a phone is searched."""

import pytest
from playwright.sync_api import Page

from tests.browser.looks import breaks_wcag, scrolls_sideways
from tests.browser.scenes import SCENES, Scene
from tests.browser.support import Site


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{scene.role}: {scene.name}")
def test_no_page_breaks_wcag_or_scrolls_sideways_in_the_middle_of_things(scene: Scene, page: Page, site: Site) -> None:
    if scene.role != "nobody":
        site.sign_in(page, scene.role)
    scene.play(page, site)
    wrong = breaks_wcag(page, scene.name) + scrolls_sideways(page, scene.name)
    assert not wrong, "\n".join(wrong)
