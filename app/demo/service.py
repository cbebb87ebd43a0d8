"""What the demo office did for its clients with its own hands, and what is planned."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import time, timedelta

from PIL import Image, ImageDraw
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.entries.actions import add_entry
from app.domain.files.papers import keep_paper
from app.domain.history.actions import new_key
from app.domain.history.models import Actor
from app.domain.parties.queries import party as party_with_id
from app.domain.service.interventions import INTERVENTIONS, InterventionDraft
from app.domain.service.models import Equipment, Intervention, InterventionReport, InterventionState, ReportOrigin
from app.domain.service.reports import add_report
from app.domain.service.signing import sign_report
from app.domain.signing.drawings import receive_drawing
from app.domain.signing.papers import put_on_paper
from app.domain.signing.rules import SignatureDraft
from app.web.reports import report_name, report_paper
from app.web.signing import PaperToSign, words_on_paper

WAVE = ((40, 150), (90, 60), (120, 170), (170, 80), (200, 150), (260, 100), (300, 160), (420, 110), (560, 140))


def work_for(clients: Sequence[int], key: str, *, by: Actor) -> None:
    """Give clients work that is done and signed for, work whose report waits, and work that is planned."""
    today, mine = clock.today(), (by.id,) if by.id else ()
    for place, client_id in enumerate(clients):
        locked = InterventionDraft(
            today - timedelta(days=9),
            "The key of the locker turns with difficulty.",
            time(9 + place),
            time(9 + place, 40),
            state=InterventionState.DONE,
            technician_ids=mine,
            equipment_id=_locker_of(client_id),
            done="Cylinder cleaned and oiled, the second key tried.",
            parts="1 cylinder spray",
        )
        one = _put(client_id, locked, key, by=by)
        _sign(one, _report(one, key, by=by), key, by=by)
        asked, done = "No network in the meeting room.", "Cable replaced between socket and switch."
        state, day = InterventionState.DONE, today - timedelta(days=2)
        _put(client_id, InterventionDraft(day, asked, None, None, 75, state, mine, done=done), key, by=by)
        _put(client_id, InterventionDraft(today + timedelta(days=4), "New nameplate at the entrance."), key, by=by)


def _locker_of(client_id: int) -> int | None:
    return db.session.scalar(select(func.min(Equipment.id)).where(Equipment.party_id == client_id))


def _put(client_id: int, draft: InterventionDraft, key: str, *, by: Actor) -> Intervention:
    act = add_entry(INTERVENTIONS, client_id, draft, f"{key}{new_key()}", by=by)
    return db.session.get_one(Intervention, act.outcome["entry_id"])


def _report(one: Intervention, key: str, *, by: Actor) -> InterventionReport:
    file = keep_paper(report_paper(one), name=f"{report_name(one)}.pdf")
    act = add_report(one.party_id, one.id, file, ReportOrigin.MADE, one.version, f"{key}{new_key()}", by=by)
    return db.session.get_one(InterventionReport, act.outcome["report_id"])


def _sign(one: Intervention, report: InterventionReport, key: str, *, by: Actor) -> None:
    draft = SignatureDraft("Renata Lis", "accountant", report.file.sha256, clock.now())
    client = party_with_id(one.party_id).name
    paper = PaperToSign(
        "Report of an intervention", client, (), report.file, url="", action="", back="", version=one.version
    )
    drawn = put_on_paper(report.file, words_on_paper(paper, draft), _drawing(), draft=draft)
    sign_report(one.party_id, one.id, report.id, drawn, f"{key}{new_key()}", by=by)


def _drawing() -> bytes:
    picture = Image.new("L", (600, 220), 255)
    ImageDraw.Draw(picture).line(WAVE, fill=0, width=5, joint="curve")
    sent = io.BytesIO()
    picture.save(sent, "PNG")
    sent.seek(0)
    return receive_drawing(sent)
