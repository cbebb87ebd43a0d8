"""Addresses and numbers of who was merged lead to the card that stayed (PRODUCT.md 9)."""

from __future__ import annotations

import pytest
from flask import Flask

from app.db import db
from app.domain.contacts.permissions import PortalPermission
from app.domain.parties.models import Party
from tests.domain.lifecycle.merging.cards import merged
from tests.support.builders import a_client, a_mail_item
from tests.support.cast import Cast
from tests.support.visitor import Visitor


@pytest.fixture
def former(cast: Cast) -> int:
    """The id of who was merged into Acme."""
    twin: Party = a_client("ACME srl")
    id_ = twin.id
    merged(cast.acme, twin, may_see=[cast.carla.id])
    return id_


@pytest.mark.parametrize("endpoint", ["clients.show", "clients.contacts", "clients.mail", "clients.edit"])
def test_every_tab_of_the_old_card_leads_to_the_same_tab(
    marta: Visitor, cast: Cast, former: int, endpoint: str
) -> None:
    answer = marta.get(endpoint, party_id=former)
    assert answer.status == 303
    assert answer.leads_to(endpoint, party_id=cast.acme.id)


def test_what_was_asked_behind_the_address_is_kept(marta: Visitor, cast: Cast, former: int) -> None:
    answer = marta.get_url(f"/clients/{former}?before=7&_external=1&_scheme=javascript")
    assert answer.headers["Location"] == f"/clients/{cast.acme.id}?before=7&_external=1&_scheme=javascript"


def test_with_a_script_the_browser_goes_there(marta: Visitor, cast: Cast, former: int) -> None:
    answer = marta.get("clients.contacts", party_id=former, htmx="card")
    assert answer.headers["HX-Redirect"] == f"/clients/{cast.acme.id}/contacts"


def test_the_old_client_s_mail_is_the_new_one_s(marta: Visitor, cast: Cast, former: int) -> None:
    answer = marta.get("mail.index", client=former, state="any")
    assert answer.leads_to("mail.index", state="any", client=cast.acme.id)
    assert marta.get("mail.new", client=former).leads_to("mail.new", client=cast.acme.id)


def test_nothing_is_done_at_an_old_address(marta: Visitor, cast: Cast, former: int) -> None:
    assert marta.post("clients.update", {"name": "Other"}, party_id=former).status == 409
    assert marta.get("clients.show", party_id=cast.acme.id).says(cast.acme.name)


def test_an_id_that_never_was_is_not_found(marta: Visitor, former: int) -> None:
    assert marta.get("clients.show", party_id=former + 1000).status == 404
    assert marta.get("mail.index", client=former + 1000).status == 200


def test_a_link_in_an_old_email_leads_a_contact_to_the_joined_client(app: Flask, cast: Cast, former: int) -> None:
    item = a_mail_item(cast.acme)
    carla = Visitor(app).signed_in_as("carla@acme.example.com")
    answer = carla.get("portal.mail", client_id=former)
    assert answer.leads_to("portal.mail", client_id=cast.acme.id)
    assert answer.follow().says(item.sender)


def test_who_may_not_see_it_learns_nothing(app: Flask, cast: Cast, former: int) -> None:
    zoe = Visitor(app).signed_in_as(f"zoe@{cast.zoe.person.email.partition('@')[2]}")
    assert zoe.get("portal.mail", client_id=former).status == 404
    cast.carla.permissions = frozenset({PortalPermission.SUPPORT})
    db.session.commit()
    carla = Visitor(app).signed_in_as("carla@acme.example.com")
    assert carla.get("portal.mail", client_id=former).status == 404
