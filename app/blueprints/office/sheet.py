"""The office's colour as a style sheet: the roles that tokens.css leaves to the office, and nothing else."""

from __future__ import annotations

from app.domain.office.colours import palette_of

# As in tokens.css, which this one follows on the page.
SHEET = """\
[data-frame="portal"], [data-frame="sign-in"] {{
  --accent:       light-dark({accent});
  --accent-deep:  {deep};
  --accent-hover: light-dark({hover});
  --focus:        light-dark({link});
  --ink-link:     light-dark({link});
}}
"""


def sheet_of(accent: str) -> str:
    """The sheet of a colour; an empty one where the office has none of its own."""
    if not accent:
        return ""
    palette = palette_of(accent)
    return SHEET.format(
        accent=", ".join(palette.accent),
        deep=accent,
        hover=", ".join(palette.hover),
        link=", ".join(palette.link),
    )
