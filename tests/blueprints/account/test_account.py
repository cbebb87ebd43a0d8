"""One's own account, at the desk and in the portal: how pages look, and one's password."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.db import db
from app.domain.accounts.models import Density, Login, SignInFailure, Theme
from app.domain.accounts.passwords import matches
from tests.domain.access.entering import CARLA, MARTA, contact_of, login_of, marta
from tests.support.builders import PASSWORD, a_client
from tests.support.visitor import Visitor

NEXT = "four calling birds"


@pytest.fixture
def desk(app: Flask) -> Visitor:
    """Marta's browser, signed in."""
    marta()
    return Visitor(app).signed_in_as(MARTA)


@pytest.fixture
def portal(app: Flask) -> Visitor:
    """Carla's browser, signed in."""
    contact_of(a_client())
    return Visitor(app).signed_in_as(CARLA)


def looks(email: str) -> tuple[str | None, Theme, Density]:
    login: Login = login_of(email)
    return login.language, login.theme, login.density


def test_nobody_sees_an_account_without_signing_in(visitor: Visitor) -> None:
    assert visitor.get("account.show").leads_to("auth.login", next="/account")


def test_staff_see_it_in_the_frame_of_the_desk_and_clients_in_that_of_the_portal(
    desk: Visitor, portal: Visitor
) -> None:
    assert not desk.get("account.show").find("//body[@data-frame='portal']")
    assert portal.get("account.show").find("//body[@data-frame='portal']")


def test_language_theme_and_row_height_are_saved_and_seen_at_once(desk: Visitor) -> None:
    desk.language = "pl"
    saved = desk.get("account.show").form("/account").submit(language="pl", theme="dark", density="compact")
    assert saved.status == 303 and saved.leads_to("account.show")
    assert looks(MARTA) == ("pl", Theme.DARK, Density.COMPACT)
    page = desk.client.get("/account", headers={"Accept-Language": "en"}).text
    assert '<html lang="pl" data-theme="dark" data-density="compact"' in page


@pytest.mark.parametrize(("language", "saved"), [("it", "Salvato."), ("pl", "Zapisano.")])
def test_who_chooses_a_language_is_answered_in_it_throughout(desk: Visitor, language: str, saved: str) -> None:
    form = desk.get("account.show").form("/account")
    desk.language = language  # its pages have to be in that language from top to bottom
    assert form.submit(language=language).follow().says(saved)
    assert not desk.get("account.show").says("Saved.")


def test_who_goes_back_to_the_browser_s_language_is_answered_in_it(app: Flask) -> None:
    marta().language = "pl"
    desk = Visitor(app, language="pl").signed_in_as(MARTA)
    form = desk.get("account.show").form("/account")
    desk.language = "en"
    assert form.submit(language="").follow().says("Saved.")


def test_the_form_shows_what_is_chosen_now(desk: Visitor) -> None:
    login = login_of(MARTA)
    login.theme, login.density = Theme.LIGHT, Density.COMPACT
    values = desk.get("account.show").form("/account").values
    assert (values["language"], values["theme"], values["density"]) == ("", "light", "compact")


def test_a_client_chooses_language_and_theme_and_has_no_rows_to_choose_for(portal: Visitor) -> None:
    form = portal.get("account.show").form("/account")
    assert "density" not in form.values
    assert form.submit(language="", theme="light", density="compact").status == 303
    assert looks(CARLA) == (None, Theme.LIGHT, Density.COMFORTABLE)


def test_as_the_browser_says_means_the_browser_and_not_what_was_chosen_at_the_door(app: Flask) -> None:
    marta().language = "pl"
    desk = Visitor(app, language="pl")
    desk.client.get("/login?language=it")
    with desk.client.session_transaction() as cookie:
        assert cookie["language"] == "it"
    desk.language = "it"
    desk.signed_in_as(MARTA)
    desk.language = "pl"
    desk.get("account.show").form("/account").submit(language="", theme="auto", density="comfortable")
    assert '<html lang="en"' in desk.client.get("/account", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("wrong", [{"language": "tlh"}, {"theme": "pink"}, {"density": "airy"}, {"theme": ""}])
def test_what_was_not_offered_is_refused_and_changes_nothing(desk: Visitor, wrong: dict[str, str]) -> None:
    asked = {"language": "pl", "theme": "dark", "density": "compact", **wrong}
    assert desk.get("account.show").form("/account").submit(**asked).status == 422
    assert looks(MARTA) == (None, Theme.AUTO, Density.COMFORTABLE)


def test_name_email_and_role_are_not_taken_from_the_form(desk: Visitor) -> None:
    form = desk.get("account.show").form("/account")
    assert form.submit(role="admin", name="X", email=CARLA, is_on="").status == 303
    login = login_of(MARTA)
    assert (login.name, login.email, login.role, login.is_on) == ("Marta Wójcik", MARTA, "staff", True)


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://localhost/archive?q=x", "/archive?q=x"),
        ("http://evil.example/archive", "/account"),
        ("http://localhost//evil.example", "/account"),
        ("http://[", "/account"),
        ("", "/account"),
    ],
)
def test_a_list_s_foot_saves_the_row_height_and_leads_back_to_the_list(desk: Visitor, referrer: str, back: str) -> None:
    data = {"csrf_token": desk.token(), "density": "compact", "ids": "7"}
    answer = desk.client.post("/account/density", data=data, headers={"Referer": referrer})
    assert (answer.status_code, answer.location) == (303, back)
    assert looks(MARTA)[2] is Density.COMPACT


def test_a_row_height_that_does_not_exist_is_refused(desk: Visitor) -> None:
    assert desk.post("account.set_density", {"density": "airy"}).status == 422


def test_a_changed_password_keeps_this_device_and_signs_out_the_others(app: Flask, desk: Visitor) -> None:
    phone = Visitor(app).signed_in_as(MARTA)
    changed = desk.get("account.show").form("/password").submit(current=PASSWORD, new=NEXT)
    assert changed.status == 303 and changed.leads_to("account.show")
    assert changed.follow().says("Your password is changed.")
    assert not phone.is_in()
    assert Visitor(app).sign_in(MARTA, NEXT).status == 303
    assert Visitor(app).sign_in(MARTA, PASSWORD).status == 422


def test_a_change_of_password_that_is_sent_twice_is_answered_twice_as_done(desk: Visitor) -> None:
    form = desk.get("account.show").form("/password")
    sent = [form.submit(current=PASSWORD, new=NEXT) for _ in range(2)]
    assert [one.status for one in sent] == [303, 303]
    assert sent[1].follow().says("Your password is changed.")
    assert db.session.query(SignInFailure).count() == 0
    assert form.submit(current=NEXT, new="five golden rings").status == 422
    assert matches(NEXT, login_of(MARTA).password_hash)


@pytest.mark.parametrize(
    ("current", "new", "error"),
    [
        ("wrong", NEXT, "This is not your current password."),
        ("", NEXT, "Type your current password."),
        (PASSWORD, "", "Type a new password."),
        (PASSWORD, "short", "A password has at least 12 characters."),
        (PASSWORD, f"x{MARTA}", "The password must not contain the email."),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_at_its_field(
    desk: Visitor, current: str, new: str, error: str
) -> None:
    refused = desk.get("account.show").form("/password").submit(current=current, new=new)
    assert refused.status == 422
    assert refused.errors()[0] == error
    assert NEXT not in refused.html and PASSWORD not in refused.html
    assert matches(PASSWORD, login_of(MARTA).password_hash)


def test_guessing_the_current_password_is_answered_with_a_wait(
    desk: Visitor, freeze: Callable[[datetime], None]
) -> None:
    freeze(datetime.now(UTC))
    form = desk.get("account.show").form("/password")
    for _ in range(10):
        form.submit(current="wrong", new=NEXT)
    refused = form.submit(current=PASSWORD, new=NEXT)
    assert refused.status == 429 and refused.headers["Retry-After"] == "2"
    assert refused.says("Wait 2 seconds")
