"""Settings → Background work: what runs by itself, when it ran, when it runs next, and what went wrong."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.blueprints.settings import bp
from app.domain.accounts.permissions import Permission
from app.domain.errors import N_, say
from app.domain.jobs.actions import are_held, try_again
from app.domain.jobs.models import JobKind
from app.domain.jobs.queries import failed_jobs, work
from app.domain.messaging.queries import pause, waiting_and_failed
from app.web.guards import requires
from app.web.pages import page, tell

# What each kind of work is called, and when it comes round; the others are caused by what somebody does.
WORDS = {
    JobKind.CLEAN_UP: (_l("Clearing away what is over"), _l("every hour")),
    JobKind.FINISH_ERASING: (_l("Clearing up after somebody was anonymised"), _l("each time")),
    JobKind.KEEP_ERASURES: (_l("Noting who was deleted for good"), _l("after each deletion")),
    JobKind.LET_GO: (_l("Removing papers that the law has kept long enough"), _l("every day at 4:00")),
    JobKind.RESET_PASSWORD: (_l("Writing links for forgotten passwords"), _l("when somebody asks")),
    JobKind.STAGE_IMPORT: (_l("Reading lists to import"), _l("after each upload")),
    JobKind.TAKE_IMPORT: (_l("Taking over long lists"), _l("when somebody does it")),
    JobKind.TELL_EXPECTED: (_l("Telling who is expected back"), _l("every day at 6:00")),
}


@bp.get("/background")
@requires(Permission.SETTINGS_EDIT)
def background() -> ResponseReturnValue:
    return page(
        "settings/background.html",
        work=[(each, *WORDS[each.kind]) for each in work()],
        failed=[(job, WORDS[job.kind][0]) for job in failed_jobs()],
        emails={state.value: number for state, number in waiting_and_failed().items()},
        pause=pause(),
        are_held=are_held(),
    )


@bp.post("/background/<int:job_id>/try-again")
@requires(Permission.SETTINGS_EDIT)
def try_job_again(job_id: int) -> ResponseReturnValue:
    try_again(job_id)
    tell(say(N_("It is tried again.")))
    return redirect(url_for(".background"), 303)
