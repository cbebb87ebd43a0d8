"""Forgotten passwords and the links that set one, on pages that work without JavaScript (PRODUCT.md 7, SAFETY.md 8)."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.access.setting_password import DeadLink, set_password
from app.domain.accounts import links
from app.domain.accounts.models import LinkPurpose, Login, OneUseLink
from app.domain.contacts.queries import portal_login_of
from app.domain.messaging.models import Email
from app.worker.loop import work_off
from tests.support.builders import PASSWORD, archived, restored
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.visitor import Answer, Visitor

NEXT = "another correct horse"


def a_link(login: Login, purpose: LinkPurpose = LinkPurpose.SET_PASSWORD) -> str:
    """The token of a fresh link."""
    token = links.token_of(links.issue(login.id, purpose))
    db.session.commit()
    return token


def login_of(cast: Cast, who: str = "carla") -> Login:
    login = portal_login_of(getattr(cast, who).person_id)
    assert login is not None
    return login


def open_link(visitor: Visitor, token: str) -> Answer:
    return visitor.get("auth.open_link", token=token).follow()


def test_the_link_sets_the_password_and_the_portal_opens(app: Flask, cast: Cast, visitor: Visitor) -> None:
    token = a_link(login_of(cast))
    form = open_link(visitor, token).form()
    answer = form.submit(password=NEXT)
    assert answer.status == 303
    assert visitor.sign_in("carla@acme.example.com", PASSWORD).status == 422
    assert visitor.sign_in("carla@acme.example.com", NEXT).status == 303


def test_the_token_stands_in_one_address_only_and_no_referer_carries_it(cast: Cast, visitor: Visitor) -> None:
    token = a_link(login_of(cast))
    first = visitor.get("auth.open_link", token=token)
    assert first.status == 303
    assert first.response.headers["Referrer-Policy"] == "no-referrer"
    assert token not in first.response.location
    page = first.follow()
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert token not in page.text


def test_looking_uses_nothing_up(cast: Cast, app: Flask) -> None:
    token = a_link(login_of(cast))
    for _ in range(3):
        assert open_link(Visitor(app), token).status == 200
    assert links.find(token).state is links.LinkState.GOOD


def test_a_password_that_is_none_is_said_beside_the_field_and_the_link_stays_good(cast: Cast, visitor: Visitor) -> None:
    answer = open_link(visitor, a_link(login_of(cast))).form().submit(password="short")
    assert answer.status == 422
    assert answer.says("A password has at least 12 characters.")
    assert answer.form().submit(password=NEXT).status == 303


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("used", "It was used already"),
        ("expired", "Its time is over"),
        ("newer", "A newer link was sent"),
        ("another email", "the email was changed since"),
        ("archived", "is closed at the moment"),
        ("nonsense", "It is not whole"),
    ],
)
def test_a_dead_link_says_which(
    app: Flask, cast: Cast, visitor: Visitor, freeze: Callable[[datetime], None], what: str, said: str
) -> None:
    login = login_of(cast)
    token = a_link(login)
    kill(what, token, login, cast, freeze)
    before = all_rows()
    answer = open_link(visitor, "x" * 43 if what == "nonsense" else token)
    assert answer.status == 410
    assert answer.says(said)
    posted = visitor.post("auth.save_password", data={"password": NEXT})
    assert posted.status == 410
    assert all_rows() == before


def kill(what: str, token: str, login: Login, cast: Cast, freeze: Callable[[datetime], None]) -> None:
    if what == "used":
        set_password(token, NEXT, address="")
        db.session.commit()
    elif what == "expired":
        freeze(clock.now() + timedelta(hours=48, seconds=1))
    elif what == "newer":
        a_link(login)
    elif what == "another email":
        links.kill_all_of(login.id)
        db.session.commit()
    elif what == "archived":
        archived(cast.acme)


def test_of_two_links_in_one_browser_each_page_sets_the_password_of_whom_it_names(
    app: Flask, cast: Cast, visitor: Visitor
) -> None:
    carla = open_link(visitor, a_link(login_of(cast)))
    open_link(visitor, a_link(login_of(cast, "renata")))
    before = all_rows()
    refused = carla.form().submit(password=NEXT)
    assert refused.status == 409 and refused.says("Another link was opened", "renata@")
    assert all_rows() == before
    assert refused.form().submit(password=NEXT).status == 303
    assert visitor.sign_in(login_of(cast).email, NEXT).status == 422
    assert visitor.sign_in(login_of(cast, "renata").email, NEXT).status == 303


def test_a_dead_link_offers_a_fresh_one_which_goes_to_the_same_person(
    cast: Cast, visitor: Visitor, freeze: Callable[[datetime], None]
) -> None:
    token = a_link(login_of(cast))
    freeze(clock.now() + timedelta(hours=49))
    answer = open_link(visitor, token).form().submit()
    assert answer.follow().says("a link is on its way")
    work_off()
    email = db.session.scalars(select(Email)).one()
    assert (email.to_address, email.template.value) == ("carla@acme.example.com", "reset_password")


def test_of_twenty_who_use_one_link_at_once_one_succeeds(app: Flask, cast: Cast) -> None:
    token = a_link(login_of(cast))
    db.session.rollback()
    done: list[str] = []

    def use() -> None:
        with app.app_context():
            try:
                done.append(set_password(token, NEXT, address=""))
                db.session.commit()
            except DeadLink:
                db.session.rollback()
            finally:
                db.session.remove()

    threads = [threading.Thread(target=use) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == ["carla@acme.example.com"]


def test_a_restored_client_brings_its_open_link_back(cast: Cast, visitor: Visitor) -> None:
    token = a_link(login_of(cast))
    archived(cast.acme)
    assert open_link(visitor, token).status == 410
    restored(cast.acme)
    assert open_link(visitor, token).status == 200


@pytest.mark.parametrize("email", ["carla@acme.example.com", "nobody@example.com", "marta@portico.example.com"])
def test_who_has_forgotten_the_password_gets_one_answer_whoever_it_is(cast: Cast, visitor: Visitor, email: str) -> None:
    answer = visitor.get("auth.forgot_password").form().submit(email=email)
    assert answer.leads_to("auth.link_sent")
    assert answer.follow().says("If this email can sign in here, a link is on its way to it.")
    work_off()
    sent_to = list(db.session.scalars(select(Email.to_address)))
    assert sent_to == ([] if email == "nobody@example.com" else [email])


def test_a_reset_is_good_for_three_hours(cast: Cast, visitor: Visitor) -> None:
    visitor.get("auth.forgot_password").form().submit(email="carla@acme.example.com")
    work_off()
    link = db.session.scalars(select(OneUseLink)).one()
    assert link.expires_at - link.issued_at == timedelta(hours=3)


def test_nobody_of_an_archived_client_is_sent_a_link(cast: Cast, visitor: Visitor) -> None:
    archived(cast.acme)
    visitor.get("auth.forgot_password").form().submit(email="carla@acme.example.com")
    work_off()
    assert db.session.scalar(select(Email)) is None


def test_a_password_that_there_was_is_told_of_when_it_changes(cast: Cast, visitor: Visitor) -> None:
    open_link(visitor, a_link(login_of(cast))).form().submit(password=NEXT)
    email = db.session.scalars(select(Email)).one()
    assert email.template.value == "password_changed"


def test_the_address_of_a_link_is_the_configured_one_whatever_the_request_says(cast: Cast, app: Flask) -> None:
    client = app.test_client()
    page = client.get("/forgot-password", headers={"Host": "evil.example"})
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token
    data = {"email": "carla@acme.example.com", "csrf_token": token[1]}
    client.post("/forgot-password", data=data, headers={"Host": "evil.example"})
    work_off()
    email = db.session.scalars(select(Email)).one()
    assert "evil.example" not in email.text + email.html + email.message_id
