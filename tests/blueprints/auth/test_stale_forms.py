"""Forms that were open while somebody signed in: what was typed can be sent once more, and nobody is scolded."""

import pytest
from flask import Flask

from app.domain.accounts import sessions
from app.domain.accounts.models import LoginSession
from tests.domain.access.entering import CARLA, MARTA, contact_of, count_of, login_of, marta
from tests.support.builders import PASSWORD, a_client
from tests.support.visitor import Form, Visitor


@pytest.fixture
def desk(app: Flask) -> Visitor:
    """Marta's browser, signed in."""
    marta()
    return Visitor(app).signed_in_as(MARTA)


def sent_by_htmx(form: Form) -> int:
    return form.answer.visitor.open("POST", "/account", data=form.values, htmx="content", at="/account").status


def test_what_was_typed_when_the_session_ended_is_saved_once_its_owner_has_signed_in_again(desk: Visitor) -> None:
    form = desk.get("account.show").form("/account").fill(theme="dark")
    sessions.end_all_of(login_of(MARTA).id)
    assert sent_by_htmx(form) == 401
    desk.sign_in(MARTA)  # in another tab
    assert form.submit().leads_to("account.show")
    assert login_of(MARTA).theme == "dark"


def test_what_somebody_typed_is_not_sent_by_who_signs_in_after_them(desk: Visitor) -> None:
    contact_of(a_client())
    form = desk.get("account.show").form("/account").fill(theme="dark")
    sessions.end_all_of(login_of(MARTA).id)
    desk.sign_in(CARLA)
    assert form.submit().status == 400
    assert login_of(CARLA).theme == login_of(MARTA).theme == "auto"


def test_a_form_that_was_open_before_signing_out_is_refused_after_signing_in_again(desk: Visitor) -> None:
    form = desk.get("account.show").form("/account").fill(theme="dark")
    desk.get("auth.confirm_logout").form().submit()
    desk.sign_in(MARTA)
    assert form.submit().status == 400


def test_nobody_s_tokens_are_kept_by_who_signs_in(visitor: Visitor) -> None:
    """Whoever planted the cookie that a browser had before it signed in knows its tokens."""
    marta()
    planted = visitor.get("auth.login").form()
    visitor.sign_in(MARTA)
    data = {"csrf_token": planted.values["csrf_token"], "language": "pl", "theme": "dark", "density": "compact"}
    assert visitor.client.post("/account", data=data).status_code == 400


def test_of_two_sign_in_pages_the_second_leads_on_who_is_in_by_the_first(visitor: Visitor) -> None:
    marta()
    first, second = visitor.get_url("/login").form(), visitor.get_url("/login?next=/clients").form()
    first.submit(email=MARTA, password=PASSWORD)
    led_back = second.submit(email=MARTA, password=PASSWORD)
    assert led_back.leads_to("auth.login", next="/clients")
    assert led_back.follow().leads_to("clients.index")
    assert count_of(LoginSession) == 1
    assert not visitor.get("clients.index").says("open for too long")


def test_a_sign_in_page_from_before_a_sign_out_leads_to_a_new_one_that_says_why(visitor: Visitor) -> None:
    marta()
    first, second = visitor.get_url("/login").form(), visitor.get_url("/login").form()
    first.submit(email=MARTA, password=PASSWORD)
    visitor.get("auth.confirm_logout").form().submit()
    visitor.get("auth.login")
    again = second.submit(email=MARTA, password=PASSWORD).follow()
    assert again.says("That page had been open for too long. Please sign in on this one.")
    assert again.form().submit(email=MARTA, password=PASSWORD).leads_to("today.index")


def test_a_browser_that_keeps_no_cookies_is_not_led_in_a_circle(app: Flask, visitor: Visitor) -> None:
    form = visitor.get("auth.login").form()
    forgetful = app.test_client(use_cookies=False)
    assert forgetful.post("/login", data=form.values).status_code == 400
