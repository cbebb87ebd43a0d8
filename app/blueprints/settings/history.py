from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.blueprints.settings import bp
from app.blueprints.settings.history_filter import HistoryFilter
from app.domain import clock
from app.domain.accounts.permissions import Permission
from app.domain.accounts.staff import staff as everybody
from app.domain.reporting.history import Entry, HistoryPage, page_of_history, whole_history
from app.web.downloads import csv_answer
from app.web.events import event_text
from app.web.guards import requires
from app.web.pages import page


@bp.get("/history")
@requires(Permission.SETTINGS_EDIT)
def history() -> ResponseReturnValue:
    filters = HistoryFilter(request.args, everybody())
    found = page_of_history(filters.criteria())
    return page("settings/history.html", filters=filters, entries=found.entries, foot=Foot(filters, found))


@bp.get("/history.csv")
@requires(Permission.SETTINGS_EDIT)
def export_history() -> ResponseReturnValue:
    """What the page shows, from the newest to the oldest, in one file."""
    criteria = HistoryFilter(request.args, everybody()).criteria()
    head = [
        gettext("Time"),
        gettext("What happened"),
        gettext("By"),
        gettext("Reason"),
        gettext("Number"),
        gettext("Client"),
        gettext("Fields"),
    ]
    return csv_answer(head, map(rows_of, whole_history(criteria)), name=f"history-{clock.today().isoformat()}.csv")


def rows_of(entries: Iterable[Entry]) -> list[list[str]]:
    """One line an event. The time is the office's, with its distance from UTC, as spreadsheets and programs read it."""
    return [
        [
            entry.event.at.astimezone(clock.zone()).isoformat(sep=" ", timespec="seconds"),
            event_text(entry.event, in_full=False),
            entry.event.by_name,
            entry.event.reason,
            entry.party_number or "",
            entry.party_name or "",
            " ".join(str(field) for field in entry.event.details.get("fields", ())),
        ]
        for entry in entries
    ]


@dataclass(frozen=True, slots=True)
class Foot:
    """The neighbours of a page, for its foot."""

    filters: HistoryFilter
    found: HistoryPage
    first = None

    @property
    def prev_url(self) -> str | None:
        return self._url(before=str(self.found.before)) if self.found.before else None

    @property
    def next_url(self) -> str | None:
        return self._url(after=str(self.found.after)) if self.found.after else None

    def _url(self, **where: str) -> str:
        return url_for(".history", **self.filters.asking(), **where)  # type: ignore[arg-type]
