"""What becomes of items: ticked ones, all that match, or one from its own page."""

from __future__ import annotations

from functools import partial

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.mail import bp
from app.blueprints.mail.forms import MarkForm
from app.domain.accounts.permissions import Permission
from app.domain.history import queries as history
from app.domain.history.models import Act
from app.domain.mailroom.marking import count_marked, mark_mail
from app.domain.mailroom.models import MailItem, MailState
from app.domain.mailroom.queries import mail_item_or_none
from app.domain.selections import Selection, seal_of
from app.web.acts import carry_out
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.ids import possible_id
from app.web.pages import page
from app.web.redirects import back_to


def state_named(name: str) -> MailState:
    """The state that an address names; another one does not exist."""
    return MailState(name) if name in set(MailState) else abort(404)


@bp.get("/state/<name>")
@requires(Permission.MAIL_EDIT)
def ask_mark(name: str) -> ResponseReturnValue:
    form = MarkForm(request.args)
    return mark_dialog(state_named(name), form, form.mail())


@bp.post("/state/<name>")
@requires(Permission.MAIL_EDIT)
def mark(name: str) -> ResponseReturnValue:
    """Note what became of them, and return to the item, or to the list with its filters."""
    state, form = state_named(name), MarkForm()

    def do(chosen: Selection) -> Act:
        return mark_mail(chosen, state, form.key.data, by=current_actor(), seen=form.state_seen)

    def then() -> BaseResponse:
        return redirect(url_for(".show", mail_id=item.id), 303) if (item := item_asked()) else back_to(".index")

    return carry_out(form, form.mail(), do, ask=partial(mark_dialog, state), then=then)


def mark_dialog(state: MailState, form: MarkForm, selection: Selection, *, status: int = 200) -> Response:
    """The question, with today's numbers, whose set it seals; from an item's own page, with what it is by now."""
    item = item_asked()
    form.seen.data = item.state.value if item else None
    seal = seal_of(selection, of=MailItem)
    form.seal.data = str(seal)
    changing = seal.count - count_marked(selection, state)
    return page(
        "mail/mark.html",
        form=form,
        state=state.value,
        total=seal.count,
        changing=changing,
        item=item,
        act=history.act(item.state_act_id) if item and item.state_act_id else None,
        status=status,
    )


def item_asked() -> MailItem | None:
    """The item from whose own page this was asked."""
    return mail_item_or_none(possible_id(request.args.get("item", type=int)))
