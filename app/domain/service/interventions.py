"""What is written of an intervention, and what has to be right in it (PRODUCT.md 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.entries.books import Book
from app.domain.errors import N_, RuleViolation, say
from app.domain.parties.models import Party
from app.domain.service.models import Equipment, Intervention, InterventionState, InterventionTechnician

YEARS = range(1900, 2200)  # whoever types another one has mistyped
LONGEST = 100 * 60  # minutes that one intervention takes at most
NAME = 80  # characters by which an intervention is called


@dataclass(frozen=True, slots=True)
class InterventionDraft:
    """An intervention as the desk wrote it, by the office's clock. `minutes` are written where the times are not."""

    day: date
    asked: str
    start: time | None = None
    end: time | None = None
    minutes: int | None = None
    state: InterventionState = InterventionState.PLANNED
    technician_ids: tuple[int, ...] = ()
    equipment_id: int | None = None
    done: str = ""
    parts: str = ""

    @property
    def from_start_to_end(self) -> int | None:
        """The minutes between the two times, also on a day on which the clock is changed; None without them."""
        if self.start is None or self.end is None:
            return None
        lasts = clock.moment_of(self.day, self.end) - clock.moment_of(self.day, self.start)
        return int(lasts.total_seconds()) // 60


def wrong_in_intervention(draft: InterventionDraft) -> Iterator[RuleViolation]:
    """The rules that an intervention breaks by itself: something was asked, and it ends after it began."""
    if not draft.asked:
        yield RuleViolation(N_("Write what was asked."), field="asked")
    if draft.day.year not in YEARS:
        yield RuleViolation(N_("This is not a day that anybody means. Look at the year."), field="day")
        return
    if draft.end is not None and draft.start is None:
        yield RuleViolation(N_("Write the time at which it begins, too."), field="start")
    yield from _wrong_hours(draft)


def _wrong_hours(draft: InterventionDraft) -> Iterator[RuleViolation]:
    computed = draft.from_start_to_end
    if computed is not None and computed <= 0:
        over_midnight = N_(
            "It has to end after it begins. For work over midnight leave the times empty, and write the hours."
        )
        yield RuleViolation(over_midnight, field="end")
    elif draft.minutes is not None and not 0 < draft.minutes <= LONGEST:
        yield RuleViolation(N_("Hours lie above 0 and are 100 at most."), field="hours")
    elif computed is not None and draft.minutes not in (None, computed):
        told = say(N_("From beginning to end it is %(n)s minutes. Leave the hours empty, or correct one."), n=computed)
        yield RuleViolation(told, field="hours")


def wrong_on_card(party_id: int | None, draft: InterventionDraft, _besides: int) -> Iterator[RuleViolation]:
    """The rules that depend on the card: whoever does the work works here, and what it is done on is this client's."""
    people = set(draft.technician_ids)
    known = select(Login.id).where(Login.id.in_(people), Login.role.is_not(None))
    if people - set(db.session.scalars(known)):
        yield RuleViolation(N_("Choose people who work here."), field="technician_ids")
    if draft.equipment_id is not None:
        piece = db.session.get(Equipment, draft.equipment_id)
        if piece is None or piece.party_id != party_id:
            yield RuleViolation(N_("Choose equipment of this client."), field="equipment_id")


def wrong_among_interventions(draft: InterventionDraft, besides: int) -> Iterator[RuleViolation]:
    """Nobody is in two places at once, whichever clients they are at. What was cancelled takes nobody's time.

    Those concerned are held in the order of their ids, so that of two who plan one hour the second finds the first.
    """
    if draft.start is None or draft.end is None or draft.state is InterventionState.CANCELLED:
        return
    people = sorted(draft.technician_ids)
    held = select(Login.id).where(Login.id.in_(people)).order_by(Login.id).with_for_update(key_share=True)
    db.session.execute(held).all()
    starts_at, ends_at = clock.moment_of(draft.day, draft.start), clock.moment_of(draft.day, draft.end)
    meanwhile = (
        select(Login.name.label("who"), Party.name.label("client"), Intervention.starts_at, Intervention.ends_at)
        .join(InterventionTechnician, InterventionTechnician.intervention_id == Intervention.id)
        .join(Login, Login.id == InterventionTechnician.login_id)
        .join(Party, Party.id == Intervention.party_id)
        .where(InterventionTechnician.login_id.in_(people), Intervention.day == draft.day)
        .where(Intervention.starts_at < ends_at, Intervention.ends_at > starts_at, Intervention.id != besides)
        .where(Intervention.state != InterventionState.CANCELLED)
        .order_by(Intervention.starts_at, Intervention.id)
    )
    if row := db.session.execute(meanwhile).first():
        words = N_("%(who)s is at %(client)s from %(start)s to %(end)s. Choose another time, or somebody else.")
        start, end = (f"{clock.on_the_wall(moment):%H:%M}" for moment in (row.starts_at, row.ends_at))
        yield RuleViolation(say(words, who=row.who, client=row.client, start=start, end=end), field="start")


def as_columns(draft: InterventionDraft) -> dict[str, Any]:
    """A draft as it is kept: its times in UTC, and how long it takes."""
    computed = draft.from_start_to_end
    return {
        "day": draft.day,
        "starts_at": clock.moment_of(draft.day, draft.start) if draft.start else None,
        "ends_at": clock.moment_of(draft.day, draft.end) if draft.end else None,
        "minutes": draft.minutes if computed is None else computed,
        "state": draft.state,
        "technician_ids": draft.technician_ids,
        "equipment_id": draft.equipment_id,
        "asked": draft.asked,
        "done": draft.done,
        "parts": draft.parts,
    }


def as_draft(intervention: Intervention) -> dict[str, Any]:
    """An intervention as somebody would write it: hours that follow from its times are not written."""
    is_computed = intervention.starts_at is not None and intervention.ends_at is not None
    return {
        "day": intervention.day,
        "asked": intervention.asked,
        "start": intervention.start,
        "end": intervention.end,
        "minutes": None if is_computed else intervention.minutes,
        "state": intervention.state,
        "technician_ids": intervention.technician_ids,
        "equipment_id": intervention.equipment_id,
        "done": intervention.done,
        "parts": intervention.parts,
    }


def name_of(intervention: Intervention) -> str:
    """What the office calls it: how what was asked begins."""
    first = intervention.asked.split("\n", 1)[0].rstrip(" .") or "–"  # of who is anonymised
    return first if len(first) <= NAME else f"{first[: NAME - 1].rstrip()}…"


def files_of(intervention: Intervention) -> list[int]:
    """The stored files of its reports."""
    return [report.file_id for report in intervention.reports]


def why_it_is_kept_so(intervention: Intervention) -> Iterator[RuleViolation]:
    """What is signed is not changed: an admin may void the signature, or a new report takes the signed one's place."""
    if intervention.is_signed:
        yield RuleViolation(
            N_("Its report is signed, so it stays as it is. Void the signature first, or put a new report beside it.")
        )


def why_it_stays(intervention: Intervention) -> Iterator[RuleViolation]:
    """What was ever signed is not removed, whether the signature still holds or was voided (PRODUCT.md 8)."""
    if intervention.was_signed:
        yield RuleViolation(N_("A report of it was signed, so it stays on the card, to be read."))


INTERVENTIONS = Book(
    Intervention,
    InterventionDraft,
    name_of=name_of,
    wrong_in=wrong_in_intervention,
    wrong_for=wrong_on_card,
    wrong_among=wrong_among_interventions,
    kept_as=as_columns,
    written_as=as_draft,
    files_of=files_of,
    wrong_to_change=why_it_is_kept_so,
    wrong_to_remove=why_it_stays,
)
