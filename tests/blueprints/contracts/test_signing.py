"""Signing contracts at the desk: on a tablet, on paper, and voiding; through the doors."""

from __future__ import annotations

import io
from typing import Any

import pytest

from app.db import db
from app.domain.contracts.actions import edit_contract
from app.domain.contracts.amending import Termination, amend_contract, terminate_contract
from app.domain.contracts.locking import contract as contract_with_id
from app.domain.contracts.models import Contract, Stage
from app.domain.files import store
from app.domain.history.models import SYSTEM
from app.domain.signing.models import Signature
from tests.blueprints.clients.desk import ask, flashes
from tests.domain.signing.strokes import a_stroke, blank
from tests.support.builders import a_key
from tests.support.cast import Cast
from tests.support.contracts import BEGINS, a_contract, a_signed_contract, given_out, terms, with_paper
from tests.support.papers import a_pdf, a_photo
from tests.support.rows import all_rows
from tests.support.visitor import Answer, Visitor

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


@pytest.fixture
def contract(cast: Cast) -> Contract:
    """With the paper that is to be signed."""
    return with_paper(a_contract(cast.acme))


def fresh(contract: Contract) -> Contract:
    db.session.expire_all()
    return contract_with_id(contract.id)


def opened(visitor: Visitor, contract: Contract) -> Answer:
    return visitor.get("contracts.ask_sign", contract_id=contract.id, version=1)


def drawn(page: Answer, data: bytes | None = None, **values: Any) -> Answer:
    """The form of the tablet, with a picture of a signature."""
    form = page.form("/sign").fill(**{"name": "Carla Rossi", "role": "director", **values})
    body: dict[str, Any] = form.values.to_dict()
    if data is not None:
        body["drawing"] = (io.BytesIO(data), "signature.png")
    return page.visitor.open("POST", form.element.get("action"), data=body, at=page.path)


def test_a_client_reads_and_signs_on_the_tablet_and_the_signed_paper_is_there(
    marta: Visitor, contract: Contract
) -> None:
    page = opened(marta, contract)
    assert page.says("Contract K-0001", "Acme S.r.l.", "Registered address") and not page.find("//nav")
    done = drawn(page, a_stroke())
    assert done.leads_to("contracts.ask_sign", contract_id=contract.id, version=1)
    thanks = done.follow()
    assert thanks.says("Signed. Thank you, Carla Rossi.") and not thanks.find("//form[contains(@action, '/sign')]")
    kind, _paper = given_out(marta, "contracts.signed_paper", contract_id=contract.id, version=1)
    assert kind == "application/pdf"
    shown = marta.get("contracts.show", contract_id=contract.id)
    assert shown.says("signed by Carla Rossi, director", "drawn", "Contract K-0001 signed by Carla Rossi")


@pytest.mark.parametrize(
    ("data", "values", "field"),
    [
        (a_stroke(), {"name": " "}, "name"),
        (None, {}, "drawing"),
        (blank(), {}, "drawing"),
        (b"no picture", {}, "drawing"),
        (SVG, {}, "drawing"),
    ],
    ids=["no name", "nothing drawn", "an empty frame", "no picture", "svg"],
)
def test_what_is_no_signature_is_refused_at_its_field_and_kept_nowhere(
    marta: Visitor, contract: Contract, data: bytes | None, values: dict[str, str], field: str
) -> None:
    page, before, blobs = opened(marta, contract), all_rows(), store.count_blobs()
    again = drawn(page, data, **values)
    assert again.status == 422 and all_rows() == before and store.count_blobs() == blobs
    assert [one.get("name") for one in again.find("//*[@aria-invalid='true']")] == [field]


def test_what_was_drawn_stays_when_the_name_is_missing(marta: Visitor, contract: Contract) -> None:
    again = drawn(opened(marta, contract), a_stroke(), name="")
    assert again.status == 422 and again.form("/sign").values["kept"]
    assert drawn(again).status == 303
    assert fresh(contract).holding.stage is Stage.SIGNED


def test_a_paper_that_was_changed_since_is_not_signed(marta: Visitor, contract: Contract) -> None:
    page = opened(marta, contract)
    with_paper(contract, a_pdf(3))
    blobs = store.count_blobs()
    again = drawn(page, a_stroke())
    assert again.status == 422 and again.says("no longer the paper that you saw") and store.count_blobs() == blobs
    assert fresh(contract).holding.stage is Stage.DRAFT


def test_terms_that_were_changed_since_are_not_signed(marta: Visitor, contract: Contract) -> None:
    page = opened(marta, contract)
    assert page.says("Registered address")
    edit_contract(contract.id, terms("Two addresses"), contract.version, a_key(), by=SYSTEM)
    db.session.commit()
    before, blobs = all_rows(), store.count_blobs()
    again = drawn(page, a_stroke())
    assert again.status == 422 and again.says("no longer the paper that you saw", "Two addresses")
    assert all_rows() == before and store.count_blobs() == blobs


@pytest.mark.parametrize("name", ["Carla Rossi", " "], ids=["whole", "without a name"])
def test_who_read_the_new_paper_signs_it_anew_on_the_page_that_said_so(
    marta: Visitor, contract: Contract, name: str
) -> None:
    page = opened(marta, contract)
    with_paper(contract, a_pdf(3))
    again = drawn(page, a_stroke(), name=name)
    assert again.says("no longer the paper that you saw") and not again.form("/sign").values["kept"]
    assert drawn(again, a_stroke()).status == 303
    assert fresh(contract).holding.stage is Stage.SIGNED


def test_nobody_draws_under_what_cannot_be_signed_any_more(marta: Visitor, cast: Cast) -> None:
    contract = a_signed_contract(cast.acme)
    amend_contract(contract.id, a_key(), by=SYSTEM)
    with_paper(contract)
    terminate_contract(contract.id, Termination(BEGINS, "Notice"), a_key(), by=SYSTEM)
    db.session.commit()
    page = marta.get("contracts.ask_sign", contract_id=contract.id, version=2)
    assert page.status == 422 and page.says("Take the termination back") and not page.find("//canvas")


def test_the_same_form_twice_is_one_signature(marta: Visitor, contract: Contract) -> None:
    page = opened(marta, contract)
    assert drawn(page, a_stroke()).status == 303
    assert drawn(page, a_stroke()).status in {303, 422}
    db.session.expire_all()
    assert db.session.query(Signature).count() == 1


def test_without_a_paper_there_is_nothing_to_sign(marta: Visitor, cast: Cast) -> None:
    contract = a_contract(cast.acme)
    page = marta.get("contracts.ask_sign", contract_id=contract.id, version=1)
    assert page.status == 422 and page.says("There is no paper to sign yet.")
    assert not marta.get("contracts.show", contract_id=contract.id).find("//a[contains(., 'Have it signed')]")


def ink(visitor: Visitor, contract: Contract, data: bytes, **values: Any) -> Answer:
    dialog = ask(
        visitor, "contracts.ask_sign_on_paper", over=f"/contracts/{contract.id}", contract_id=contract.id, version=1
    )
    form = dialog.form("/sign-on-paper").fill(**{"name": "Carla Rossi", "role": "director", **values})
    body = {**form.values.to_dict(), "file": (io.BytesIO(data), "scan.exe")}
    return visitor.open("POST", form.element.get("action"), data=body, at=dialog.path)


def test_terms_that_were_changed_meanwhile_are_not_marked_as_signed_unseen(marta: Visitor, contract: Contract) -> None:
    at = {"over": f"/contracts/{contract.id}", "contract_id": contract.id, "version": 1}
    form = ask(marta, "contracts.ask_sign_on_paper", **at).form("/sign-on-paper").fill(name="Carla Rossi")
    edit_contract(contract.id, terms("Two addresses"), contract.version, a_key(), by=SYSTEM)
    db.session.commit()
    before, blobs = all_rows(), store.count_blobs()
    for day, complaint in (("", "Write the day"), ("2026-05-11", "changed this contract meanwhile")):
        sent = {**form.values.to_dict(), "signed_on": day, "file": (io.BytesIO(a_pdf()), "scan.pdf")}
        again = marta.open("POST", form.element.get("action"), data=sent, at=form.answer.path)
        assert again.status == 422 and complaint in " ".join(again.errors()) and all_rows() == before
        form = again.form("/sign-on-paper")
    assert store.count_blobs() == blobs
    sent = {**form.values.to_dict(), "file": (io.BytesIO(a_pdf()), "scan.pdf")}
    assert marta.open("POST", form.element.get("action"), data=sent, at=form.answer.path).status == 303


@pytest.mark.parametrize(
    ("data", "kind"), [(a_pdf(), "application/pdf"), (a_photo(), "image/jpeg")], ids=["pdf", "photo"]
)
def test_a_contract_is_marked_as_signed_on_paper_with_its_scan(
    marta: Visitor, contract: Contract, data: bytes, kind: str
) -> None:
    done = ink(marta, contract, data, signed_on="2026-05-11")
    assert done.status == 303 and flashes(done.follow()) == ["The contract is signed."]
    shown = marta.get("contracts.show", contract_id=contract.id)
    assert shown.says("signed by Carla Rossi, director on 11 May 2026", "on paper")
    assert given_out(marta, "contracts.signed_paper", contract_id=contract.id, version=1)[0] == kind


@pytest.mark.parametrize(
    ("data", "values", "field"),
    [
        (b"nothing", {}, "file"),
        (a_pdf(), {"name": ""}, "name"),
        (a_pdf(), {"signed_on": "2999-01-01"}, "signed_on"),
        (a_pdf(), {"signed_on": ""}, "signed_on"),
        (a_pdf(), {"signed_on": "0026-05-11"}, "signed_on"),
    ],
    ids=["no scan", "nobody", "to come", "no day", "in a year of two digits"],
)
def test_what_is_wrong_on_paper_is_said_at_its_field(
    marta: Visitor, contract: Contract, data: bytes, values: dict[str, str], field: str
) -> None:
    before, blobs = all_rows(), store.count_blobs()
    again = ink(marta, contract, data, **values)
    assert again.status == 422 and all_rows() == before and store.count_blobs() == blobs
    assert [one.get("name") for one in again.find("//*[@aria-invalid='true']")] == [field]


def test_a_signature_is_voided_by_an_admin_with_a_reason_and_stays_to_be_read(
    luca: Visitor, marta: Visitor, cast: Cast
) -> None:
    contract = a_signed_contract(cast.acme)
    of = {"contract_id": contract.id, "version": 1}
    assert marta.get("contracts.ask_void", **of).status == 403
    assert marta.post("contracts.void", {"reason": "Mine"}, **of).status == 403
    assert not marta.get("contracts.show", contract_id=contract.id).find("//a[contains(@href, '/void')]")
    dialog = ask(luca, "contracts.ask_void", over=f"/contracts/{contract.id}", **of)
    again = dialog.form("/void").submit(reason=" ")
    assert again.status == 422 and [one.get("name") for one in again.find("//*[@aria-invalid='true']")] == ["reason"]
    shown = again.form("/void").submit(reason="The wrong company").follow()
    assert flashes(shown) == ["The signature is voided. The paper stays to be read."]
    assert shown.says("Voided", "voided by Luca Prandi", "The wrong company", "Version 2")
    assert given_out(marta, "contracts.signed_paper", **of)[1].startswith(b"%PDF")
    assert fresh(contract).holding.version == 2
