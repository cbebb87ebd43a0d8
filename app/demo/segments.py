"""The segments of the demo office."""

from __future__ import annotations

from sqlalchemy import delete

from app.db import db
from app.domain.directory.segments.actions import SegmentDraft, add_segment
from app.domain.directory.segments.models import Segment
from app.domain.directory.segments.rules import Comparison, Joined, Rule, Rules
from app.domain.history.actions import new_key
from app.domain.history.models import Actor

CUSTOMER = Rule("role", Comparison.ONE_OF, ("customer",))
SEGMENTS = (
    SegmentDraft(
        "New in the last year",
        Rules(Joined.ALL, (CUSTOMER, Rule("since", Comparison.LAST, ("365",)))),
        is_shared=True,
    ),
    SegmentDraft(
        "No mail yet",
        Rules(Joined.ALL, (CUSTOMER, Rule("mail", Comparison.EMPTY))),
        is_shared=True,
    ),
    SegmentDraft(
        "Identity not checked yet",  # a field of the demo (own_fields.py)
        Rules(Joined.ALL, (CUSTOMER, Rule("field.identity_checked_on", Comparison.EMPTY))),
        is_shared=True,
    ),
    SegmentDraft(
        "Torino and Łódź",
        Rules(Joined.ALL, (CUSTOMER, Rule("city", Comparison.ONE_OF, ("Torino", "Łódź")))),
    ),
)


def save_segments(key: str, *, by: Actor) -> None:
    """Save what an office looks at again and again, for all and for one's own; acts begin with `key`."""
    for draft in SEGMENTS:
        add_segment(draft, f"{key}{new_key()}", by=by, may_share=True)


def remove_segments() -> None:
    """Take out the shared ones. One's own go with their login."""
    shared = [draft.name for draft in SEGMENTS if draft.is_shared]
    db.session.execute(delete(Segment).where(Segment.owner_id.is_(None), Segment.name.in_(shared)))
