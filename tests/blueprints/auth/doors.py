"""A browser's way through the doors: forms are fetched, filled in and sent with their hidden fields."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.domain.accounts.people import PASSWORD

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
FORM = re.compile(r'<form[^>]*method="post"[^>]*>.*?</form>', re.DOTALL)


def hidden_fields(form: str) -> dict[str, str]:
    return {attribute(field, "name"): attribute(field, "value") for field in HIDDEN.findall(form)}


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found.group(1)) if found else ""


def form_at(client: FlaskClient, page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form on a page that goes to an address."""
    shown = client.get(page)
    assert shown.status_code == 200, (page, shown.status, shown.location)
    forms = FORM.findall(shown.text)
    for form in forms:
        if attribute(form.partition(">")[0], "action").partition("?")[0] == action:
            return hidden_fields(form)
    raise AssertionError(f"No form on {page} goes to {action}")


def send(client: FlaskClient, action: str, data: dict[str, str] | None = None, *, page: str = "") -> TestResponse:
    """Fill in and send the form that goes to an address."""
    fields = form_at(client, page or action.partition("?")[0], action.partition("?")[0])
    return client.post(action, data={**fields, **(data or {})})


def enter(client: FlaskClient, email: str, password: str = PASSWORD, *, query: str = "") -> TestResponse:
    """Sign in with the form of the sign-in page."""
    return send(client, f"/login{query}", {"email": email, "password": password}, page="/login")
