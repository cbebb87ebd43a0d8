"""Where signing in leads to: where one wanted to go, within the site and on one's own side of it."""

import pytest

from tests.domain.access.entering import CARLA, MARTA, contact_of, marta
from tests.support.builders import PASSWORD, a_client
from tests.support.visitor import Visitor


def where_to(visitor: Visitor, asked: str, email: str = MARTA) -> str:
    """Where somebody comes out who signs in by the form of this address."""
    entered = visitor.get_url(asked).form().submit(email=email, password=PASSWORD)
    assert entered.status == 303, entered.text
    return entered.headers["Location"]


def test_signing_in_leads_to_the_page_that_was_asked_for(visitor: Visitor) -> None:
    marta()
    asked = visitor.get_url("/account?x=1&y=%C5%82%C3%B3d%C5%BA")
    assert asked.status == 303
    assert where_to(visitor, asked.headers["Location"]) == "/account?x=1&y=%C5%82%C3%B3d%C5%BA"


def test_who_asked_for_the_front_page_has_nothing_to_be_led_to(visitor: Visitor) -> None:
    assert visitor.get_url("/").headers["Location"] == "/login"


@pytest.mark.parametrize(
    "spelling",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "%2F%2Fevil.example",
        "%0a//evil.example",
        "/%0d%0aLocation:https://evil.example",
        "javascript:alert(1)",
        "HTTPS:evil.example",
        "evil.example",
        "?q=1",
        "//[",
        "http://[",
        "",
    ],
)
def test_next_leads_nowhere_but_within_the_site_in_every_spelling(visitor: Visitor, spelling: str) -> None:
    marta()
    assert where_to(visitor, f"/login?next={spelling}") == "/"
    assert visitor.get_url(f"/login?next={spelling}").headers["Location"] == "/"
    assert visitor.get_url(f"/login?language=it&next={spelling}").headers["Location"] == "/login"


def test_who_is_in_already_is_led_on_from_the_sign_in_page(visitor: Visitor) -> None:
    marta()
    visitor.sign_in(MARTA)
    assert visitor.get_url("/login").headers["Location"] == "/"
    assert visitor.get_url("/login?next=/clients?q=lodz").headers["Location"] == "/clients?q=lodz"


def test_a_client_is_led_into_the_portal_or_to_their_account_and_nowhere_else(visitor: Visitor) -> None:
    acme = contact_of(a_client()).client
    assert where_to(visitor, "/login?next=/clients", CARLA) == "/portal"
    for wanted, way in (
        (f"/portal/{acme.id}", f"/portal/{acme.id}"),
        ("/account", "/account"),
        ("/settings/staff", "/portal"),
        ("/portalet", "/portal"),
    ):
        assert visitor.get_url(f"/login?next={wanted}").headers["Location"] == way
