"""Settings → Email templates: what the office sends by itself, and what it says."""

from __future__ import annotations

from app.blueprints.settings.email_templates import previews, routes, words  # noqa: F401  (routes hang onto bp)
