"""Settings → Contract templates: what contracts are drawn up from."""

from __future__ import annotations

from app.blueprints.settings.contract_templates import previews, routes  # noqa: F401  (routes hang onto bp)
