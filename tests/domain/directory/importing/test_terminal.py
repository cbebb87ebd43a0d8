"""`flask import-clients` does what the page does, in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.directory.importing.models import ImportRow, ImportRun
from app.domain.directory.importing.terminal import Terminal, import_clients
from app.domain.errors import RuleViolation, Sentence
from app.domain.files.models import StoredFile
from app.domain.history.models import SYSTEM
from app.domain.parties.models import Party
from app.web.formatting import sentence
from tests.domain.directory.importing.lists import INSTITUTIONS, SAMPLE, blobs
from tests.domain.directory.importing.workbooks import a_workbook
from tests.support.builders import a_client, archived

SMALL = "Company,Tax ID,Country,Email\nAcme,1,Ruritania,\nBravo,2,,\nCiao,,,nobody\nDelta,2,,\nEcho,3,,\n"


class Sitting:
    """Somebody at a terminal: what they read, and what they answer."""

    def __init__(self, *, answer: bool = True) -> None:
        self.read: list[str] = []
        self.progress: list[tuple[int, int]] = []
        self.asked: list[Sentence] = []
        self.terminal = Terminal(
            tell=lambda text: self.read.append(sentence(text)),
            confirm=lambda question: self.asked.append(question) or answer,  # type: ignore[func-returns-value]
            report=lambda staged, total: self.progress.append((staged, total)),
        )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.csv"
    file.write_text(SMALL)
    return file


def test_where_nobody_can_be_asked_nothing_is_taken_over_and_that_is_said(app: Flask, small: Path) -> None:
    result = app.test_cli_runner().invoke(args=["import-clients", str(small)], input="")
    assert result.exit_code == 1
    assert "--yes takes over without asking." in result.output
    assert left_behind() == [0, 0, 0, 0, 0]
    assert app.test_cli_runner().invoke(args=["import-clients", "--yes", str(small)], input="").exit_code == 0
    assert left_behind()[3] == 3


def left_behind() -> list[int | None]:
    tables = (ImportRun, ImportRow, StoredFile, Party)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables] + [len(blobs())]


def test_both_lists_come_in(app: Flask) -> None:
    maria = Sitting()
    for file, clients in ((SAMPLE, 1000), (INSTITUTIONS, 50)):
        act = import_clients(file, maria.terminal, dry_run=False, by=SYSTEM)
        assert act and act.outcome["clients"] == clients
    assert maria.read[0] == "1,001 rows. New: 1,000, duplicates: 1, wrong: 0."
    assert "Row 1,001, Durham LLC: duplicate of row 1,000, same previous number and same email." in maria.read
    assert maria.read[-1] == "50 clients are taken over."
    assert (0, 1001) in maria.progress and (1001, 1001) in maria.progress
    assert [question.n for question in maria.asked] == [1000, 50]


def test_a_dry_run_says_all_that_and_leaves_nothing_behind(app: Flask, small: Path) -> None:
    maria = Sitting()
    assert import_clients(small, maria.terminal, dry_run=True, by=SYSTEM) is None
    assert maria.read == [
        "5 rows. New: 3, duplicates: 1, wrong: 1.",
        "Row 3, line 4, Ciao, Email: “nobody” is no email address.",
        "Row 4, Delta: duplicate of row 2, same tax ID.",
        "This was a dry run. Nothing was kept.",
    ]
    assert maria.asked == []
    assert left_behind() == [0, 0, 0, 0, 0]


def test_a_no_leaves_nothing_behind(app: Flask, small: Path) -> None:
    maria = Sitting(answer=False)
    assert import_clients(small, maria.terminal, dry_run=False, by=SYSTEM) is None
    assert maria.read[-1] == "Nothing was taken over."
    assert left_behind() == [0, 0, 0, 0, 0]


def test_who_is_on_file_is_named_and_the_archived_as_such(app: Flask, small: Path) -> None:
    client = a_client("Acme Europe", tax_id="1")
    archived(a_client("Bravissimo", tax_id="2"))
    maria = Sitting()
    import_clients(small, maria.terminal, dry_run=True, by=SYSTEM)
    assert f"Row 1, Acme: duplicate of Acme Europe ({client.number}), same tax ID." in maria.read
    assert any("who is archived, same tax ID." in line for line in maria.read)


def test_an_unknown_country_is_asked_where_somebody_sits(app: Flask, small: Path) -> None:
    maria = Sitting()
    asked = []

    def ask(name: str, rows: int) -> str:
        asked.append((name, rows))
        return "San Marino"

    import_clients(small, replace(maria.terminal, ask_country=ask), dry_run=False, by=SYSTEM)
    assert asked == [("Ruritania", 1)]
    assert db.session.scalars(select(Party.country).filter_by(name="Acme")).one() == "SM"


def test_what_is_no_list_is_refused_and_leaves_nothing_behind(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(RuleViolation):
        import_clients(tmp_path / "empty.csv", Sitting().terminal, dry_run=False, by=SYSTEM)
    assert left_behind() == [0, 0, 0, 0, 0]


def test_whoever_stops_it_leaves_nothing_behind(app: Flask, small: Path) -> None:
    def stop(staged: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_clients(small, replace(Sitting().terminal, report=stop), dry_run=False, by=SYSTEM)
    assert left_behind() == [0, 0, 0, 0, 0]


def test_duplicates_may_be_completed_and_workbooks_come_in_too(app: Flask, tmp_path: Path) -> None:
    acme = a_client("Acme", tax_id="1")
    file = tmp_path / "list.xlsx"
    file.write_bytes(a_workbook(["Company", "Tax ID", "City"], ["Acme", 1, "Rome"]))
    result = app.test_cli_runner().invoke(args=["import-clients", "--yes", "--duplicates", "fill", str(file)], input="")
    assert result.exit_code == 0
    assert "1 client on file will be completed." in result.output
    assert "1 client on file was completed from the list." in result.output
    db.session.expire_all()
    assert acme.city == "Rome"
