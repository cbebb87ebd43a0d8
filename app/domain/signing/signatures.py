"""Putting a name under a paper, and taking back what it is worth.

These are parts of a deed on what is signed: whoever calls them has locked it, opened the act, and records the event.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, select

from app.db import db
from app.domain import clock
from app.domain.errors import N_, RuleViolation
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import Actor
from app.domain.selections import among
from app.domain.signing.models import Signature, SigningWay
from app.domain.signing.papers import Drawn
from app.domain.signing.rules import check_seen, check_signer


def sign_by_drawing(original: StoredFile, drawn: Drawn) -> Signature:
    """The signature that somebody drew. Raises RuleViolation where the paper is another one by now."""
    check_seen(original, drawn.seen)
    db.session.add(drawn.paper)
    db.session.flush()
    return _kept(
        Signature(
            way=SigningWay.DRAWN,
            name=drawn.name,
            role=drawn.role,
            signed_on=drawn.at.astimezone(clock.zone()).date(),
            signed_at=drawn.at,
            sha256=drawn.seen,
            file_id=drawn.paper.id,
        )
    )


def sign_on_paper(scan: StoredFile, *, name: str, role: str, on: date) -> Signature:
    """The signature of somebody who signed in ink. The scan is all there is of it: its SHA-256 is the one kept.

    Raises RuleViolation at `name` and `signed_on`.
    """
    check_signer(name)
    if on > clock.today():
        raise RuleViolation(N_("It cannot have been signed after today."), field="signed_on")
    db.session.add(scan)
    db.session.flush()
    return _kept(
        Signature(way=SigningWay.PAPER, name=name, role=role, signed_on=on, sha256=scan.sha256, file_id=scan.id)
    )


def void_signature(signature: Signature, reason: str, *, by: Actor) -> None:
    """End what a signature is worth; it stays readable. Raises RuleViolation without a reason, or if it was voided."""
    if not reason:
        raise RuleViolation(N_("Write why it is voided."), field="reason")
    if not signature.holds:
        raise RuleViolation(N_("This signature has been voided already."))
    _void(signature, reason, by=by)


def replace_signature(signature: Signature | None, *, by: Actor) -> None:
    """End what a signature is worth because a newer paper takes the place of the one that bears it."""
    if signature is not None and signature.holds:
        _void(signature, "", by=by)


def forget_signatures(ids: Collection[int]) -> None:
    """Delete these signatures and their files, once nothing refers to them."""
    files = list(db.session.scalars(select(Signature.file_id).where(among(Signature.id, ids))))
    doomed = delete(Signature).where(among(Signature.id, ids))
    db.session.execute(doomed, execution_options={"synchronize_session": False})
    store.forget_unnamed(files)


def _void(signature: Signature, reason: str, *, by: Actor) -> None:
    signature.voided_at, signature.voided_by, signature.void_reason = clock.now(), by.name, reason


def _kept(signature: Signature) -> Signature:
    db.session.add(signature)
    db.session.flush()
    return signature
