"""What the desk does on the grid of contacts."""

from __future__ import annotations

from lxml.etree import _Element

from app.domain.parties.models import Party
from tests.support.visitor import Answer, Visitor

GRID = "contact_grid"


def grid_of(visitor: Visitor, client: Party, *, htmx: str | None = None) -> Answer:
    """The Contacts tab of a client."""
    return visitor.get("clients.contacts", party_id=client.id, htmx=htmx)


def box(page: Answer, label: str) -> _Element:
    """The box with this label: “Invoices, Carla Rossi”."""
    (found,) = page.find(f"//button[@role='checkbox'][@aria-label='{label}']")
    return found


def is_ticked(page: Answer, label: str) -> bool:
    return box(page, label).get("aria-checked") == "true"


def click(page: Answer, label: str, *, htmx: bool = False) -> Answer:
    """Send what a click on a box sends: the form it stands in, to where the box says."""
    button = box(page, label)
    data = page.form(GRID).values.copy()
    data[button.get("name")] = button.get("value")
    target = (button.get("hx-target") or "").removeprefix("#") if htmx else None
    return page.visitor.open("POST", button.get("formaction"), data=data, htmx=target, at=page.path)
