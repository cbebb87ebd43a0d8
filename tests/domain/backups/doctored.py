"""Backups that somebody has tampered with, or that a disk has."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

Entries = dict[str, bytes]
Rows = list[dict[str, Any]]


def doctored(whole: Path, change: Callable[[Entries], None], *, packing: int = ZIP_DEFLATED) -> Path:
    """A copy of a backup with other entries, whose ZIP itself is sound."""
    with ZipFile(whole) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    copy = whole.with_name("doctored.zip")
    with ZipFile(copy, "w", packing) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return copy


def manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[Entries], None]:
    """Change what it says of itself."""

    def doctor(entries: Entries) -> None:
        said = json.loads(entries["manifest.json"])
        change(said)
        entries["manifest.json"] = json.dumps(said).encode()

    return doctor


def rows(table: str, change: Callable[[Rows], object]) -> Callable[[Entries], None]:
    """Change the rows of a table, in which the manifest agrees."""

    def doctor(entries: Entries) -> None:
        found = [json.loads(line) for line in entries[f"tables/{table}.jsonl"].splitlines()]
        change(found)
        raw(table, "".join(f"{json.dumps(row)}\n" for row in found).encode())(entries)

    return doctor


def raw(table: str, data: bytes) -> Callable[[Entries], None]:
    """Other lines in a table, in which the manifest agrees."""

    def doctor(entries: Entries) -> None:
        entries[f"tables/{table}.jsonl"] = data
        manifest(lambda said: _entry(said, table).update(bytes=len(data), rows=data.count(b"\n")))(entries)

    return doctor


def without_table(table: str) -> Callable[[Entries], None]:
    """As if there had been no such table."""

    def doctor(entries: Entries) -> None:
        del entries[f"tables/{table}.jsonl"]
        manifest(lambda said: said["tables"].remove(_entry(said, table)))(entries)

    return doctor


def all_of(*changes: Callable[[Entries], None]) -> Callable[[Entries], None]:
    def doctor(entries: Entries) -> None:
        for change in changes:
            change(entries)

    return doctor


def _entry(said: dict[str, Any], table: str) -> dict[str, Any]:
    return next(entry for entry in said["tables"] if entry["name"] == table)


def an_entry(table: str) -> dict[str, Any]:
    return {"name": table, "rows": 0, "bytes": 0, "last_id": 0}


FILE = "files/1"
OUTSIDE = "../../../outside"

# Each has to be refused, whatever is in the place.
HOSTILE: dict[str, Callable[[Entries], None]] = {
    "no manifest": lambda entries: entries.pop("manifest.json") and None,
    "a manifest that is no JSON": lambda entries: entries.update({"manifest.json": b"{"}),
    "a manifest that nests without end": lambda entries: entries.update({"manifest.json": b"[" * 100_000}),
    "a newer format": manifest(lambda said: said.update(format=2)),
    "a newer revision": manifest(lambda said: said.update(revision="9999", version="9.9.9")),
    "a revision that is no word": manifest(lambda said: said.update(revision=["0001"])),
    "a moment without a zone": manifest(lambda said: said.update(moment="2026-11-22T10:00:00")),
    "fewer rows than it says": manifest(lambda said: _entry(said, "party").update(rows=99)),
    "another size than it says": manifest(lambda said: _entry(said, "party").update(bytes=10**15)),
    "a table that nobody knows": all_of(
        lambda entries: entries.update({"tables/sqlite_master.jsonl": b""}),
        manifest(lambda said: said["tables"].append(an_entry("sqlite_master"))),
    ),
    "sessions, which no backup holds": all_of(
        lambda entries: entries.update({"tables/login_session.jsonl": b""}),
        manifest(lambda said: said["tables"].append(an_entry("login_session"))),
    ),
    "a table twice": manifest(lambda said: said["tables"].append(_entry(said, "tag"))),
    "an entry that nobody announced": lambda entries: entries.update({OUTSIDE: b"#!/bin/sh"}),
    "a file that no row names": lambda entries: entries.update({"files/999": b"more"}),
    "a file of another content": lambda entries: entries.update({FILE: bytes(len(entries[FILE]))}),
    "a file of another size": lambda entries: entries.update({FILE: entries[FILE] + b"more"}),
    "a file that is not there": lambda entries: entries.pop(FILE) and None,
    "more files than it says": manifest(lambda said: said.update(files=1)),
    "files that fill the disk": manifest(lambda said: said.update(files_bytes=10**18)),
    "a file that lies outside the store": rows("stored_file", lambda found: found[0].update(blob=OUTSIDE)),
    "a file with an absolute name": rows("stored_file", lambda found: found[0].update(blob="/etc/passwd")),
    "a line that is no JSON": raw("tag", b'{"id": 1,\n'),
    "a line that nests without end": raw("tag", b"[" * 100_000 + b"\n"),
    "a line that is no row": raw("tag", b"[1]\n"),
    "a number that is none": raw("tag", b'{"id": 1, "name": NaN, "key": "x"}\n'),
    "a number with very many digits": raw("tag", b'{"id": ' + b"9" * 10_000 + b', "name": "x", "key": "x"}\n'),
    "a row without an id": raw("tag", b'{"name": "x", "key": "x"}\n'),
}
# These are found out row by row.
NO_VALUES: dict[str, Callable[[Entries], None]] = {
    "a column that nobody knows": rows("party", lambda found: found[0].update(password="x")),
    "a text where a number belongs": rows("party", lambda found: found[0].update(version="one")),
    "a number where a text belongs": rows("party", lambda found: found[0].update(name=7)),
    "a moment that never was": rows("party", lambda found: found[0].update(created_at="2026-02-30T00:00:00+00:00")),
}
# These by the tables themselves.
UNFIT: dict[str, Callable[[Entries], None]] = {
    "an id twice": rows("party", lambda found: found[0].update(id=found[1]["id"])),
    "an id that no column holds": rows("party", lambda found: found[0].update(id=10**30)),
    "nothing where something belongs": rows("party", lambda found: found[0].pop("name")),
    "a row that refers to nobody": rows("contact", lambda found: found[0].update(client_id=987)),
    "half a letter": raw("tag", b'{"id": 1, "name": "\\ud800", "key": "x"}\n'),
}
PACKINGS = {"a packing that can grow without end": ZIP_BZIP2}
