"""Signed reports are kept as long as the law says: in the way of deleting, left of who is anonymised, then gone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.db import db
from app.domain import clock
from app.domain.directory.selection import only
from app.domain.files.models import StoredFile
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.lifecycle.anonymising import plan_of as plan_of_anonymising
from app.domain.lifecycle.answers import answer_of
from app.domain.lifecycle.consequences import of_purging
from app.domain.lifecycle.keeping import held_of, let_go
from app.domain.lifecycle.purging import PurgeChoices, plan_of, purge_parties
from app.domain.lifecycle.receipts import receipt_of
from app.domain.office.models import RecordKind
from app.domain.office.retention import set_retention, version_of, years_by_law
from app.domain.parties.models import Party
from app.domain.parties.queries import select_ids
from app.domain.service.models import Intervention, InterventionReport
from app.domain.signing.models import Signature
from tests.domain.lifecycle.forgetting import anonymised
from tests.domain.lifecycle.merging.cards import merged
from tests.domain.lifecycle.test_personal_data import handed_over
from tests.domain.lifecycle.test_purging import on_file, purged
from tests.support.builders import a_key, archived
from tests.support.cast import CANARY, Cast
from tests.support.entries import a_piece, an_intervention
from tests.support.reports import a_report_of, a_signed_report_of, voided
from tests.support.statements import count_statements

SIGNED = datetime(2026, 3, 2, 9, tzinfo=UTC)
LAST_DAY, FREE = datetime(2036, 12, 31, 12, tzinfo=UTC), datetime(2037, 1, 1, 12, tzinfo=UTC)  # ten years (art. 2220)


@pytest.fixture
def zeta(cast: Cast) -> Party:
    """Zeta, archived, for whom a report was signed; another one was not, and it had a locker."""
    with clock.frozen(SIGNED):
        piece = a_piece(cast.zeta)
        signed = an_intervention(cast.zeta, CANARY, done=CANARY, parts=CANARY, equipment_id=piece.id, minutes=60)
        a_report_of(signed)
        a_signed_report_of(signed, CANARY)
        a_report_of(an_intervention(cast.zeta, "Never signed"))
        archived(cast.zeta, by=cast.by_marta)
    return cast.zeta


def counts() -> tuple[int, ...]:
    """Interventions, reports, signatures, files."""
    db.session.expire_all()
    return tuple(db.session.query(model).count() for model in (Intervention, InterventionReport, Signature, StoredFile))


@pytest.mark.parametrize(("today", "is_kept"), [(SIGNED, True), (LAST_DAY, True), (FREE, False)])
def test_nobody_is_deleted_before_the_last_day_of_the_latest_report(
    cast: Cast, zeta: Party, today: datetime, is_kept: bool
) -> None:
    id_ = zeta.id
    with clock.frozen(today):
        plan = plan_of(only(zeta))
        act = purge_parties(only(zeta), PurgeChoices(plan.wanted), a_key(), by=SYSTEM)
        db.session.commit()
    assert on_file(id_) is is_kept
    if is_kept:
        ((_, (held,)),) = plan.kept
        assert (held.kind, held.count, held.until) == (RecordKind.REPORT, 1, date(2036, 12, 31))
        assert "the law has papers" in answer_of(act)[1].msgid
    else:
        assert counts() == (0, 0, 0, 0)


def test_the_question_says_who_stays_which_papers_and_until_when(zeta: Party) -> None:
    outlook, plan = of_purging(only(zeta))
    assert "%(n)s stays: the law has papers of theirs kept" in [line.sentence.msgid for line in outlook.consequences]
    assert plan.kept[0][1][0].sentence.values == {"n": 1, "day": date(2036, 12, 31)}


def test_what_the_admin_set_goes_before_the_law(zeta: Party) -> None:
    years = {**years_by_law("IT"), RecordKind.REPORT: 2}
    set_retention("IT", years, version_of(years_by_law("IT")), a_key(), by=SYSTEM)
    with clock.frozen(datetime(2028, 12, 31, tzinfo=UTC)):
        assert held_of(select_ids([zeta.id]))[zeta.id][0].until == date(2028, 12, 31)
    with clock.frozen(datetime(2029, 1, 1, 12, tzinfo=UTC)):
        assert held_of(select_ids([zeta.id])) == {}


def test_a_voided_one_is_kept_as_well_and_one_that_nobody_signed_is_not(cast: Cast) -> None:
    one = an_intervention(cast.acme)
    voided(one, a_signed_report_of(one))
    a_report_of(an_intervention(cast.bravo))
    assert set(held_of(select_ids([cast.acme.id, cast.bravo.id]))) == {cast.acme.id}


def test_a_merge_brings_along_what_the_law_has_kept(cast: Cast) -> None:
    a_signed_report_of(an_intervention(cast.bravo))
    merged(cast.acme, cast.bravo)
    assert set(held_of(select_ids([cast.acme.id]))) == {cast.acme.id}


def test_what_nobody_signed_goes_with_its_client_and_its_files(cast: Cast) -> None:
    a_report_of(an_intervention(cast.zeta))
    kept = a_signed_report_of(an_intervention(cast.acme))
    archived(cast.zeta, by=cast.by_marta)
    purged(cast, cast.zeta, with_people=True)
    assert counts() == (1, 1, 1, 2) and db.session.get(InterventionReport, kept)


def test_of_who_is_anonymised_the_signed_report_stays_and_everything_else_goes(cast: Cast, zeta: Party) -> None:
    anonymised(cast, zeta)
    assert counts() == (1, 1, 1, 2)
    (left,) = db.session.query(Intervention)
    assert (left.asked, left.done, left.parts, left.equipment_id) == ("", "", "", None)
    assert (left.minutes, left.party_id) == (60, zeta.id)


def test_the_question_and_the_receipt_say_what_stays_and_until_when(cast: Cast, zeta: Party) -> None:
    assert [held.count for held in plan_of_anonymising(zeta.id).kept] == [1]
    with clock.frozen(SIGNED):
        anonymised(cast, zeta)
    stays = receipt_of(zeta.id).stays[0]
    assert (stays.what.msgid, stays.what.n) == ("%(n)s signed report", 1)
    assert stays.until.values == {"day": date(2036, 12, 31)}


def test_after_its_day_a_job_removes_it_records_that_and_leaves_a_nameless_row(cast: Cast, zeta: Party) -> None:
    anonymised(cast, zeta)
    with clock.frozen(LAST_DAY):
        assert let_go() == 0 and counts() == (1, 1, 1, 2)
    with clock.frozen(FREE):
        assert let_go() == 1 and let_go() == 0
        db.session.commit()
    assert counts() == (1, 0, 0, 0)
    (event,) = db.session.query(Event).filter_by(kind=EventKind.KEPT_REMOVED)
    assert event.party_id == zeta.id


def test_who_is_anonymised_after_the_day_keeps_nothing(cast: Cast, zeta: Party) -> None:
    with clock.frozen(FREE):
        anonymised(cast, zeta)
    assert counts() == (0, 0, 0, 0)


def test_the_job_leaves_those_alone_who_are_not_anonymised(zeta: Party) -> None:
    with clock.frozen(FREE):
        assert let_go() == 0 and counts() == (2, 3, 1, 4)


def test_what_stands_in_the_way_costs_the_same_however_much_it_is(cast: Cast) -> None:
    def cost() -> int:
        with count_statements() as statements:
            held_of(select_ids([cast.acme.id, cast.bravo.id]))
        return len(statements)

    a_signed_report_of(an_intervention(cast.acme))
    few = cost()
    for client in (cast.acme, cast.bravo):
        a_signed_report_of(an_intervention(client, "More"))
    assert cost() == few


def test_personal_data_hold_the_interventions_their_reports_and_the_signed_papers(cast: Cast) -> None:
    one = an_intervention(cast.acme, "Printer", done="New roller")
    a_signed_report_of(one)
    records, others = handed_over(cast.acme)
    (told,) = records["interventions"]
    assert (told["asked"], told["done"], told["day"]) == ("Printer", "New roller", "2026-11-23")
    papers = sorted(name for name in others if name.startswith("interventions/"))
    assert len(papers) == 2 and all(others[name].startswith(b"%PDF") for name in papers)
