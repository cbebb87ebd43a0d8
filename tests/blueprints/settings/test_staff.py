"""The staff page: admins alone look after the office's people."""

import pytest
from flask import Flask

from app.db import db
from app.domain.accounts.models import Login
from app.domain.accounts.passwords import matches
from app.domain.accounts.permissions import StaffRole
from app.domain.history.models import Event
from tests.domain.access.entering import CARLA, MARTA, contact_of, login_of, marta
from tests.support.builders import PASSWORD, a_client, a_login
from tests.support.visitor import Answer, Visitor

LUCA = "luca@portico.example.com"
NEXT = "four calling birds"
ANNA = {"name": "Anna Neri", "email": "Anna@portico.example.com", "role": "staff", "password": PASSWORD}


@pytest.fixture
def owner(app: Flask) -> Visitor:
    """Luca's browser, signed in. He is the only admin."""
    a_login(LUCA, "Luca Prandi", StaffRole.ADMIN)
    return Visitor(app).signed_in_as(LUCA)


@pytest.fixture
def member(owner: Visitor) -> Login:
    """Marta, of the front desk."""
    return marta()


def page_of(owner: Visitor, login: Login) -> Answer:
    return owner.get("settings.edit_staff", login_id=login.id)


def staff_events() -> int:
    return db.session.query(Event).filter_by(record="login").count()


def test_staff_without_the_right_read_so_and_clients_find_nothing_there(app: Flask, member: Login) -> None:
    contact_of(a_client())
    on = {"login_id": member.id}
    for email, status in ((MARTA, 403), (CARLA, 404)):
        somebody = Visitor(app).signed_in_as(email)
        pages = [somebody.get("settings.staff"), somebody.get("settings.new_staff")]
        pages += [somebody.get("settings.edit_staff", **on), somebody.post("settings.create_staff", ANNA)]
        pages += [somebody.post("settings.update_staff", {"name": "X", "role": "admin"}, **on)]
        pages += [somebody.post("settings.reset_staff", {"password": NEXT}, **on)]
        pages += [somebody.post(f"settings.switch_staff_{way}", **on) for way in ("off", "on")]
        assert {page.status for page in pages} == {status}
    assert db.session.query(Login).filter(Login.role.is_not(None)).count() == 2
    assert matches(PASSWORD, member.password_hash) and member.is_on and member.role is StaffRole.STAFF


def test_the_list_names_everybody_who_works_here_and_no_client(owner: Visitor, member: Login) -> None:
    contact_of(a_client())
    page = owner.get("settings.staff")
    assert page.rows() == ["Luca Prandi", "Marta Wójcik"]
    assert page.says(LUCA, MARTA, "Admin") and not page.says(CARLA)


def test_who_is_added_can_sign_in(app: Flask, owner: Visitor) -> None:
    added = owner.get("settings.new_staff").form().submit(**ANNA)
    assert added.status == 303 and added.leads_to("settings.staff")
    assert added.follow().says("Anna Neri can sign in.", "Anna@portico.example.com")
    assert Visitor(app).sign_in("anna@PORTICO.example.com").leads_to("today.index")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"name": ""}, "Type a name."),
        ({"email": ""}, "Type an email."),
        ({"email": "anna"}, "This is not an email address."),
        ({"email": "LUCA@portico.example.com"}, "luca@portico.example.com is somebody's login already."),
        ({"password": ""}, "Type a password."),
        ({"password": "short"}, "A password has at least 12 characters."),
        ({"password": "anna@portico.example.com"}, "The password must not contain the email."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    owner: Visitor, wrong: dict[str, str], error: str
) -> None:
    typed = {**ANNA, **wrong}
    refused = owner.get("settings.new_staff").form().submit(**typed)
    assert refused.status == 422
    assert refused.errors()[0].casefold() == error.casefold()
    values = refused.form().values
    assert (values["name"], values["email"], values["password"]) == (typed["name"], typed["email"], "")
    assert db.session.query(Login).count() == 1 and staff_events() == 0


def test_a_role_that_does_not_exist_is_refused(owner: Visitor) -> None:
    assert owner.get("settings.new_staff").form().submit(**{**ANNA, "role": "owner"}).status == 422
    assert db.session.query(Login).count() == 1


def test_a_form_that_is_sent_twice_adds_one_person(owner: Visitor) -> None:
    form = owner.get("settings.new_staff").form()
    assert [form.submit(**ANNA).status for _ in range(2)] == [303, 303]
    assert db.session.query(Login).count() == 2 and staff_events() == 1


def test_another_role_signs_the_person_out(app: Flask, owner: Visitor, member: Login) -> None:
    desk = Visitor(app).signed_in_as(MARTA)
    saved = page_of(owner, member).form(f"/{member.id}").submit(name="Marta W.", role="admin")
    assert saved.status == 303 and saved.leads_to("settings.staff")
    assert (member.name, member.role) == ("Marta W.", StaffRole.ADMIN)
    assert not desk.is_in()
    assert desk.signed_in_as(MARTA).get("settings.staff").status == 200


def test_the_second_editor_sees_what_the_first_saved_and_may_then_replace_it(owner: Visitor, member: Login) -> None:
    first, second = (page_of(owner, member).form(f"/{member.id}") for _ in range(2))
    first.submit(name="Marta Kowalska")
    late = second.submit(name="Marta Nowak")
    assert late.status == 409
    assert late.says("Somebody else saved meanwhile: Marta Kowalska, Staff member.")
    assert member.name == "Marta Kowalska"
    again = late.form(f"/{member.id}")
    assert again.values["name"] == "Marta Nowak"
    assert again.submit().status == 303
    assert member.name == "Marta Nowak"


def test_who_is_switched_off_is_out_and_stays_out_until_switched_on(app: Flask, owner: Visitor, member: Login) -> None:
    desk = Visitor(app).signed_in_as(MARTA)
    off = page_of(owner, member).form("/off").submit()
    assert off.status == 303 and off.follow().says("Marta Wójcik can no longer sign in.", "Switched off")
    assert not desk.is_in()
    assert desk.sign_in(MARTA).status == 422
    assert page_of(owner, member).form("/on").submit().follow().says("Marta Wójcik can sign in again.")
    assert desk.sign_in(MARTA).status == 303


def test_an_old_switch_off_that_is_sent_again_says_what_holds_and_signs_nobody_out(
    app: Flask, owner: Visitor, member: Login
) -> None:
    off = page_of(owner, member).form("/off")
    off.submit()
    on = page_of(owner, member).form("/on")
    on.submit()
    desk = Visitor(app).signed_in_as(MARTA)
    again = off.submit().follow()
    assert again.says("Marta Wójcik can sign in again.") and not again.says("Marta Wójcik can no longer sign in.")
    assert desk.is_in()


def test_a_reset_password_opens_and_the_old_one_does_not(app: Flask, owner: Visitor, member: Login) -> None:
    desk = Visitor(app).signed_in_as(MARTA)
    reset = page_of(owner, member).form("/password").submit(password=NEXT)
    assert reset.status == 303 and reset.leads_to("settings.staff")
    assert not desk.is_in()
    assert desk.sign_in(MARTA).status == 422
    assert desk.sign_in(MARTA, NEXT).status == 303


@pytest.mark.parametrize("password", ["", "short", "1qaz2wsx3edc", MARTA])
def test_a_reset_password_follows_the_rules(owner: Visitor, member: Login, password: str) -> None:
    refused = page_of(owner, member).form("/password").submit(password=password)
    assert refused.status == 422 and refused.find("//*[@id='password-error']")
    assert matches(PASSWORD, member.password_hash)


def test_the_last_admin_can_neither_be_switched_off_nor_demoted(owner: Visitor, member: Login) -> None:
    luca = login_of(LUCA)
    assert page_of(owner, luca).says("The last admin cannot be switched off.")
    demoted = page_of(owner, luca).form(f"/{luca.id}").submit(role="staff")
    off = page_of(owner, luca).form("/off").submit()
    for refused in (demoted, off):
        assert refused.status == 422 and refused.says("This is the last admin.")
    assert luca.is_on and luca.role is StaffRole.ADMIN
    assert owner.get("settings.staff").status == 200


def test_an_admin_who_gives_up_the_role_is_out_of_the_settings(owner: Visitor, member: Login) -> None:
    member.role = StaffRole.ADMIN
    luca = login_of(LUCA)
    page_of(owner, luca).form(f"/{luca.id}").submit(role="staff")
    assert owner.get("settings.staff").leads_to("auth.login")
    assert owner.signed_in_as(LUCA).get("settings.staff").status == 403


def test_a_client_s_login_is_no_member_of_the_staff(owner: Visitor) -> None:
    contact_of(a_client())
    carla = login_of(CARLA)
    on = {"login_id": carla.id}
    answers = [
        owner.get("settings.edit_staff", **on),
        owner.post("settings.update_staff", {"name": "Carla", "role": "admin"}, **on),
        owner.post("settings.reset_staff", {"password": NEXT}, **on),
        owner.post("settings.switch_staff_off", **on),
        owner.post("settings.switch_staff_on", **on),
    ]
    assert {answer.status for answer in answers} == {404}
    assert carla.role is None and carla.is_on and matches(PASSWORD, carla.password_hash)
