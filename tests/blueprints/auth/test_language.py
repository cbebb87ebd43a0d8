"""Whoever is not in reads every page in the language that they choose at its foot."""

from __future__ import annotations

import pytest

from tests.blueprints.auth.test_links import a_link, login_of, open_link
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor


def choose(page: Answer, language: str) -> Answer:
    """Follow the link at the foot."""
    (link,) = page.find(f"//footer//a[@hreflang='{language}']")
    chosen = page.visitor.get_url(link.get("href"))
    assert chosen.status == 303
    page.visitor.language = language
    return page.visitor.get_url(chosen.headers["Location"])


@pytest.mark.parametrize("endpoint", ["login", "forgot_password", "link_sent"])
def test_a_page_goes_on_in_the_language_that_was_chosen_on_it(visitor: Visitor, endpoint: str) -> None:
    before = visitor.get(f"auth.{endpoint}")
    after = choose(before, "it")
    assert (after.path, after.tree.get("lang")) == (before.path, "it")


def test_so_does_the_page_of_a_link_which_stays_open(cast: Cast, visitor: Visitor) -> None:
    after = choose(open_link(visitor, a_link(login_of(cast))), "pl")
    assert (after.path, after.tree.get("lang")) == ("/set-password", "pl")
    assert after.form().submit(password="another correct horse").leads_to("auth.login", email="carla@acme.example.com")


def test_a_form_that_was_refused_leads_to_itself_and_an_unknown_page_to_the_sign_in(visitor: Visitor) -> None:
    refused = visitor.get("auth.forgot_password").form().submit(email="")
    assert refused.status == 422
    assert choose(refused, "it").path == "/forgot-password"
    assert choose(visitor.get_url("/set-password/fresh/nothing"), "en").path == "/login"


def test_a_link_s_own_address_takes_no_language(cast: Cast, visitor: Visitor) -> None:
    token = a_link(login_of(cast))
    opened = visitor.get("auth.open_link", token=token, language="pl")
    assert opened.leads_to("auth.set_password")
    assert opened.follow().tree.get("lang") == "en"
