"""`ui.button(...)` in a template is the macro `button` in templates/components/button.html.

A component takes everything by argument, so what it draws follows from its arguments and the reader's language: it is
drawn once and remembered. A page of fifty rows says the same button a hundred times.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel.speaklater import LazyString
from jinja2 import Environment, nodes
from markupsafe import Markup, escape

from app.web.formatting import spoken

# What a component may ask beside its arguments, and still be the same for everybody who reads its language.
ASKED = frozenset({"_", "ngettext", "pgettext", "ui", "asset", "attributes", "dict", "loop", "caller", "kwargs"})
FILTERS = frozenset(
    {
        "default",
        "first",
        "int",
        "join",
        "length",
        "list",
        "mail_state",
        "map",
        "number",
        "replace",
        "select",
        "selectattr",
        "trim",
    }
)
# Values that say by themselves what they are, and tuples of these; of others, such as forms and rows, nothing is
# remembered.
PLAIN = frozenset({str, Markup, int, bool, type(None)})
Kind = type | tuple["Kind", ...]
REMEMBERED = 512  # drawings of each component, of some hundred bytes each


class Components:
    """One component, one file, one macro of the same name. Reachable from every block, as a global is."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._remember = not env.auto_reload

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        component = getattr(self._env.get_template(f"components/{name}.html").module, name)
        if self._remember:
            component = remembered(component) if is_drawn_alike(self._env, name) else component
            setattr(self, name, component)
        return component


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(ui=Components(app.jinja_env), attributes=attributes)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def attributes(values: Mapping[str, Any]) -> Markup:
    """HTML attributes from keyword arguments: hx_get becomes hx-get, class_ becomes class; none and false are left
    out.
    """
    said = {_attribute(name): value for name, value in values.items() if value is not None and value is not False}
    parts = [f" {name}" if value is True else f' {name}="{escape(value)}"' for name, value in said.items()]
    return Markup("".join(parts))  # noqa: S704  (names are a template's own, each value was escaped)


@cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def is_drawn_alike(env: Environment, name: str) -> bool:
    """Whether a component, with those that it is made of, asks for nothing beside arguments and language."""
    tree = env.parse(Path(str(env.get_template(f"components/{name}.html").filename)).read_text())
    own = names_asked_by(tree) <= ASKED and {each.name for each in tree.find_all(nodes.Filter)} <= FILTERS
    return own and all(is_drawn_alike(env, part) for part in parts_of(tree) - {name})


def names_asked_by(tree: nodes.Template) -> set[str]:
    """The names that a template does not bring along itself, as arguments, sets, loops or imports."""
    names = list(tree.find_all(nodes.Name))
    imported = {name for each in tree.find_all(nodes.FromImport) for name in each.names if isinstance(name, str)}
    own = {name.name for name in names if name.ctx != "load"} | imported
    return {name.name for name in names if name.ctx == "load"} - own


def parts_of(tree: nodes.Template) -> set[str]:
    """The components that one is made of."""
    attributes = tree.find_all(nodes.Getattr)
    return {each.attr for each in attributes if isinstance(each.node, nodes.Name) and each.node.name == "ui"}


def remembered(component: Callable[..., Markup]) -> Callable[..., Markup]:
    """A component that draws the same only once."""

    @lru_cache(maxsize=REMEMBERED)
    def drawn(_language: str, _kinds: tuple[Kind, ...], names: tuple[str, ...], *values: Any) -> Markup:
        places = len(values) - len(names)
        return component(*values[:places], **dict(zip(names, values[places:], strict=True)))

    def draw(*args: Any, **kwargs: Any) -> Markup:
        values = tuple(str(v) if type(v) is LazyString else v for v in (*args, *kwargs.values()))
        kinds = tuple(map(kind_of, values))
        if None in kinds:
            return component(*args, **kwargs)
        return drawn(spoken(), kinds, tuple(kwargs), *values)

    return draw


def kind_of(value: Any) -> Kind | None:
    """What a plain value is, beside its equals: True is 1, and what is marked as safe is its text. None: not plain."""
    kind = type(value)
    if kind in PLAIN or issubclass(kind, StrEnum):
        return kind
    if not issubclass(kind, tuple):
        return None
    kinds = [kind_of(each) for each in value]
    known = [each for each in kinds if each is not None]
    return (kind, *known) if len(known) == len(kinds) else None
