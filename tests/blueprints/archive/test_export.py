"""The Archive as a file: who waits there, and nobody else."""

from __future__ import annotations

import csv
from io import StringIO

from tests.support.builders import archived
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor


def found(answer: Answer) -> list[tuple[str, str]]:
    """Company and status of each row."""
    assert answer.status == 200
    rows = csv.DictReader(StringIO(answer.response.data.decode("utf-8-sig"), newline=""))
    return [(row["Company"], row["Status"]) for row in rows]


def test_all_that_is_listed_there_goes_out(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, cast.bravo)
    page = marta.get("archive.index", q="lodz")
    assert found(page.form("archive_export").submit()) == [("Bravo Sp. z o.o.", "archived")]
    everybody = found(marta.get("archive.export"))
    assert everybody == [("Acme S.r.l.", "archived"), ("Bravo Sp. z o.o.", "archived")]


def test_of_ticked_rows_those_go_out(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, cast.bravo)
    ticked = marta.get("archive.export", ids=cast.bravo.id)
    assert found(ticked) == [("Bravo Sp. z o.o.", "archived")]
    assert "filename=archive-" in ticked.headers["Content-Disposition"]


def test_both_menus_stand_on_the_page(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    lines = marta.get("archive.index").find("//*[@popover]//button[@name='format']")
    assert [(line.get("value"), line.get("formaction")) for line in lines] == [
        (wanted, "/archive/export") for wanted in ("xlsx", "csv")
    ] * 2
