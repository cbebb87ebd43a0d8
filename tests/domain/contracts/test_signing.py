"""Signing contracts: from then on they stay as they are; amendments hold once they are signed; voiding is noted."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.db import db
from app.domain import clock
from app.domain.contracts.actions import edit_contract
from app.domain.contracts.amending import (
    Termination,
    amend_contract,
    drop_amendment,
    take_termination_back,
    terminate_contract,
)
from app.domain.contracts.models import Contract, ContractState, Stage
from app.domain.contracts.papers import receive_paper
from app.domain.contracts.signing import InkDraft, sign_contract, sign_contract_on_paper, void_contract
from app.domain.contracts.states import standing
from app.domain.errors import RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.scans import receive_scan
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM
from app.domain.signing.models import Signature, SigningWay
from tests.domain.signing.test_signatures import drawn
from tests.support.builders import a_key, a_png
from tests.support.cast import Cast
from tests.support.contracts import BEGINS, a_contract, a_signed_contract, signed, terms, with_paper
from tests.support.papers import a_pdf

END = date(2026, 12, 31)
Freeze = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def in_june(freeze: Freeze) -> None:
    freeze(datetime(2026, 6, 1, 9, 0, tzinfo=UTC))


def state(contract: Contract, today: date = BEGINS) -> ContractState:
    return standing(contract, today).state


def amended(contract: Contract, subject: str = "Two addresses") -> Contract:
    """With an amendment that is written, and not signed yet."""
    amend_contract(contract.id, a_key(), by=SYSTEM)
    edit_contract(contract.id, terms(subject), contract.version, a_key(), by=SYSTEM)
    db.session.commit()
    return contract


def stages(contract: Contract) -> list[tuple[int, Stage, bool]]:
    """Each version, the latest first: how far it is, and whether it holds."""
    return [(each.version, each.stage, each.holds) for each in contract.versions]


def test_a_contract_that_was_drawn_on_keeps_the_signed_paper_and_what_was_signed(app: Flask, cast: Cast) -> None:
    contract = with_paper(a_contract(cast.acme))
    paper = contract.holding.file
    assert paper
    sign_contract(contract.id, 1, drawn(paper), a_key(), by=SYSTEM)
    version = contract.holding
    signature = version.signature
    assert signature and signature.way is SigningWay.DRAWN and signature.sha256 == paper.sha256
    assert (version.stage, version.signed_on, version.file_id) == (Stage.SIGNED, signature.signed_on, paper.id)
    assert state(contract) is ContractState.SIGNED and contract.open_version is None


def test_the_same_form_twice_signs_once_and_forgets_what_came_again(app: Flask, cast: Cast) -> None:
    contract = with_paper(a_contract(cast.acme))
    paper, key = contract.holding.file, a_key()
    assert paper
    act = sign_contract(contract.id, 1, drawn(paper), key, by=SYSTEM)
    blobs = store.count_blobs()
    assert sign_contract(contract.id, 1, drawn(paper), key, by=SYSTEM) is act
    assert store.count_blobs() == blobs and db.session.query(Signature).count() == 1


def test_another_paper_than_was_seen_is_not_signed(app: Flask, cast: Cast) -> None:
    contract = with_paper(a_contract(cast.acme))
    old = contract.holding.file
    assert old
    signature = drawn(old)
    with_paper(contract, a_pdf(3))
    blobs = store.count_blobs()
    with pytest.raises(RuleViolation, match="no longer the paper that you saw"):
        sign_contract(contract.id, 1, signature, a_key(), by=SYSTEM)
    assert store.count_blobs() == blobs - 1 and contract.holding.stage is Stage.DRAFT


def test_other_terms_than_were_seen_are_not_signed(app: Flask, cast: Cast) -> None:
    contract = with_paper(a_contract(cast.acme))
    paper, seen = contract.holding.file, contract.version
    assert paper
    edit_contract(contract.id, terms("Two addresses"), seen, a_key(), by=SYSTEM)
    with pytest.raises(RuleViolation, match="no longer the paper that you saw"):
        sign_contract(contract.id, 1, drawn(paper), a_key(), by=SYSTEM, based_on=seen)
    assert contract.holding.stage is Stage.DRAFT


def test_what_is_signed_in_ink_keeps_the_scan_who_and_when(cast: Cast) -> None:
    contract = a_signed_contract(cast.acme, on=date(2026, 1, 7))
    signature = contract.holding.signature
    assert signature and (signature.way, signature.name, signature.role) == (
        SigningWay.PAPER,
        "Carla Rossi",
        "director",
    )
    assert contract.holding.signed_on == date(2026, 1, 7)


@pytest.mark.parametrize(
    ("who", "days", "field"),
    [("", 0, "name"), ("Carla", 1, "signed_on"), ("Carla", -2000 * 365, "signed_on")],
    ids=["by nobody", "tomorrow", "in a year of two digits"],
)
def test_what_nobody_can_have_signed_is_refused_and_the_scan_forgotten(
    cast: Cast, who: str, days: int, field: str
) -> None:
    contract, blobs = a_contract(cast.acme), store.count_blobs()
    scan = receive_scan(io.BytesIO(a_png()), name="scan.png")
    draft = InkDraft(who, "", clock.today() + timedelta(days=days))
    with pytest.raises(RuleViolation) as refused:
        sign_contract_on_paper(contract.id, 1, scan, draft, a_key(), by=SYSTEM)
    assert refused.value.field == field and store.count_blobs() == blobs


def test_a_version_is_signed_once(cast: Cast) -> None:
    contract, blobs = a_signed_contract(cast.acme), store.count_blobs()
    scan = receive_scan(io.BytesIO(a_png()), name="scan.png")
    with pytest.raises(RuleViolation, match="signed already"):
        sign_contract_on_paper(contract.id, 1, scan, InkDraft("Carla", "", BEGINS), a_key(), by=SYSTEM)
    assert store.count_blobs() == blobs


def test_what_is_to_be_signed_is_a_pdf(cast: Cast) -> None:
    blobs = store.count_blobs()
    with pytest.raises(RuleViolation, match="is a PDF") as refused:
        receive_paper(io.BytesIO(a_png()), name="contract.pdf")
    assert refused.value.field == "file" and store.count_blobs() == blobs


def test_an_amendment_begins_with_what_holds_and_holds_once_it_is_signed(cast: Cast) -> None:
    contract = a_signed_contract(cast.acme, value_minor=4900, currency="EUR")
    amend_contract(contract.id, a_key(), by=SYSTEM)
    written = contract.open_version
    assert written and written.value == contract.holding.value and written.file is None
    edit_contract(contract.id, terms("Two addresses"), contract.version, a_key(), by=SYSTEM)
    assert contract.holding.subject == "Registered address" and state(contract) is ContractState.SIGNED
    assert stages(contract) == [(2, Stage.DRAFT, False), (1, Stage.SIGNED, True)]
    assert "two" in contract.words and "registered" in contract.words
    signed(contract)
    assert stages(contract) == [(2, Stage.SIGNED, True), (1, Stage.SIGNED, False)]
    assert contract.holding.subject == "Two addresses"
    assert contract.versions[1].signature and contract.versions[1].signature.holds  # the old stays readable


def test_one_amendment_at_a_time_and_none_of_what_nobody_signed(cast: Cast) -> None:
    contract = amended(a_signed_contract(cast.acme))
    with pytest.raises(RuleViolation, match="under way"):
        amend_contract(contract.id, a_key(), by=SYSTEM)
    with pytest.raises(RuleViolation, match="Nothing is signed yet"):
        amend_contract(a_contract(cast.bravo).id, a_key(), by=SYSTEM)


def test_an_amendment_is_dropped_with_its_paper_and_the_rest_holds_as_before(cast: Cast) -> None:
    contract = amended(a_signed_contract(cast.acme))
    files = db.session.query(StoredFile).count()
    with_paper(contract)
    drop_amendment(contract.id, a_key(), by=SYSTEM)
    assert stages(contract) == [(1, Stage.SIGNED, True)] and db.session.query(StoredFile).count() == files
    assert "two" not in contract.words
    with pytest.raises(RuleViolation, match="no amendment"):
        drop_amendment(contract.id, a_key(), by=SYSTEM)
    with pytest.raises(RuleViolation, match="no amendment"):
        drop_amendment(a_contract(cast.bravo).id, a_key(), by=SYSTEM)


def test_a_voided_first_version_stays_to_be_read_and_the_contract_is_a_draft_again(cast: Cast) -> None:
    contract = a_signed_contract(cast.acme)
    void_contract(contract.id, 1, "The wrong company", a_key(), by=cast.by_marta)
    assert stages(contract) == [(2, Stage.DRAFT, True), (1, Stage.VOIDED, False)]
    voided = contract.versions[1]
    assert voided.signature and not voided.signature.holds and voided.signature.file
    assert (voided.signature.void_reason, voided.signature.voided_by) == ("The wrong company", cast.marta.name)
    assert state(contract) is ContractState.DRAFT and contract.was_signed


def test_where_an_amendment_is_voided_what_was_signed_before_holds_again(cast: Cast) -> None:
    contract = signed(amended(a_signed_contract(cast.acme)))
    void_contract(contract.id, 2, "Not agreed on", a_key(), by=SYSTEM)
    assert stages(contract) == [(2, Stage.VOIDED, False), (1, Stage.SIGNED, True)]
    assert state(contract) is ContractState.SIGNED and contract.holding.subject == "Registered address"


def test_where_the_only_signed_version_is_voided_the_amendment_under_way_takes_its_place(cast: Cast) -> None:
    contract = amended(a_signed_contract(cast.acme))
    void_contract(contract.id, 1, "Not agreed on", a_key(), by=SYSTEM)
    assert stages(contract) == [(2, Stage.DRAFT, True), (1, Stage.VOIDED, False)]


def test_a_signature_is_voided_with_a_reason_and_only_where_it_holds(cast: Cast) -> None:
    contract = signed(amended(a_signed_contract(cast.acme)))
    with pytest.raises(RuleViolation) as refused:
        void_contract(contract.id, 2, "", a_key(), by=SYSTEM)
    assert refused.value.field == "reason"
    with pytest.raises(RuleViolation, match="version that holds"):
        void_contract(contract.id, 1, "Why not", a_key(), by=SYSTEM)
    key = a_key()
    void_contract(contract.id, 2, "Not agreed on", key, by=SYSTEM)
    with pytest.raises(AlreadyDone):
        void_contract(contract.id, 2, "Not agreed on", key, by=SYSTEM)


def test_a_contract_is_terminated_with_its_day_and_reason_and_goes_on_if_that_is_taken_back(cast: Cast) -> None:
    contract = a_signed_contract(cast.acme, ends_on=END, renews_by=12, notice=3)
    terminate_contract(contract.id, Termination(END, "Notice given by email"), a_key(), by=SYSTEM)
    assert (contract.terminated_on, contract.termination_reason) == (END, "Notice given by email")
    found = standing(contract, BEGINS)
    assert (found.state, found.ends_on, found.deadline) == (ContractState.TERMINATED, END, None)
    with pytest.raises(RuleViolation, match="is terminated"):
        amend_contract(contract.id, a_key(), by=SYSTEM)
    with pytest.raises(RuleViolation, match="is terminated"):
        void_contract(contract.id, 1, "Why not", a_key(), by=SYSTEM)
    take_termination_back(contract.id, a_key(), by=SYSTEM)
    assert state(contract) is ContractState.SIGNED and contract.termination_reason == ""


@pytest.mark.parametrize(
    ("on", "reason", "field"),
    [(END, "", "reason"), (date(2025, 12, 31), "Notice", "on"), (date(2027, 1, 1), "Notice", "on")],
    ids=["why", "before it began", "after its end"],
)
def test_a_termination_says_why_and_ends_it_before_its_time(cast: Cast, on: date, reason: str, field: str) -> None:
    contract = a_signed_contract(cast.acme, ends_on=END)
    with pytest.raises(RuleViolation) as refused:
        terminate_contract(contract.id, Termination(on, reason), a_key(), by=SYSTEM)
    assert refused.value.field == field


def test_a_termination_has_a_year_that_somebody_means(cast: Cast) -> None:
    contract = a_signed_contract(cast.acme, ends_on=END, renews_by=12)
    with pytest.raises(RuleViolation, match="Years go from") as refused:
        terminate_contract(contract.id, Termination(date(9999, 12, 31), "Notice"), a_key(), by=SYSTEM)
    assert refused.value.field == "on"


def test_only_what_is_in_force_is_terminated(cast: Cast) -> None:
    for contract in (a_contract(cast.acme), a_signed_contract(cast.acme, ends_on=BEGINS)):
        with pytest.raises(RuleViolation, match="in force"):
            terminate_contract(contract.id, Termination(BEGINS, "Notice"), a_key(), by=SYSTEM)


@pytest.mark.parametrize(
    ("ends", "renews", "today", "expected"),
    [
        (None, None, "2090-01-01", ContractState.SIGNED),
        ("2026-12-31", None, "2026-12-31", ContractState.SIGNED),
        ("2026-12-31", None, "2027-01-01", ContractState.ENDED),
        ("2026-12-31", 12, "2027-01-01", ContractState.SIGNED),
    ],
)
def test_that_a_contract_has_ended_follows_from_the_day(
    cast: Cast, ends: str | None, renews: int | None, today: str, expected: ContractState
) -> None:
    ends_on = date.fromisoformat(ends) if ends else None
    contract = a_signed_contract(cast.acme, ends_on=ends_on, renews_by=renews)
    assert state(contract, date.fromisoformat(today)) is expected
