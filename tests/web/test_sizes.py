"""How much a request may bring: a few fields, and a file only where a view takes one."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from config import Config
from tests.support.visitor import Visitor

MB = 1024 * 1024
FORM = "application/x-www-form-urlencoded"


def upload(visitor: Visitor, file: bytes, address: str = "/clients/import", role: str = "customer") -> int:
    """The status that answers to a form with a file."""
    fields = {"csrf_token": visitor.token(), "client_role": role, "file": FileStorage(BytesIO(file), "list.csv")}
    boundary, body = encode_multipart(fields)
    kind = f"multipart/form-data; boundary={boundary}"
    return visitor.client.post(address, data=body, content_type=kind).status_code


@pytest.mark.sqlite
@pytest.mark.parametrize("address", ["/login", "/account/password", "/clients/import", "/nowhere"])
def test_a_form_of_two_megabytes_is_too_large_wherever_it_goes(client: FlaskClient, address: str) -> None:
    answer = client.post(address, data=b"email=" + b"x" * 2 * MB, content_type=FORM)
    assert answer.status_code == (404 if address == "/nowhere" else 413)


@pytest.mark.sqlite
def test_a_file_that_nobody_asked_for_is_too_large(marta: Visitor) -> None:
    assert upload(marta, b"x" * 2 * MB, "/login") == 413


@pytest.mark.sqlite
def test_a_list_of_several_megabytes_comes_in(marta: Visitor) -> None:
    rows = b"".join(b"Client number %06d,Torino\n" % number for number in range(70_000))
    assert len(rows) > 1.5 * MB
    assert upload(marta, b"Company,City\n" + rows) == 303


@pytest.mark.sqlite
def test_a_list_beyond_what_an_upload_may_bring_is_too_large(app: Flask, marta: Visitor) -> None:
    app.config["MAX_UPLOAD_LENGTH"] = 2 * MB
    assert upload(marta, b"x" * 3 * MB) == 413


@pytest.mark.sqlite
def test_what_stands_beside_a_file_is_no_larger_than_on_other_forms(marta: Visitor) -> None:
    assert upload(marta, b"Company\nAcme\n", role="x" * 2 * MB) == 413


def test_a_file_may_have_what_the_page_says() -> None:
    assert Config.MAX_UPLOAD_LENGTH > 50 * MB


@pytest.mark.sqlite
def test_a_form_with_thousands_of_ticked_clients_is_taken(marta: Visitor) -> None:
    ids = [str(9_000_000 + number) for number in range(20_000)]
    assert marta.post("clients.archive", {"ids": ids}).status != 413


@pytest.mark.sqlite
@pytest.mark.parametrize(("email", "password"), [("x" * 255, "right"), ("marta@portico.example.com", "x" * 201)])
def test_what_no_login_holds_is_not_looked_at(visitor: Visitor, email: str, password: str) -> None:
    refused = visitor.sign_in(email, password)
    assert refused.status == 422
    assert "longer than" in refused.errors()[0]


@pytest.mark.sqlite
@pytest.mark.parametrize("what", ['x="y"', 'x="y"; filename="list.csv"'])
def test_a_part_of_a_form_without_a_name_is_no_form(marta: Visitor, what: str) -> None:
    body = f"--b\r\nContent-Disposition: form-data; {what}\r\n\r\n1\r\n--b--\r\n"
    for address in ("/clients/import", "/clients/archive", "/login"):
        answer = marta.client.post(address, data=body.encode(), content_type="multipart/form-data; boundary=b")
        assert answer.status_code == 400
