"""The form of the Archive's dialog."""

from __future__ import annotations

from wtforms import HiddenField

from app.web.lists import SelectionForm


class RestoreForm(SelectionForm):
    """The restore dialog: which parties, as it showed them."""

    # "today": the dashboard, where Cancel and the restore lead back; "form": beside the form of a new client.
    came_from = HiddenField(name="from")
