"""What a template says by itself: its HTML without what Jinja puts there, and the constants in its expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

# Said in no language, or the same in all.
NAMES = {"Recapito"}
SPOKEN = {"title", "placeholder", "aria-label", "aria-description", "alt", "label", "data-confirm", "data-done-text"}
JINJA = Environment(autoescape=True)
GAP = "-"  # where an expression or a tag of Jinja stands
# What becomes the value of a class= elsewhere.
CLASS_NAMES = re.compile(
    r"{%-?\s*set \w*classes\s*-?%}.*?{%-?\s*endset\s*-?%}"
    r"|{%-?\s*block (body_class|frame)\s*-?%}.*?{%-?\s*endblock\s*-?%}",
    re.DOTALL,
)


def skeleton(source: str) -> str:
    """A template's own HTML, with a gap for whatever Jinja puts there."""
    parts, inside = [], None
    for _, kind, value in JINJA.lex(CLASS_NAMES.sub("", source)):
        if inside:
            inside = None if kind == inside else inside
        elif kind.endswith("_begin") and kind != "raw_begin":
            inside = kind.replace("_begin", "_end")
            parts.append("" if kind == "comment_begin" else GAP)
        elif kind == "data":
            parts.append(value)
    return "".join(parts).replace(f"<{GAP}", "<x-").replace(f"</{GAP}", "</x-")


class Reader(HTMLParser):
    """Notes what a template must not hold: styles, scripts, and words of its own."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self.within: list[str] = []
        self.feed(skeleton(source))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.strip(GAP): value or "" for name, value in attrs}
        self.within.append(tag)
        if tag == "style" or "style" in given:
            self.styles.append(f"<{tag}> at line {self.getpos()[0]}")
        if tag == "script" and "src" not in given:
            self.scripts.append(f"<script> at line {self.getpos()[0]}")
        self.scripts += [f"{name}= on <{tag}>" for name in given if name.startswith(("on", "hx-on"))]
        self.scripts += [f"{name}={value}" for name, value in given.items() if "javascript:" in value.lower()]
        is_button = tag == "input" and given.get("type") in {"submit", "button"}
        spoken = SPOKEN | ({"value"} if is_button else set())
        self.words += [given[name] for name in spoken if is_spoken(given.get(name))]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.within:
            while self.within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if is_spoken(data) and not {"kbd", "script", "style"} & set(self.within):  # keys are named as on the keyboard
            self.words.append(" ".join(data.split()))


def is_spoken(text: str | None) -> bool:
    """Whether there is a word in it that is nobody's name."""
    return any(word not in NAMES for word in re.findall(r"[^\W\d_]+", text or ""))


def bare_words(source: str) -> Iterator[str]:
    """Texts that are shown as they stand: `{{ "Text" }}`, or given to a component that shows them."""
    tree = JINJA.parse(source)
    for output in tree.find_all(nodes.Output):
        yield from (part.value for part in output.nodes if isinstance(part, nodes.Const) and is_text(part.value))
    for call in tree.find_all(nodes.Call):
        if (
            isinstance(call.node, nodes.Getattr)
            and isinstance(call.node.node, nodes.Name)
            and call.node.node.name == "ui"
        ):
            given = [*call.args, *(keyword.value for keyword in call.kwargs)]
            yield from (each.value for each in given if isinstance(each, nodes.Const) and is_text(each.value))


def is_text(value: object) -> bool:
    """Whether a constant is a text for people: it begins with a capital, or has many words. Others are keys."""
    if not isinstance(value, str) or value in NAMES:
        return False
    words = value.split()
    return value[:1].isupper() or (len(words) > 3 and all(word.isalpha() for word in words))


def called_in(source: str) -> set[str]:
    """The components that a template calls, as ui.name(…)."""
    parts = JINJA.parse(source).find_all(nodes.Getattr)
    return {part.attr for part in parts if isinstance(part.node, nodes.Name) and part.node.name == "ui"}
