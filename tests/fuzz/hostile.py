"""What no form of ours sends: values for a field, an address, a header, a file."""

from __future__ import annotations

import base64
import json
from random import Random

# Comes back as text, or not at all: a page that holds it has let it out of its text.
SCRIPT = "<script>fuzz(1)</script>"
IMAGE = "<img src=fuzz onerror=fuzz(1)>"
EVIL = "evil.example"  # where no answer leads

NUMBERS = (
    "0", "-1", "1", "2147483647", "2147483648", "9223372036854775808", "1" + "0" * 30, "1e9", "1.5", "0x10", "٣", "١٢",
    "²", " 7 ", "+7", "00000007", "NaN", "inf", "-0", "1_0", "7;8", "9" * 5000,
)  # fmt: skip
TEXTS = (
    "", " ", "\t", "\x00", "a\x00b", "a\r\nX-Fuzz: 1", "a\nb", "a\rb", "\r\n\r\n" + SCRIPT, "\x0b\x0c\x1b[2J", "\x85",
    "\u2028a\u2029", "\u202egnp.exe", "\u200b\u200d\ufeff", "e\u0301\u0327" * 20, "Z\u0351\u0347" * 60, "\ufdfd" * 50,
    "\U0001f469\u200d\U0001f4bb", "\U0010ffff", "\ufffe", "ﬀß\u0130ıŁ", "𝕬𝖈𝖒𝖊", "%", "_", "%%%", "\\", "\\%",
    "'", '"', "`", "' OR '1'='1",
    "'; DROP TABLE party; --", "1) OR 1=1 --", '" OR ""="', "{{ 7*7 }}", "{{ config }}", "{% raw %}", "${7*7}", "#{7}",
    "%(name)s", "%s%s%n", "{0}", "{name.__class__}", SCRIPT, f'">{SCRIPT}', f"'>{IMAGE}", f"</textarea>{IMAGE}",
    f"</title>{SCRIPT}", f"<!--{SCRIPT}-->", "javascript:fuzz(1)", "data:text/html,x", f"//{EVIL}", f"https://{EVIL}/",
    f"/\\{EVIL}", f"/\t/{EVIL}", f"\\\\{EVIL}", "/%2f%2f" + EVIL, "[]", "{}", "null", "true", "[object Object]", "=1+1",
    "@SUM(1)", "../../etc/passwd", "..\\..\\x", "/etc/passwd", "C:\\x", "http://[", "http://a:99999999/", "[::1",
    "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "-2026-01-01", "2026-11-22T25:61", "2026-11-22T09:00",
    "0001-01-01T00:00", "9999-12-31T23:59", "a@b", "@", f"a@{'b' * 300}.c", "a@xn--.com", "IT", "xx", "XXXX", "en",
    "all", "any", "none", "on", "y", "yes", "no", "customer", "archived", "-name", "--name", "name,id", "name DESC",
    "a" * 201, "a" * 10_000, "ł " * 5_000,
)  # fmt: skip
HUGE = ("a" * 300_000, SCRIPT * 12_000, "\u0301" * 100_000, "1" * 300_000, " a" * 150_000)
# Percent-encoded already: what stands there is no UTF-8, half of a pair, overlong, or no encoding at all.
RAW = (
    "%ff",
    "%c3%28",
    "%ed%a0%80",
    "%c0%af",
    "%00",
    "%0d%0aX-Fuzz:%201",
    "%",
    "%2",
    "%zz",
    "%e2%80%ae",
    "+",
    "%2b",
    ";",
)
HEADERS: dict[str, tuple[str, ...]] = {
    "HX-Request": ("true", "false", "", SCRIPT),
    "HX-Target": ("content", "client_list", "dialog", "card", "nothing", "\xe9", "a b", '"><script>', "x" * 5000),
    "HX-Current-URL": ("http://localhost/clients", "http://[", f"https://{EVIL}/", "\xff\xfe", "javascript:1"),
    "HX-Prompt": ("%ff", "x" * 5000),
    "HX-Boosted": ("true",),
    "HX-History-Restore-Request": ("true",),
    "HX-Trigger-Name": ("\xe9",),
    "Referer": (f"https://{EVIL}/", f"http://localhost//{EVIL}", "http://localhost/\\x", "http://[", "\xff"),
    "Accept-Language": ("xx", "en;q=9,it;q=a", "*", "it-" + "a" * 2000, "\xff", "../../x", "en-US-x-\x00", "ar"),
    "Accept": ("", "application/json", "\xff"),
    "Host": (EVIL, "localhost:99999999", "a b", "", "[::1", "localhost\\@" + EVIL, "\xe9", "x" * 3000),
    "X-Forwarded-For": ("1.2.3.4", "\xff", "a" * 3000, "1.2.3.4, 5.6.7.8"),
    "X-Forwarded-Host": (EVIL,),
    "X-Forwarded-Proto": ("https", "javascript"),
    "X-HTTP-Method-Override": ("DELETE", "POST"),
    "Content-Type": ("application/json", "text/plain", "multipart/form-data", "\xff", "application/xml", "a" * 3000),
    "Content-Length": ("-1", "abc", "99999999999999", "0", "1"),
    "Sec-Fetch-Site": ("cross-site", "none", "\xff"),
    "Range": ("bytes=0-0,5-6", "bytes=-1", "bytes=9-1", "bytes=99999999999999999999-", "bytes=" + "0-1," * 500, "x"),
    "If-None-Match": ("*", '"', "W/" * 500, "\xff"),
    "If-Modified-Since": ("yesterday", "Thu, 99 Foo 99999 99:99:99 GMT", "\xff"),
    "User-Agent": ("", SCRIPT, "\xff" * 300, "x" * 5000),
    "Origin": (f"https://{EVIL}", "null"),
    "Cookie": ("", "session=", "session=.eJ.x.y", "session=\xff", "a" * 5000, "session=a; session=b", "=;;,"),
}  # fmt: skip
VERBS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", "FUZZ", "")
FILE_NAMES = (
    "list.csv", "", "..",
    "../../x.png", "..\\x.pdf", "a\r\nX-Fuzz: 1.png", "a\x00.png", "\u202egnp.exe", '"; x="', "n" * 300,
    "\U0001f4a3.csv", "/etc/passwd", "list.xlsx", "list.svg",
)  # fmt: skip
FILE_TYPES = ("image/png", "application/pdf", "text/html", "", "text/csv", "image/svg+xml", "\xff", "a" * 300)
FILES = (
    b"",
    b"\x00" * 1000, b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + SCRIPT.encode(), b"\x89PNG\r\n\x1a\n", b"GIF89a", b"PK\x03\x04",
    b"PK\x05\x06" + b"\x00" * 18, b"<svg xmlns='http://www.w3.org/2000/svg' onload='fuzz(1)'/>", SCRIPT.encode(),
    b"\xff\xd8\xff\xe0", b"Name\r\n\"", b"Company;City\nA;B\n", b"Company,City\n" + b"\xff\xfe,\x00\n", b"\xef\xbb\xbf",
    b"\xff\xfe", b"a," * 20_000, b"\n" * 5000, "Company\n=1+1\n".encode("utf-16"), b"Company,Company\nA,B\n",
)  # fmt: skip


def a_value(rng: Random) -> str:
    """A text that a field may be sent."""
    kind = rng.random()
    if kind < 0.3:
        return rng.choice(NUMBERS)
    if kind < 0.9:
        return rng.choice(TEXTS)
    if kind < 0.98:
        return a_page_key(rng)
    return rng.choice(HUGE)


def a_page_key(rng: Random) -> str:
    """A page key that is forged, or cut."""
    numbers = [0, 1, 2, 3, -1, 2**31, 2**63, 10**30, 1.5, True, None, "1", [], {}]
    texts = ["", "a", "\x00", "\ud800", "zz", None, 7, ["a"], {"a": 1}, "2026-11-22T09:00:00+00:00", "9" * 400, "%"]
    parts = [rng.choice(numbers), rng.choice(texts), rng.choice(numbers), rng.choice(numbers)]
    if rng.random() < 0.2:
        parts = parts[: rng.randrange(4)] + rng.choices(parts, k=rng.randrange(3))
    packed = json.dumps(parts if rng.random() < 0.95 else {"a": parts}).encode()
    key = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return key[: rng.randrange(len(key))] if rng.random() < 0.2 else key
