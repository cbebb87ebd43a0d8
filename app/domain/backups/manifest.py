"""What a backup says of itself, and what it leaves out."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

FORMAT = 1  # of the ZIP; a newer one is not read
MANIFEST = "manifest.json"

# Tables that are not in a backup, each with its reason. All others are.
LEFT_OUT = {
    "login_session": "sessions are of the moment: after a restore everybody signs in anew",
    "restoration": "what was restored is a matter of the place, which gets a row of its own",
    "sign_in_failure": "wrong passwords are counted for fifteen minutes",
}


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table: how many rows it has, as how many bytes, and the last id that was ever given in it."""

    name: str
    rows: int
    bytes: int
    last_id: int

    @property
    def path(self) -> str:
        """Where its rows stand in the ZIP, one a line."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class RangeEntry:
    """A number range, and the last number that it gave; None before the first one."""

    kind: str
    last: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `key` tells whether two places have one secret, and nothing else."""

    version: str  # of the product
    revision: str
    moment: datetime
    database: str
    tables: tuple[TableEntry, ...]  # parents first
    ranges: tuple[RangeEntry, ...]
    files: int
    files_bytes: int
    key: str
    missing: tuple[int, ...] = ()  # files that rows name and the store no longer had
    damaged: tuple[int, ...] = ()  # files that were not what their rows say; they are in it as they were
    format: int = field(default=FORMAT)

    def table(self, name: str) -> TableEntry | None:
        return next((table for table in self.tables if table.name == name), None)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "moment": self.moment.isoformat(), "left_out": LEFT_OUT}

    @classmethod
    def of_json(cls, said: Any) -> Manifest:
        """Raises ValueError, TypeError or KeyError for what is no manifest."""
        said = {name: said[name] for name in cls.__slots__}
        found = cls(
            **{
                **said,
                "moment": datetime.fromisoformat(said["moment"]),
                "tables": tuple(TableEntry(**table) for table in said["tables"]),
                "ranges": tuple(RangeEntry(**range_) for range_ in said["ranges"]),
                "missing": tuple(said["missing"]),
                "damaged": tuple(said["damaged"]),
            }
        )
        numbers = [n for table in found.tables for n in (table.rows, table.bytes, table.last_id)]
        numbers += [found.files, found.files_bytes, *found.missing, *found.damaged]
        texts = [found.version, found.revision, found.key, *(table.name for table in found.tables)]
        if found.moment.tzinfo is None or not all(type(n) is int and n >= 0 for n in numbers):
            raise ValueError(said)
        if not all(type(text) is str for text in texts):
            raise ValueError(said)
        return found


def mark_of(secret: str, *, like: str = "") -> str:
    """A mark by which a place knows its own secret key again (`like` is the mark to compare with), and nobody else's.

    Salted and slow on purpose: a short key cannot be found by trying.
    """
    salt = like.partition("$")[0] or secrets.token_hex(16)
    return f"{salt}${hashlib.scrypt(secret.encode(), salt=salt.encode(), n=2**14, r=8, p=1, dklen=16).hex()}"
