"""`ui.button(...)` in a template is the macro `button` in templates/components/button.html."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2 import Environment


class Components:
    """One component, one file, one macro of the same name. Reachable from every block, as a global is."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._env.get_template(f"components/{name}.html").module, name)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["ui"] = Components(app.jinja_env)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
