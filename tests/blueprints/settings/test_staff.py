"""The staff page: admins alone look after the office's people."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import db
from app.domain.accounts.models import Login
from app.domain.accounts.passwords import matches
from app.domain.accounts.permissions import StaffRole
from app.domain.history.models import Event
from tests.blueprints.auth.doors import enter, form_at, send
from tests.domain.accounts.people import PASSWORD, a_client, a_contact, a_member, an_admin

OLGA, BOB, CARLA = "olga@portico.example", "bob@portico.example", "carla@acme.example"
NEXT = "four calling birds"
ANNA = {"name": "Anna Neri", "email": "Anna@portico.example", "role": "staff", "password": PASSWORD}


@pytest.fixture
def olga(client: FlaskClient) -> Login:
    """An admin, signed in."""
    login = an_admin()
    enter(client, OLGA)
    return login


@pytest.fixture
def bob(olga: Login) -> Login:
    return a_member("Bob Bianchi")


def signed_in(app: Flask, email: str, password: str = PASSWORD) -> FlaskClient:
    somebody = app.test_client()
    assert enter(somebody, email, password).status_code == 303
    return somebody


def test_staff_without_the_right_read_so_and_clients_find_nothing_there(app: Flask, bob: Login) -> None:
    a_contact(a_client())
    pages = ("/settings/staff", "/settings/staff/new", f"/settings/staff/{bob.id}")
    for email, status in ((BOB, 403), (CARLA, 404)):
        somebody = signed_in(app, email)
        token = form_at(somebody, "/account", "/account")["csrf_token"]
        posts = (*pages[1:], *(f"{pages[2]}/{act}" for act in ("password", "off", "on")))
        assert {somebody.get(address).status_code for address in pages} == {status}
        answers = {somebody.post(address, data={"csrf_token": token, **ANNA}).status_code for address in posts}
        assert answers == {status}
    assert db.session.query(Login).filter(Login.role.is_not(None)).count() == 2
    assert matches(PASSWORD, bob.password_hash) and bob.is_on


def test_the_list_names_everybody_who_works_here_and_no_client(client: FlaskClient, bob: Login) -> None:
    a_contact(a_client())
    page = client.get("/settings/staff").text
    assert "Olga Owner" in page and "Bob Bianchi" in page and BOB in page
    assert "Carla" not in page


def test_who_is_added_can_sign_in(app: Flask, client: FlaskClient, olga: Login) -> None:
    added = send(client, "/settings/staff/new", ANNA)
    assert (added.status_code, added.location) == (303, "/settings/staff")
    page = client.get("/settings/staff").text
    assert "Anna Neri can sign in." in page and "Anna@portico.example" in page
    assert signed_in(app, "anna@PORTICO.example").get("/account").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": ""}, "email"),
        ({"email": "anna"}, "email"),
        ({"email": "OLGA@portico.example"}, "email"),
        ({"password": ""}, "password"),
        ({"password": "short"}, "password"),
        ({"password": "anna@portico.example"}, "password"),
        ({"role": "owner"}, "role"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    client: FlaskClient, olga: Login, wrong: dict[str, str], field: str
) -> None:
    refused = send(client, "/settings/staff/new", {**ANNA, **wrong})
    assert refused.status_code == 422
    assert f'id="{field}-error"' in refused.text
    assert field == "name" or 'value="Anna Neri"' in refused.text
    assert PASSWORD not in refused.text
    assert db.session.query(Login).count() == 1
    assert db.session.query(Event).count() == 0


def test_a_form_that_is_sent_twice_adds_one_person(client: FlaskClient, olga: Login) -> None:
    fields = form_at(client, "/settings/staff/new", "/settings/staff/new")
    for _ in range(2):
        assert client.post("/settings/staff/new", data={**fields, **ANNA}).status_code == 303
    assert db.session.query(Login).count() == 2
    assert db.session.query(Event).count() == 1


def test_another_role_signs_the_person_out(app: Flask, client: FlaskClient, bob: Login) -> None:
    bobs = signed_in(app, BOB)
    saved = send(client, f"/settings/staff/{bob.id}", {"name": "Bob B.", "role": "admin"})
    assert (saved.status_code, saved.location) == (303, "/settings/staff")
    assert (bob.name, bob.role) == ("Bob B.", StaffRole.ADMIN)
    assert bobs.get("/account").location.startswith("/login")
    assert signed_in(app, BOB).get("/settings/staff").status_code == 200


def test_the_second_editor_sees_what_the_first_saved_and_may_then_replace_it(client: FlaskClient, bob: Login) -> None:
    address = f"/settings/staff/{bob.id}"
    first, second = form_at(client, address, address), form_at(client, address, address)
    client.post(address, data={**first, "name": "Robert Bianchi", "role": "staff"})
    late = client.post(address, data={**second, "name": "Bobby Bianchi", "role": "staff"})
    assert late.status_code == 409
    assert "Robert Bianchi" in late.text and 'value="Bobby Bianchi"' in late.text
    assert bob.name == "Robert Bianchi"
    version = late.text.split('name="version" type="hidden" value="')[1].split('"')[0]
    again = {**second, "version": version, "name": "Bobby Bianchi", "role": "staff"}
    assert client.post(address, data=again).status_code == 303
    assert bob.name == "Bobby Bianchi"


def test_who_is_switched_off_is_out_and_stays_out_until_switched_on(
    app: Flask, client: FlaskClient, bob: Login
) -> None:
    bobs, address = signed_in(app, BOB), f"/settings/staff/{bob.id}"
    assert send(client, f"{address}/off", page=address).location == "/settings/staff"
    assert bobs.get("/account").location.startswith("/login")
    assert enter(bobs, BOB).status_code == 422
    assert "Switched off" in client.get("/settings/staff").text
    assert send(client, f"{address}/on", page=address).location == "/settings/staff"
    assert signed_in(app, BOB)


def test_a_reset_password_opens_and_the_old_one_does_not(app: Flask, client: FlaskClient, bob: Login) -> None:
    bobs, address = signed_in(app, BOB), f"/settings/staff/{bob.id}"
    reset = send(client, f"{address}/password", {"password": NEXT}, page=address)
    assert (reset.status_code, reset.location) == (303, "/settings/staff")
    assert bobs.get("/account").location.startswith("/login")
    assert signed_in(app, BOB, NEXT)
    assert enter(app.test_client(), BOB).status_code == 422


@pytest.mark.parametrize("password", ["", "short", "1qaz2wsx3edc", BOB])
def test_a_reset_password_follows_the_rules(client: FlaskClient, bob: Login, password: str) -> None:
    address = f"/settings/staff/{bob.id}"
    refused = send(client, f"{address}/password", {"password": password}, page=address)
    assert refused.status_code == 422 and 'id="password-error"' in refused.text
    assert matches(PASSWORD, bob.password_hash)


def test_the_last_admin_can_neither_be_switched_off_nor_demoted(client: FlaskClient, olga: Login) -> None:
    address = f"/settings/staff/{olga.id}"
    page = client.get(address).text
    assert "The last admin cannot be switched off." in page
    demoted = send(client, address, {"name": "Olga Owner", "role": "staff"})
    assert demoted.status_code == 422 and "This is the last admin." in demoted.text
    off = send(client, f"{address}/off", page=address)
    assert off.status_code == 422 and "This is the last admin." in off.text
    assert olga.is_on and olga.role is StaffRole.ADMIN
    assert client.get("/settings/staff").status_code == 200


def test_an_admin_who_gives_up_the_role_is_out_of_the_settings(client: FlaskClient, olga: Login) -> None:
    an_admin("Bob Bianchi")
    send(client, f"/settings/staff/{olga.id}", {"name": "Olga Owner", "role": "staff"})
    assert client.get("/settings/staff").location.startswith("/login")
    enter(client, OLGA)
    assert client.get("/settings/staff").status_code == 403


@pytest.mark.parametrize("act", ["", "/password", "/off", "/on"])
def test_a_client_s_login_is_no_member_of_the_staff(client: FlaskClient, olga: Login, act: str) -> None:
    carla = a_contact(a_client())
    token = form_at(client, "/settings/staff/new", "/settings/staff/new")["csrf_token"]
    data = {"csrf_token": token, "name": "Carla", "role": "admin", "password": NEXT, "key": "k1"}
    assert client.post(f"/settings/staff/{carla.id}{act}", data=data).status_code == 404
    assert carla.role is None and carla.is_on and matches(PASSWORD, carla.password_hash)
