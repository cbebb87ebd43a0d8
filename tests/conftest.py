"""The furniture that every test finds: an app on a database of its own, and quiet around it.

A test that uses the database, the app or a client runs twice, on SQLite and on PostgreSQL; marked ``sqlite`` or
``postgres`` it runs on that one only. ``pytest --database sqlite`` needs no server.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from tests.support.apps import Apps, disconnect, make
from tests.support.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.support.postgres import running_server
from tests.support.quiet import Quiet, quiet

# How long an example takes says more about the machine than about the code.
settings.register_profile("patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

pytest_plugins = ["tests.support.closing", "tests.support.fixtures"]

SERVER = pytest.StashKey[str | None]()  # the address of the PostgreSQL server, if there is one
ROOM = 4_000_000_000  # bytes, many times what the whole suite leaves behind while it runs
MARKS = {"sqlite": pytest.mark.sqlite, "postgresql": pytest.mark.postgres}


# Which tests run, and on what ----------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["both", *MARKS], default="both", help="keep to one database")


def pytest_configure(config: pytest.Config) -> None:
    """Start one server for the whole run. With xdist that is done here, in the process that starts the workers."""
    if hasattr(config, "workerinput"):
        config.stash[SERVER] = config.workerinput["postgres_server"]
        return
    work_in_memory()
    with ExitStack() as stack:
        wanted = config.option.database != "sqlite" and not config.option.collectonly
        config.stash[SERVER] = stack.enter_context(running_server()) if wanted else None
        config.add_cleanup(stack.pop_all().close)


def work_in_memory() -> None:
    """Where there is room for it, let the folders of tests lie in memory: there no commit waits for a disk."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgres_server"] = node.config.stash[SERVER]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "databases" in metafunc.fixturenames:
        named = [kind for kind, mark in MARKS.items() if metafunc.definition.get_closest_marker(mark.name)]
        kinds = [pytest.param(kind, marks=MARKS[kind]) for kind in named or MARKS]
        metafunc.parametrize("databases", kinds, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep to the database that was asked for. Chromium comes last: Playwright leaves an event loop running."""
    others = {mark.name for kind, mark in MARKS.items() if config.option.database not in ("both", kind)}
    kept, dropped = [], []
    for item in items:
        (dropped if any(item.get_closest_marker(name) for name in others) else kept).append(item)
    config.hook.pytest_deselected(items=dropped)
    items[:] = sorted(kept, key=lambda item: bool(item.get_closest_marker("browser")))


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what stays until the end: all modules and tests, half a million things.

    It looked through them every few tests, for a tenth of the time that the tests took.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


# A database, an app on it, and somebody who asks ----------------------------------------------------------------------


@pytest.fixture(scope="session")
def databases_of(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Databases]]:
    """Where databases of either kind come from; made when first asked for, by every worker for itself."""
    made: dict[str, Databases] = {}

    def of(kind: str) -> Databases:
        if kind not in made:
            server = pytestconfig.stash[SERVER]
            if kind == "sqlite":
                made[kind] = SqliteDatabases(tmp_path_factory.mktemp("sqlite"))
            elif server is None:
                pytest.skip("no PostgreSQL server found")
            else:
                made[kind] = PostgresDatabases(server)
        return made[kind]

    yield of
    for databases in made.values():
        databases.close()


@pytest.fixture
def databases(request: pytest.FixtureRequest, databases_of: Callable[[str], Databases]) -> Databases:
    """Where this test's databases come from: ``.fresh()`` has all tables, ``.empty()`` none."""
    return databases_of(request.param)


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """The address of this test's own database, migrated and otherwise empty."""
    address = databases.fresh()
    yield address
    databases.discard(address)


@pytest.fixture
def make_app(database: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Make a new app on this test's database, with settings or routes of its own: ``make_app(OFFICE_NAME="…")``."""
    made: list[Flask] = []

    def make_one(**settings: Any) -> Flask:
        made.append(make(database, tmp_path / "instance", **settings))
        return made[-1]

    yield make_one
    for app in made:
        disconnect(app)


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Apps:
    """The apps that are kept from one test to the next."""
    return Apps(tmp_path_factory.mktemp("instances"))


@pytest.fixture
def app(apps: Apps, database: str) -> Iterator[Flask]:
    """An app in whose context the test itself stands, so that it can call deeds and queries."""
    app = apps.on(database)
    with app.app_context():
        yield app
    disconnect(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody with a browser, who is not signed in."""
    return app.test_client()


# Quiet around it -----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True, name="quiet")
def quiet_fixture() -> Iterator[Quiet]:
    """No network and no mail by accident; ``quiet.allow_smtp(host, port)`` announces a test's own mail server."""
    with quiet() as watch:
        yield watch
