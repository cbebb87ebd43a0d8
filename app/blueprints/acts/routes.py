from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.acts import bp
from app.domain.accounts.permissions import Permission
from app.domain.history import queries as history
from app.domain.lifecycle.answers import answer_of
from app.domain.reporting.acts import records_of
from app.web.guards import requires
from app.web.identity import may
from app.web.ids import LARGEST
from app.web.pages import page

PAGE = 100


@bp.get("/<int:act_id>")
@requires(Permission.HISTORY_VIEW)
def show(act_id: int) -> ResponseReturnValue:
    act = history.act(act_id, with_staff=may(Permission.STAFF_EDIT))
    after = request.args.get("after", 0, type=int)
    records = records_of(act_id, after=max(0, min(after, LARGEST)), limit=PAGE + 1)
    return page(
        "acts/show.html",
        act=act,
        answer=answer_of(act),
        records=records[:PAGE],
        next_after=records[PAGE - 1].event.id if len(records) > PAGE else None,
    )
