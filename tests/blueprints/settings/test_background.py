"""Settings → Background says of every kind of work what it is and when it comes round."""

from __future__ import annotations

from app.blueprints.settings.background import WORDS
from app.domain.jobs.models import JobKind
from app.worker.handlers import HANDLERS


def test_every_kind_of_work_has_its_words_and_somebody_who_does_it() -> None:
    assert set(JobKind) == set(WORDS) == set(HANDLERS)
