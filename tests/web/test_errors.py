"""What went wrong is said as a page, or as a message where htmx asked; a sentence and a reference, never a trace."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.web.errors import SENTENCES
from tests.support.manners import bad_manners
from tests.web.rooms import add_rooms

pytestmark = pytest.mark.sqlite  # what a refusal looks like does not depend on the database

HTMX = {"HX-Request": "true", "HX-Target": "content"}
ALL = sorted(SENTENCES)


def is_page(answer: TestResponse) -> bool:
    whole = answer.text.startswith("<!doctype html>")
    return whole and not bad_manners(answer.text, whole=True) and "HX-Retarget" not in answer.headers


def is_alert(answer: TestResponse) -> bool:
    goes_to = (answer.headers.get("HX-Retarget"), answer.headers.get("HX-Reswap"))
    is_part = "<html" not in answer.text and not bad_manners(answer.text, whole=False)
    return is_part and goes_to == ("#flashes", "beforeend") and 'role="alert"' in answer.text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503])
def test_every_error_is_a_page_or_an_alert(browser: FlaskClient, status: int) -> None:
    page, alert = browser.get(f"/abort/{status}"), browser.get(f"/abort/{status}", headers=HTMX)
    assert page.status_code == alert.status_code == status
    assert is_page(page)
    assert is_alert(alert)
    assert SENTENCES[status][0] in page.text
    assert SENTENCES[status][0] in alert.text


@pytest.mark.parametrize("status", [402, 406, 410, 418, 501, 502, 504])
def test_an_error_that_nobody_expected_has_a_sentence_too(browser: FlaskClient, status: int) -> None:
    assert is_page(browser.get(f"/abort/{status}"))


@pytest.mark.parametrize("status", [429, 503])
def test_who_is_to_wait_is_told_how_long(browser: FlaskClient, status: int) -> None:
    assert int(browser.get(f"/abort/{status}").headers["Retry-After"]) >= 1


# From their real causes ----------------------------------------------------------------------------------------------


@pytest.fixture
def strict(furnished: Callable[..., Flask]) -> FlaskClient:
    """As in earnest: forms need a token, uploads have a limit, the host is known."""
    settings = {"MAX_CONTENT_LENGTH": 1000, "TRUSTED_HOSTS": ["recapito.example"]}
    return furnished(add_rooms, PROPAGATE_EXCEPTIONS=False, **settings).test_client()


HOST = "http://recapito.example"


@pytest.mark.parametrize("token", [None, "", "made.up", "IjEi.aaaa.bbbb"])
def test_a_form_without_its_token_is_refused(strict: FlaskClient, token: str | None) -> None:
    data = {"email": "a@example.com"} if token is None else {"csrf_token": token}
    page, alert = (strict.post("/login", data=data, base_url=HOST, headers=headers) for headers in ({}, HTMX))
    assert (page.status_code, alert.status_code) == (400, 400)
    assert is_page(page)
    assert is_alert(alert)


def test_a_token_of_somebody_else_s_session_is_refused(strict: FlaskClient) -> None:
    other = strict.application.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', other.get("/login", base_url=HOST).text)
    assert token
    strict.get("/login", base_url=HOST)
    assert strict.post("/logout", data={"csrf_token": token[1]}, base_url=HOST).status_code == 400


def test_too_large_an_upload_is_refused(strict: FlaskClient) -> None:
    page, alert = (strict.post("/login", data={"email": "x" * 2000}, base_url=HOST, headers=h) for h in ({}, HTMX))
    assert (page.status_code, alert.status_code) == (413, 413)
    assert is_page(page)
    assert is_alert(alert)


@pytest.mark.parametrize("host", ["evil.example", "recapito.example.evil.example", "127.0.0.1"])
def test_a_host_that_is_not_ours_is_refused(strict: FlaskClient, host: str) -> None:
    """In plain words, without a link: no address of ours begins with that host."""
    for headers in ({}, HTMX):
        answer = strict.get("/login", base_url=f"http://{host}", headers=headers)
        assert (answer.status_code, answer.mimetype) == (400, "text/plain")
        assert "Open the page again" in answer.text
        assert host not in answer.text


def test_an_address_that_is_none_is_not_found(browser: FlaskClient) -> None:
    assert is_page(browser.get("/nowhere"))
    assert browser.get("/nowhere").status_code == 404


def test_a_verb_that_an_address_does_not_know_says_which_it_does(browser: FlaskClient) -> None:
    answer = browser.delete("/healthz")
    assert answer.status_code == 405
    assert {verb.strip() for verb in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}
    assert is_page(answer)


def test_a_body_that_is_not_what_it_claims_to_be_is_no_mistake_of_ours(browser: FlaskClient) -> None:
    answer = browser.post("/login", data=b"\xff\xfe{", content_type="multipart/form-data; boundary=x")
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize("site", ["cross-site"])
@pytest.mark.parametrize("path", ["/login", "/logout", "/note/200"])
def test_a_form_sent_from_another_site_is_refused(browser: FlaskClient, site: str, path: str) -> None:
    assert browser.post(path, headers={"Sec-Fetch-Site": site}).status_code == 400


@pytest.mark.parametrize("site", ["same-origin", "same-site", "none", ""])
def test_a_form_from_here_is_not(browser: FlaskClient, site: str) -> None:
    assert browser.post("/note/200", headers={"Sec-Fetch-Site": site}).status_code == 200


def test_a_link_from_another_site_opens_a_page(browser: FlaskClient) -> None:
    assert browser.get("/login", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


# Our own mistakes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_our_mistake_shows_a_reference_that_stands_in_the_log_with_the_trace(
    browser: FlaskClient, capsys: pytest.CaptureFixture[str], headers: dict[str, str]
) -> None:
    answer = browser.get("/break?token=secret-in-the-address", headers=headers)
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert line["request"] in answer.text
    assert line["errors"] == ["ZeroDivisionError"]
    assert "break_a_page" in line["trace"][-1]
    assert "secret" not in str(line)


def test_two_mistakes_have_two_references(browser: FlaskClient) -> None:
    assert browser.get("/break").text != browser.get("/break").text


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("path", ["/break", "/write-without-a-deed", "/abort/500"])
def test_our_mistake_tells_nothing_of_the_house(browser: FlaskClient, path: str, headers: dict[str, str]) -> None:
    answer = browser.get(f"{path}?token=secret-in-the-address", headers=headers)
    said = answer.text + str(answer.headers)
    for word in (
        "secret", "Traceback", "ZeroDivision", "File &#34;", ".py", "INSERT", "job", "sqlite", "psycopg", "sqlalche",
        "Werkzeug", "Python/", "Flask", "/work", "/root", "token=",
    ):  # fmt: skip
        assert word not in said, word


def test_refusals_show_no_reference(browser: FlaskClient) -> None:
    assert "Reference" not in browser.get("/abort/404").text
