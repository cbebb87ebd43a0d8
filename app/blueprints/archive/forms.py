"""The form of the Archive's dialog."""

from __future__ import annotations

from app.web.lists import SelectionForm


class RestoreForm(SelectionForm):
    """The restore dialog: which parties, as it showed them."""
