"""The list of contracts: what its filters find, how it is paged, and what has to be thought of soon."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from app.domain.contracts.actions import mark_sent
from app.domain.contracts.amending import Termination, terminate_contract
from app.domain.contracts.criteria import ContractCriteria
from app.domain.contracts.dates import NoticeUnit
from app.domain.contracts.due import due_soon
from app.domain.contracts.models import Contract, ContractKind, ContractState
from app.domain.contracts.queries import contracts_of, count_contracts, find_contracts, page_of_contracts
from app.domain.history.models import SYSTEM
from app.domain.reporting.tabs import tab_counts
from tests.support.builders import a_client, a_key
from tests.support.cast import Cast
from tests.support.contracts import a_contract, a_signed_contract
from tests.support.statements import count_statements

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def in_june(freeze: Callable[[datetime], None]) -> None:
    freeze(datetime(2026, 6, 1, 9, 0, tzinfo=UTC))


def subjects(**asked: object) -> list[str]:
    return [line.subject for line in page_of_contracts(ContractCriteria(**asked)).rows]  # type: ignore[arg-type]


def one_of_each(cast: Cast) -> dict[ContractState, Contract]:
    """A contract in each state, called by it; one that ends today is signed still."""
    found = {
        ContractState.DRAFT: a_contract(cast.acme, "draft"),
        ContractState.SENT: a_contract(cast.acme, "sent"),
        ContractState.SIGNED: a_signed_contract(cast.acme, "signed", ends_on=TODAY),
        ContractState.ENDED: a_signed_contract(cast.acme, "ended", ends_on=date(2026, 5, 31)),
        ContractState.TERMINATED: a_signed_contract(cast.acme, "terminated"),
    }
    mark_sent(found[ContractState.SENT].id, a_key(), by=SYSTEM)
    terminated = found[ContractState.TERMINATED]
    terminate_contract(terminated.id, Termination(date(2026, 12, 31), "Notice"), a_key(), by=SYSTEM)
    return found


def test_every_state_is_found_by_its_filter_and_said_of_its_rows(cast: Cast) -> None:
    one_of_each(cast)
    for state in ContractState:
        (line,) = page_of_contracts(ContractCriteria(state=state)).rows
        assert line.subject == state.value and line.standing.state is state
        assert count_contracts(ContractCriteria(state=state)) == 1


def test_the_list_is_filtered_by_client_and_kind_and_searched_by_number_subject_and_client(cast: Cast) -> None:
    first = a_contract(cast.acme, "Registered address")
    a_contract(cast.bravo, "Mailbox Łódź", kind=ContractKind.MAILBOX)
    assert subjects() == ["Mailbox Łódź", "Registered address"]
    assert subjects(client=cast.acme.id) == ["Registered address"]
    assert subjects(kind=ContractKind.MAILBOX) == ["Mailbox Łódź"]
    for q in (first.number, "registered", "acme", "address acme"):
        assert subjects(q=q) == ["Registered address"], q
    assert subjects(q="mailbox lodz") == ["Mailbox Łódź"] and subjects(q="mailbox acme") == []
    assert [line.subject for line in contracts_of(cast.bravo.id)] == ["Mailbox Łódź"]


@pytest.mark.parametrize("within", [None, 365], ids=["newest first", "by their days"])
def test_the_list_is_paged_by_key_there_and_back(cast: Cast, within: int | None) -> None:
    for n in range(7):
        a_signed_contract(cast.acme, f"no {n}", ends_on=date(2026, 12, 20 - n % 4))
    whole = subjects(within=within)
    criteria = ContractCriteria(within=within, per_page=3)
    first = page_of_contracts(criteria)
    assert first.before is None and first.after
    second = page_of_contracts(ContractCriteria(within=within, per_page=3, after=first.after))
    last = page_of_contracts(ContractCriteria(within=within, per_page=3, after=second.after))
    assert [line.subject for page in (first, second, last) for line in page.rows] == whole and last.after is None
    again = page_of_contracts(ContractCriteria(within=within, per_page=3, before=last.before))
    assert again.rows == second.rows and again.first == 4


def test_a_key_of_the_other_order_leads_to_the_first_page(cast: Cast) -> None:
    for n in range(4):
        a_signed_contract(cast.acme, f"no {n}", ends_on=date(2026, 12, 20 - n))
    by_days = page_of_contracts(ContractCriteria(within=365, per_page=2)).after
    newest = page_of_contracts(ContractCriteria(per_page=2)).after
    assert page_of_contracts(ContractCriteria(per_page=2, after=by_days)).first == 1
    assert page_of_contracts(ContractCriteria(within=365, per_page=2, after=newest)).first == 1


def test_what_has_to_be_thought_of_within_sixty_days_is_told_the_most_urgent_first(cast: Cast) -> None:
    far, near = date(2026, 12, 31), date(2026, 8, 31)
    a_signed_contract(cast.acme, "notice at the end of July", ends_on=near, notice=1, renews_by=12)
    a_signed_contract(cast.bravo, "ends in July", ends_on=date(2026, 7, 1))
    a_signed_contract(
        cast.acme, "notice today", ends_on=date(2026, 7, 1), notice=30, notice_unit=NoticeUnit.DAYS, renews_by=1
    )
    a_signed_contract(cast.acme, "notice on the sixtieth day", ends_on=date(2026, 7, 31), renews_by=12)
    a_signed_contract(cast.acme, "notice on the day after", ends_on=date(2026, 8, 1), renews_by=12)
    a_signed_contract(cast.acme, "ends far off", ends_on=far)
    a_signed_contract(cast.acme, "open-ended", notice=1)
    a_contract(cast.acme, "not signed", ends_on=date(2026, 7, 1))
    ended = a_signed_contract(cast.acme, "terminated", ends_on=date(2026, 7, 1), renews_by=12)
    terminate_contract(ended.id, Termination(date(2026, 7, 1), "Notice"), a_key(), by=SYSTEM)
    lines, how_many = due_soon(TODAY, limit=10)
    assert [line.subject for line in lines] == [
        "notice today",
        "ends in July",
        "notice at the end of July",
        "notice on the sixtieth day",
    ]
    assert how_many == 4 and [line.deadline.is_notice for line in lines] == [True, False, True, True]
    assert due_soon(TODAY, limit=1)[0] == lines[:1] and due_soon(TODAY, limit=1)[1] == 4
    assert [line.subject for line in due_soon(TODAY, limit=5, client=cast.bravo.id)[0]] == ["ends in July"]


def test_a_card_counts_the_contracts_that_were_sent_and_wait_to_be_signed(cast: Cast) -> None:
    one_of_each(cast)
    assert [tab_counts(each.id)["to_sign"] for each in (cast.acme, cast.bravo)] == [1, 0]


def test_the_search_over_everything_finds_contracts_by_number_first_and_by_subject(cast: Cast) -> None:
    first = a_contract(cast.acme, "Mailbox")
    second = a_contract(cast.bravo, f"Instead of {first.number}")
    assert [line.id for line in find_contracts(first.number.lower(), limit=5)] == [first.id, second.id]
    assert [line.id for line in find_contracts("mailb", limit=5)] == [first.id]
    assert find_contracts("acme", limit=5) == [] and find_contracts("", limit=5) == []


def test_a_page_costs_the_same_however_many_rows_it_has(cast: Cast) -> None:
    a_signed_contract(cast.acme, ends_on=date(2026, 12, 31))
    counts = []
    for _ in range(2):
        for asked in (ContractCriteria(), ContractCriteria(within=365)):
            with count_statements() as made:
                page_of_contracts(asked)
            counts.append(len(made))
        for n in range(5):
            a_signed_contract(a_client(f"Client {n} {len(counts)}"), ends_on=date(2026, 12, 31))
    assert counts[:2] == counts[2:] == [1, 2]
