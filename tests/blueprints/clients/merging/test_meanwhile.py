"""A form that was open on a card while somebody merged that card: nothing typed is lost, and nothing is done."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.db import db
from app.domain.parties.models import Party
from app.web.guards import Door, guard_of
from tests.access.addresses import built, filling
from tests.access.office import EVERYBODY, Office, an_office
from tests.domain.lifecycle.merging.cards import merged
from tests.support.builders import a_client, a_mail_item
from tests.support.cast import Cast
from tests.support.rows import all_rows, changes
from tests.support.visitor import Answer, Visitor

FIRST_SENTENCE = "This card was merged into ACME S.p.A. meanwhile."
ADMIN = next(person for person in EVERYBODY if person.who == "an admin")
CARLA = next(person for person in EVERYBODY if person.who == "a contact of one client")


@pytest.fixture
def kept(cast: Cast) -> Party:
    """The card into which Acme is merged while Marta writes."""
    return a_client("ACME S.p.A.")


@pytest.fixture(params=[False, True], ids=["as a page", "by htmx"])
def htmx(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def opened(marta: Visitor, endpoint: str, *, htmx: bool, **values: Any) -> Answer:
    """A form, as a page or over the card."""
    return marta.get(endpoint, htmx="dialog" if htmx else None, **values)


def named(answer: Answer, kept: Party) -> bool:
    """Whether the answer says where the card went, with a link to it."""
    links = [link.get("href") for link in answer.find("//a")]
    return answer.says(FIRST_SENTENCE) and f"/clients/{kept.id}" in links


def test_a_new_contact_stands_as_it_was_typed_under_the_card_that_stayed(
    marta: Visitor, cast: Cast, kept: Party, *, htmx: bool
) -> None:
    former = cast.acme.id
    form = opened(marta, "contacts.new", client_id=former, htmx=htmx).form("contact_form")
    merged(kept, cast.acme)
    answer = form.submit(first_name="Nina", last_name="Neri", email="nina@neri.example.com", htmx=htmx)
    assert answer.status == 409
    assert named(answer, kept)
    again = answer.form("contact_form")
    assert again.values["first_name"] == "Nina"
    assert again.element.get("action") == f"/clients/{kept.id}/contacts/new"
    assert again.submit(htmx=htmx).leads_to("clients.contacts", party_id=kept.id)
    assert marta.get("clients.contacts", party_id=kept.id).says("Nina Neri")


def test_a_changed_line_is_changed_on_the_card_that_stayed(
    marta: Visitor, cast: Cast, kept: Party, *, htmx: bool
) -> None:
    form = opened(marta, "terms.new_bank", client_id=cast.acme.id, htmx=htmx).form("entry_form")
    form.submit(bank="Banca Sella", iban="IT60 X054 2811 1010 0000 0123 456", htmx=htmx)
    edit = marta.get("clients.banks", party_id=cast.acme.id).find("//a[contains(@href, '/banks/')]/@href")
    form = marta.get_url(str(next(url for url in edit if url.endswith("/edit")))).form("entry_form")
    if htmx:
        form = marta.get_url(form.element.get("action"), htmx="dialog").form("entry_form")
    merged(kept, cast.acme)
    answer = form.submit(bank="Banca d’Alba", htmx=htmx)
    assert answer.status == 409
    assert named(answer, kept)
    assert answer.form("entry_form").submit(htmx=htmx).leads_to("clients.banks", party_id=kept.id)
    assert marta.get("clients.banks", party_id=kept.id).says("Banca d’Alba")


def test_master_data_stand_beside_those_of_the_card_that_stayed(marta: Visitor, cast: Cast, kept: Party) -> None:
    form = marta.get("clients.edit", party_id=cast.acme.id).form("party_form")
    merged(kept, cast.acme)
    answer = form.submit(phone="+39 011 555 0199")
    assert answer.status == 409
    assert named(answer, kept)
    assert answer.says("What they saved, where it differs from yours:")
    again = answer.form("party_form")
    assert again.values["phone"] == "+39 011 555 0199"
    assert again.submit().status == 409, "whoever has not said that they saw the other card overwrites nothing"
    assert answer.form("party_form").submit(seen_version=kept.version).leads_to("clients.show", party_id=kept.id)
    assert marta.get("clients.show", party_id=kept.id).says("+39 011 555 0199")


def test_a_contract_is_begun_for_the_card_that_stayed(marta: Visitor, cast: Cast, kept: Party) -> None:
    form = marta.get("contracts.new", client=cast.acme.id).form("contract_form")
    merged(kept, cast.acme)
    answer = form.submit(subject="Registered address", type="registered_office")
    assert answer.status == 409
    assert named(answer, kept)
    assert answer.form("contract_form").values["subject"] == "Registered address"
    assert answer.form("contract_form").element.get("action") == f"/contracts/new?client={kept.id}"


@pytest.mark.parametrize("sender", ["INPS", ""], ids=["whole", "with something missing"])
def test_mail_that_is_taken_in_stands_as_it_was_typed_for_the_card_that_stayed(
    marta: Visitor, cast: Cast, kept: Party, sender: str
) -> None:
    form = marta.get("mail.new", client=cast.acme.id).form("mail_form")
    merged(kept, cast.acme)
    before = all_rows()
    answer = form.submit(sender=sender, note="Torn.")
    assert answer.status == 409
    assert named(answer, kept)
    assert not answer.says("This client is no longer on file.")
    assert not changes(before, all_rows())
    again = answer.form("mail_form")
    assert (again.values["client"], again.values["note"]) == (str(kept.id), "Torn.")
    assert again.submit(sender="INPS").follow().says("M-0001 is logged for ACME S.p.A.", "Torn.")


def test_mail_that_was_logged_before_the_merge_is_not_logged_again(marta: Visitor, cast: Cast, kept: Party) -> None:
    form = marta.get("mail.new", client=cast.acme.id).form("mail_form").fill(sender="INPS")
    first = form.submit()
    merged(kept, cast.acme)
    before = all_rows()
    assert form.submit().headers["Location"] == first.headers["Location"]
    assert not changes(before, all_rows())


def test_what_is_changed_of_mail_stands_as_it_was_typed_for_the_card_that_stayed(
    marta: Visitor, cast: Cast, kept: Party
) -> None:
    item = a_mail_item(cast.acme)
    form = marta.get("mail.edit", mail_id=item.id).form("mail_form")
    merged(kept, cast.acme)
    answer = form.submit(note="Torn.")
    assert answer.status == 409
    assert named(answer, kept)
    assert answer.form("mail_form").submit().leads_to("mail.show", mail_id=item.id)
    assert marta.get("mail.show", mail_id=item.id).says("ACME S.p.A.", "Torn.")


def test_an_act_from_the_card_s_menu_says_where_the_card_went(marta: Visitor, cast: Cast, kept: Party) -> None:
    former = cast.acme.id
    form = marta.get_url(f"/clients/archive?ids={former}&card={former}", htmx="dialog").form()
    merged(kept, cast.acme)
    answer = form.submit(reason="moved away", htmx=True)
    assert answer.status == 409
    assert named(answer, kept)


def test_every_form_of_a_card_says_that_it_was_merged_and_does_nothing(app: Flask, *, htmx: bool) -> None:
    office = an_office()
    luca = Visitor(app).signed_in_as(ADMIN.email)
    kept = a_client("ACME S.p.A.")
    former, survivor = office.cast.acme.id, kept.id
    doors = {rule.rule: address_at(rule, office, former) for rule in app.url_map.iter_rules() if is_of_a_card(rule)}
    merged(kept, office.cast.acme)
    token, before, faults = luca.token(), all_rows(), []
    for rule, url in doors.items():
        answer = luca.open("POST", url, data={"csrf_token": token, "reason": "typed"}, htmx="card" if htmx else None)
        stale = answer.find(f"//form[contains(@action, 'clients/{former}/')]/@action")
        if answer.status != 409 or not named(answer, db.session.get_one(Party, survivor)) or stale:
            faults.append(f"{rule}: {answer.status} {stale} {answer.text[-300:]}")
    assert not faults, "\n".join(faults)
    assert len(doors) > 40
    assert not changes(before, all_rows())


def test_a_contact_in_the_portal_finds_nothing_there(app: Flask, cast: Cast, kept: Party) -> None:
    former = cast.acme.id
    carla = Visitor(app).signed_in_as(CARLA.email)
    merged(kept, cast.acme, may_see=[cast.carla.id])
    posts = [rule for rule in app.url_map.iter_rules() if is_of_a_party(rule)]
    for rule in posts:
        url = built(rule, {**dict.fromkeys(rule.arguments, 1), "party_id": former, "client_id": former})
        answer = carla.open("POST", url, data={"csrf_token": carla.token()})
        assert answer.status == 404, url
        assert not answer.says("ACME"), url


def is_of_a_card(rule: Rule) -> bool:
    """Whether something is sent there to a party's card at the desk."""
    return is_of_a_party(rule) and guard_of(rule.endpoint).door is Door.DESK


def is_of_a_party(rule: Rule) -> bool:
    return "POST" in (rule.methods or ()) and bool(rule.arguments & {"party_id", "client_id"})


def address_at(rule: Rule, office: Office, former: int) -> str:
    """The address of a card's form, with what is there before the merge."""
    return built(rule, {name: filling(rule, name, office, ADMIN) for name in rule.arguments} | {"party_id": former})
