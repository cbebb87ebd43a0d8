"""Pages in the middle of things: a question is open, a form was refused, rows are ticked, a phone is searched."""

import pytest
from playwright.sync_api import Page

from tests.browser.looks import breaks_wcag, scrolls_sideways
from tests.browser.scenes import SCENES
from tests.browser.support import Site


@pytest.mark.parametrize(("role", "act"), sorted({(scene.role, scene.act) for scene in SCENES}))
def test_no_page_breaks_wcag_or_scrolls_sideways_in_the_middle_of_things(
    role: str, act: str, page: Page, site: Site
) -> None:
    if role != "nobody":
        site.sign_in(page, role)
    wrong = []
    for scene in SCENES:
        if (scene.role, scene.act) == (role, act):
            with page.context.new_page() as tab_of_its_own:
                scene.play(tab_of_its_own, site)
                wrong += breaks_wcag(tab_of_its_own, scene.name)
                wrong += scrolls_sideways(tab_of_its_own, scene.name)
    assert not wrong, "\n".join(wrong)
