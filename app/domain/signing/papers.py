"""The signed paper: what was signed, page by page as it was, a page with the signature, and the original within.

The original travels inside as an attachment, bit for bit. Whoever holds the paper can take it out and compute the
SHA-256 that the last page names: that shows what was signed without asking the office.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap
from typing import Any

from app.domain.errors import N_, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.files.scans import PDF
from app.domain.printing import pdf
from app.domain.signing.rules import SignatureDraft, check_seen, check_signer

ORIGINAL = "original.pdf"  # the attachment's name
_LIMIT = 100 * 1024 * 1024  # bytes; twice the original, and the page


@dataclass(frozen=True, slots=True)
class Drawn:
    """A signature on its paper in the file store; neither has its row yet."""

    name: str
    role: str
    seen: str  # the SHA-256 of the paper that the signer had before them
    at: datetime
    paper: StoredFile


def put_on_paper(original: StoredFile, words: Mapping[str, Any], drawing: bytes, *, draft: SignatureDraft) -> Drawn:
    """Write the signed paper to the file store. `words` are what the template `signature` sets, in the reader's words.

    Takes as long as the original has pages: call it outside the transaction that writes. Raises RuleViolation for a
    signature of nobody, for another paper than was seen, and where no page can be put behind it; and keeps nothing.
    """
    check_signer(draft.name)
    check_seen(original, draft.seen)
    path = store.path_of(original.blob)
    if original.content_type != PDF or not path.is_file():
        raise RuleViolation(N_("There is no PDF to sign any more. Make or upload it again."))
    # A word that long would be broken anywhere; a digest is compared in groups.
    digest = " ".join(wrap(original.sha256, 8))
    page = pdf("signature", {**words, "sha256": digest, "drawing": list(drawing)}, at=draft.at)
    joined = io.BytesIO(_joined(path.read_bytes(), page))
    paper = store.write(joined, name=original.name, content_type=PDF, limit=_LIMIT)
    return Drawn(draft.name, draft.role, draft.seen, draft.at, paper)


def _joined(original: bytes, page: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter  # when one is signed: it would make every start of the app slower

    try:
        reader = PdfReader(io.BytesIO(original))
        if reader.is_encrypted:
            reader.decrypt("")
        writer = PdfWriter(clone_from=reader)
        writer.append(io.BytesIO(page))
        writer.add_attachment(ORIGINAL, original)
        out = io.BytesIO()
        writer.write(out)
    except Exception as error:  # a broken file may lead the reader anywhere
        broken = N_("This PDF is damaged, so that no page can be put behind it. Make or upload it again.")
        raise RuleViolation(broken) from error
    return out.getvalue()
