"""The path of issue 2, end to end: three hundred out in one go, one of their contacts with them, and all back in."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.accounts.models import LoginSession
from app.domain.parties.models import Party, PartyStatus
from tests.blueprints.clients.desk import flashes
from tests.support.builders import PASSWORD, a_client, a_contact, many_clients
from tests.support.cast import Cast
from tests.support.visitor import Visitor

SARA = "sara@solo.example.com"
COURTEOUS = ("Your access to the portal of Portico Uffici is closed at the moment.", "+39 011 555 01 40")


@pytest.fixture
def solo(cast: Cast) -> Party:
    """One of three hundred, with a contact of its own."""
    many_clients(299, "Batch")
    party = a_client("Batch Solo S.r.l.")
    a_contact(party, "Sara", "Sola", email=SARA, password=PASSWORD)
    return party


@pytest.fixture
def sara(app: Flask, solo: Party) -> Visitor:
    """Its contact, at the portal."""
    somebody = Visitor(app).signed_in_as(SARA)
    assert somebody.get("portal.home").follow().says("Batch Solo S.r.l.")
    return somebody


def archive_all(marta: Visitor) -> None:
    dialog = marta.get("clients.index", q="batch").form("/clients/archive").submit(all="1")
    assert dialog.says("Archive 300 clients?", "1 person can no longer sign in", "Sara Sola")
    assert flashes(dialog.form("/clients/archive").submit(reason="Moved").follow()) == ["300 clients archived."]


def restore_all(marta: Visitor) -> None:
    dialog = marta.get("archive.index", q="batch").form("/archive/restore").submit(all="1")
    assert dialog.says("Restore 300 clients?", "1 person can sign in again", "Sara Sola")
    assert flashes(dialog.form("/archive/restore").submit().follow()) == ["300 clients restored."]


def open_sessions() -> int:
    db.session.expire_all()
    return len(db.session.scalars(select(LoginSession).where(LoginSession.ended_at.is_(None))).all())


@pytest.mark.parametrize("htmx", [None, "content"], ids=["a full page", "a part of one"])
def test_three_hundred_go_and_their_contact_is_out_at_the_next_click_and_in_again_after_the_restore(
    marta: Visitor, sara: Visitor, solo: Party, htmx: str | None
) -> None:
    archive_all(marta)
    assert open_sessions() == 2  # nobody's session was touched by the archive: hers ends when she shows herself
    out = sara.get("portal.client", client_id=solo.id, htmx=htmx)
    if htmx:
        assert (out.status, out.headers["HX-Redirect"]) == (401, "/login")
    else:
        assert out.leads_to("auth.login")
    assert "Batch Solo" not in out.response.text
    assert open_sessions() == 1

    login = sara.get("auth.login")
    assert login.says(*COURTEOUS)
    assert not sara.get("auth.login").says(COURTEOUS[0])  # once
    refused = sara.sign_in(SARA)
    assert refused.says(*COURTEOUS)
    assert "Batch Solo" not in refused.text
    assert sara.get("portal.home").leads_to("auth.login")

    restore_all(marta)
    assert sara.get("portal.home").leads_to("auth.login")  # an ended session is not revived
    assert sara.sign_in(SARA).leads_to("portal.home")
    assert sara.get("portal.home").follow().says("Batch Solo S.r.l.")


def test_who_did_not_click_meanwhile_goes_on_as_if_nothing_had_been(marta: Visitor, sara: Visitor, solo: Party) -> None:
    archive_all(marta)
    restore_all(marta)
    assert sara.get("portal.client", client_id=solo.id).says("Batch Solo S.r.l.")


def test_a_wrong_password_of_a_closed_client_s_contact_learns_nothing_of_that(
    marta: Visitor, solo: Party, visitor: Visitor
) -> None:
    archive_all(marta)
    answer = visitor.sign_in(SARA, "not the password")
    assert not answer.says(COURTEOUS[0])
    assert answer.says("The email or the password is not right.")


def test_a_contact_of_another_open_client_stays_in_and_finds_the_archived_one_gone(
    marta: Visitor, app: Flask, cast: Cast
) -> None:
    renata = Visitor(app).signed_in_as("renata@lis.example.com")
    marta.get("clients.ask_archive", ids=cast.acme.id).form("/clients/archive").submit()
    assert renata.get("portal.client", client_id=cast.acme.id).status == 404
    here = renata.get("portal.home").follow()
    assert here.says("Bravo Sp. z o.o.")
    assert "Acme" not in here.text


def test_everybody_is_as_before(marta: Visitor, solo: Party) -> None:
    columns = [c for c in Party.__table__.columns if c.name != "status_act_id"]
    rows = select(*columns).order_by(Party.id)
    before = db.session.execute(rows).all()
    archive_all(marta)
    assert db.session.scalars(select(Party.status).where(Party.name.startswith("Batch"))).unique().all() == [
        PartyStatus.ARCHIVED
    ]
    restore_all(marta)
    assert db.session.execute(rows).all() == before
