"""Files as somebody sends them who means harm, or whose program broke: made here, none is kept beside the tests."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from random import Random

from PIL import Image
from pypdf import PdfWriter
from pypdf.actions import JavaScript

from tests.domain.directory.importing.workbooks import MAIN, a_sheet, a_text, a_workbook, archive, by_hand
from tests.support.papers import HEIC, a_pdf, a_photo

# It tells the server when it ran, and says so in the title.
RUNS = "<script>document.title='ran';fetch('/healthz?ran')</script>"
HTML = f"<!doctype html><title>x</title>{RUNS}".encode()
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99" onload="fetch(1)">{RUNS}</svg>'.encode()
PNG = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png_of(
    width: int, height: int, *, depth: int = 8, colour: int = 0, rows: int | None = None, extra: bytes = b""
) -> bytes:
    """A PNG all of zeros, as small as it packs; `rows` is how many are really there."""
    line = b"\x00" * (1 + (width * depth * {0: 1, 2: 3, 6: 4}[colour] + 7) // 8)
    packer = zlib.compressobj(1)
    packed = [packer.compress(line) for _ in range(height if rows is None else rows)] + [packer.flush()]
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return PNG + chunk(b"IHDR", head) + extra + chunk(b"IDAT", b"".join(packed)) + chunk(b"IEND", b"")


def a_pdf_that_acts() -> bytes:
    """It opens with a script, an address to go to, and a file within."""
    writer = PdfWriter()
    writer.add_blank_page(210, 297)
    writer.add_open_action(JavaScript("app.alert('ran'); this.submitForm('http://localhost/healthz?ran');"))
    writer.add_attachment("x.html", HTML)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def a_zip_of_zips(depth: int = 6, each: int = 10) -> bytes:
    inner = b"\x00" * 1_000_000
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for place in range(each):
                packed.writestr(f"{place}.zip", inner)
        inner = out.getvalue()
    return inner


def a_workbook_that_swells(megabytes: int = 300) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        with zipfile.ZipFile(io.BytesIO(by_hand(a_sheet()))) as plain:
            for name in plain.namelist():
                if "worksheets" not in name:
                    packed.writestr(name, plain.read(name))
        with packed.open("xl/worksheets/s.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for _ in range(megabytes):
                sheet.write(b" " * 1_000_000)
            sheet.write(b"</sheetData></worksheet>")
    return out.getvalue()


def billion_laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    sheet = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{levels}]>' + a_sheet(
        f"<row>{a_text('A1', '&l9;')}</row>"
    )
    return by_hand(sheet)


def reads_a_file() -> bytes:
    outside = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    return by_hand(outside + a_sheet(f"<row>{a_text('A1', 'Company')}</row><row>{a_text('A2', '&f;')}</row>"))


def a_workbook_that_climbs() -> bytes:
    with zipfile.ZipFile(io.BytesIO(a_workbook(["Company"], ["Acme"]))) as plain:
        parts = {name: plain.read(name) for name in plain.namelist()}
    return archive({**parts, "../../../../tmp/climbed.txt": "climbed", "/tmp/climbed.txt": "climbed", "xl\\..\\x": "x"})


def webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, "WEBP")
    return out.getvalue()


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("P", (40, 40)).save(out, "GIF", comment=RUNS.encode())
    return out.getvalue()


# By what they are; made when one is asked for.
MAKERS: dict[str, Callable[[], bytes]] = {
    "an SVG": lambda: SVG,
    "HTML": lambda: HTML,
    "HTML with the head of a PNG": lambda: PNG + HTML,
    "a PNG with HTML behind it": lambda: a_png_of(64, 64) + HTML,
    "a PNG with HTML in its text": lambda: a_png_of(64, 64, extra=chunk(b"tEXt", b"Comment\x00" + HTML)),
    "a JPEG with HTML behind it": lambda: a_photo() + HTML,
    "a PDF with HTML before it": lambda: HTML + a_pdf(),
    "a PDF with HTML behind it": lambda: a_pdf() + b"\n" + HTML,
    "a PDF that is a ZIP too": lambda: a_pdf() + archive({"x.html": HTML}),
    "a PDF that acts": lambda: a_pdf_that_acts(),
    "a PDF of a million pages": lambda: a_pdf().replace(b"/Count 1", b"/Count 1000000"),
    "a PDF cut off": lambda: a_pdf()[:200],
    "a PNG of 20,000 x 20,000": lambda: a_png_of(20_000, 20_000, depth=1),
    "a PNG of as many pixels as may be, in four colours": lambda: a_png_of(8_000, 6_250, colour=6),
    "a PNG with more rows than it says": lambda: a_png_of(100, 100, rows=200_000),
    "a PNG with fewer rows than it says": lambda: a_png_of(7_000, 7_000, rows=3),
    "a PNG 60,000 wide": lambda: a_png_of(60_000, 1_000, depth=1),
    "a JPEG cut off": lambda: a_photo("JPEG", (900, 900))[:2000],
    "a JPEG that says it is large": lambda: a_photo("JPEG").replace(b"\x00\x28\x00\x50", b"\xff\xff\xff\xff"),
    "a GIF": lambda: gif(),
    "a WebP": lambda: webp(),
    "an AVIF": lambda: HEIC.replace(b"heic", b"avif"),
    "a HEIC": lambda: HEIC,
    "a ZIP of ZIPs": lambda: a_zip_of_zips(),
    "a workbook that swells": lambda: a_workbook_that_swells(),
    "a workbook of entities": lambda: billion_laughs(),
    "a workbook that reads a file": lambda: reads_a_file(),
    "a workbook that climbs": lambda: a_workbook_that_climbs(),
    "a line of 50 MB": lambda: b"Company\n" + b"a" * 49_900_000,
    "a line of a million cells": lambda: b"," * 1_000_000,
    "a list with NULs": lambda: b"Company,City\nA\x00cme,\x00\n\x00\x00,\n",
    "a list of quotes": lambda: b'Company\n"' + b"a\n" * 3_000,
    "nothing": lambda: b"",
    "noise": lambda: bytes(range(256)) * 4_000,
    "random noise": lambda: Random(7).randbytes(200_000),
}


@cache
def file_called(what: str) -> bytes:
    return MAKERS[what]()


# What names may hold; as they stand in the header, for what a browser would quote comes as it is.
NAMES = (
    "../../../../tmp/climbed.txt", "..\\..\\climbed.txt", "/etc/passwd", "C:\\x.pdf", "a/b\\c.png", "a\rb.csv",
    "a\x00b.csv", "\u202egnp.exe", "\u200f\u2066x.pdf", '"><script>x</script>.png', "'; x=1.pdf", "n" * 300 + ".png",
    "\U0001f4a3" * 80, ".", "..", "", " ", "con", "list.csv;x=y", "%00.png", "%2e%2e%2fx", "\ufffe\ud7ff.csv",
    "=cmd|x.csv", "a\tb.png",
)  # fmt: skip
