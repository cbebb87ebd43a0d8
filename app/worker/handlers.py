"""Which deed does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain.access import setting_password
from app.domain.directory.importing import creating, staging
from app.domain.jobs.models import JobKind
from app.domain.lifecycle import erasing

# Called within every transaction of a job: raises when the job is not ours any more, or the worker has to stop.
Keep = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Handler:
    """What does a job, again from where it stopped when it is called again; and what says that it never will be."""

    do: Callable[[dict[str, Any], Keep], None]
    give_up: Callable[[dict[str, Any]], None]


HANDLERS: dict[JobKind, Handler] = {
    JobKind.KEEP_ERASURES: Handler(
        do=lambda payload, keep: erasing.keep_erasures(),
        give_up=lambda payload: None,  # the list is brought up to date once an hour besides
    ),
    JobKind.RESET_PASSWORD: Handler(
        do=lambda payload, keep: setting_password.send_reset(payload["login"], keep=keep),
        give_up=lambda payload: None,  # the person asks again
    ),
    JobKind.STAGE_IMPORT: Handler(
        do=lambda payload, keep: staging.stage(payload["run"], keep=keep),
        give_up=lambda payload: staging.give_up(payload["run"]),
    ),
    JobKind.TAKE_IMPORT: Handler(
        do=lambda payload, keep: creating.go_on(payload["run"], keep=keep),
        give_up=lambda payload: creating.try_later(payload["run"]),  # it was decided: some of it is on file
    ),
}
