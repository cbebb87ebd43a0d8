"""What every page owes its reader, checked for each one that a test fetches (LOOK.md, SAFETY.md 10)."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import html5lib
from babel.messages.pofile import read_po
from lxml.etree import _Element

APP = Path(__file__).resolve().parents[2] / "app"
CATALOGUES = APP / "translations"
SPRITE = APP / "static" / "vendor" / "icons.svg"
# html5lib is older than these.
PARDONED = {"unexpected-start-tag-implies-end-tag-never"}
UNSPOKEN = {"script", "style", "template", "title"}


@functools.lru_cache(maxsize=1)  # who looks at a page looks at its manners too
def parse(html: str, *, whole: bool) -> tuple[_Element, list[str]]:
    """The tree of a page or of a fragment, and what is wrong with its HTML. Neither is to be changed."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    if whole:
        tree = parser.parse(html).getroot()
    else:
        tree = html5lib.parse(
            f"<!doctype html><title>-</title>{html}", treebuilder="lxml", namespaceHTMLElements=False
        ).getroot()
        parser.parseFragment(html)
    wrong = [f"{code} at line {place[0]}: {data}" for place, code, data in parser.errors if code not in PARDONED]
    return tree, wrong


def bad_manners(html: str, *, whole: bool, language: str = "en") -> list[str]:
    """Everything that a page or fragment does that it should not; empty for a well-mannered one."""
    tree, wrong = parse(html, whole=whole)
    faults = [*wrong]
    if whole:
        faults += _page_faults(tree)
    faults += _id_faults(tree) + _label_faults(tree) + _form_faults(tree)
    faults += [f"style= on <{element.tag}>" for element in tree.iter() if element.get("style") is not None]
    faults += [
        f"{name}= on <{element.tag}>"
        for element in tree.iter()
        for name in element.attrib
        if str(name).startswith("on")
    ]
    faults += [f"no icon {name}" for name in icons_named(tree) if name not in drawn()]
    faults += [f"not translated: {text!r}" for text in untranslated(tree, language)]
    return faults


def is_framed(headers: Mapping[str, str]) -> bool:
    """Whether this is an email in its sandboxed frame: a document of others' making, with the manners of mail."""
    return "sandbox" in headers.get("Content-Security-Policy", "")


def icons_named(tree: _Element) -> set[str]:
    """The icons that a page shows, by their names in the sprite."""
    return {(use.get("href") or "").partition("#")[2] for use in tree.iter("use", "{http://www.w3.org/2000/svg}use")}


@functools.cache
def drawn() -> frozenset[str]:
    """The icons of the sprite: whoever names another one shows a gap."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))


def _page_faults(tree: _Element) -> list[str]:
    faults = []
    headings = [text_of(h) for h in tree.iter("h1")]
    title = "".join(tree.xpath("//head/title//text()")).strip()
    if len(headings) != 1:
        faults.append(f"one h1, please: {headings}")
    if not title or title.startswith("·"):
        faults.append("no title")
    if not tree.get("lang"):
        faults.append("no lang")
    if len(list(tree.iter("main"))) != 1:
        faults.append("one main, please")
    return faults


def _id_faults(tree: _Element) -> list[str]:
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    return [f"id {name!r} stands {n} times" for name, n in ids.items() if n > 1]


def _label_faults(tree: _Element) -> list[str]:
    labelled = {label.get("for") for label in tree.iter("label")}
    faults = []
    for control in tree.xpath("//input | //select | //textarea"):
        if control.get("type") in {"hidden", "submit"} or control.get("aria-label") or control.get("aria-labelledby"):
            continue
        if control.get("id") not in labelled and not control.xpath("ancestor::label"):
            faults.append(f"no label for {control.get('name')}")
    faults += [
        f"nameless <{button.tag}> {button.get('class')}"
        for button in tree.xpath("//button[not(@hidden)] | //a[@href]")
        if not text_of(button) and not button.get("aria-label") and not button.xpath(".//*[@aria-label]")
    ]
    return faults


def _form_faults(tree: _Element) -> list[str]:
    forms = [form for form in tree.iter("form") if (form.get("method") or "get").lower() == "post"]
    return [f"no token in the form to {f.get('action')}" for f in forms if not f.xpath(".//input[@name='csrf_token']")]


def text_of(element: _Element) -> str:
    """The words of an element, as one line."""
    return " ".join("".join(element.itertext()).split())


@functools.cache
def said_otherwise(language: str) -> frozenset[str]:
    """The English sentences that this language says in other words: none of them may stand on its pages. Where it says
    the same of something else, nobody can tell: “Note” are remarks in Italian.
    """
    file = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if language == "en" or not file.is_file():
        return frozenset()
    with file.open("rb") as stream:
        catalogue = read_po(stream)
    sentences, own = set(), set()
    for message in catalogue:
        pairs = [(message.id, message.string)] if isinstance(message.id, str) else [(message.id[0], message.string[0])]
        own |= {said for _source, said in pairs}
        sentences |= {source for source, said in pairs if source and said and source != said and "%(" not in source}
    return frozenset(sentences - own)


def untranslated(tree: _Element, language: str) -> list[str]:
    """The texts and labels of a page that are English although the page is not."""
    english = said_otherwise(language)
    if not english:
        return []
    said = []
    for element in tree.iter():
        if (
            not isinstance(element.tag, str)
            or element.tag in UNSPOKEN
            or element.xpath("ancestor-or-self::*[@data-as-typed]")
        ):
            continue
        said += [element.text, *(child.tail for child in element)]
        said += [element.get(name) for name in ("placeholder", "aria-label", "title", "alt")]
    return [text for text in (re.sub(r"\s+", " ", t or "").strip() for t in said) if text in english]
