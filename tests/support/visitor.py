"""Somebody with a browser: fetches pages, checks their manners, fills in the forms that are really there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, has_app_context, session, url_for
from lxml.etree import _Element
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.db import db
from app.domain.access import signing_in
from app.web import identity
from tests.support.builders import PASSWORD
from tests.support.manners import bad_manners, is_framed, parse, text_of

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Answer:
    """What came back, as a test talks about it."""

    def __init__(self, visitor: Visitor, response: TestResponse, *, path: str) -> None:
        self.visitor = visitor
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        # Nobody reads the body of a redirect.
        is_page = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        self.html = response.text if is_page else ""
        self.path = path
        self.is_whole = self.html.lstrip().lower().startswith("<!doctype")
        self.tree: _Element = parse(self.html, whole=self.is_whole)[0] if self.html else None
        if self.html and not is_framed(response.headers):
            faults = bad_manners(self.html, whole=self.is_whole, language=self.tree.get("lang") or visitor.language)
            assert not faults, f"{path}: {faults}"

    @property
    def text(self) -> str:
        """All that a reader sees, as one line."""
        return text_of(self.tree) if self.tree is not None else ""

    def says(self, *texts: str) -> bool:
        return all(text in self.text for text in texts)

    def leads_to(self, endpoint: str, **values: Any) -> bool:
        """A redirect, or a word to htmx, that leads there; what is in the query string counts only if it is named."""
        location = self.headers.get("HX-Redirect") or self.headers.get("Location") or ""
        wanted = self.visitor.url(endpoint, **values)
        return location == wanted or ("?" not in wanted and urlsplit(location).path == wanted)

    def follow(self) -> Answer:
        """Go where the answer leads."""
        return self.visitor.get_url(self.headers.get("HX-Redirect") or self.headers["Location"])

    def find(self, xpath: str) -> list[_Element]:
        return list(self.tree.xpath(xpath))

    def texts(self, xpath: str) -> list[str]:
        return [text_of(element) for element in self.find(xpath)]

    def rows(self) -> list[str]:
        """The names of a list's rows."""
        return self.texts("//*[contains(concat(' ', @class, ' '), ' row__name ')]")

    def form(self, where: str | None = None) -> Form:
        """The form with this id, or whose action ends so; the first one in the page's own part otherwise."""
        forms = self.find("//main//form") or self.find("//form")
        if where is not None:
            forms = [
                f
                for f in self.find("//form")
                if f.get("id") == where or urlsplit(f.get("action") or "").path.endswith(where)
            ]
        else:
            forms = [f for f in forms if (f.get("method") or "").lower() == "post"]
        assert forms, f"no form {where or ''} at {self.path}"
        return Form(self, forms[0])

    def errors(self) -> list[str]:
        """The complaints of a form, at its fields and at its top."""
        return self.texts("//*[contains(@class, 'field__error')]") + self.texts(
            "//*[contains(@class, 'error-summary')]//li"
        )


class Form:
    """A form as it stands on the page, with everything that is filled in already."""

    def __init__(self, answer: Answer, element: _Element) -> None:
        self.answer = answer
        self.element = element
        self.values: MultiDict[str, str] = MultiDict()
        for control in element.xpath(".//input | .//select | .//textarea"):
            if control.get("form") in (None, element.get("id")):
                self._take(control)
        mine = f"[@form='{element.get('id') or '-'}'][not(ancestor::form)]"  # it stands elsewhere in the page
        for control in answer.find(f"//input{mine} | //select{mine} | //textarea{mine}"):
            self._take(control)

    def _take(self, control: _Element) -> None:
        name = control.get("name")
        if not name or control.get("disabled") is not None or control.xpath("ancestor::noscript"):
            return
        if control.tag == "textarea":
            self.values.add(name, (control.text or "").removeprefix("\n"))
        elif control.tag == "select":
            chosen = control.xpath(".//option[@selected]") or control.xpath(".//option")[:1]
            for option in chosen:
                self.values.add(name, option.get("value", text_of(option)))
        elif control.get("type") in {"checkbox", "radio"}:
            if control.get("checked") is not None:
                self.values.add(name, control.get("value", "on"))
        elif control.get("type") not in {"submit", "file", "image", "button"}:
            self.values.add(name, control.get("value", ""))

    def fill(self, **values: Any) -> Form:
        """Write into fields, tick boxes (True), untick them (False); a list ticks several."""
        for name, value in values.items():
            self.values.poplist(name)
            for one in value if isinstance(value, list) else [value]:
                if one is not False and one is not None:
                    self.values.add(name, "y" if one is True else str(one))
        return self

    def submit(self, *, htmx: bool = False, **values: Any) -> Answer:
        """Send the form to where it goes, by htmx if it has what that needs and the visitor wants so."""
        self.fill(**values)
        target = (self.element.get("hx-target") or "").removeprefix("#") if htmx else None
        visitor, method = self.answer.visitor, (self.element.get("method") or "get").lower()
        path = self.element.get("action") or self.answer.path
        if method == "get":
            return visitor.open("GET", path, query=self.values, htmx=target)
        return visitor.open("POST", path, data=self.values, htmx=target, at=self.answer.path)


class Visitor:
    """One browser with its cookies."""

    def __init__(self, app: Flask, *, language: str = "en", address: str = "127.0.0.1") -> None:
        self.app = app
        self.language = language
        self.address = address
        self.client = app.test_client()

    def url(self, endpoint: str, **values: Any) -> str:
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def get(self, endpoint: str, *, htmx: str | None = None, at: str | None = None, **values: Any) -> Answer:
        """Fetch a page, or with `htmx` the part of that id, as from the page at `at` (the same one unless said)."""
        return self.get_url(self.url(endpoint, **values), htmx=htmx, at=at)

    def get_url(self, url: str, *, htmx: str | None = None, at: str | None = None) -> Answer:
        return self.open("GET", url, htmx=htmx, at=at)

    def post(
        self, endpoint: str, data: Mapping[str, Any] | None = None, *, htmx: str | None = None, **values: Any
    ) -> Answer:
        """Send data that no form of the page offers; with a token, so that only the application itself can refuse."""
        return self.open(
            "POST",
            self.url(endpoint, **values),
            data=MultiDict({**(data or {}), "csrf_token": self.token()}),
            htmx=htmx,
        )

    def open(
        self,
        method: str,
        url: str,
        *,
        data: Any = None,
        query: Any = None,
        htmx: str | None = None,
        at: str | None = None,
    ) -> Answer:
        headers = {"Accept-Language": self.language}
        if at is not None:
            headers["Referer"] = f"http://localhost{at}"
        if htmx is not None:
            here = at or urlsplit(url).path
            headers |= {"HX-Request": "true", "HX-Target": htmx, "HX-Current-URL": f"http://localhost{here}"}
        path, _, asked = url.partition("?")
        response = self.client.open(
            path,
            method=method,
            data=data,
            query_string=asked if query is None else query,
            headers=headers,
            environ_base={"REMOTE_ADDR": self.address},
        )
        return Answer(self, response, path=url)

    def token(self) -> str:
        """A CSRF token of this browser's session."""
        page = self.client.get("/logout" if self.is_in() else "/login", headers={"Accept-Language": self.language})
        found = TOKEN.search(page.text)
        assert found, page.text
        return found[1]

    def is_in(self) -> bool:
        """Whether somebody is signed in."""
        return self.client.get("/logout").status_code == 200

    def sign_in(self, email: str, password: str = PASSWORD) -> Answer:
        """Sign in by the form; what the application answers."""
        return self.get("auth.login").form().submit(email=email, password=password)

    def signed_in_as(self, email: str, password: str = PASSWORD) -> Visitor:
        """This visitor, once in: by the same deed as through the form, without a page and a request for it."""
        if has_app_context():
            db.session.commit()  # what the test has prepared
        with self.app.test_request_context("/login"):
            entered = signing_in.sign_in(
                email, password, signing_in.Visitor(self.address, self.client.environ_base.get("HTTP_USER_AGENT", ""))
            )
            identity.sign_in(entered.token)
            cookie = dict(session)
            db.session.commit()
        with self.client.session_transaction() as kept:
            kept.update(cookie)
            kept.permanent = True
        if has_app_context():
            db.session.expire_all()
        return self
