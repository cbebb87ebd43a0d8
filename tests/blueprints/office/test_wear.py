"""The office's colour and logo, where everybody sees them: before signing in, and in the portal."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from app.domain.files import store
from app.domain.history.models import SYSTEM
from app.domain.office.actions import edit_office
from app.domain.office.colours import palette_of
from app.domain.office.queries import office
from tests.domain.office.test_profile import draft
from tests.support.builders import a_key, a_logo, a_png
from tests.support.visitor import Visitor

NAVY = "#1f3a6e"


def in_navy() -> None:
    edit_office(draft(accent=NAVY), office().version, a_key(), by=SYSTEM)


def test_an_office_without_a_colour_has_no_sheet_on_its_pages(visitor: Visitor) -> None:
    assert visitor.get("auth.login").find("//link[contains(@href, 'office.css')]") == []
    assert visitor.client.get("/office.css").text == ""


def test_the_colour_is_worn_by_the_sign_in_page_and_the_portal_and_not_by_the_desk(
    visitor: Visitor, carla: Visitor, marta: Visitor
) -> None:
    in_navy()
    pages = visitor.get("auth.login"), carla.get("portal.home").follow()
    assert [page.find("//link/@href[contains(., 'office.css')]") for page in pages] == [["/office.css?v=1f3a6e"]] * 2
    assert marta.get("clients.index").find("//link[contains(@href, 'office.css')]") == []


def test_the_sheet_holds_the_colour_and_what_follows_from_it_and_is_kept_under_its_own_address(
    app: Flask, client: FlaskClient
) -> None:
    in_navy()
    named = client.get("/office.css?v=1f3a6e")
    assert named.mimetype == "text/css" and '[data-frame="portal"], [data-frame="sign-in"]' in named.text
    assert f"--accent:       light-dark({NAVY}, {palette_of(NAVY).accent[1]});" in named.text
    assert f"--accent-deep:  {NAVY};" in named.text
    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for other in ("", "?v=", "?v=0b6b5b"):
        assert client.get(f"/office.css{other}").headers["Cache-Control"] == "no-cache"


def test_the_logo_stands_beside_the_name_and_the_arches_where_there_is_none(visitor: Visitor, carla: Visitor) -> None:
    arches = "//a[@class='office']//*[contains(@class, 'mark--office')]"
    for page in (visitor.get("auth.login"), carla.get("portal.home").follow()):
        assert page.find(arches) and not page.find("//a[@class='office']/img")
    a_logo()
    for page in (visitor.get("auth.login"), carla.get("portal.home").follow()):
        assert page.find("//a[@class='office']/img[@alt='']") and not page.find(arches)
        assert page.says("Portico Uffici")


def test_the_logo_is_a_picture_that_does_nothing_and_may_be_kept(app: Flask, client: FlaskClient) -> None:
    a_logo()
    mark = office().logo.mark  # type: ignore[union-attr]
    answer = client.get(f"/office/logo?v={mark}")
    assert (answer.status_code, answer.content_type, answer.data) == (200, "image/png", a_png())
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/office/logo").headers["Cache-Control"] == "no-cache"


def test_without_a_logo_or_without_its_blob_there_is_none(app: Flask, client: FlaskClient) -> None:
    assert client.get("/office/logo").status_code == 404
    a_logo()
    store.path_of(office().logo.blob).unlink()  # type: ignore[union-attr]
    assert client.get("/office/logo").status_code == 404
