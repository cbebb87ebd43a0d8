"""Taking a workbook apart before anything else opens it: what comes out is XML alone, and no more than we take.

A workbook is a ZIP archive, and its own word for how large it unpacks cannot be trusted. So each part is unpacked here,
counted while it comes, and written into a new archive; whoever reads that one meets nothing that was not measured
(SAFETY.md 13).
"""

from __future__ import annotations

import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers.expat import ExpatError

from app.domain.directory.importing.measuring import Measure, NotTaken, Part
from app.domain.errors import N_, RuleViolation

ENTRIES = 2000  # parts of an archive
UNPACKED = 200 * 1024 * 1024  # bytes of all parts together
RATIO = 100  # how many times larger a workbook unpacks at most; only asked of those over _SMALL
_SMALL = 10 * 1024 * 1024

PASSWORD = N_("The workbook asks for a password. Save it without one in your spreadsheet, and choose that file.")
OLD = N_("This is a workbook of an old kind (.xls). Save it as XLSX or CSV in your spreadsheet, and choose that file.")
NO_WORKBOOK = N_("This is no workbook that can be read. Save the list as XLSX or CSV, and choose that file.")
DAMAGED = N_("The workbook is damaged and cannot be opened. Save it again in your spreadsheet, and choose that file.")
TOO_MUCH = N_("The workbook unpacks to more than 200 MB. Save the sheet with the list alone, and choose that file.")

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_CHUNK = 1024 * 1024
_AT = (1980, 1, 1, 0, 0, 0)  # the same file makes the same archive
# A cell that holds an error becomes one that holds its words, so that its row can say so.
_ERROR = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*?)t=(["'])e\2""")


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins so is, or may be, a workbook."""
    return head.startswith((_ZIP, _OLE))


def unpacked(path: Path) -> BinaryIO:
    """The XML of a workbook as a new archive: a temporary file, which goes when it is closed.

    Raises RuleViolation, with one sentence, for what is no workbook or too much of one.
    """
    with path.open("rb") as file:
        _check_kind(file)
        out = tempfile.TemporaryFile()  # noqa: SIM115  (whoever gets it closes it)
        try:
            _copy(file, out)
        except (
            zipfile.BadZipFile,
            zlib.error,
            ExpatError,
            EOFError,
            NotImplementedError,
            OSError,
            ValueError,
        ) as error:
            out.close()
            raise RuleViolation(DAMAGED, field="file") from error
        except BaseException:
            out.close()
            raise
    out.seek(0)
    return out


def _check_kind(file: BinaryIO) -> None:
    """Raises RuleViolation for old and locked workbooks, and for archives whose list of parts is too long."""
    content = file.read(_CHUNK)
    if content.startswith(_OLE):
        locked = _ENCRYPTED in content or any(_ENCRYPTED in piece for piece in iter(lambda: file.read(_CHUNK), b""))
        raise RuleViolation(PASSWORD if locked else OLD, field="file")
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < 22:
        raise RuleViolation(DAMAGED, field="file")
    entries, length = int.from_bytes(tail[end + 10 : end + 12], "little"), tail[end + 12 : end + 16]
    if _END_64 in tail[max(0, end - 20) : end] or int.from_bytes(length, "little") > 512 * ENTRIES:
        raise RuleViolation(TOO_MUCH, field="file")
    if entries > ENTRIES:
        raise RuleViolation(TOO_MUCH, field="file")
    file.seek(0)


def _copy(file: BinaryIO, out: BinaryIO) -> None:
    """Copy the parts that are XML, each measured on its way: what sheets refer to first, and the sheets after it."""
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        parts = {info.filename: info for info in archive.infolist() if info.filename.endswith((".xml", ".rels"))}
        if "xl/workbook.xml" not in parts:
            raise RuleViolation(NO_WORKBOOK, field="file")
        _check_promise(list(parts.values()))
        budget, measure = _Budget(), Measure()
        sheets = [info for info in parts.values() if _is_sheet(archive, info)]
        for info in [*(info for info in parts.values() if info not in sheets), *sheets]:
            part = measure.part(is_sheet=info in sheets)
            with copy.open(zipfile.ZipInfo(info.filename, _AT), "w") as target:
                for piece in _pieces(archive, info, budget, part):
                    target.write(piece)


def _check_promise(parts: list[zipfile.ZipInfo]) -> None:
    """What the archive itself says of its size is enough to refuse it, and not to trust it."""
    promised, packed = sum(info.file_size for info in parts), sum(info.compress_size for info in parts)
    if promised > UNPACKED or (promised > _SMALL and promised > RATIO * max(1, packed)):
        raise RuleViolation(TOO_MUCH, field="file")
    if any(info.flag_bits & 1 for info in parts):
        raise RuleViolation(PASSWORD, field="file")


def _is_sheet(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    part = Part()
    try:
        with archive.open(info) as source:
            part.feed(source.read(4096))
    except NotTaken:
        return False
    return part.root == "worksheet"


class _Budget:
    """How many bytes may still be unpacked."""

    def __init__(self) -> None:
        self.left = UNPACKED

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise RuleViolation(TOO_MUCH, field="file")


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget, part: Part) -> Iterator[bytes]:
    """A part of an archive, unpacked, in pieces that end where an element begins."""
    with archive.open(info) as source:
        rest = b""
        while piece := source.read(_CHUNK):
            budget.spend(len(piece))
            part.feed(piece)
            rest += piece
            cut = rest.rfind(b"<") if len(rest) < 2 * _CHUNK else len(rest)
            done, rest = rest[: max(0, cut)], rest[max(0, cut) :]
            yield _readable(done, part)
        part.finish()
        yield _readable(rest, part)


def _readable(piece: bytes, part: Part) -> bytes:
    return _ERROR.sub(rb'\1t="str"', piece) if part.root == "worksheet" else piece
