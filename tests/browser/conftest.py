"""Chromium, and a desk with the demo office for it to visit. Every test in this folder is marked ``browser``."""

import re
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import make_url

from app import inform_domain
from tests.browser.support import (
    Login,
    Office,
    Site,
    arguments,
    find_chromium,
    listening,
    session_of,
    tab,
)
from tests.support.apps import disconnect, empty, make
from tests.support.databases import Databases

HERE = Path(__file__).resolve().parent
PICTURES = HERE.parent.parent / "test-results"
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or a skip where there is none."""
    executable = find_chromium()
    if executable is None:
        pytest.skip("no browser found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_office(databases_of: Callable[[str], Databases], tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The demo office, seeded once, with its people signed in; tests get copies of it."""
    database, instance = databases_of("sqlite").fresh(), tmp_path_factory.mktemp("demo")
    app = make(database, instance)
    run(app.test_cli_runner(), "demo")
    logins = [Login(*line.split()) for line in run(app.test_cli_runner(), "demo", "--logins").splitlines()]
    sessions = {login.role: session_of(app, login) for login in reversed(logins)}
    disconnect(app)
    return Office(Path(make_url(database).database), instance, logins, sessions)


@pytest.fixture(scope="session")
def kept_app(demo_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app of all these tests: a new one for each would take longer than most of them, to parse its templates."""
    instance = tmp_path_factory.mktemp("desk")
    shutil.copytree(demo_office.instance, instance, dirs_exist_ok=True)
    return make(f"sqlite:///{instance / 'demo.db'}", instance)


@pytest.fixture
def site(kept_app: Flask, demo_office: Office) -> Iterator[Site]:
    """A desk that listens, with the demo office as new."""
    instance = Path(kept_app.instance_path)
    empty(instance)
    shutil.copytree(demo_office.instance, instance, dirs_exist_ok=True)
    shutil.copyfile(demo_office.database, instance / "demo.db")
    inform_domain(kept_app)
    with listening(kept_app) as address:
        yield Site(address, kept_app, demo_office.logins, demo_office.sessions)
    disconnect(kept_app)


@pytest.fixture
def page(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab with JavaScript."""
    with tab(browser, site, javascript=True) as page:
        yield page
        keep_picture_of_failure(page, request.node)


@pytest.fixture
def page_without_js(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab without JavaScript."""
    with tab(browser, site, javascript=False) as page:
        yield page
        keep_picture_of_failure(page, request.node)


def keep_picture_of_failure(page: Page, item: pytest.Item) -> None:
    """Leave a picture of what the failed test saw last, for a person to look at."""
    if item.stash.get(FAILED, False):
        name = re.sub(r"\W+", "-", item.name).strip("-")
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def run(runner: FlaskCliRunner, *arguments: str) -> str:
    """What a command printed; it must succeed."""
    result = runner.invoke(args=arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output
