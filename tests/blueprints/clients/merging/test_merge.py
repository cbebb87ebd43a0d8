"""The page of a merge: what will come of it, and the act; from the list, from a card, from the duplicates."""

from __future__ import annotations

import pytest
from flask import Flask

from app.db import db
from app.domain.contacts.permissions import PortalPermission
from app.domain.lifecycle.anonymising import AnonymiseChoices, anonymise_party
from app.domain.lifecycle.merge_preview import MOST
from app.domain.office.profile import ArchivedMail
from app.domain.parties.models import Party
from tests.blueprints.clients.desk import flashes
from tests.domain.lifecycle.merging.cards import link_of, merged, on_file
from tests.support.builders import PASSWORD, a_client, a_contact, a_key, a_mail_item, a_person, archived, many_clients
from tests.support.cast import Cast
from tests.support.entries import a_bank
from tests.support.visitor import Answer, Visitor

MAIL = PortalPermission.MAIL


@pytest.fixture
def twin(cast: Cast) -> Party:
    """Acme once more."""
    return a_client(
        "ACME srl", email="office@acme.example.com", website="https://acme.example.com", notes="Rings twice."
    )


def asked(marta: Visitor, *parties: Party, **more: object) -> Answer:
    return marta.get("clients.ask_merge", ids=[party.id for party in parties], **more)


def test_the_page_says_field_by_field_what_the_card_will_hold(marta: Visitor, cast: Cast, twin: Party) -> None:
    a_mail_item(twin)
    page = asked(marta, cast.acme, twin)
    assert page.texts("//h1") == ["Merge 2 cards"]
    assert page.says(
        f"info@acme.example.com · {cast.acme.number}", f"office@acme.example.com · {twin.number}",
        "https://acme.example.com", f"— ACME srl ({twin.number})", "Rings twice.", "It takes over: 1 mail item",
        "These numbers lead to it, and are not given again", "This cannot be taken back.",
    )  # fmt: skip
    form = page.form("merge_form")
    assert form.values["keep"] == str(cast.acme.id)
    assert form.values["take_email"] == str(cast.acme.id)
    assert page.texts("//button[contains(@class, 'button--danger')]") == ["Merge 2 cards"]


def test_the_page_says_of_every_number_and_account_whether_it_stays(marta: Visitor, cast: Cast, twin: Party) -> None:
    cast.acme.customer_account, twin.customer_account, twin.supplier_account = "10001", "10002", "70001"
    for party, second in ((cast.acme, "S-0001"), (twin, "S-0002")):
        party.second_number, party.second_number_key = second, second.casefold()
    db.session.commit()
    lines = asked(marta, cast.acme, twin).texts("//section[.//h2[normalize-space(.)='What becomes of it']]//li")
    assert lines[1:6] == [
        "Number C-0001",
        "Second number S-0001",
        f"These numbers lead to it, and are not given again{twin.number}, S-0002",
        "Ledger accountas a customer 10001",
        "Ledger accountas a supplier 70001",
    ]
    assert lines[6] == "These ledger accounts stand on no card any more, and are not given again10002"
    merged(cast.acme, twin)
    assert (cast.acme.second_number, cast.acme.customer_account, cast.acme.supplier_account) == (
        "S-0001", "10001", "70001",
    )  # fmt: skip


def test_of_two_rules_for_mail_that_differ_in_their_days_one_is_chosen(marta: Visitor, cast: Cast, twin: Party) -> None:
    for party, days in ((cast.acme, 30), (twin, 60)):
        party.archived_mail, party.archived_mail_days = ArchivedMail.KEEP, days
    db.session.commit()
    page = asked(marta, cast.acme, twin)
    assert page.says(f"Keep it for 30 days. · {cast.acme.number}", f"Keep it for 60 days. · {twin.number}")
    page.form("merge_form").submit(take_archived_mail=twin.id)
    db.session.refresh(cast.acme)
    assert cast.acme.archived_mail_days == 60


def test_the_page_says_which_default_stays_where_such_lines_move(marta: Visitor, cast: Cast, twin: Party) -> None:
    words = "Of several defaults of one kind its own stays the default"
    assert not asked(marta, cast.acme, twin).says(words)
    a_bank(twin)
    assert asked(marta, cast.acme, twin).says("It takes over: 1 bank account", words)


def test_merging_leads_to_the_card_that_stays_and_says_so(marta: Visitor, cast: Cast, twin: Party) -> None:
    former, number = twin.id, twin.number
    answer = asked(marta, cast.acme, twin).form("merge_form").submit(take_email=twin.id)
    assert answer.leads_to("clients.show", party_id=cast.acme.id)
    card = answer.follow()
    assert flashes(card)[0].startswith("1 card merged into Acme S.r.l.")
    assert card.says("office@acme.example.com", f"ACME srl ({number}) merged into this card by Marta Wójcik")
    assert on_file(former) == [False]


def test_another_one_may_stay(marta: Visitor, cast: Cast, twin: Party) -> None:
    page, acme = asked(marta, cast.acme, twin), cast.acme.id
    (link,) = page.find("//a[normalize-space(.)='Keep this one']")
    other = marta.get_url(link.get("href"), htmx="merge_page", at="/clients/merge")
    assert not other.is_whole
    assert other.form("merge_form").submit().leads_to("clients.show", party_id=twin.id)
    assert on_file(acme) == [False]


def test_who_would_see_more_is_listed_with_an_empty_box(marta: Visitor, cast: Cast, twin: Party) -> None:
    sara = a_contact(twin, "Sara", "Sola", email="sara@example.com", password=PASSWORD)
    for contact in (sara, cast.carla):
        contact.permissions = frozenset({MAIL})
    cast.renata.permissions = frozenset()
    db.session.commit()
    page = asked(marta, cast.acme, twin)
    assert page.says("Sara Sola may see the joined client", "Carla Rossi may see the joined client")
    assert not page.says("Renata Lis may see")
    assert not page.find("//input[@name='may_see'][@checked]")
    page.form("merge_form").submit(may_see=[sara.id])
    db.session.expire_all()
    assert link_of(cast.acme.id, sara.person_id).permissions == {MAIL}
    assert link_of(cast.acme.id, cast.carla.person_id).permissions == frozenset()


def test_who_was_contact_of_both_is_named_with_what_opens_no_longer(marta: Visitor, cast: Cast) -> None:
    cast.renata.permissions = frozenset({MAIL, PortalPermission.INVOICES})
    link_of(cast.bravo.id, cast.renata.person_id).permissions = frozenset({MAIL})
    db.session.commit()
    page = asked(marta, cast.acme, cast.bravo)
    assert page.says("Contacts of several of them", "Renata Lis", "opens no longer: Invoices")


def test_of_people_it_says_which_sign_in_stays(marta: Visitor, cast: Cast) -> None:
    double = a_contact(cast.bravo, "Carla", "Rossi", email="c.rossi@example.com", password=PASSWORD)
    page = asked(marta, cast.carla.person, double.person)
    assert page.says(
        "They sign in as before, with the password of carla@acme.example.com",
        "The sign-in c.rossi@example.com ends, with its sessions and links",
        "Carla Rossi may see Bravo Sp. z o.o.",
    )


def test_a_second_who_comes_too_late_is_told_and_nothing_is_done(marta: Visitor, cast: Cast, twin: Party) -> None:
    form = asked(marta, cast.bravo, twin).form("merge_form")
    merged(cast.acme, twin)
    answer = form.submit()
    assert answer.status == 409
    assert answer.says("The list has changed since. Look at the new numbers before you go on.")
    assert on_file(cast.bravo.id) == [True]


def test_what_was_chosen_is_still_there_when_a_rule_says_no(marta: Visitor, cast: Cast) -> None:
    clash = a_person("Carla", "Rossi", email=cast.luca.email, website="https://one.example.com", phone="+48 42 5550101")
    cast.carla.person.website = "https://two.example.com"
    db.session.commit()
    page = asked(marta, clash, cast.carla.person, keep=clash.id)
    answer = page.form("merge_form").submit(take_website=cast.carla.person_id)
    assert answer.status == 422
    assert answer.says("signs in already, as Luca Prandi")
    form = answer.form("merge_form")
    assert form.values["take_website"] == str(cast.carla.person_id)
    form.submit(take_email=cast.carla.person_id).follow()
    db.session.refresh(clash)
    assert (clash.email, clash.website) == ("carla@acme.example.com", "https://two.example.com")


def test_a_double_click_gives_one_answer(marta: Visitor, cast: Cast, twin: Party) -> None:
    form = asked(marta, cast.acme, twin).form("merge_form")
    answers = [form.submit() for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [f"/clients/{cast.acme.id}"] * 2


def test_too_many_cards_are_refused_with_a_sentence(marta: Visitor, cast: Cast) -> None:
    page = marta.get("clients.ask_merge", ids=many_clients(MOST + 1))
    assert page.says(f"{MOST} cards can be compared at once.")
    assert not page.find("//form[@id='merge_form']")
    everybody = marta.get("clients.ask_merge", all=1, role="any", q="client")
    assert everybody.says(f"{MOST} cards can be compared at once.")


def test_one_card_alone_or_a_company_with_a_person_is_refused_with_a_sentence(marta: Visitor, cast: Cast) -> None:
    assert asked(marta, cast.acme).says("Choose two or more to merge.")
    assert asked(marta, cast.acme, cast.carla.person).says("A company and a person are never the same.")


def test_nobody_is_merged_with_who_is_anonymised_and_the_page_says_so_before(
    marta: Visitor, cast: Cast, twin: Party
) -> None:
    archived(twin)
    number = str(twin.number)
    anonymise_party(twin.id, AnonymiseChoices("asked for it", number), a_key(), by=cast.by_marta)
    db.session.commit()
    found = marta.get("clients.choose_merge", party_id=cast.acme.id, q=number)
    assert not found.find("//a[contains(@class, 'suggestions__name')]")
    page = asked(marta, cast.acme, twin)
    assert page.says(f"{number} is anonymised: it can only be looked at.")
    assert not page.find("//form[@id='merge_form']")


def test_a_card_offers_who_looks_alike_and_whom_somebody_types(marta: Visitor, cast: Cast, twin: Party) -> None:
    archived(twin)
    card = marta.get("clients.show", party_id=cast.acme.id)
    (link,) = card.find("//a[normalize-space(.)='Merge into…']")
    page = marta.get_url(link.get("href"))
    assert page.texts("//a[contains(@class, 'suggestions__name')]") == ["ACME srl"]
    part = marta.get("clients.choose_merge", party_id=cast.acme.id, q="bravo", htmx="merge_found")
    (found,) = part.find("//a[contains(@class, 'suggestions__name')]")
    there = marta.get_url(found.get("href"))
    assert there.form("merge_form").values["keep"] == str(cast.bravo.id)


def test_the_list_offers_to_merge_what_is_ticked(marta: Visitor, cast: Cast) -> None:
    page = marta.get("clients.index")
    (button,) = page.find("//button[normalize-space(.)='Merge']")
    assert button.get("formaction") == "/clients/merge"


@pytest.mark.parametrize("language", ["en", "it", "pl"])
def test_the_page_is_read_in_every_language(app: Flask, cast: Cast, twin: Party, language: str) -> None:
    visitor = Visitor(app, language=language).signed_in_as(cast.marta.email)
    assert visitor.get("clients.ask_merge", ids=[cast.acme.id, twin.id]).status == 200
