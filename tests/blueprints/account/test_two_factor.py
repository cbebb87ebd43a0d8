"""Setting up sign-in with a code, at the desk and in the portal alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.db import db
from app.domain.accounts import two_factor
from app.domain.history.models import Actor, ActorKind
from tests.domain.access.entering import CARLA, MARTA, contact_of, login_of, marta
from tests.support.builders import PASSWORD, a_client
from tests.support.codes import app_code, two_factor_on
from tests.support.visitor import Answer, Visitor

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
Freeze = Callable[[datetime], None]


@pytest.fixture(params=[MARTA, CARLA])
def person(app: Flask, request: pytest.FixtureRequest, freeze: Freeze) -> Visitor:
    """Somebody of the staff; somebody of the portal."""
    freeze(NOON)
    marta()
    contact_of(a_client())
    visitor = Visitor(app).signed_in_as(request.param)
    visitor.email = request.param  # type: ignore[attr-defined]
    return visitor


def key_on(page: Answer) -> str:
    """The key that is typed where there is no camera."""
    return "".join(page.texts("//*[@class='qr__key']/*[@class='mono']")[0].split())


def set_up(person: Visitor) -> tuple[str, list[str]]:
    """By the forms that are there, from the account page on. Returns the key and the recovery codes."""
    page = person.get("account.show_two_factor").form("/two-factor/begin").submit().follow()
    key = key_on(page)
    codes = page.form("code_form").submit(code=app_code(key)).follow()
    return key, codes.texts("//ol/li")


def test_it_is_set_up_with_a_picture_a_key_and_a_code(person: Visitor) -> None:
    assert person.get("account.show").says("Sign-in with a code", "Set it up")
    page = person.get("account.show_two_factor").form("/two-factor/begin").submit().follow()
    assert page.find("//*[@role='img']/*[local-name()='svg']") and "<img" not in page.html.split("<main")[1]
    shown = page.form("code_form").submit(code=app_code(key_on(page))).follow()
    assert len(shown.texts("//ol/li")) == 10
    assert shown.says("These codes are shown only now.")
    assert person.get("account.show").says("10 recovery codes left")


def test_recovery_codes_are_shown_once(person: Visitor) -> None:
    _, codes = set_up(person)
    assert codes
    assert person.get("account.show_recovery_codes").leads_to("account.show_two_factor")
    assert not any(code in person.get("account.show_two_factor").html for code in codes)


def test_a_second_factor_ends_the_other_sessions_and_this_one_goes_on(app: Flask, person: Visitor) -> None:
    phone = Visitor(app).signed_in_as(person.email)  # type: ignore[attr-defined]
    set_up(person)
    assert (person.is_in(), phone.is_in()) == (True, False)


def test_a_wrong_code_is_said_beside_the_field(person: Visitor) -> None:
    page = person.get("account.show_two_factor").form("/two-factor/begin").submit().follow()
    answer = page.form("code_form").submit(code="000000")
    assert answer.status == 422
    assert answer.errors()[0].startswith("This code is not right")
    assert key_on(answer) == key_on(page)


def test_other_codes_and_switching_off_ask_the_password(person: Visitor) -> None:
    set_up(person)
    page = person.get("account.show_two_factor")
    for form in ("codes_form", "off_form"):
        prefix = form.removesuffix("form").replace("_", "-")
        answer = page.form(form).submit(**{f"{prefix}password": "wrong horse battery"})
        assert (answer.status, answer.errors()[0]) == (422, "This is not your current password.")


def test_other_codes_take_the_place_of_the_former_ones(person: Visitor) -> None:
    _, codes = set_up(person)
    renewed = person.get("account.show_two_factor").form("codes_form").submit(**{"codes-password": PASSWORD}).follow()
    assert not set(renewed.texts("//ol/li")) & set(codes)


def test_switched_off_the_password_alone_lets_in_and_other_sessions_end(
    app: Flask, person: Visitor, freeze: Freeze
) -> None:
    key, _ = set_up(person)
    freeze(NOON + timedelta(minutes=5))
    phone = Visitor(app)
    email = person.email  # type: ignore[attr-defined]
    assert phone.sign_in(email).follow().form().submit(code=app_code(key)).status == 303
    off = person.get("account.show_two_factor").form("off_form").submit(**{"off-password": PASSWORD})
    assert off.leads_to("account.show")
    assert (person.is_in(), phone.is_in()) == (True, False)
    assert Visitor(app).sign_in(email).leads_to("portal.home" if email == CARLA else "today.index")


def test_too_many_wrong_codes_have_to_wait(person: Visitor) -> None:
    page = person.get("account.show_two_factor").form("/two-factor/begin").submit().follow()
    answers = [page.form("code_form").submit(code="000000") for _ in range(11)]
    assert [one.status for one in answers] == [422] * 10 + [429]
    assert answers[-1].headers["Retry-After"] == "2"


def test_an_admin_switches_it_off_for_somebody_who_lost_everything(app: Flask, luca: Visitor, marta: Visitor) -> None:
    login = login_of(MARTA)
    two_factor_on(Actor(ActorKind.STAFF, login.id, login.name))
    page = luca.get("settings.edit_staff", login_id=login.id)
    done = page.form("/two-factor/off").submit()
    assert done.follow().says("signs in with the password alone")
    assert not two_factor.is_on(login.id)
    assert not marta.is_in()
    assert Visitor(app).sign_in(MARTA).leads_to("today.index")


def test_others_of_the_staff_switch_off_nobody_s(marta: Visitor) -> None:
    login = login_of("luca@portico.example.com")
    two_factor_on(Actor(ActorKind.STAFF, login.id, login.name))
    assert marta.post("settings.switch_staff_two_factor_off", login_id=login.id).status == 403
    db.session.expire_all()
    assert two_factor.is_on(login.id)
