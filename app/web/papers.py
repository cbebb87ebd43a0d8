"""Papers as answers: the office's letterhead, and a PDF to keep."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.domain.files import store
from app.domain.printing import letterhead
from app.web.formatting import country_name
from app.web.office import this_office


def office_on_paper(language: str = "") -> dict[str, Any]:
    """The head of every paper: the office's name, where it is and how it is reached, its colour and picture.

    A paper that is in no reader's language, but in one of its own, names the country in that `language`.
    """
    office = this_office()
    town = " ".join(part for part in (office.postal_code, office.city) if part)
    country = country_name(office.country, language) if town else ""
    lines = [
        ", ".join(part for part in (office.street, town, country) if part),
        " · ".join(part for part in (office.phone, office.email) if part),
    ]
    path = store.path_of(office.logo.blob) if office.logo else None
    logo = path.read_bytes() if path and path.is_file() else None
    return letterhead(office.name, lines, accent=office.accent, logo=logo)


def paper(made: bytes, *, name: str) -> Response:
    """A PDF to keep. No browser shows it as a page of ours."""
    answer = Response(made, content_type="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
