"""Which deed does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.db import own_transaction
from app.domain.access import setting_password
from app.domain.directory.importing import creating, staging
from app.domain.jobs.models import JobKind
from app.domain.lifecycle import erasing, expecting, keeping
from app.worker import tidying

# Called within every transaction of a job: raises when the job is not ours any more, or the worker has to stop.
Keep = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Handler:
    """What does a job, again from where it stopped when it is called again; and what says that it never will be."""

    do: Callable[[dict[str, Any], Keep], None]
    give_up: Callable[[dict[str, Any]], None]


def tell_expected(keep: Keep) -> None:
    """Write to those who expect somebody back today. The job is held within the transaction: of two, one writes."""
    with own_transaction():
        keep()
        expecting.tell_of_expected()


def let_go(keep: Keep) -> None:
    """Remove what the law has kept long enough, in one transaction, within which the job is held."""
    with own_transaction():
        keep()
        keeping.let_go()


def leave_it(payload: dict[str, Any]) -> None:
    """Nothing to put right: the next turn comes by itself, or somebody asks again."""


HANDLERS: dict[JobKind, Handler] = {
    JobKind.CLEAN_UP: Handler(do=lambda payload, keep: tidying.tidy_up(), give_up=leave_it),
    JobKind.FINISH_ERASING: Handler(
        do=lambda payload, keep: erasing.finish(payload["blobs"]),
        give_up=leave_it,  # once an hour the list is kept, blobs are swept and the log is emptied besides
    ),
    JobKind.KEEP_ERASURES: Handler(
        do=lambda payload, keep: erasing.keep_erasures(),
        give_up=leave_it,  # the list is brought up to date once an hour besides
    ),
    JobKind.LET_GO: Handler(do=lambda payload, keep: let_go(keep), give_up=leave_it),
    JobKind.RESET_PASSWORD: Handler(
        do=lambda payload, keep: setting_password.send_reset(payload["login"], keep=keep),
        give_up=leave_it,
    ),
    JobKind.STAGE_IMPORT: Handler(
        do=lambda payload, keep: staging.stage(payload["run"], keep=keep, may_ask=True),
        give_up=lambda payload: staging.give_up(payload["run"]),
    ),
    JobKind.TAKE_IMPORT: Handler(
        do=lambda payload, keep: creating.go_on(payload["run"], keep=keep),
        give_up=lambda payload: creating.try_later(payload["run"]),  # it was decided: some of it is on file
    ),
    JobKind.TELL_EXPECTED: Handler(do=lambda payload, keep: tell_expected(keep), give_up=leave_it),
}
