"""What a party is to the office: the question and the act, one for each change of roles (PRODUCT.md 5)."""

from __future__ import annotations

from typing import NamedTuple

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.domain.accounts.permissions import Permission
from app.domain.directory.criteria import Shelf
from app.domain.directory.selection import Selection
from app.domain.errors import N_, NN_
from app.domain.history.models import Act
from app.domain.lifecycle import consequences
from app.domain.lifecycle.roles import change_roles
from app.domain.parties.roles import RoleChange
from app.web.acts import card_or, carry_out, question
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.party_lists import SelectionForm


class Words(NamedTuple):
    """What a dialog says: about one by name, about many, what it means, and what the button does."""

    one: str
    many: tuple[str, str]
    lead: str
    nothing: str
    button: str


WORDS = {
    RoleChange.MAKE_PROSPECT: Words(
        N_("Make %(name)s a prospect?"),
        NN_("Make %(n)s prospect?", "Make %(n)s prospects?"),
        N_("They stand among the prospects from now on, with a number of their own."),
        N_("There is nothing to do: who was selected is a prospect or a customer already."),
        N_("Make prospect"),
    ),
    RoleChange.MAKE_CUSTOMER: Words(
        N_("Make %(name)s a customer?"),
        NN_("Make %(n)s customer?", "Make %(n)s customers?"),
        N_("Everything stays on the card, and so does the number. Who is a customer remains one."),
        N_("There is nothing to do: who was selected is a customer already."),
        N_("Make customer"),
    ),
    RoleChange.CONVERT: Words(
        N_("Convert %(name)s to a customer?"),
        NN_("Convert %(n)s prospect to a customer?", "Convert %(n)s prospects to customers?"),
        N_("Everything stays on the card, and so does the number. Who is a customer remains one."),
        N_("There is nothing to do: nobody who was selected is a prospect."),
        N_("Convert to customer"),
    ),
    RoleChange.ADD_SUPPLIER: Words(
        N_("Make %(name)s a supplier?"),
        NN_("Make %(n)s supplier?", "Make %(n)s suppliers?"),
        N_("They stand among the suppliers too. What else they are to the office stays."),
        N_("There is nothing to do: who was selected is a supplier already."),
        N_("Add supplier"),
    ),
    RoleChange.REMOVE_SUPPLIER: Words(
        N_("Is %(name)s no longer a supplier?"),
        NN_("Remove %(n)s from the suppliers?", "Remove %(n)s from the suppliers?"),
        N_("They leave the suppliers. What else they are to the office stays, and so does the number."),
        N_("There is nothing to do: nobody who was selected is a supplier."),
        N_("Remove supplier"),
    ),
    RoleChange.REMOVE_PROSPECT: Words(
        N_("Is %(name)s no longer a prospect?"),
        NN_("Remove %(n)s from the prospects?", "Remove %(n)s from the prospects?"),
        N_("They leave the prospects. The card stays, and so does the number."),
        N_("There is nothing to do: nobody who was selected is a prospect."),
        N_("Remove prospect"),
    ),
}


def change_named(name: str) -> RoleChange:
    """The change that an address names; another one does not exist."""
    return RoleChange(name) if name in set(RoleChange) else abort(404)


@bp.get("/roles/<name>")
@requires(Permission.CLIENTS_EDIT)
def ask_roles(name: str) -> ResponseReturnValue:
    form = SelectionForm(request.args)
    return roles_dialog(change_named(name), form, form.selection(Shelf.CLIENTS))


@bp.post("/roles/<name>")
@requires(Permission.CLIENTS_EDIT)
def roles(name: str) -> ResponseReturnValue:
    change, form = change_named(name), SelectionForm()

    def do(chosen: Selection) -> Act:
        return change_roles(change, chosen, form.key.data, by=current_actor())

    def ask(form: SelectionForm, selection: Selection, *, status: int) -> Response:
        return roles_dialog(change, form, selection, status=status)

    return carry_out(form, form.selection(Shelf.CLIENTS), do, ask=ask, then=lambda: card_or(".index"))


def roles_dialog(change: RoleChange, form: SelectionForm, selection: Selection, *, status: int = 200) -> Response:
    outlook = consequences.of_changing_roles(change, selection)
    return question(
        "clients/dialogs/roles.html", form, outlook, status=status, change=change.value, words=WORDS[change]
    )
