from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.acts import bp
from app.domain.accounts.permissions import Permission
from app.domain.history import queries as history
from app.domain.history.models import Deed
from app.domain.lifecycle.answers import answer_of
from app.domain.lifecycle.taking_back import StillUsed, Touched
from app.domain.lifecycle.undoing import undo_act, undo_of, undoable_until
from app.domain.reporting.acts import records_of, who_stayed
from app.web.acts import tell_act
from app.web.guards import requires
from app.web.identity import current_actor, may
from app.web.ids import LARGEST
from app.web.pages import page
from app.web.redirects import next_within

PAGE = 100


@bp.get("/<int:act_id>")
@requires(Permission.HISTORY_VIEW)
def show(act_id: int) -> ResponseReturnValue:
    return shown(act_id)


def shown(act_id: int, *, touched: Touched | None = None, status: int = 200) -> ResponseReturnValue:
    """An act with its records; after a refused Undo with those for whose sake it was refused."""
    act = history.act(act_id, with_staff=may(Permission.STAFF_EDIT))
    after = request.args.get("after", 0, type=int)
    records = records_of(act_id, after=max(0, min(after, LARGEST)), limit=PAGE + 1)
    return page(
        "acts/show.html",
        act=act,
        answer=answer_of(act),
        refused=who_stayed(act),
        undo=undo_of(act_id),
        undoable_until=undoable_until(act),
        may_take_back=act.deed is Deed.IMPORT,
        touched=touched,
        status=status,
        records=records[:PAGE],
        next_after=records[PAGE - 1].event.id if len(records) > PAGE else None,
    )


@bp.post("/<int:act_id>/undo")
@requires(Permission.CLIENTS_ARCHIVE)
def undo(act_id: int) -> ResponseReturnValue:
    """Take an act back, and return to where that was asked."""
    try:
        act = undo_act(act_id, by=current_actor())
    except StillUsed as refusal:
        return shown(act_id, touched=refusal.touched, status=409)
    tell_act(act)
    return redirect(next_within(request.args.get("back")) or url_for(".show", act_id=act_id), 303)
