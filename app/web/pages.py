"""Render a page, or only the part of it that htmx asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Flask, current_app, flash, get_flashed_messages, render_template
from flask.wrappers import Response
from htmx_flask import make_response, request
from jinja2 import StrictUndefined

from app.domain.accounts.permissions import Permission
from app.domain.errors import Sentence
from app.domain.mailroom.queries import count_waiting
from app.web.formatting import sentence
from app.web.identity import may
from app.web.office import this_office
from app.web.rail import rail, rail_foot, settings_pages

# Answers that put the question once more, with what was wrong.
ASKS_AGAIN = frozenset({409, 422, 429})


def init_app(app: Flask) -> None:
    doors = {"rail": rail, "rail_foot": rail_foot, "settings_pages": settings_pages}
    app.context_processor(lambda: {**doors, "office": this_office()})
    if app.testing:
        app.jinja_env.undefined = StrictUndefined


def page(template: str, *, status: int = 200, **context: Any) -> Response:
    """Answer with a whole page, or with the block that htmx will swap.

    The rule: an element that can be swapped has an id, and the template wraps it in a block of the same name.
    `hx-target="#client_list"` gets `{% block client_list %}`, and new flash messages appended out of band; with the
    total of a list comes what waits at the desk, for the rail.
    """
    block = wanted_block(template)
    asks_again = block is None and status in ASKS_AGAIN and is_partial() and "dialog" in blocks_of(template)
    if asks_again:
        # The form of a dialog targets what it changes; when it must be asked again, the answer is the dialog.
        block = "dialog"
    if block is None:
        html = render_template(template, **context)
    else:
        html = render_block(template, block, **context)
        if has_flashes():
            html += render_template("layouts/_flashes.html", oob=True)
        if block.endswith("_total") and may(Permission.MAIL_VIEW):
            html += render_template("layouts/_waits.html", oob=True, waiting=count_waiting())
    response: Response = make_response(html, status)
    if asks_again:
        response.headers.update({"HX-Retarget": "#dialog", "HX-Reswap": "outerHTML", "HX-Push-Url": "false"})
    response.vary.update(("HX-Request", "HX-Target"))
    return response


def wanted_block(template: str) -> str | None:
    """The block of this template that htmx targets, if it asked for one."""
    target = request.htmx.target
    return target if is_partial() and target in blocks_of(template) else None


def is_partial() -> bool:
    """Whether htmx asked for a part of a page."""
    return bool(request.htmx) and not (request.htmx.boosted or request.htmx.history_restore_request)


def blocks_of(template: str) -> Collection[str]:
    """The blocks that a template itself fills."""
    return current_app.jinja_env.get_template(template).blocks


def render_block(template: str, block: str, **context: Any) -> str:
    """One block of a template, with everything that context processors add."""
    current_app.update_template_context(context)
    compiled = current_app.jinja_env.get_template(template)
    return "".join(compiled.blocks[block](compiled.new_context(context)))


def has_flashes() -> bool:
    """Whether a message waits. Flask keeps those it handed out, so that the template sees them too."""
    return bool(get_flashed_messages())


def tell(text: Sentence | str, kind: str = "success") -> None:
    """Leave a message for the next page, in the reader's language."""
    flash(sentence(text), kind)
