"""Acts on many, lists that come in and go out: on a copy of the office, which is thrown away."""

from __future__ import annotations

import csv
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.selections import Seal
from bench import people
from bench.floor import Database
from bench.measuring import address_of
from bench.places import ROOT, Office, Place
from bench.servers import peak_of, serving
from bench.visitor import Visitor

SELECTED = (100, 1_000, 10_000)
ROUNDS = 3
HEADERS = (
    "Company",
    "Tax ID",
    "Street",
    "House number",
    "Postal code",
    "City",
    "Country",
    "Email",
    "Phone",
    "First name",
    "Last name",
)


def archiving(office: Office, place: Place) -> dict[int, float]:
    """Seconds from the POST to its answer, for each number of selected clients; the best of three."""
    with office.copy(place) as copy, serving(copy) as server:
        visitor = Visitor(server.port)
        visitor.sign_in()
        database = Database(address_of(copy))
        took: dict[int, float] = {}
        for many in SELECTED:
            took[many] = min(archive(visitor, database, many) for _ in range(ROUNDS))
        return took


def archive(visitor: Visitor, database: Database, many: int) -> float:
    """Archive so many active customers, from all over the list; the seconds it takes."""
    sql = "SELECT id FROM party WHERE client_role = 'customer' AND status = 'active' ORDER BY tax_key LIMIT ?"
    ids = [id_ for (id_,) in database.ask(sql, [many])]
    hidden = visitor.get("/clients/archive?ids=1", target="dialog").hidden()
    form = {**hidden, "key": secrets.token_urlsafe(16), "seal": str(Seal.of(ids))}
    answer = visitor.post("/clients/archive", [*form.items(), *(("ids", str(id_)) for id_ in ids)])
    if answer.status != 303:
        raise RuntimeError(f"{many} were not archived: {answer.status}")
    return answer.took


@dataclass
class Import:
    """What taking in a list cost: seconds, megabytes, and how long somebody else waited each time they wrote."""

    rows: int
    took: float = 0.0  # on the clock on the wall, from the first line of the command to its end
    cpu: float = 0.0
    memory: float = 0.0
    waits: list[float] = field(default_factory=list)


def importing(office: Office, place: Place, rows: int) -> Import:
    """Take in a list while somebody else works."""
    file = Path(place.instance) / "bench.csv"
    write_list(file, rows, beyond=place.clients)
    done = Import(rows)
    try:
        with office.copy(place) as copy, somebody_writing(copy, done.waits):
            command = [sys.executable, "-m", "flask", "import-clients", str(file), "--yes"]
            started, ended = time.perf_counter(), 0
            process = subprocess.Popen(command, cwd=ROOT, env=copy.environment, stdout=subprocess.DEVNULL)
            while not ended:
                done.memory = max(done.memory, peak_of(process.pid))
                time.sleep(0.05)
                ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            done.took, done.cpu = time.perf_counter() - started, usage.ru_utime + usage.ru_stime
            if status:
                raise RuntimeError("The list was not taken in.")
    finally:
        file.unlink()
    return done


@contextmanager
def somebody_writing(place: Place, waits: list[float]) -> Iterator[None]:
    """Ten times a second somebody archives one client at a server, and notes how long that took.

    Raises RuntimeError in the end when they were turned away.
    """
    over = threading.Event()
    refused: list[RuntimeError] = []
    database = Database(address_of(place))

    def work(port: int) -> None:
        visitor = Visitor(port)
        visitor.sign_in()
        while not over.wait(0.1):
            try:
                waits.append(archive(visitor, database, 1))
            except RuntimeError as error:
                refused.append(error)

    with serving(place) as server:
        worker = threading.Thread(target=work, args=(server.port,))
        worker.start()
        try:
            yield
        finally:
            over.set()
            worker.join()
    if refused:
        raise RuntimeError(f"Somebody else was turned away {len(refused)} times: {refused[0]}")


def write_list(file: Path, rows: int, *, beyond: int) -> None:
    """A list of clients whom the office does not know yet, each with a contact."""
    names = ("name", "tax_id", "street", "house_number", "postal_code", "city", "country", "email", "phone")
    with file.open("w", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(HEADERS)
        for number in range(beyond + 1, beyond + rows + 1):
            client, person, _ = people.household(number).rows["party"]
            writer.writerow([*(client[name] for name in names), person["first_name"], person["last_name"]])


@dataclass(frozen=True, slots=True)
class Export:
    """What giving a list out cost: seconds to the first byte and to the last, megabytes more than before."""

    began: float
    took: float
    memory: float
    weight: int


def exporting(place: Place) -> Export:
    """Give out everybody, as CSV."""
    with serving(place) as server:
        visitor = Visitor(server.port)
        visitor.sign_in()
        visitor.get("/clients/export?format=csv&q=C-0778")
        before = server.peak_memory()
        answer = visitor.drain("/clients/export?format=csv&role=any")
        return Export(answer.began, answer.took, server.peak_memory() - before, answer.weight)
