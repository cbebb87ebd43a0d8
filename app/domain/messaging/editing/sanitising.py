"""The HTML of an email as an admin may write it: a few tags, and links whose end one can see (SAFETY.md 11).

What was pasted along with the words falls away without a sound. What would change where a link leads, or put the value
of a field into a tag, is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3

TAGS = frozenset({"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a", "h2", "h3"})
SCHEMES = frozenset({"https", "mailto", "tel"})
_LONE_FIELD = re.compile(r"\{\{ *([a-z_]{1,40}) *\}\}")
_BLANK = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Misplaced:
    """What cannot stand in a tag, and the line (from 1) where the tag begins."""

    text: str
    line: int
    holds_field: bool


def misplaced_in(html: str, links: Collection[str]) -> list[Misplaced]:
    """Attributes that hold a field, or lead where no link of ours leads, in their order.

    `links` are the names of the fields that may be all of an `href`.
    """
    reader = _Reader(links)
    reader.feed(html)
    reader.close()
    return reader.found


def cleaned(html: str, links: Collection[str]) -> str:
    """The HTML without anything that is not allowed. The parser is a browser's, so that nothing is read otherwise."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "class":
            return "button" if value.split() == ["button"] else None
        return value if leads_out(value) or names_link(value, links) else None

    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags={"script", "style"},
        attributes={"a": {"href", "class"}},
        attribute_filter=keep,
        url_schemes=set(SCHEMES),
        link_rel=None,
    ).strip()


def leads_out(value: str) -> bool:
    """Whether an `href` is an address as anybody reads it: https with a host, an email, a phone. No field in it."""
    if "{{" in value or "}}" in value or _BLANK.search(value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.hostname if parts.scheme == "https" else parts.path)


def names_link(value: str, links: Collection[str]) -> bool:
    """Whether an `href` is one field of a link, and nothing besides."""
    field = _LONE_FIELD.fullmatch(value.strip())
    return field is not None and field[1] in links


class _Reader(HTMLParser):
    def __init__(self, links: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.links = links
        self.found: list[Misplaced] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            is_target = (tag, name) == ("a", "href")
            if not value or (is_target and (names_link(value, self.links) or leads_out(value))):
                continue
            holds_field = "{{" in value or "}}" in value
            if is_target or holds_field:
                self.found.append(Misplaced(value, self.getpos()[0], holds_field))
