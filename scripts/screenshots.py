"""``make screenshots``: the pictures of the README, taken of a fresh demo office in Chromium.

The office lives in a temporary folder and is gone afterwards; the one in the instance folder is not touched. Dates are
counted from today, so a picture taken tomorrow differs a little.
"""

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import flask_migrate
from playwright.sync_api import Page, sync_playwright

from app import create_app
from app.db import db
from app.demo import office as demo_office
from config import Config
from tests.browser.support import Login, Site, arguments, find_chromium, listening

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1280, 800


def main() -> None:
    """Take every picture anew."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium is not installed, or not on the PATH; CHROMIUM=… names another browser of its kind.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo_desk() as desk, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments())
        page = browser.new_page(
            base_url=desk.address,
            viewport={"width": WIDTH, "height": HEIGHT},
            locale="en-GB",
            color_scheme="light",
            reduced_motion="reduce",
        )
        desk.sign_in(page, "staff")
        take_clients(page, desk)
        take_archive_dialog(page, desk)
        browser.close()


def take_clients(page: Page, desk: Site) -> None:
    """The list, with the bar that appears when rows are selected."""
    page.goto(desk.url("clients.index"))
    page.locator("[data-total]").wait_for()
    for place in (1, 3, 4):
        page.locator("[data-pick]").nth(place).check()
    keep(page, "clients")


def take_archive_dialog(page: Page, desk: Site) -> None:
    """The question before archiving all clients of one accountant, who then has no client left to sign in for."""
    page.goto(desk.url("clients.index", q="renata"))
    page.locator("[data-pick-all]").check()
    page.get_by_role("button", name="Archive selected").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Season over")
    keep(page, "archive-dialog")


def keep(page: Page, name: str) -> None:
    """Write what the page shows, once its fonts are there and nothing has the pointer or the focus by accident."""
    page.mouse.move(0, 0)
    page.evaluate("document.fonts.ready")
    page.evaluate("document.activeElement.blur()")
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file)
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size / 1024:.0f} KB")


@contextmanager
def demo_desk() -> Iterator[Site]:
    """A desk that listens, with the demo office behind it."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # who asked for what is of no interest here
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Config, DATABASE_URL="", INSTANCE_PATH=folder, FILES_PATH="", SECURE_COOKIES=False, TRUSTED_HOSTS=None
        )
        with app.app_context():
            flask_migrate.upgrade()
            demo_office.seed(Path(folder))
            logins = [Login(*login) for login in demo_office.logins_that_stand(Path(folder))]
        with listening(app) as address:
            yield Site(address, app, logins)
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main()
