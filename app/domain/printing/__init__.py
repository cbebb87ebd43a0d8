"""Papers: what the office hands over as a PDF, set by typst from our templates and nothing else."""

from __future__ import annotations

from app.domain.printing.letterhead import letterhead as letterhead
from app.domain.printing.setting import pdf as pdf
from app.domain.printing.setting import pictures as pictures
