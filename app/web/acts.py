"""How an act on parties is asked for, done and answered, whichever page it began on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request
from werkzeug.wrappers import Response as BaseResponse

from app.domain.directory.selection import Selection
from app.domain.errors import RuleViolation, SelectionChanged
from app.domain.history.models import Act
from app.domain.lifecycle.answers import answer_of
from app.domain.lifecycle.consequences import Outlook
from app.domain.lifecycle.undoing import undoable_until
from app.web.formatting import sentence
from app.web.pages import page
from app.web.party_lists import SelectionForm
from app.web.redirects import back_to

Ask = Callable[..., Response]

# What an outcome counts of those for whom something has changed.
CHANGES = ("changed", "removed", "clients", "filled", "restored", "merged")


def question(template: str, form: SelectionForm, outlook: Outlook, *, status: int = 200, **context: Any) -> Response:
    """The dialog of an act with today's numbers, whose set it seals."""
    form.seal.data = outlook.seal
    return page(template, form=form, outlook=outlook, status=status, **context)


def carry_out(
    form: SelectionForm,
    selection: Selection,
    do: Callable[[Selection], Act],
    *,
    ask: Ask,
    then: Callable[[], BaseResponse],
) -> ResponseReturnValue:
    """Do what a dialog asked about, and go on to `then`; what stands in the way is said in the dialog, asked again."""
    if not form.validate():
        return ask(form, selection, status=422)
    try:
        act = do(form.sealed(selection))
    except SelectionChanged as changed:
        form.refuse(changed)
        return ask(form, selection, status=409)
    except RuleViolation as violation:
        form.refuse(violation)
        return ask(form, selection, status=422)
    where = then()
    tell_act(act, back=where.location)
    return where


def card_or(list_endpoint: str) -> BaseResponse:
    """Back to the card that the dialog stood over, or to the list."""
    if card := request.args.get("card", type=int):
        return redirect(url_for("clients.show", party_id=card), 303)
    return back_to(list_endpoint)


def tell_act(act: Act, *, back: str | None = None) -> None:
    """Leave a message with the act's answer, its Undo for as long as there is one, and a link to all that it did.

    Names and reasons stand on the act's own page: a cookie could not hold them. Undo leads `back`.
    """
    first, *rest = [sentence(part) for part in answer_of(act)]
    message: dict[str, Any] = {"text": first, "detail": " ".join(rest) or None}
    if act.outcome.get("changed", 0) > 1 or act.outcome.get("refused"):
        message["more_url"] = url_for("acts.show", act_id=act.id)
    if back and (until := undoable_until(act)):
        message["undo"] = {"act_id": act.id, "back": back, "target": request.htmx.target}
        message["expires"] = until.isoformat()
    has_changed = any(act.outcome.get(name) for name in CHANGES)
    flash(message, "success" if has_changed else "info")  # type: ignore[arg-type]
