"""What keeps the house tidy, once an hour: what is over goes, and who was deleted for good stays noted."""

from __future__ import annotations

from datetime import timedelta

from app.db import empty_the_log, only_reading, own_transaction
from app.domain import clock
from app.domain.accounts import expiring
from app.domain.directory.importing import runs
from app.domain.files import store
from app.domain.jobs import actions as jobs
from app.domain.lifecycle import erasing

JOBS_KEPT = timedelta(days=30)


def tidy_up() -> None:
    """Who was deleted for good is noted beside the files too; old imports, links, sessions and jobs go, and blobs that
    no row names. In a place that was restored and is not confirmed yet, nothing.
    """
    with only_reading():
        if jobs.are_held():
            return
    erasing.keep_erasures()
    with own_transaction():
        runs.forget_old_runs()
    with own_transaction():
        expiring.forget_what_is_over()
        jobs.forget_done(before=clock.now() - JOBS_KEPT)
    with only_reading():
        store.sweep()
    empty_the_log()
