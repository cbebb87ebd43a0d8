"""Style sheets, scripts and fonts: kept by the browser as long as their address is that of their content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.static import HOUR, YEAR, fingerprint
from tests.support.statements import count_statements

STATIC = Path(__file__).resolve().parents[2] / "app" / "static"


def addresses_on(page: str) -> list[str]:
    """The static files that a page asks for."""
    return re.findall(r'(?:src|href)="(/static/[^"#]+)', page)


def test_every_static_file_of_a_page_is_there_and_has_its_fingerprint_in_its_address(client: FlaskClient) -> None:
    found = addresses_on(client.get("/login").text)
    assert found
    for address in found:
        with client.get(address) as answer:
            assert answer.status_code == 200, address
        path, _, query = address.partition("?v=")
        # A font is fetched ahead at the address that the style sheet names; a style sheet knows no fingerprints.
        assert query == fingerprint(str(STATIC), path.removeprefix("/static/")) or path.endswith(".woff2"), address


def test_an_address_with_its_fingerprint_may_be_kept_for_a_year(client: FlaskClient) -> None:
    for address in addresses_on(client.get("/login").text):
        with client.get(address) as answer:
            assert answer.cache_control.max_age == (YEAR if "?v=" in address else HOUR), address
            assert answer.cache_control.public


def test_an_address_without_one_is_asked_for_again_within_the_hour(client: FlaskClient) -> None:
    """Its content is another one after the next update, and nobody would see it for a year."""
    with client.get("/static/css/base.css") as answer:
        assert answer.cache_control.max_age == HOUR


@pytest.mark.parametrize("query", ["?v=0123456789", "?v=", "?other", "?v={right}&v=2"])
def test_an_address_with_another_s_fingerprint_is_not_kept(client: FlaskClient, query: str) -> None:
    """In the middle of an update the new page may ask the old server: it must not keep the old answer for a year."""
    right = fingerprint(str(STATIC), "css/base.css")
    with client.get(f"/static/css/base.css{query.format(right=right)}") as answer:
        assert answer.status_code == 200
        assert answer.cache_control.no_cache
        assert not answer.cache_control.max_age


def test_what_a_style_sheet_asks_for_is_there(client: FlaskClient) -> None:
    sheets = [sheet.read_text() for sheet in (STATIC / "css").glob("*.css")]
    asked = {place for sheet in sheets for place in re.findall(r"url\([\"']?(?!data:)([^)\"'#]+)", sheet)}
    assert asked
    for place in asked:
        with client.get(f"/static/css/{place}".replace("css/../", "")) as answer:
            assert answer.status_code == 200, place


def test_a_fingerprint_is_that_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "one.css").write_text("a {}")
    (tmp_path / "two.css").write_text("a {}")
    (tmp_path / "three.css").write_text("b {}")
    one, two, three = (fingerprint(str(tmp_path), f"{name}.css") for name in ("one", "two", "three"))
    assert one == two != three


def test_a_file_knows_when_it_has_not_changed(client: FlaskClient) -> None:
    with client.get("/static/css/base.css") as first:
        mark = first.headers.get("ETag") or first.headers["Last-Modified"]
    again = {"If-None-Match": mark, "If-Modified-Since": mark}
    assert client.get("/static/css/base.css", headers=again).status_code == 304


@pytest.mark.parametrize(
    "path", ["../config.py", "..%2fconfig.py", "%2e%2e/config.py", "css/../../config.py", "..%5cconfig.py", "css", ""]
)
def test_nothing_but_static_files_is_given_out(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/static/{path}")
    assert answer.status_code in {404, 308}
    assert "SECRET_KEY" not in answer.text


def test_who_asks_for_a_file_is_not_looked_up(app: Flask, client: FlaskClient) -> None:
    """A page asks for a dozen files: none of them costs a question to the database."""
    client.get("/login")
    with count_statements() as statements, client.get("/static/css/base.css") as answer:
        assert answer.status_code == 200
    assert statements == []
