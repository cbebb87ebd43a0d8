"""Bringing a list in, as tests do it: the worker's job is done on the spot."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from app.db import db
from app.domain.directory.importing.models import ImportRow, ImportRun
from app.domain.directory.importing.queries import RowLine, Show, import_run, rows_of
from app.domain.directory.importing.runs import receive, start_import
from app.domain.directory.importing.staging import stage
from app.domain.directory.importing.taking import take_over
from app.domain.files import store
from app.domain.history.actions import new_key
from app.domain.history.models import SYSTEM, Act

DATA = Path(__file__).parents[3] / "data"
SAMPLE = DATA / "customers-1000.csv"
INSTITUTIONS = DATA / "klienci-excel.csv"


def begun(source: Path | str | bytes, *, encoding: str = "utf-8", **options: Any) -> int:
    """An import that nobody has staged yet: a file of tests/data, a text, or the bytes themselves. Returns its id."""
    content = source.read_bytes() if isinstance(source, Path) else source
    stream = BytesIO(content.encode(encoding) if isinstance(content, str) else content)
    received = receive(stream, name=source.name if isinstance(source, Path) else "list.csv")
    run_id = start_import(received, new_key(), by=SYSTEM, **{"home_country": "IT", "in_background": False, **options})
    db.session.commit()
    return run_id


def staged(source: Path | str | bytes, **options: Any) -> ImportRun:
    """An import whose rows are staged."""
    run_id = begun(source, **options)
    stage(run_id)
    return import_run(run_id)


def taken(run: ImportRun) -> Act:
    """Everything that is new, taken over."""
    act = take_over(run.id, expected=run.rows_new, by=SYSTEM)
    db.session.commit()
    return act


def counts(run: ImportRun) -> tuple[int, int, int]:
    """How many rows are new, duplicates, wrong."""
    return run.rows_new, run.rows_duplicate, run.rows_wrong


def lines(run: ImportRun, show: Show = Show.ALL) -> list[RowLine]:
    """The rows as the preview shows them."""
    return rows_of(run, show, limit=2000).rows


def row(run: ImportRun, number: int) -> ImportRow:
    """One staged row with all its columns."""
    return db.session.scalars(db.select(ImportRow).filter_by(run_id=run.id, number=number)).one()


def why_wrong(run: ImportRun, number: int) -> list[tuple[str, str]]:
    """Column and sentence of each reason."""
    line = next(line for line in lines(run) if line.number == number)
    return [(reason.column, reason.sentence.msgid % reason.sentence.values) for reason in line.reasons]


def blobs() -> list[Path]:
    """What lies in the file store."""
    folder = store.path_of("00").parent.parent
    return sorted(path for path in folder.glob("??/*") if path.is_file()) if folder.exists() else []


def A_LIST(how_many: int, prefix: str = "") -> str:  # noqa: N802  (reads as a thing)
    """A list of so many clients with contacts, all different."""
    rows = (f"{prefix}Client {n},Ada Number{n},{prefix}{n},c{prefix.strip()}{n}@example.com" for n in range(how_many))
    return "\n".join(["Company,Contact,Tax ID,Email", *rows])
