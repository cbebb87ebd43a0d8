"""Equipment and interventions in words: kinds and states with their pictures, when, and how long."""

from __future__ import annotations

from decimal import Decimal

from flask import Flask
from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l

from app.domain.service.interventions import name_of
from app.domain.service.models import (
    EquipmentKind,
    Intervention,
    InterventionReport,
    InterventionState,
    ReportOrigin,
)
from app.web.agenda import clock_time, weekday_and_day
from app.web.formatting import day, day_of

KIND_WORDS = {
    EquipmentKind.LOCKER: _l("Locker"),
    EquipmentKind.MAILBOX: _l("Mailbox"),
    EquipmentKind.PHONE_LINE: _l("Phone line"),
    EquipmentKind.PRINTER: _l("Printer"),
    EquipmentKind.ACCESS_CARD: _l("Access card"),
    EquipmentKind.OTHER: _l("Other"),
}
ICONS = {
    EquipmentKind.LOCKER: {"icon": "lock"},
    EquipmentKind.MAILBOX: {"icon": "mailbox"},
    EquipmentKind.PHONE_LINE: {"icon": "phone"},
    EquipmentKind.PRINTER: {"icon": "printer"},
    EquipmentKind.ACCESS_CARD: {"icon": "id-badge-2"},
    EquipmentKind.OTHER: {"icon": "package"},
}

INTERVENTION_STATES = {
    InterventionState.PLANNED: lazy_pgettext("intervention", "Planned"),
    InterventionState.DONE: lazy_pgettext("intervention", "Done"),
    InterventionState.CANCELLED: lazy_pgettext("intervention", "Cancelled"),
}
STATE_ICONS = {
    InterventionState.PLANNED: {"icon": "calendar"},
    InterventionState.DONE: {"icon": "circle-check"},
    InterventionState.CANCELLED: {"icon": "x"},
}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        equipment_kind=lambda kind: str(KIND_WORDS[kind]),
        equipment_icon=lambda kind: ICONS[kind]["icon"],
        intervention_icon=lambda state: STATE_ICONS[state]["icon"],
        intervention_name=name_of,
        intervention_names=names_of,
        intervention_state=lambda state: str(INTERVENTION_STATES[state]),
        when=when_text,
        working_time=working_time,
    )
    app.jinja_env.globals.update(report_words=report_words)


def when_text(intervention: Intervention) -> str:
    """On which day, and from when until when: “Mon 23 Nov 2026, 10:00–12:30”."""
    on = weekday_and_day(intervention.day)
    if intervention.start is None:
        return on
    if intervention.end is None:
        return f"{on}, {clock_time(intervention.start)}"
    return f"{on}, {clock_time(intervention.start)}–{clock_time(intervention.end)}"


def hours_of(minutes: int) -> Decimal:
    """Minutes as hours with two digits: 150 are 2.5."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01")).normalize()


def working_time(minutes: int | None) -> str:
    """How long something took: “40 min”, “2 h 30 min”."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    parts = [gettext("%(n)s h", n=hours) if hours else "", gettext("%(n)s min", n=rest) if rest else ""]
    return " ".join(part for part in parts if part)


def names_of(intervention: Intervention) -> str:
    """Who did the work, or is to."""
    return ", ".join(line.login.name for line in intervention.technicians)


def report_words(report: InterventionReport, *, is_latest: bool) -> list[str]:
    """How a report came to be and who put it there, who signed it, and why that holds no longer."""
    if report.made is ReportOrigin.MADE:
        words = [gettext("made from the record by %(name)s", name=report.by_name)]
    else:
        words = [gettext("sent in by %(name)s", name=report.by_name)]
    signature = report.signature
    if signature is not None:
        who = ", ".join(part for part in (signature.name, signature.role) if part)
        words.append(gettext("signed by %(name)s on %(day)s", name=who, day=day(signature.signed_on)))
    if signature is not None and signature.voided_at is not None:
        values = {"name": signature.voided_by, "day": day_of(signature.voided_at)}
        voided = gettext("signature voided by %(name)s on %(day)s", **values)
        why = signature.void_reason or gettext("a newer report took its place")
        words.append(f"{voided}: {why}")
    elif not is_latest:
        words.append(gettext("a newer report took its place"))
    return words
