"""Count what the database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

# What surrounds the questions: transactions and settings, which differ between the two databases.
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ", "SHOW ")


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """Collect every SQL statement that any engine runs meanwhile, in order; one for an ``executemany``.

    ::

        with count_statements() as statements:
            client.get("/clients")
        assert len(statements) <= 6, "\\n".join(statements)
    """
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(FRAME):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
