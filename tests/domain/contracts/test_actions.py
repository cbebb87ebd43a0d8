"""Writing contracts: what a draft has to say, numbers that are given once, and that what is signed stays as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.contracts.actions import add_contract, edit_contract, mark_sent, remove_contract
from app.domain.contracts.attachments import remove_file
from app.domain.contracts.dates import NoticeUnit
from app.domain.contracts.drafts import draft_of, wrong_in_contract
from app.domain.contracts.models import Contract, Stage
from app.domain.errors import EditConflict, NotFound, RuleViolation
from app.domain.files.models import StoredFile
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM, Event, EventKind
from tests.support.builders import a_key, archived
from tests.support.cast import Cast
from tests.support.contracts import a_contract, a_file_of, a_signed_contract, signed, terms, with_paper
from tests.support.rows import all_rows

END = date(2026, 12, 31)


def test_contracts_are_numbered_from_their_own_range_and_no_number_is_given_twice(cast: Cast) -> None:
    first, second = a_contract(cast.acme), a_contract(cast.bravo)
    assert [first.number, second.number] == ["K-0001", "K-0002"]
    remove_contract(second.id, a_key(), by=SYSTEM)
    db.session.commit()
    assert a_contract(cast.acme).number == "K-0003"


def test_a_new_contract_is_a_draft_whose_first_version_holds(cast: Cast) -> None:
    contract = a_contract(cast.acme, value_minor=4900, currency="EUR")
    assert contract.holding is contract.open_version and contract.holding.stage is Stage.DRAFT
    assert str(contract.holding.value) == "49.00 EUR" and not contract.was_signed
    (event,) = db.session.scalars(select(Event).where(Event.record == "contract"))
    assert (event.kind, event.party_id, event.details) == (EventKind.CONTRACT_ADDED, cast.acme.id, {"name": "K-0001"})


def test_the_same_form_twice_begins_one_contract(cast: Cast) -> None:
    key = a_key()
    act = add_contract(cast.acme.id, terms(), key, by=SYSTEM)
    with pytest.raises(AlreadyDone) as done:
        add_contract(cast.acme.id, terms(), key, by=SYSTEM)
    assert done.value.act is act and len(db.session.scalars(select(Contract)).all()) == 1


def test_nobody_begins_a_contract_with_a_client_in_the_archive(cast: Cast) -> None:
    archived(cast.acme)
    with pytest.raises(RuleViolation, match="is in the Archive"):
        add_contract(cast.acme.id, terms(), a_key(), by=SYSTEM)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"subject": ""}, ["subject"]),
        ({"value_minor": 0, "currency": "EUR"}, ["value"]),
        ({"ends_on": date(2025, 12, 31)}, ["ends_on"]),
        ({"starts_on": date(206, 1, 1)}, ["starts_on"]),
        ({"ends_on": date(9999, 12, 31)}, ["ends_on"]),
        ({"renews_by": 12}, ["ends_on"]),
        ({"ends_on": END, "renews_by": 0}, ["renews_by"]),
        ({"ends_on": END, "renews_by": 121}, ["renews_by"]),
        ({"ends_on": END, "renews_by": 120}, []),
        ({"notice": -1}, ["notice"]),
        ({"notice": 61}, ["notice"]),
        ({"notice": 61, "notice_unit": NoticeUnit.DAYS}, []),
        ({"ends_on": END, "notice": 13}, ["notice"]),
        ({"ends_on": END, "notice": 12}, []),
        ({"ends_on": END, "notice": 13, "renews_by": 12}, []),
        ({"subject": "", "ends_on": date(2025, 1, 1)}, ["subject", "ends_on"]),
    ],
)
def test_what_cannot_be_agreed_on_is_refused_at_its_field(cast: Cast, fields: dict[str, Any], wrong: list[str]) -> None:
    draft = terms(**{"subject": "Registered address", **fields})
    assert [violation.field for violation in wrong_in_contract(draft)] == wrong
    if wrong:
        with pytest.raises(RuleViolation) as refused:
            add_contract(cast.acme.id, draft, a_key(), by=SYSTEM)
        assert refused.value.field == wrong[0]


def test_what_nobody_signed_is_changed_freely_and_found_by_its_new_words(cast: Cast) -> None:
    contract = a_contract(cast.acme, "Mailbox")
    edit_contract(contract.id, terms("Meeting room", ends_on=END), contract.version, a_key(), by=SYSTEM)
    assert contract.holding.subject == "Meeting room" and contract.holding.ends_on == END
    assert "meeting" in contract.words and "mailbox" not in contract.words


def test_what_says_something_else_than_what_was_sent_is_a_draft_again(cast: Cast) -> None:
    contract = a_contract(cast.acme)
    mark_sent(contract.id, a_key(), by=SYSTEM)
    assert contract.holding.stage is Stage.SENT and contract.holding.sent_on
    edit_contract(contract.id, draft_of(contract.holding), contract.version, a_key(), by=SYSTEM)
    assert contract.holding.stage is Stage.SENT  # it says the same
    edit_contract(contract.id, terms("Mailbox"), contract.version, a_key(), by=SYSTEM)
    assert contract.holding.stage is Stage.DRAFT and contract.holding.sent_on is None
    mark_sent(contract.id, a_key(), by=SYSTEM)
    with_paper(contract)
    assert contract.holding.stage is Stage.DRAFT


def test_a_contract_sent_by_a_slip_of_the_hand_is_a_draft_again(cast: Cast) -> None:
    contract = a_contract(cast.acme)
    mark_sent(contract.id, a_key(), by=SYSTEM)
    mark_sent(contract.id, a_key(), by=SYSTEM, sent=False)
    assert contract.holding.stage is Stage.DRAFT and contract.holding.sent_on is None


def test_two_editors_at_once_both_keep_what_they_wrote(cast: Cast) -> None:
    contract = a_contract(cast.acme)
    seen = contract.version
    edit_contract(contract.id, terms("Mailbox"), seen, a_key(), by=SYSTEM)
    with pytest.raises(EditConflict) as conflict:
        edit_contract(contract.id, terms("Services"), seen, a_key(), by=SYSTEM)
    assert conflict.value.theirs["subject"] == "Mailbox" and contract.holding.subject == "Mailbox"


def test_what_is_signed_is_neither_edited_nor_sent_nor_given_another_paper_nor_deleted(cast: Cast) -> None:
    contract = a_signed_contract(cast.acme)
    before = all_rows()
    for refused in (
        lambda: edit_contract(contract.id, terms("Mailbox"), contract.version, a_key(), by=SYSTEM),
        lambda: mark_sent(contract.id, a_key(), by=SYSTEM),
        lambda: with_paper(contract),
        lambda: remove_contract(contract.id, a_key(), by=SYSTEM),
    ):
        with pytest.raises(RuleViolation):
            refused()
        db.session.rollback()
        assert all_rows() == before


def test_what_nobody_signed_is_deleted_with_its_paper_and_its_files(cast: Cast) -> None:
    contract = with_paper(a_contract(cast.acme))
    a_file_of(contract)
    assert db.session.query(StoredFile).count() == 3
    key = a_key()
    act = remove_contract(contract.id, key, by=SYSTEM)
    db.session.commit()
    assert db.session.query(Contract).count() == 0 and db.session.query(StoredFile).count() == 0
    with pytest.raises(AlreadyDone) as done:
        remove_contract(contract.id, key, by=SYSTEM)
    assert done.value.act is act and act.outcome["party_id"] == cast.acme.id
    with pytest.raises(NotFound):
        remove_contract(contract.id, a_key(), by=SYSTEM)


def test_a_file_beside_a_contract_stays_once_it_was_there_at_a_signing(cast: Cast) -> None:
    contract = a_contract(cast.acme)
    early = a_file_of(contract).id
    signed(contract)
    late = a_file_of(contract, name="late.png").id
    with pytest.raises(RuleViolation, match="stays with it"):
        remove_file(contract.id, early, a_key(), by=SYSTEM)
    remove_file(contract.id, late, a_key(), by=SYSTEM)
    assert [each.id for each in contract.files] == [early]
    with pytest.raises(NotFound):
        remove_file(a_contract(cast.bravo).id, early, a_key(), by=SYSTEM)
