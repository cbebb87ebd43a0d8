"""Contracts at the desk: the list, one contract from its draft to its end, its files; Today and the card."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.db import db
from app.domain.contracts.amending import Termination, terminate_contract
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.models import Contract, Stage
from app.domain.contracts.templates import offered_templates
from app.domain.files import store
from app.domain.history.models import SYSTEM
from tests.blueprints.clients.desk import ask, flashes
from tests.domain.lifecycle.forgetting import anonymised
from tests.support.builders import a_key, a_png, archived
from tests.support.cast import Cast
from tests.support.contracts import (
    a_contract,
    a_file_of,
    a_signed_contract,
    an_amended_contract,
    given_out,
    signed,
    with_paper,
    with_text,
)
from tests.support.papers import a_pdf
from tests.support.rows import all_rows
from tests.support.visitor import Answer, Visitor

OVER = date(2026, 3, 31)


@pytest.fixture(autouse=True)
def in_june(freeze: Callable[[datetime], None]) -> None:
    freeze(datetime(2026, 6, 1, 9, 0, tzinfo=UTC))


def page_of(visitor: Visitor, contract: Contract) -> Answer:
    return visitor.get("contracts.show", contract_id=contract.id)


def fresh(contract: Contract) -> Contract:
    db.session.expire_all()
    return contract_with_id(contract.id)


def sent(answer: Answer, form_id: str, field: str, data: bytes, **values: Any) -> Answer:
    """A form of a page with a file chosen in it."""
    form = answer.form(form_id).fill(**values)
    body = {**form.values.to_dict(), field: (io.BytesIO(data), "x.exe")}
    return answer.visitor.open("POST", form.element.get("action"), data=body, at=answer.path)


def test_whom_a_contract_is_with_is_found_by_typing_and_nobody_of_the_archive(marta: Visitor, cast: Cast) -> None:
    archived(cast.bravo)
    found = marta.get("contracts.new", q="a")
    assert cast.acme.name in found.text and cast.bravo.name not in found.text
    (link,) = [one for one in found.find("//*[@class='suggestions__name']") if one.text == cast.acme.name]
    assert marta.get_url(link.get("href")).form("contract_form")
    assert marta.get("contracts.new", q="zz", htmx="contract_clients").says("Nobody outside the Archive")


def test_a_contract_is_begun_on_the_card_and_stands_there_and_in_the_list(marta: Visitor, cast: Cast) -> None:
    tab = marta.get("clients.contracts", party_id=cast.acme.id)
    (begin,) = tab.find("//a[contains(., 'New contract')]")
    form = marta.get_url(begin.get("href")).form("contract_form")
    done = form.submit(
        subject=" Registered  address ", value="49.00", interval="month", starts_on="2026-07-01", ends_on="2027-06-30",
        renews_by="12", notice="2", notice_unit="months",
    )  # fmt: skip
    assert done.status == 303
    shown = done.follow()
    assert flashes(shown) == ["Contract K-0001 is begun, as a draft."]
    assert shown.says("Registered address", "€49.00 every month", "by 12 months", "2 months", "Draft")
    tab = marta.get("clients.contracts", party_id=cast.acme.id)
    assert tab.says("Registered address", "K-0001", "€49.00 every month", "Draft")
    assert marta.get("contracts.index").rows() == ["Registered address"]
    assert "1 contract" in marta.get("contracts.total").text


def test_what_is_wrong_in_the_terms_is_said_at_its_field_and_nothing_typed_is_lost(marta: Visitor, cast: Cast) -> None:
    form = marta.get("contracts.new", client=cast.acme.id).form("contract_form")
    before = all_rows()
    again = form.submit(subject="Address", starts_on="2026-07-01", ends_on="2026-06-30", value="1.005", notice="soon")
    assert again.status == 422 and all_rows() == before
    assert "This is not a number." in " ".join(again.errors())
    again = again.form("contract_form").submit(notice="3")
    assert again.status == 422 and all_rows() == before
    assert {one.get("name") for one in again.find("//*[@aria-invalid='true']")} == {"ends_on", "value"}
    assert again.form("contract_form").values["notice"] == "3"


def test_a_year_that_nobody_means_is_refused_with_years_as_they_are_written(marta: Visitor, cast: Cast) -> None:
    form = marta.get("contracts.new", client=cast.acme.id).form("contract_form")
    again = form.submit(subject="Address", starts_on="0026-07-01")
    assert again.status == 422 and "Years go from 1900 to 2199." in " ".join(again.errors())


def test_nobody_begins_a_contract_with_a_client_in_the_archive(marta: Visitor, cast: Cast) -> None:
    form = marta.get("contracts.new", client=cast.acme.id).form("contract_form")
    archived(cast.acme)
    again = form.submit(subject="Address", starts_on="2026-07-01")
    assert again.status == 422 and "is in the Archive" in " ".join(again.errors())
    assert not marta.get("clients.contracts", party_id=cast.acme.id).find("//a[contains(., 'New contract')]")


def test_the_second_editor_gets_both_versions(marta: Visitor, cast: Cast) -> None:
    contract = a_contract(cast.acme)
    first = marta.get("contracts.edit", contract_id=contract.id).form("contract_form")
    second = marta.get("contracts.edit", contract_id=contract.id).form("contract_form")
    assert first.submit(subject="Mailbox", value="20").status == 303
    again = second.submit(subject="Services")
    assert again.status == 409 and again.says("Mailbox") and again.form("contract_form").values["subject"] == "Services"
    assert again.form("contract_form").submit(seen_version=contract.version).status == 303
    assert fresh(contract).holding.subject == "Services"


def test_a_contract_is_drawn_up_from_a_template_changed_by_hand_and_read(marta: Visitor, cast: Cast) -> None:
    contract = a_contract(cast.acme, value_minor=4900, currency="EUR")
    dialog = ask(marta, "contracts.ask_draw_up", over=f"/contracts/{contract.id}", contract_id=contract.id)
    offered = [one.get("value") for one in dialog.find("//select[@name='template']/option")]
    assert offered == [str(template.id) for template in offered_templates(cast.acme.language)]
    shown = dialog.form("/draw-up").submit().follow()
    assert any("The contract is drawn up. Nobody has said yet" in said for said in flashes(shown))
    text = fresh(contract).holding.text
    assert "K-0001" in text and "Acme S.r.l." in text and "49,00" in text
    form = marta.get("contracts.edit_text", contract_id=contract.id).form("text_form")
    stale = marta.get("contracts.edit_text", contract_id=contract.id).form("text_form")
    assert form.submit(text="# Ours\n\nAgreed.").status == 303
    again = stale.submit(text="# Theirs")
    assert again.status == 409 and again.form("text_form").values["text"] == "# Theirs"
    assert form.submit(text=" ").status == 422
    assert fresh(contract).holding.text == "# Ours\n\nAgreed."
    kind, paper = given_out(marta, "contracts.paper", contract_id=contract.id, version=1)
    assert paper.startswith(b"%PDF") and kind == "application/pdf"
    assert marta.get("contracts.text", contract_id=contract.id, version=1).says("Agreed.")


def test_a_text_that_was_signed_meanwhile_is_refused_and_what_was_typed_stays(marta: Visitor, cast: Cast) -> None:
    contract = with_text(a_contract(cast.acme))
    form = marta.get("contracts.edit_text", contract_id=contract.id).form("text_form")
    signed(contract)
    before, blobs = all_rows(), store.count_blobs()
    again = form.submit(text="# Mine")
    assert again.status == 422 and again.says("What is signed stays as it is.")
    assert again.form("text_form").values["text"] == "# Mine"
    assert all_rows() == before and store.count_blobs() == blobs


def test_a_text_whose_paper_was_replaced_meanwhile_takes_its_place_once_that_is_seen(
    marta: Visitor, cast: Cast
) -> None:
    contract = with_text(a_contract(cast.acme))
    form = marta.get("contracts.edit_text", contract_id=contract.id).form("text_form")
    with_paper(contract)
    again = form.submit(text="# Mine")
    assert again.status == 409 and again.form("text_form").values["text"] == "# Mine"
    seen = fresh(contract).version
    assert again.form("text_form").submit(seen_version=seen).status == 303
    assert fresh(contract).holding.text == "# Mine"


@pytest.mark.parametrize("endpoint", ["contracts.ask_draw_up", "contracts.edit_text"])
def test_what_was_signed_meanwhile_is_not_drawn_up_and_says_why(marta: Visitor, cast: Cast, endpoint: str) -> None:
    contract = with_text(a_contract(cast.acme))
    dialog = marta.get("contracts.ask_draw_up", contract_id=contract.id)
    signed(contract)
    for answer in (dialog.form("/draw-up").submit(), marta.get(endpoint, contract_id=contract.id)):
        assert answer.status == 422 and answer.says("What is signed stays as it is.")


def test_a_paper_whose_terms_were_changed_since_says_so(marta: Visitor, cast: Cast, freeze: Any) -> None:
    contract = with_text(a_contract(cast.acme))
    warning = "The terms were changed after this paper was made."
    assert not page_of(marta, contract).says(warning)
    freeze(datetime(2026, 6, 1, 9, 5, tzinfo=UTC))
    marta.get("contracts.edit", contract_id=contract.id).form("contract_form").submit(subject="Mailbox")
    assert page_of(marta, contract).says(warning)


def test_a_pdf_is_uploaded_to_be_signed_and_nothing_else(marta: Visitor, cast: Cast) -> None:
    contract = a_contract(cast.acme)
    blobs = store.count_blobs()
    for data, complaint in ((a_png(), "is a PDF"), (b"no pdf", "no PDF"), (a_pdf()[:200], "does not open")):
        again = sent(page_of(marta, contract), "paper_form", "paper", data)
        assert again.status == 422 and complaint in " ".join(again.errors()) and store.count_blobs() == blobs
    shown = sent(page_of(marta, contract), "paper_form", "paper", a_pdf()).follow()
    assert flashes(shown) == ["The paper is kept."] and shown.find("//a[contains(., 'Have it signed')]")


def test_a_paper_is_removed_once_somebody_confirms_it(marta: Visitor, cast: Cast) -> None:
    contract = with_text(a_contract(cast.acme))
    before = all_rows()
    assert not page_of(marta, contract).find("//form[contains(@action, '/paper/remove')]")
    at = {"over": f"/contracts/{contract.id}", "contract_id": contract.id}
    dialog = ask(marta, "contracts.ask_remove_paper", **at)
    assert dialog.says("Remove the paper of K-0001?", "changed in its text by hand") and all_rows() == before
    done = dialog.form("/paper/remove").submit()
    assert done.status == 303 and flashes(done.follow()) == ["The paper is removed."]
    assert fresh(contract).holding.file is None and fresh(contract).holding.text == ""
    assert marta.get("contracts.ask_remove_paper", contract_id=contract.id).status == 404
    signed(contract)
    stale = marta.get("contracts.ask_remove_paper", contract_id=contract.id)
    assert stale.status == 422 and stale.says("What is signed stays as it is.")


def test_a_contract_is_sent_and_its_card_says_that_it_waits_to_be_signed(marta: Visitor, cast: Cast) -> None:
    contract = a_contract(cast.acme)
    assert page_of(marta, contract).form("/sent").submit().status == 303
    assert fresh(contract).holding.stage is Stage.SENT
    assert marta.get("clients.show", party_id=cast.acme.id).says("1 contract waits to be signed")
    page_of(marta, contract).form("/sent").submit()
    assert fresh(contract).holding.stage is Stage.DRAFT
    assert not marta.get("clients.show", party_id=cast.acme.id).says("waits to be signed")


def test_what_is_signed_offers_no_edit_and_refuses_it_by_its_address(marta: Visitor, cast: Cast) -> None:
    contract = a_signed_contract(cast.acme)
    shown = page_of(marta, contract)
    assert not shown.find("//main//a[contains(@href, '/edit') or contains(@href, '/remove')]")
    assert marta.get("contracts.edit", contract_id=contract.id).status == 422
    before = all_rows()
    refused = marta.post("contracts.remove", contract_id=contract.id)
    assert refused.status == 422 and refused.says("What was signed is kept") and all_rows() == before


def test_a_contract_that_nobody_signed_is_deleted_after_a_question(marta: Visitor, cast: Cast) -> None:
    contract = a_contract(cast.acme)
    gone = contract.id
    dialog = ask(marta, "contracts.ask_remove", over=f"/contracts/{gone}", contract_id=gone)
    form = dialog.form("/remove")
    done = form.submit()
    assert done.leads_to("clients.contracts", party_id=cast.acme.id)
    assert flashes(done.follow()) == ["Contract K-0001 is deleted."]
    assert form.submit().leads_to("clients.contracts", party_id=cast.acme.id)  # a double click
    assert marta.get("contracts.show", contract_id=gone).status == 404


def test_an_amendment_stands_beside_what_holds_until_it_is_signed(marta: Visitor, cast: Cast) -> None:
    contract = a_signed_contract(cast.acme)
    shown = page_of(marta, contract).form("/amend").submit().follow()
    assert shown.says("Amendment, version 2", "It holds once it is signed. Until then version 1 does.")
    marta.get("contracts.edit", contract_id=contract.id).form("contract_form").submit(subject="Two addresses")
    assert marta.get("contracts.index").rows() == ["Registered address"]
    assert marta.get("contracts.index").says("amendment under way")
    signed(fresh(contract))
    assert marta.get("contracts.index").rows() == ["Two addresses"]
    page_of(marta, contract).form("/amend").submit()
    dialog = ask(marta, "contracts.ask_drop", over=f"/contracts/{contract.id}", contract_id=contract.id)
    assert flashes(dialog.form("/drop-amendment").submit().follow()) == ["The amendment is dropped."]


def test_a_contract_is_terminated_with_its_day_and_reason_and_that_can_be_taken_back(
    marta: Visitor, cast: Cast
) -> None:
    contract = a_signed_contract(cast.acme, ends_on=date(2026, 12, 31), renews_by=12, notice=3)
    dialog = ask(marta, "contracts.ask_terminate", over=f"/contracts/{contract.id}", contract_id=contract.id)
    assert dialog.says("With notice given by 30 Sept 2026 it ends on 31 Dec 2026.")
    form = dialog.form("/terminate")
    assert form.values["on"] == "2026-12-31"
    again = form.submit(reason="")
    assert again.status == 422 and [one.get("name") for one in again.find("//*[@aria-invalid='true']")] == ["reason"]
    shown = again.form("/terminate").submit(reason="Email of 30 May").follow()
    assert shown.says("Terminated: its last day is 31 Dec 2026.", "Email of 30 May")
    assert not shown.find("//form[contains(@action, '/amend')]")
    assert page_of(marta, contract).form("/take-termination-back").submit().follow().says("Signed")
    refused = marta.post("contracts.take_back", contract_id=contract.id)
    assert refused.status == 422 and refused.says("This contract is not terminated.")


def test_a_file_is_added_looked_at_and_removed_and_stays_once_it_was_there_at_a_signing(
    marta: Visitor, cast: Cast
) -> None:
    contract = a_contract(cast.acme)
    again = sent(page_of(marta, contract), "file_form", "file", b"nothing")
    assert again.status == 422 and again.find("//*[@id='file-error']")
    shown = sent(page_of(marta, contract), "file_form", "file", a_png()).follow()
    assert shown.find("//a[contains(@href, '/files/')]") and shown.find("//*[@class='thumb']/img")
    (beside,) = fresh(contract).files
    of = {"contract_id": contract.id, "file_id": beside.id}
    assert given_out(marta, "contracts.file", **of)[0] == "image/png"
    assert given_out(marta, "contracts.thumbnail", **of)[0] == "image/jpeg"
    dialog = ask(
        marta, "contracts.ask_remove_file", over=f"/contracts/{contract.id}", contract_id=contract.id, file_id=beside.id
    )
    form = dialog.form("/remove")
    assert flashes(form.submit().follow()) == ["The file is removed."] and not fresh(contract).files
    kept = a_file_of(contract)
    signed(contract)
    assert page_of(marta, contract).says("stood here at the signing, and stays")
    refused = marta.post("contracts.remove_one_file", contract_id=contract.id, file_id=kept.id)
    assert refused.status == 422 and fresh(contract).files


def test_today_and_the_card_say_what_has_to_be_thought_of_and_lead_to_it(marta: Visitor, cast: Cast) -> None:
    contract = a_signed_contract(cast.acme, ends_on=date(2026, 9, 30), renews_by=12, notice=3)
    ending = a_signed_contract(cast.bravo, "Meeting room", ends_on=date(2026, 7, 15))
    today = marta.get("today.index")
    assert today.says("notice by 30 Jun 2026", "ends on 15 Jul 2026")
    for each in (contract, ending):
        assert today.find(f"//a[@href='/contracts/{each.id}']")
    card = marta.get("clients.show", party_id=cast.acme.id)
    assert card.says("notice by 30 Jun 2026") and card.find(f"//a[@href='/contracts/{contract.id}']")
    assert marta.get("contracts.index", due=30).rows() == ["Registered address"]
    assert marta.get("contracts.index", due=60).rows() == ["Registered address", "Meeting room"]


def test_the_list_names_its_filters_and_takes_them_off(marta: Visitor, cast: Cast) -> None:
    a_contract(cast.acme, "Address")
    a_signed_contract(cast.bravo, "Room")
    found = marta.get("contracts.index", state="draft", client=cast.acme.id, kind="virtual office", due="nonsense")
    assert found.rows() == ["Address"]
    assert found.texts("//*[contains(@class, 'chip__key')]") == ["Client", "State", "Kind"]
    assert marta.get("contracts.index", q="zzz").says("No contract matches.")
    assert marta.get("contracts.index", htmx="contract_list", state="signed").rows() == ["Room"]


def test_the_search_finds_a_contract_by_number_and_subject(marta: Visitor, cast: Cast) -> None:
    a_contract(cast.acme, "Parking place")
    for q in ("K-0001", "parking"):
        assert marta.get("search.index", q=q).find("//a[contains(@href, '/contracts/')]"), q


@pytest.mark.parametrize(
    ("last", "said"), [(date(2026, 1, 31), "ended on 31 Jan 2026"), (date(2099, 1, 31), "ends on 31 Jan 2099")]
)
def test_the_tab_says_of_a_terminated_contract_whether_its_last_day_has_passed(
    marta: Visitor, cast: Cast, last: date, said: str
) -> None:
    contract = a_signed_contract(cast.acme)
    terminate_contract(contract.id, Termination(last, "Notice"), a_key(), by=SYSTEM)
    db.session.commit()
    assert marta.get("clients.contracts", party_id=cast.acme.id).says(said)


def test_papers_of_the_anonymised_are_for_admins_only(marta: Visitor, luca: Visitor, cast: Cast) -> None:
    contract = signed(with_paper(a_contract(cast.zeta, ends_on=OVER)))
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    assert marta.get("contracts.ask_sign", contract_id=contract.id, version=1).status == 403
    for endpoint in ("contracts.paper", "contracts.signed_paper"):
        assert marta.get(endpoint, contract_id=contract.id, version=1).status == 403
        assert given_out(luca, endpoint, contract_id=contract.id, version=1)[0] == "application/pdf"
    shown = page_of(marta, contract)
    assert shown.status == 200 and not shown.says("Carla Rossi") and not shown.find("//main//form")
    assert shown.says("Contract – signed by Somebody") and not shown.says("Contract Somebody")
    assert marta.get("clients.contracts", party_id=cast.zeta.id).says("K-0001")
    for listed in (marta.get("contracts.index"), marta.get("search.index", q="K-0001")):
        (link,) = listed.find(f"//main//a[contains(@href, '/contracts/{contract.id}')]")
        assert "K-0001" in "".join(link.itertext()) and "–" not in "".join(link.itertext())


def test_deleting_a_client_names_the_contracts_that_are_kept_and_until_when(marta: Visitor, cast: Cast) -> None:
    contract = an_amended_contract(cast.acme, "Address")
    kept = a_signed_contract(cast.acme, ends_on=OVER)
    archived(cast.acme)
    dialog = marta.get("archive.ask_delete", ids=cast.acme.id)
    assert dialog.says("the law has papers of theirs kept", f"{kept.number}: 1 signed contract, until 31 Dec 2036")
    assert dialog.says(f"{contract.number}: 1 signed contract, as long as it is in force")


def test_archiving_counts_the_contracts_in_force(marta: Visitor, cast: Cast) -> None:
    a_signed_contract(cast.acme)
    assert marta.get("clients.ask_archive", ids=cast.acme.id).says("1 contract is in force, and goes on")
