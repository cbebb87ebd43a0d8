"""Number ranges, and which numbers and accounts come with a role."""

from __future__ import annotations

from app.blueprints.settings.numbering import (
    routes,  # noqa: F401  (routes hang themselves onto bp)
)
