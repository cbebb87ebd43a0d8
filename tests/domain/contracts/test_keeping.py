"""What becomes of contracts where whole clients are archived, merged, deleted and anonymised (PRODUCT.md 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from app.db import db
from app.domain.contracts.amending import Termination, terminate_contract
from app.domain.contracts.keeping import kept_contracts
from app.domain.contracts.models import Contract, ContractVersion, Stage
from app.domain.contracts.signing import void_contract
from app.domain.directory.selection import only
from app.domain.errors import RuleViolation
from app.domain.files.models import StoredFile
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.lifecycle import consequences
from app.domain.lifecycle.anonymising import plan_of as anonymising_plan
from app.domain.lifecycle.answers import answer_of
from app.domain.lifecycle.keeping import let_go
from app.domain.lifecycle.merge_preview import moving_from
from app.domain.lifecycle.purging import plan_of
from app.domain.office.models import RecordKind
from app.domain.signing.models import Signature
from tests.domain.lifecycle.forgetting import anonymised
from tests.domain.lifecycle.merging.cards import merged
from tests.domain.lifecycle.test_personal_data import handed_over
from tests.domain.lifecycle.test_purging import on_file, purged
from tests.support.builders import a_key, archived
from tests.support.cast import CANARY, Cast
from tests.support.contracts import a_contract, a_file_of, a_signed_contract, signed, with_paper

OVER = date(2026, 3, 31)  # a contract that ended then is kept ten years after its year in Italy
Freeze = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def in_june(freeze: Freeze) -> None:
    freeze(datetime(2026, 6, 1, 9, 0, tzinfo=UTC))


def years_on(freeze: Freeze, year: int) -> None:
    freeze(datetime(year, 1, 1, 9, 0, tzinfo=UTC))


def lines(outlook: consequences.Outlook) -> list[str]:
    return [line.sentence.msgid for line in outlook.consequences]


@pytest.mark.parametrize("ask", [consequences.of_archiving, consequences.of_deactivating])
def test_archiving_and_deactivating_count_the_contracts_that_bind(
    cast: Cast, ask: Callable[..., consequences.Outlook]
) -> None:
    a_contract(cast.acme)
    a_signed_contract(cast.acme, ends_on=OVER)
    assert consequences.CONTRACTS_IN_FORCE[0] not in lines(ask(only(cast.acme)))
    a_signed_contract(cast.acme, ends_on=OVER, renews_by=1)
    ending = a_signed_contract(cast.acme)
    terminate_contract(ending.id, Termination(date(2026, 6, 1), "Notice"), a_key(), by=SYSTEM)
    gone = a_signed_contract(cast.acme)
    terminate_contract(gone.id, Termination(date(2026, 5, 31), "Notice"), a_key(), by=SYSTEM)
    (line,) = [each for each in ask(only(cast.acme)).consequences if "in force" in each.sentence.msgid]
    assert line.sentence.n == 2


def test_merging_moves_contracts_with_their_numbers_and_papers(cast: Cast) -> None:
    contract = a_signed_contract(cast.bravo)
    assert moving_from([cast.bravo.id])["contract.party_id"] == 1
    merged(cast.acme, cast.bravo)
    db.session.expire_all()
    assert (contract.party_id, contract.number) == (cast.acme.id, "K-0001") and contract.holding.signature


@pytest.mark.parametrize(
    ("what", "until"),
    [
        ("ended", date(2036, 12, 31)),
        ("terminated", date(2037, 12, 31)),
        ("voided", date(2036, 12, 31)),
        ("open-ended", None),
        ("renewing", None),
    ],
)
def test_what_was_signed_is_kept_until_the_end_of_the_year_of_its_end_and_ten_more(
    cast: Cast, what: str, until: date | None
) -> None:
    fields = {"ended": {"ends_on": OVER}, "renewing": {"ends_on": OVER, "renews_by": 12}}.get(what, {})
    contract = a_signed_contract(cast.acme, **fields)
    if what == "terminated":
        terminate_contract(contract.id, Termination(date(2027, 1, 31), "Notice"), a_key(), by=SYSTEM)
    if what == "voided":
        void_contract(contract.id, 1, "Not agreed on", a_key(), by=SYSTEM)
    a_contract(cast.acme)
    (kept,) = kept_contracts([cast.acme.id])
    assert (kept.number, kept.party_id, kept.until) == (contract.number, cast.acme.id, until)


def test_a_client_is_not_deleted_while_the_law_has_a_contract_kept_and_goes_with_it_afterwards(
    cast: Cast, freeze: Freeze
) -> None:
    contract = signed(with_paper(a_contract(cast.acme, ends_on=OVER)))
    a_file_of(contract)
    with_paper(a_contract(cast.acme))
    archived(cast.acme)
    ((held, papers),) = plan_of(only(cast.acme)).kept
    assert held.id == cast.acme.id
    assert [(each.kind, each.count, each.until) for each in papers] == [(RecordKind.CONTRACT, 1, date(2036, 12, 31))]
    act = purged(cast, cast.acme, typed="0")
    assert on_file(cast.acme.id) and act.outcome["kept"] == [cast.acme.id]
    assert any("the law has papers of theirs kept" in said.msgid for said in answer_of(act))
    years_on(freeze, 2037)
    gone = cast.acme.id
    purged(cast, cast.acme)
    assert not on_file(gone) and db.session.query(Contract).count() == 0
    assert db.session.query(Signature).count() == 0 and db.session.query(StoredFile).count() == 0


def test_a_contract_without_an_end_is_kept_as_long_as_it_is_in_force(cast: Cast) -> None:
    a_signed_contract(cast.acme)
    archived(cast.acme)
    ((_, (papers,)),) = plan_of(only(cast.acme)).kept
    assert papers.until is None and "as long as it is in force" in papers.sentence.msgid


def test_people_who_are_left_alone_stay_while_the_law_has_their_contract_kept(cast: Cast) -> None:
    archived(cast.zeta)
    assert [person.id for person in plan_of(only(cast.zeta)).left_alone] == [cast.zoe.person_id]
    a_signed_contract(cast.zoe.person, ends_on=OVER)
    assert plan_of(only(cast.zeta)).left_alone == []


def test_nobody_is_anonymised_while_a_contract_binds_them(cast: Cast) -> None:
    a_signed_contract(cast.zeta)
    a_signed_contract(cast.zoe.person)
    archived(cast.zeta)
    plan = anonymising_plan(cast.zeta.id)
    assert ["in force" in each.sentence.msgid for each in plan.obstacles] == [True]
    assert cast.zoe.person_id not in [person.id for person in plan.people]
    with pytest.raises(RuleViolation, match="in force"):
        anonymised(cast, cast.zeta)


def test_of_the_anonymised_drafts_go_and_what_was_signed_stays_without_its_words(cast: Cast) -> None:
    with_paper(a_contract(cast.zeta, f"{CANARY} draft"))
    kept = signed(
        with_paper(a_contract(cast.zeta, f"{CANARY} address", ends_on=OVER, value_minor=4900, currency="EUR"))
    )
    a_file_of(kept, name=f"{CANARY}.png")
    voided = a_signed_contract(cast.zeta, f"{CANARY} voided", ends_on=OVER.replace(year=2027))
    void_contract(voided.id, 1, f"{CANARY} said so", a_key(), by=SYSTEM)
    with_paper(voided)
    archived(cast.zeta)
    act = anonymised(cast, cast.zeta)
    db.session.expire_all()
    assert act.outcome["counted"]["contract.party_id"] == 2
    assert [contract.id for contract in db.session.query(Contract).order_by(Contract.id)] == [kept.id, voided.id]
    version = kept.holding
    assert (version.subject, str(version.value), version.ends_on) == ("–", "49.00 EUR", OVER)
    assert version.file and version.signature and CANARY not in kept.words and kept.number.lower() in kept.words
    assert voided.holding.stage is Stage.DRAFT and voided.holding.file_id is None
    for table in (Contract, ContractVersion):
        for row in db.session.query(table):
            assert not [v for k, v in vars(row).items() if isinstance(v, str) and CANARY in v], row


def test_papers_of_the_anonymised_go_once_the_law_has_them_kept_no_longer_and_amounts_stay(
    cast: Cast, freeze: Freeze
) -> None:
    contract = signed(with_paper(a_contract(cast.zeta, ends_on=OVER, value_minor=4900, currency="EUR")))
    others = a_signed_contract(cast.acme, ends_on=OVER)
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    assert let_go() == 0
    years_on(freeze, 2036)
    assert let_go() == 0
    years_on(freeze, 2037)
    assert let_go() == 1
    db.session.commit()
    version = contract.holding
    assert (version.file_id, version.signature_id, version.text) == (None, None, "")
    assert str(version.value) == "49.00 EUR" and version.signed_on
    assert others.holding.signature and db.session.query(Signature).count() == 1
    (event,) = db.session.query(Event).filter(Event.kind == EventKind.KEPT_REMOVED)
    assert event.party_id == cast.zeta.id
    assert let_go() == 0


def test_a_client_is_told_of_their_contracts_with_papers_and_who_signed(cast: Cast) -> None:
    contract = signed(with_paper(a_contract(cast.acme)), name="scan.pdf")
    a_file_of(contract, name="plan.PNG")
    a_contract(cast.bravo)
    records, files = handed_over(cast.acme)
    (record,) = records["contracts"]
    assert (record["number"], record["subject"], record["signed_by"]) == ("K-0001", "Registered address", "Carla Rossi")
    names = sorted(name.rpartition("/")[2] for name in files if "contracts" in name)
    assert [name.partition("-1")[0] for name in names] and {name[:13] for name in names} >= {"K-0001-file-1"}
    assert [name for name in names if "signed" in name] == ["K-0001-signed-1.pdf"]
