"""Reports of interventions: what is kept of them, who signed them, and what is signed stays to be read."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from app.db import db
from app.domain.entries.actions import edit_entry, remove_entry
from app.domain.errors import NotFound, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.papers import receive_paper
from app.domain.history.models import SYSTEM, Event, EventKind
from app.domain.service.interventions import INTERVENTIONS, InterventionDraft
from app.domain.service.models import Intervention, InterventionReport, InterventionState, ReportOrigin
from app.domain.service.reports import add_report, report_of
from app.domain.service.signing import sign_report, void_report
from app.domain.signing.models import Signature
from tests.support.builders import a_key
from tests.support.cast import Cast
from tests.support.entries import an_intervention
from tests.support.papers import HEIC, a_pdf, a_photo
from tests.support.reports import a_report_of, a_signed_report_of, drawn_under, voided
from tests.support.rows import all_rows


def files() -> int:
    db.session.expire_all()
    return db.session.query(StoredFile).count()


def change(one: Intervention, **written: object) -> None:
    draft = InterventionDraft(**{**INTERVENTIONS.values_of(one), "done": "Something else", **written})
    edit_entry(INTERVENTIONS, one.party_id, one.id, draft, one.version, a_key(), by=SYSTEM)
    db.session.commit()


def remove(one: Intervention) -> None:
    remove_entry(INTERVENTIONS, one.party_id, one.id, a_key(), by=SYSTEM)
    db.session.commit()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_of_a_report_becomes_an_upright_page_that_tells_no_place(cast: Cast, kind: str) -> None:
    sent = a_photo(kind, turned=True, placed=True)
    report = report_of(cast.acme.id, *on(cast, sent))
    kept = store.path_of(report.file.blob).read_bytes()
    (page,) = PdfReader(io.BytesIO(kept)).pages
    assert report.file.content_type == "application/pdf" and page.mediabox.height > page.mediabox.width
    assert b"GPS" not in kept and b"Exif" not in kept
    assert (files(), store.count_blobs()) == (1, 1)


def on(cast: Cast, data: bytes) -> tuple[int, int]:
    one = an_intervention(cast.acme)
    return one.id, a_report_of(one, data)


@pytest.mark.parametrize("sent", [b"no paper", a_pdf()[:80], HEIC, a_pdf(password="secret")])
def test_what_is_no_paper_is_refused_at_its_field_and_kept_nowhere(cast: Cast, sent: bytes) -> None:
    with pytest.raises(RuleViolation) as refused:
        receive_paper(io.BytesIO(sent), name="report.pdf")
    assert refused.value.field == "file" and store.count_blobs() == 0


def test_the_same_form_twice_adds_one_report_and_forgets_what_it_brought_again(cast: Cast) -> None:
    one, key = an_intervention(cast.acme), a_key()
    for _ in range(2):
        file = receive_paper(io.BytesIO(a_pdf()), name="report.pdf")
        add_report(cast.acme.id, one.id, file, ReportOrigin.UPLOADED, one.version, key, by=SYSTEM)
        db.session.commit()
    assert len(one.reports) == 1 and (files(), store.count_blobs()) == (1, 1)


@pytest.mark.parametrize("state", [InterventionState.PLANNED, InterventionState.CANCELLED])
def test_what_is_not_done_has_no_report_and_what_is_refused_is_forgotten(cast: Cast, state: InterventionState) -> None:
    one = an_intervention(cast.acme, state=state)
    before = all_rows()
    with pytest.raises(RuleViolation):
        a_report_of(one)
    db.session.rollback()
    assert all_rows() == before and store.count_blobs() == 0


def test_a_report_of_a_record_that_somebody_changed_meanwhile_is_refused(cast: Cast) -> None:
    one = an_intervention(cast.acme)
    file = receive_paper(io.BytesIO(a_pdf()), name="report.pdf")
    with pytest.raises(RuleViolation, match="Somebody else changed this"):
        add_report(cast.acme.id, one.id, file, ReportOrigin.MADE, one.version - 1, a_key(), by=SYSTEM)
    db.session.rollback()
    assert store.count_blobs() == 0


def test_a_report_is_not_found_on_somebody_else_s_card(cast: Cast) -> None:
    ours, theirs = an_intervention(cast.acme), an_intervention(cast.zeta)
    report = a_report_of(theirs)
    for party, one in ((cast.acme, ours), (cast.acme, theirs), (cast.zeta, ours)):
        with pytest.raises(NotFound):
            report_of(party.id, one.id, report)
        with pytest.raises(NotFound):
            sign_report(party.id, one.id, report, drawn_under(report), a_key(), by=SYSTEM)
        db.session.rollback()
    assert store.count_blobs() == 1


def test_a_signed_report_tells_who_signed_and_so_does_the_history(cast: Cast) -> None:
    one = an_intervention(cast.acme)
    a_signed_report_of(one, "Carla Conti")
    assert one.is_signed and one.report.signature.name == "Carla Conti"
    (event,) = db.session.query(Event).filter_by(kind=EventKind.REPORT_SIGNED)
    assert event.details == {"name": "The printer jams", "who": "Carla Conti"} and event.party_id == cast.acme.id


def test_the_same_form_twice_signs_once(cast: Cast) -> None:
    one, key = an_intervention(cast.acme), a_key()
    report = a_report_of(one)
    for _ in range(2):
        sign_report(cast.acme.id, one.id, report, drawn_under(report), key, by=SYSTEM)
        db.session.commit()
    assert db.session.query(Signature).count() == 1 and (files(), store.count_blobs()) == (2, 2)


def test_what_is_signed_already_and_what_was_replaced_is_not_signed(cast: Cast) -> None:
    one = an_intervention(cast.acme)
    former = a_report_of(one)
    signed = a_signed_report_of(one)
    for report, complaint in ((former, "newer report"), (signed, "signed already")):
        with pytest.raises(RuleViolation, match=complaint):
            sign_report(cast.acme.id, one.id, report, drawn_under(report), a_key(), by=SYSTEM)
        db.session.rollback()
    assert store.count_blobs() == 3


def test_what_is_signed_is_neither_changed_nor_removed(cast: Cast) -> None:
    one = an_intervention(cast.acme)
    a_signed_report_of(one)
    before = all_rows()
    for deed in (change, remove):
        with pytest.raises(RuleViolation):
            deed(one)
        db.session.rollback()
    assert all_rows() == before


def test_once_it_is_voided_it_is_changed_again_but_never_removed(cast: Cast) -> None:
    one = an_intervention(cast.acme)
    report = a_signed_report_of(one)
    voided(one, report, "The wrong client")
    change(one)
    with pytest.raises(RuleViolation, match="stays on the card"):
        remove(one)
    db.session.rollback()
    signature = one.report.signature
    assert (signature.holds, signature.voided_by, signature.void_reason) == (False, SYSTEM.name, "The wrong client")
    assert store.path_of(signature.file.blob).is_file()


def test_nobody_voids_without_a_reason_or_twice_or_what_is_not_signed(cast: Cast) -> None:
    one, other = an_intervention(cast.acme), an_intervention(cast.acme, "Other")
    report, unsigned = a_signed_report_of(one), a_report_of(other)
    for intervention, id_, reason in ((one, report, ""), (other, unsigned, "Why")):
        with pytest.raises(RuleViolation):
            void_report(cast.acme.id, intervention.id, id_, reason, a_key(), by=SYSTEM)
        db.session.rollback()
    voided(one, report)
    with pytest.raises(RuleViolation, match="voided already"):
        voided(one, report)
    db.session.rollback()


def test_what_was_voided_is_not_signed_again_but_its_next_report_is(cast: Cast) -> None:
    one = an_intervention(cast.acme)
    report = a_signed_report_of(one)
    voided(one, report)
    with pytest.raises(RuleViolation, match="was voided"):
        sign_report(cast.acme.id, one.id, report, drawn_under(report), a_key(), by=SYSTEM)
    db.session.rollback()
    a_signed_report_of(one)
    assert one.is_signed


def test_a_record_that_says_something_else_by_now_is_not_signed(cast: Cast) -> None:
    one = an_intervention(cast.acme)
    report, seen, of = a_report_of(one), one.version, (cast.acme.id, one.id)
    change(one)
    with pytest.raises(RuleViolation, match="no longer the paper that you saw"):
        sign_report(*of, report, drawn_under(report), a_key(), by=SYSTEM, based_on=seen)


@pytest.mark.parametrize("state", [InterventionState.PLANNED, InterventionState.CANCELLED])
def test_the_report_of_what_is_not_done_after_all_is_not_signed(cast: Cast, state: InterventionState) -> None:
    one = an_intervention(cast.acme)
    report, of = a_report_of(one), (cast.acme.id, one.id)
    change(one, state=state)
    with pytest.raises(RuleViolation, match="Mark it as done first"):
        sign_report(*of, report, drawn_under(report), a_key(), by=SYSTEM)


def test_a_new_report_voids_the_signature_and_the_former_one_stays_with_its_paper(cast: Cast) -> None:
    one = an_intervention(cast.acme)
    former = a_signed_report_of(one)
    a_report_of(one)
    db.session.expire_all()
    latest, earlier = one.reports
    assert not one.is_signed and latest.signature is None and earlier.id == former
    assert (earlier.signature.holds, earlier.signature.void_reason) == (False, "")
    assert files() == 3


def test_the_history_says_whose_signature_a_new_report_voids_and_says_it_once(cast: Cast) -> None:
    one = an_intervention(cast.acme)
    a_signed_report_of(one)
    for _ in range(2):
        a_report_of(one)
    voided = db.session.query(Event).filter_by(kind=EventKind.SIGNATURE_VOIDED).all()
    assert [event.details["who"] for event in voided] == ["Carla Conti"]


def test_what_was_never_signed_goes_with_the_files_of_its_reports(cast: Cast) -> None:
    one, other = an_intervention(cast.acme), an_intervention(cast.acme, "Other")
    for _ in range(2):
        a_report_of(one)
    kept = a_report_of(other)
    remove(one)
    assert files() == 1 and [report.id for report in db.session.query(InterventionReport)] == [kept]
