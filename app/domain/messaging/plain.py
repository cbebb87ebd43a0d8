"""The text of an email, made from its HTML: what is read where HTML is not. It holds every link."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "ul", "ol", "li", "blockquote", "table", "tr"})
_BLANKS = re.compile(r"[ \t\r\n]+")


def text_of(html: str) -> str:
    """The text of a piece of HTML: paragraphs with a line between them, items with a dash, links with their address."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.strip() for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.target = ""
        self.label_from = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")
        elif tag == "a":
            self.target, self.label_from = dict(attributes).get("href") or "", len(self.pieces)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} or (tag in _BLOCKS and tag != "li"):
            self.pieces.append("\n\n")
        elif tag == "a" and self.target:
            label = "".join(self.pieces[self.label_from :]).strip()
            self.pieces[self.label_from :] = [self.target if label in ("", self.target) else f"{label}: {self.target}"]
            self.target = ""

    def handle_data(self, data: str) -> None:
        self.pieces.append(_BLANKS.sub(" ", data))
