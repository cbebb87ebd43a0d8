"""What a request costs: the clock on the wall, the processors' clocks, the wire."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.db import db
from bench import floor, places
from bench.pages import Measured
from bench.places import Place
from bench.servers import Server, running, serving
from bench.visitor import Answer, Inside, Visitor
from tests.support.statements import count_statements

WARM_UP = 5  # requests until nothing is done for the first time
SOON = 2.0  # seconds that a crowd is watched
CROWD = 8

ASKED_FOR = re.compile(r'<(?:link|script|use|img)[^>]*(?:href|src)="([^"]+)"')
FONTS = re.compile(r"url\(['\"]?(/static/[^'\")]+)")
Ask = Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one kind of request; times in milliseconds, weight in bytes."""

    p50: float
    p95: float
    app_cpu: float
    database_cpu: float
    weight: int

    @property
    def cpu(self) -> float:
        """Of app and database."""
        return self.app_cpu + self.database_cpu


@dataclass(frozen=True, slots=True)
class Figures:
    """One page beside its floor."""

    page: Measured
    statements: int
    cost: Cost
    rate: float  # requests a second, of a crowd
    floor: Cost
    floor_rate: float

    @property
    def ratio(self) -> float:
        return self.cost.cpu / self.floor.cpu

    @property
    def more(self) -> float:
        """Milliseconds of CPU above the floor."""
        return self.cost.cpu - self.floor.cpu

    @property
    def is_good(self) -> bool:
        """Whether it is what was wanted: 2.5 times the floor, for a part of a page 4 ms more."""
        return self.more <= 4 if self.page.is_partial else self.ratio <= 2.5


def cost_of(server: Server, ask: Ask, *, times: int) -> Cost:
    """Ask the same again and again, one after the other."""
    for _ in range(WARM_UP):
        answer = checked(ask())
    app, database = server.cpu()
    took = sorted(checked(ask()).took for _ in range(times))
    app, database = (after - before for after, before in zip(server.cpu(), (app, database), strict=True))
    each = 1000 / times
    return Cost(
        1000 * took[times // 2],
        1000 * took[min(times - 1, times * 95 // 100)],
        app * each,
        database * each,
        answer.weight,
    )


def starting(place: Place) -> tuple[float, float]:
    """Seconds until the app is imported, and until it is made."""
    asked = (
        "import time; a = time.perf_counter(); import wsgi; b = time.perf_counter();"
        "import app; app.create_app(); print(b - a, time.perf_counter() - b)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        capture_output=True,
        text=True,
        check=True,
        cwd=places.ROOT,
        env=place.environment,
    )
    first, again = map(float, done.stdout.split())
    return first, again


def first_visit(place: Place) -> tuple[int, int]:
    """How many requests, and how many bytes, somebody's first page takes, with all that it asks for."""
    with serving(place) as server:
        visitor = Visitor(server.port)
        waiting, seen, weight = ["/login"], set[str](), 0
        while waiting:
            path = waiting.pop().partition("#")[0]
            if path in seen or not path.startswith("/"):
                continue
            seen.add(path)
            answer = checked(visitor.get(path))
            weight += answer.weight
            if answer.headers.get("Content-Type", "").startswith("text/"):
                waiting += ASKED_FOR.findall(answer.text) if path.endswith("/login") else FONTS.findall(answer.text)
        return len(seen), weight


def rate_of(port: int, path: str, target: str, cookies: dict[str, str]) -> float:
    """Requests a second when eight ask at once, each as soon as it has its answer."""
    crowd = [sys.executable, "-m", "bench.crowd", str(port), path, target, str(CROWD), str(SOON)]
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    done = subprocess.run(crowd, input=cookie, capture_output=True, text=True, check=True, cwd=places.ROOT)
    return float(done.stdout)


def checked(answer: Answer) -> Answer:
    """An answer that is one."""
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} instead of a page")
    return answer


def compared(
    place: Place, pages: list[Measured], database: floor.Database, *, reader: str, times: int
) -> tuple[list[Figures], float]:
    """Pages of an office, as its reader sees them, beside their floors; and the server's memory in MB afterwards."""
    statements = statements_of(place, pages, reader)
    figures = []
    with serving(place) as server, tempfile.TemporaryDirectory() as folder:
        visitor = Visitor(server.port)
        visitor.sign_in(reader)
        floors = [floor.floor_of(visitor.get(p.path, target=p.target).text, p.asked or [], database) for p in pages]
        specs = Path(folder) / "floors.json"
        floor.save(specs, address_of(place), floors)
        with running(["-m", "bench.floor", str(specs)], place.environment, place.url) as bare:
            stranger = Visitor(bare.port)
            for number, page in enumerate(pages):
                cost = cost_of(server, partial(visitor.get, page.path, target=page.target), times=times)
                rate = rate_of(server.port, page.path, page.target, visitor.cookies)
                below = cost_of(bare, partial(stranger.get, f"/{number}"), times=times)
                figures.append(
                    Figures(page, statements[number], cost, rate, below, rate_of(bare.port, f"/{number}", "", {}))
                )
        return figures, server.memory()


def statements_of(place: Place, pages: list[Measured], reader: str) -> list[int]:
    """How many statements each page takes, settings and transactions aside."""
    app = place.app()
    browser = Inside(app)
    browser.sign_in(reader)
    counted = []
    for page in pages:
        for _ in range(2):  # the first time more is looked up than ever again
            with count_statements() as statements:
                browser.get(page.path, target=page.target)
        counted.append(len(statements))
    with app.app_context():
        db.engine.dispose()
    return counted


def address_of(place: Place) -> str:
    """The database as a driver opens it."""
    return place.url or str(place.instance / "recapito.db")
