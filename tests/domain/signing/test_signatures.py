"""A signed paper shows who signed what, holds what was signed bit for bit, and stays readable once it is voided."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from pypdf import PdfReader

from app.db import db
from app.domain import clock
from app.domain.errors import RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import Actor, ActorKind
from app.domain.printing import letterhead
from app.domain.signing.drawings import receive_drawing
from app.domain.signing.models import Signature
from app.domain.signing.papers import Drawn, put_on_paper
from app.domain.signing.rules import SignatureDraft
from app.domain.signing.signatures import (
    forget_signatures,
    replace_signature,
    sign_by_drawing,
    sign_on_paper,
    void_signature,
)
from tests.domain.signing.strokes import a_stroke
from tests.support.papers import a_pdf

LATE = datetime(2026, 5, 12, 22, 30, tzinfo=UTC)  # in Rome the next day has begun
ADA = Actor(ActorKind.STAFF, 1, "Ada Bianchi")
WORDS = {
    "title": "Signature",
    "language": "en",
    "office": letterhead("Portico Uffici", ["Via Roma 1, 10121 Torino"]),
    "lead": "This page belongs to the paper before it.",
    "facts": [["Signed by", "Carla Neri"], ["Role", "director"]],
    "drawn_by": "Carla Neri, director",
    "proof_title": "What was signed",
    "proof": "Its SHA-256:",
    "foot": "Report",
}


def a_paper(data: bytes | None = None, content_type: str = "application/pdf") -> StoredFile:
    data = a_pdf(2) if data is None else data
    file = store.write(io.BytesIO(data), name="report.pdf", content_type=content_type, limit=10**7)
    db.session.add(file)
    db.session.flush()
    return file


def drawn(paper: StoredFile, *, name: str = "Carla Neri", seen: str | None = None) -> Drawn:
    draft = SignatureDraft(name, "director", paper.sha256 if seen is None else seen, LATE)
    return put_on_paper(paper, WORDS, receive_drawing(io.BytesIO(a_stroke())), draft=draft)


def signed(paper: StoredFile) -> Signature:
    return sign_by_drawing(paper, drawn(paper))


def blobs() -> int:
    return store.count_blobs()


def test_the_signed_paper_has_its_pages_as_they_were_and_one_with_the_signature(app: Flask) -> None:
    paper = a_paper()
    made = PdfReader(store.path_of(signed(paper).file.blob))
    assert len(made.pages) == 3
    last = made.pages[2].extract_text()
    assert "Carla Neri" in last
    assert "director" in last
    assert paper.sha256 in "".join(last.split())
    assert len(made.pages[2].images) == 1


def test_what_was_signed_is_within_bit_for_bit(app: Flask) -> None:
    paper = a_paper()
    made = PdfReader(store.path_of(signed(paper).file.blob))
    (original,) = made.attachments["original.pdf"]
    assert hashlib.sha256(original).hexdigest() == paper.sha256


def test_the_day_of_signing_is_the_offices(app: Flask) -> None:
    signature = signed(a_paper())
    assert (signature.signed_at, signature.signed_on) == (LATE, date(2026, 5, 13))


def test_nobody_signs_a_paper_that_they_did_not_see(app: Flask) -> None:
    before = blobs()
    paper = a_paper()
    with pytest.raises(RuleViolation, match="no longer the paper that you saw"):
        drawn(paper, seen="0" * 64)
    assert blobs() == before + 1


def test_a_paper_that_was_made_anew_meanwhile_is_not_signed(app: Flask) -> None:
    on_old = drawn(a_paper())
    with pytest.raises(RuleViolation, match="no longer the paper that you saw"):
        sign_by_drawing(a_paper(a_pdf(3)), on_old)
    assert db.session.query(Signature).count() == 0


def test_nobody_signs_without_a_name(app: Flask) -> None:
    with pytest.raises(RuleViolation) as refused:
        drawn(a_paper(), name="")
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("data", "kind", "complaint"),
    [(b"%PDF-1.7 broken", "application/pdf", "damaged"), (a_stroke(), "image/png", "no PDF to sign")],
)
def test_what_no_page_can_be_put_behind_is_not_signed(app: Flask, data: bytes, kind: str, complaint: str) -> None:
    paper = a_paper(data, kind)
    before = blobs()
    with pytest.raises(RuleViolation, match=complaint):
        drawn(paper)
    assert blobs() == before


def test_ink_on_paper_is_kept_as_its_scan(app: Flask) -> None:
    scan = store.write(io.BytesIO(a_pdf()), name="scan.pdf", content_type="application/pdf", limit=10**7)
    signature = sign_on_paper(scan, name="Carla Neri", role="", on=clock.today())
    assert (signature.sha256, signature.file_id, signature.signed_at) == (scan.sha256, scan.id, None)


def test_ink_is_not_of_tomorrow(app: Flask) -> None:
    scan = a_paper()
    with clock.frozen(LATE), pytest.raises(RuleViolation) as refused:  # the office's date is the 13th by now
        sign_on_paper(scan, name="Carla Neri", role="", on=date(2026, 5, 14))
    assert refused.value.field == "signed_on"


def test_a_voided_signature_stays_readable_and_says_who_when_and_why(app: Flask) -> None:
    signature = signed(a_paper())
    with clock.frozen(LATE):
        void_signature(signature, "Signed by the wrong person", by=ADA)
    db.session.flush()
    assert not signature.holds
    assert (signature.voided_at, signature.voided_by) == (LATE, "Ada Bianchi")
    assert signature.void_reason == "Signed by the wrong person"
    assert store.path_of(signature.file.blob).is_file()


def test_voiding_needs_a_reason_and_is_done_once(app: Flask) -> None:
    signature = signed(a_paper())
    with pytest.raises(RuleViolation) as refused:
        void_signature(signature, "", by=ADA)
    assert refused.value.field == "reason"
    void_signature(signature, "Mistake", by=ADA)
    with pytest.raises(RuleViolation, match="voided already"):
        void_signature(signature, "Once more", by=ADA)
    assert signature.void_reason == "Mistake"


def test_a_newer_paper_ends_a_signature_but_not_one_that_was_voided_before(app: Flask) -> None:
    replaced, voided = signed(a_paper()), signed(a_paper())
    void_signature(voided, "Mistake", by=ADA)
    for signature in (replaced, voided, None):
        replace_signature(signature, by=ADA)
    assert (replaced.holds, replaced.void_reason, voided.void_reason) == (False, "", "Mistake")


def test_a_forgotten_signature_takes_its_file_along(app: Flask) -> None:
    gone, stays = signed(a_paper()), signed(a_paper())
    file_id, kept_id = gone.file_id, stays.file_id
    forget_signatures([gone.id])
    db.session.expire_all()
    assert db.session.get(StoredFile, file_id) is None
    assert db.session.get(StoredFile, kept_id) is not None
