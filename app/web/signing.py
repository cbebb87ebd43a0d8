"""Signing at the desk: a page fit for a tablet, on which a client reads what they sign and draws their name.

A view of whatever is signed makes a `PaperToSign` of it, and goes the way of all forms::

    paper = PaperToSign(…)
    form = SignForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            sign_report(…, drawn_on(paper, form), form.key.data or "", by=current_actor(), based_on=form.based_on)
            return redirect(paper.action, 303)
    return signing_page(paper, form, status=refused.status)

Its GET is `signing_page(paper)`, which thanks once it is signed.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import Length
from wtforms.widgets import HiddenInput

from app.domain import clock
from app.domain.errors import RuleViolation
from app.domain.files.models import StoredFile
from app.domain.signing.drawings import receive_drawing
from app.domain.signing.models import Signature
from app.domain.signing.papers import Drawn, put_on_paper
from app.domain.signing.rules import CHANGED_SINCE, SignatureDraft
from app.web.formatting import full_moment, language, sentence
from app.web.forms import PageForm, text
from app.web.pages import page
from app.web.papers import office_on_paper


@dataclass(frozen=True, slots=True)
class PaperToSign:
    """What is signed, as the page shows it. Words are in the reader's language."""

    title: str
    client: str
    facts: Sequence[tuple[str, str]]  # what the paper says, in short
    original: StoredFile  # the PDF
    url: str  # where it is read
    action: str  # where the page is, and where its form goes
    back: str  # where the desk goes on
    version: int  # of the record that the facts are taken from
    signature: Signature | None = None  # the one that holds
    signed_url: str = ""  # where the signed paper is read


class SignForm(PageForm):
    """Who signs, and the picture of the signature: drawn in the frame, or chosen as a file."""

    seen = HiddenField()
    version = IntegerField(widget=HiddenInput())
    kept = HiddenField()  # what was drawn, when the form is shown once more
    name = StringField(_l("Name of who signs"), validators=[Length(max=200)])
    role = StringField(_l("Role"), validators=[Length(max=100)])
    drawing = FileField(_l("Signature"))

    @property
    def based_on(self) -> int:
        """The version of the record whose facts stood on the page."""
        return self.version.data or 0

    def lay_out(self, paper: PaperToSign) -> None:
        """Be about the paper on the page. Where that is another one by now, it says so, and is signed anew."""
        shown = (self.seen.data, self.version.data)
        now = (paper.original.sha256, paper.version)
        if self.seen.data and shown != now:
            self.kept.data = None
            changed = RuleViolation(CHANGED_SINCE)
            if sentence(changed.sentence) not in self.form_errors:
                self.refuse(changed)
        self.seen.data, self.version.data = now
        self.version.raw_data = None  # a number is shown as it was sent, if it was

    def receive(self) -> bytes:
        """The signature that came, as it will stand on paper; kept in the form too. Raises RuleViolation."""
        drawing = receive_drawing(io.BytesIO(self._sent()))
        self.kept.data = base64.b64encode(drawing).decode("ascii")
        return drawing

    def _sent(self) -> bytes:
        if self.drawing.data and (sent := self.drawing.data.stream.read()):
            return bytes(sent)
        try:
            return base64.b64decode(self.kept.data or "", validate=True)
        except (binascii.Error, ValueError):
            return b""


def drawn_on(paper: PaperToSign, form: SignForm) -> Drawn:
    """Put the signature of a form on its paper. Raises RuleViolation at the field, and keeps nothing."""
    draft = SignatureDraft(text(form.name.data), text(form.role.data), form.seen.data or "", clock.now())
    drawing = form.receive()
    return put_on_paper(paper.original, words_on_paper(paper, draft), drawing, draft=draft)


def signing_page(paper: PaperToSign, form: SignForm | None = None, *, status: int = 200) -> Response:
    """The page for the tablet: what is signed, and the frame to sign in; or that it is signed."""
    form = form or SignForm(formdata=None)
    form.lay_out(paper)
    return page("signing/sign.html", status=status, paper=paper, form=form)


def words_on_paper(paper: PaperToSign, draft: SignatureDraft) -> dict[str, object]:
    """What stands on the page of the signature."""
    return {
        "title": gettext("Signature"),
        "language": language(),
        "office": office_on_paper(),
        "lead": gettext("This page belongs to the paper before it, and shows who signed it."),
        "facts": [
            [gettext("Paper"), paper.title],
            [gettext("Client"), paper.client],
            *([label, value] for label, value in paper.facts if value),
            [gettext("Signed by"), draft.name],
            [gettext("Role"), draft.role or "–"],
            [gettext("Signed"), full_moment(draft.at)],
        ],
        "drawn_by": ", ".join(part for part in (draft.name, draft.role) if part),
        "proof_title": gettext("What was signed"),
        "proof": gettext(
            "The paper as it was signed is attached to this file, as “original.pdf”. Its SHA-256, by which anybody can "
            "tell that nothing was changed since:"
        ),
        "foot": f"{paper.title} · {paper.client}",
    }
