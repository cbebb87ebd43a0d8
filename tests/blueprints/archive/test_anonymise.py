"""Anonymise from an archived card, its receipt, and what is left to do with who was: nothing (PRODUCT.md 3)."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from app.db import db
from app.domain.contacts.actions import ContactDraft, add_contact, associate_person, edit_contact, version_of
from app.domain.contacts.granting import set_box
from app.domain.contacts.leaving import remove_contact
from app.domain.contacts.letting_in import send_again, switch_access
from app.domain.contacts.permissions import PortalPermission
from app.domain.directory.filing import edit_party
from app.domain.directory.selection import picked
from app.domain.errors import RuleViolation
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.archiving import NO_CHOICES, archive_parties, expect_back, restore_parties
from app.domain.lifecycle.deactivating import deactivate_parties, reactivate_parties
from app.domain.lifecycle.personal_data import export_personal_data
from app.domain.lifecycle.purging import PurgeChoices, purge_parties
from app.domain.lifecycle.roles import change_roles
from app.domain.lifecycle.tagging import add_tag, remove_tag
from app.domain.lifecycle.undoing import undo_act
from app.domain.mailroom.intake import MailDraft, edit_mail, log_mail, set_scan
from app.domain.mailroom.marking import mark_mail
from app.domain.mailroom.models import MailState
from app.domain.mailroom.queries import picked as mail_picked
from app.domain.parties.drafts import draft_of
from app.domain.parties.models import Party
from app.domain.parties.roles import RoleChange
from app.domain.printing.setting import FAMILY
from tests.blueprints.clients.desk import flashes
from tests.domain.lifecycle.forgetting import anonymised
from tests.support.builders import a_key, a_mail_item, archived
from tests.support.cast import CANARY, Cast
from tests.support.contracts import a_signed_contract
from tests.support.entries import a_piece
from tests.support.rows import all_rows, changes
from tests.support.visitor import Answer, Visitor

OFFERS = "//*[contains(@href, '/anonymise')]"


def done(luca: Visitor, party: Party, **typed: Any) -> Answer:
    """Asked, filled in, sent."""
    form = luca.get("archive.ask_anonymise", party_id=party.id).form("/anonymise")
    return form.submit(**{"reason": "asked for it", "confirmation": party.number, **typed})


def test_it_is_offered_to_the_owner_on_an_archived_card_only(luca: Visitor, marta: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    assert luca.get("clients.show", party_id=cast.zeta.id).texts(OFFERS) == ["Anonymise"]
    assert marta.get("clients.show", party_id=cast.zeta.id).find(OFFERS) == []
    assert luca.get("clients.show", party_id=cast.acme.id).find(OFFERS) == []
    assert luca.get("archive.ask_anonymise", party_id=cast.acme.id).status == 404
    assert marta.get("archive.ask_anonymise", party_id=cast.zeta.id).status == 403


def test_the_dialog_says_that_it_is_for_good_who_goes_too_and_who_stays(luca: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    dialog = luca.get("archive.ask_anonymise", party_id=cast.acme.id)
    assert dialog.says("Anonymise Acme S.r.l.?", "irreversible", f"Type {cast.acme.number}")
    assert dialog.says("Carla Rossi", "goes with it", "Renata Lis", "stays: contact of somebody else")


def test_what_stands_in_the_way_is_listed_and_linked_instead(luca: Visitor, cast: Cast) -> None:
    a_mail_item(cast.zeta)
    archived(cast.zeta)
    dialog = luca.get("archive.ask_anonymise", party_id=cast.zeta.id)
    assert dialog.says("This has to be done first.", "1 mail item waits for it at the desk.")
    assert dialog.find(f"//a[contains(@href, '/mail?client={cast.zeta.id}')]")
    assert dialog.find("//button[contains(., 'Anonymise')]") == []


def test_what_is_still_out_and_what_is_in_force_lead_to_where_that_is_ended(luca: Visitor, cast: Cast) -> None:
    a_piece(cast.zeta, "Key", handed_out_on=date(2026, 1, 7))
    a_signed_contract(cast.zeta)
    archived(cast.zeta)
    dialog = luca.get("archive.ask_anonymise", party_id=cast.zeta.id)
    links = dialog.find("//ul[@class='consequences']//a/@href")
    assert links == [f"/clients/{cast.zeta.id}/equipment", f"/clients/{cast.zeta.id}/contracts"]


@pytest.mark.parametrize("htmx", [False, True])
def test_it_leads_to_the_receipt_and_no_page_says_the_name_again(luca: Visitor, cast: Cast, htmx: bool) -> None:
    archived(cast.zeta)
    zeta, number = cast.zeta.id, cast.zeta.number
    form = luca.get("archive.ask_anonymise", party_id=zeta, htmx="dialog" if htmx else None).form("/anonymise")
    answer = form.submit(htmx=htmx, reason="asked for it", confirmation=number)
    assert answer.leads_to("archive.show_receipt", party_id=zeta)
    receipt = answer.follow()
    assert flashes(receipt) == ["1 client anonymised."]
    assert receipt.says("1 person was anonymised with it.", f"{number}", "asked for it", "2 cards: names", "For good")
    for endpoint, values in (
        ("clients.show", {"party_id": zeta}),
        ("clients.mail", {"party_id": zeta}),
        ("archive.index", {"anonymised": "yes"}),
        ("acts.show", {"act_id": cast.zeta.status_act_id}),
        ("settings.history", {}),
        ("settings.sent_email", {}),
        ("today.index", {}),
        ("search.index", {"q": number}),
    ):
        page = luca.get(endpoint, **values)
        assert page.status == 200, endpoint
        assert CANARY not in page.text, endpoint


def test_what_is_typed_wrongly_is_said_at_its_field_and_stays_typed(luca: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    before = all_rows()
    answer = done(luca, cast.zeta, confirmation="1")
    assert answer.status == 422
    assert "This is not what has to be typed." in " ".join(answer.errors())
    assert answer.form("/anonymise").values["reason"] == "asked for it"
    assert changes(before, all_rows()) == []


def test_the_same_form_sent_twice_is_answered_twice_and_done_once(luca: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    form = luca.get("archive.ask_anonymise", party_id=cast.zeta.id).form("/anonymise")
    form.fill(reason="asked for it", confirmation=cast.zeta.number)
    first = form.submit()
    before = all_rows()
    assert form.submit().leads_to("archive.show_receipt", party_id=cast.zeta.id)
    assert first.leads_to("archive.show_receipt", party_id=cast.zeta.id)
    assert changes(before, all_rows()) == []


def test_the_card_that_is_left_offers_nothing_but_the_receipt(luca: Visitor, marta: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    card = luca.get("clients.show", party_id=cast.zeta.id)
    assert card.texts("//h1") == [f"Anonymised · {cast.zeta.number}"]
    assert card.says("Anonymised on", "by Luca Prandi", "It can only be looked at.")
    assert card.texts("//*[@class='page-head__actions']//a | //*[@class='page-head__actions']//button") == [
        "Erasure receipt"
    ]
    assert marta.get("clients.show", party_id=cast.zeta.id).find("//*[@class='page-head__actions']//a") == []
    assert luca.get("clients.contacts", party_id=cast.zeta.id).leads_to("clients.show", party_id=cast.zeta.id)


def test_the_archive_shows_them_to_who_filters_for_them_and_to_nobody_else(luca: Visitor, cast: Cast) -> None:
    archived(cast.zeta, cast.bravo)
    number = cast.zeta.number
    anonymised(cast, cast.zeta)
    assert luca.get("archive.index").rows() == ["Bravo Sp. z o.o."]
    assert luca.get("archive.index", q=number).rows() == []
    wanted = luca.get("archive.index", anonymised="yes")
    assert sorted(wanted.rows()) == [f"Anonymised · #{cast.zoe.person_id}", f"Anonymised · {number}"]
    assert wanted.find("//input[@type='checkbox' and @name='ids']") == []
    assert luca.get("archive.index", anonymised="yes", q=CANARY).rows() == []
    assert luca.get("clients.index", role="any").rows() == ["Acme S.r.l.", "Renata Lis", "Carla Rossi"]
    assert luca.get("archive.total").says("1 archived")


def test_the_receipt_as_a_paper_says_what_the_page_says(luca: Visitor, marta: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    answer = luca.get("archive.receipt_pdf", party_id=cast.zeta.id)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.response.data)).pages)
    assert cast.zeta.number
    for words in ("Erasure receipt", cast.zeta.number, "asked for erasure", "What went", "2 cards", "What stays"):
        assert words in " ".join(text.split()), text
    assert CANARY not in text
    assert FAMILY.replace(" ", "").encode() in answer.response.data
    assert marta.get("archive.receipt_pdf", party_id=cast.zeta.id).status == 403
    assert luca.get("archive.receipt_pdf", party_id=cast.acme.id).status == 404


def test_who_went_along_has_the_same_receipt(luca: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    assert cast.zeta.number
    assert luca.get("archive.show_receipt", party_id=cast.zoe.person_id).says(cast.zeta.number, "What went")


# A form that somebody forged, or that was open when it happened ------------------------------------------------------


def forged(cast: Cast) -> dict[str, Any]:
    """Every deed that could be tried on somebody who is anonymised, and on what is theirs."""
    zeta, zoe, acme = cast.zeta.id, cast.zoe.person_id, cast.acme.id
    one, link = picked([zeta]), cast.zoe
    item = a_mail_item(cast.zeta)
    mark_mail(mail_picked([item.id]), MailState.COLLECTED, a_key(), by=SYSTEM)
    moving = a_mail_item(cast.acme)
    archived(cast.zeta)
    archiving = cast.zeta.status_act_id or 0
    anonymised(cast, cast.zeta)
    draft = ContactDraft("Nuova", "Persona", email="nuova@example.com")
    by: dict[str, Any] = {"by": SYSTEM}
    return {
        "restore": lambda: restore_parties(one, a_key(), **by),
        "archive": lambda: archive_parties(one, NO_CHOICES, a_key(), **by),
        "deactivate": lambda: deactivate_parties(one, "", a_key(), **by),
        "reactivate": lambda: reactivate_parties(one, a_key(), **by),
        "undo": lambda: undo_nothing(archiving),
        "expect back": lambda: expect_back(zeta, None, a_key(), **by),
        "delete": lambda: purge_parties(one, PurgeChoices(cast.zeta.name), a_key(), **by),
        "tag": lambda: add_tag(one, "VIP", a_key(), **by),
        "untag": lambda: remove_tag(one, "VIP", a_key(), **by),
        "roles": lambda: change_roles(RoleChange.ADD_SUPPLIER, one, a_key(), **by),
        "edit": lambda: edit_party(zeta, draft_of(cast.zeta), cast.zeta.version, a_key(), **by),
        "add contact": lambda: add_contact(zeta, draft, a_key(), **by),
        "associate them": lambda: associate_person(acme, zoe, a_key(), **by),
        "associate with them": lambda: associate_person(zeta, cast.carla.person_id, a_key(), **by),
        "edit contact": lambda: edit_contact(link.id, draft, version_of(link), a_key(), **by),
        "remove contact": lambda: remove_contact(zeta, link.id, a_key(), **by),
        "grant": lambda: set_box(zeta, link.id, PortalPermission.MAIL, a_key(), on=False, **by),
        "invite": lambda: send_again(link.id, a_key(), **by),
        "switch access": lambda: switch_access(link.id, a_key(), is_on=False, **by),
        "log mail": lambda: log_mail(MailDraft(zeta, "Enel", item.received_at), None, a_key(), **by),
        "edit mail": lambda: edit_mail(item.id, MailDraft(acme, "Enel", item.received_at), item.version, a_key(), **by),
        "move mail to them": lambda: edit_mail(
            moving.id, MailDraft(zeta, "Enel", moving.received_at), moving.version, a_key(), **by
        ),
        "mail waits again": lambda: mark_mail(mail_picked([item.id]), MailState.WAITING, a_key(), **by),
        "scan": lambda: set_scan(item.id, None, a_key(), **by),
        "export": lambda: export_personal_data(zeta, a_key(), **by),
    }


def undo_nothing(act_id: int) -> None:
    """Undo of the archiving finds nobody of whom it is still so."""
    act = undo_act(act_id, by=SYSTEM)
    assert act.outcome["changed"] == 0
    db.session.rollback()
    raise RuleViolation("nothing was taken back")


def test_nothing_is_done_any_more_with_who_is_anonymised(cast: Cast) -> None:
    deeds = forged(cast)
    before = all_rows()
    for name, do in deeds.items():
        with pytest.raises(RuleViolation) as refusal:
            do()
        db.session.rollback()
        assert refusal.value.sentence.msgid, name
        assert changes(before, all_rows()) == [], name


def test_a_forged_restore_is_refused_and_says_so(luca: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    form = luca.get("archive.ask_restore", ids=[cast.zeta.id]).form("/archive/restore")
    anonymised(cast, cast.zeta)
    answer = form.submit()
    assert answer.status == 422
    assert "only be looked at" in " ".join(answer.errors())
