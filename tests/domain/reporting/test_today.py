"""The dashboard is true: counts, who is expected back, what happened last."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import Flask

from app.domain import clock
from app.domain.history.models import EventKind
from app.domain.lifecycle.archiving import ArchiveChoices
from app.domain.parties.models import ClientRole, PartyStatus
from app.domain.reporting.acts import records_of
from app.domain.reporting.today import clients_by_status, expected_back, latest
from tests.support.builders import a_client, a_contact, a_person, archived, restored
from tests.support.cast import Cast
from tests.support.statements import count_statements

MARCH = ArchiveChoices("Season over", date(2027, 3, 1))


def at(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    """A moment of 2027, in UTC. In March the office, in Rome, is an hour ahead."""
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


def names() -> list[str]:
    parties, how_many = expected_back()
    assert how_many == len(parties)
    return [party.name for party in parties]


def test_clients_are_counted_by_their_status_and_nobody_else_is(app: Flask) -> None:
    assert clients_by_status() == dict.fromkeys(PartyStatus, 0)
    a_client("One"), a_client("Two"), a_person()
    a_client("Prospect", client_role=ClientRole.PROSPECT)
    a_client("Sleeping").status = PartyStatus.DEACTIVATED
    archived(a_client("Away"), a_client("Supplier", client_role=ClientRole.NONE, is_supplier=True))
    with count_statements() as statements:
        assert clients_by_status() == {
            PartyStatus.ACTIVE: 2,
            PartyStatus.DEACTIVATED: 1,
            PartyStatus.ARCHIVED: 1,
        }
    assert len(statements) == 1


def test_who_is_expected_back_is_listed_from_that_day_on_and_not_before(
    cast: Cast, freeze: Callable[[datetime], None]
) -> None:
    archived(cast.acme, choices=MARCH)
    for moment, listed in (
        (at(28, 12, month=2), []),
        (at(28, 22, 59, month=2), []),  # 23:59 in Rome
        (at(28, 23, 0, month=2), ["Acme S.r.l."]),  # midnight in Rome, although not in Greenwich
        (at(1, 0, 30), ["Acme S.r.l."]),
        (at(31, 12, month=12), ["Acme S.r.l."]),  # until somebody does something about it
    ):
        freeze(moment)
        assert names() == listed, moment


def test_the_office_s_own_zone_decides_when_a_day_begins(cast: Cast, freeze: Callable[[datetime], None]) -> None:
    archived(cast.acme, choices=MARCH)
    freeze(at(28, 23, 30, month=2))
    try:
        clock.set_zone("America/New_York")
        assert names() == []
        clock.set_zone("Asia/Tokyo")
        assert names() == ["Acme S.r.l."]
    finally:
        clock.set_zone("Europe/Rome")


def test_the_longest_overdue_stand_first_with_the_reason_they_left_for(
    cast: Cast, freeze: Callable[[datetime], None]
) -> None:
    archived(cast.acme, choices=MARCH)
    archived(cast.bravo, choices=ArchiveChoices("", date(2027, 2, 1)))
    archived(cast.zeta)
    freeze(at(2, 12))
    parties, _ = expected_back()
    assert [(party.name, party.expected_back_on, party.reason) for party in parties] == [
        ("Bravo Sp. z o.o.", date(2027, 2, 1), ""),
        ("Acme S.r.l.", date(2027, 3, 1), "Season over"),
    ]


def test_who_is_back_is_expected_no_longer(cast: Cast, freeze: Callable[[datetime], None]) -> None:
    archived(cast.acme, choices=MARCH)
    freeze(at(2, 12))
    restored(cast.acme)
    assert names() == []


def test_more_than_fit_are_counted_all_the_same(app: Flask, freeze: Callable[[datetime], None]) -> None:
    archived(*(a_client(f"Client {n:02d}") for n in range(25)), choices=MARCH)
    freeze(at(2, 12))
    parties, how_many = expected_back()
    assert (len(parties), how_many) == (20, 25)


def test_the_latest_events_come_with_the_names_they_are_about(cast: Cast) -> None:
    archived(cast.acme, by=cast.by_marta)
    dario = a_contact(cast.bravo, "Dario", "Neri", email="dario@example.com", password="a long password")
    with count_statements() as statements:
        happenings = latest()
    assert len(statements) == 2
    assert [(h.event.kind, h.party_name, h.event.by_name) for h in happenings[:4]] == [
        (EventKind.CONTACT_ADDED, "Bravo Sp. z o.o.", "Recapito"),
        (EventKind.LOGIN_GIVEN, dario.person.name, "Recapito"),
        (EventKind.REGISTERED, dario.person.name, "Recapito"),
        (EventKind.ARCHIVED, "Acme S.r.l.", "Marta Wójcik"),
    ]
    assert len(happenings) == 10


def test_an_office_in_which_nothing_happened_has_no_latest_events(app: Flask) -> None:
    assert (latest(), expected_back()) == ([], ([], 0))


def test_the_records_of_an_act_are_those_it_changed_in_their_order_and_page_by_page(cast: Cast) -> None:
    act = archived(cast.acme)
    assert act
    (record,) = records_of(act.id)
    assert (record.event.kind, record.event.party_id, record.name, record.number) == (
        *(EventKind.ARCHIVED, cast.acme.id),
        *("Acme S.r.l.", "C-0001"),
    )
    assert records_of(act.id, after=record.event.id) == []
    assert records_of(999_999) == []
