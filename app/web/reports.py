"""The report of an intervention as a paper: on the office's letterhead, in the client's language."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.domain import clock
from app.domain.parties.models import Party
from app.domain.parties.queries import party as party_with_id
from app.domain.printing import pdf
from app.domain.service.models import Equipment, Intervention
from app.web.formatting import LANGUAGE_NAMES, speaking, spoken
from app.web.locations import address_lines
from app.web.papers import office_on_paper
from app.web.service import names_of, when_text, working_time


def report_paper(intervention: Intervention) -> bytes:
    """The report of an intervention as a PDF. Takes a moment: call it before the deed."""
    client = party_with_id(intervention.party_id)
    with speaking(client.language if client.language in LANGUAGE_NAMES else spoken()):
        return pdf("intervention_report", report_in_words(intervention, client), at=clock.now())


def report_name(intervention: Intervention) -> str:
    """What the file of a report is called; it names nobody."""
    return f"report-{intervention.day.isoformat()}-{intervention.id}"


def report_in_words(intervention: Intervention, client: Party) -> dict[str, Any]:
    """What the template `intervention_report` sets."""
    return {
        "title": gettext("Report of an intervention"),
        "language": spoken(),
        "office": office_on_paper(),
        "client_title": gettext("Client"),
        "client": [client.name, *address_lines(client), *([client.tax_id] if client.tax_id else [])],
        "facts": [
            [label, value]
            for label, value in (
                (gettext("When"), when_text(intervention)),
                (gettext("Hours"), working_time(intervention.minutes)),
                (gettext("Technicians"), names_of(intervention)),
                (gettext("Equipment"), equipment_in_words(intervention.equipment)),
            )
            if value
        ],
        "parts_of_it": [
            [title, text]
            for title, text in (
                (gettext("What was asked"), intervention.asked),
                (gettext("What was done"), intervention.done),
                (gettext("Parts"), intervention.parts),
            )
            if text
        ],
        "signed_for": [gettext("For the office"), gettext("For the client")],
        "signed_how": gettext("Date, name and signature"),
        "foot": f"{gettext('Report of an intervention')} · {client.number or client.name} · {when_text(intervention)}",
    }


def equipment_in_words(piece: Equipment | None) -> str:
    """A piece by its name, its serial number and where it stands."""
    if piece is None:
        return ""
    return " · ".join(part for part in (piece.name, piece.serial, piece.place) if part)
