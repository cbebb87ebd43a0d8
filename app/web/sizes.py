"""How much a request may bring. Most bring a few fields; a view that takes a file says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def takes_a_file(view: View) -> View:
    """For a view whose form brings a file: it may have MAX_UPLOAD_LENGTH instead of MAX_CONTENT_LENGTH."""
    view.takes_a_file = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Called before the extensions: looking for a form's token reads the form, and by then its limit has to stand."""
    app.before_request(make_room)
    app.before_request(refuse_nameless_fields)


def make_room() -> None:
    """Only for a file, which is read in pieces and put aside: other forms are taken into memory whole, many times over.

    What is not a file in such a form keeps to MAX_FORM_PARTS and MAX_FORM_MEMORY_SIZE.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if hasattr(view, "takes_a_file") and request.mimetype == "multipart/form-data":
        request.max_content_length = current_app.config["MAX_UPLOAD_LENGTH"]


def refuse_nameless_fields() -> None:
    """A part of a form without a name, which no browser sends: whoever looks for a token expects each to have one."""
    if request.endpoint and request.mimetype == "multipart/form-data" and None in {*request.form, *request.files}:
        abort(400)
