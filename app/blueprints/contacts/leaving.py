"""Somebody no longer speaks for a client."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.contacts import bp
from app.domain.accounts.permissions import Permission
from app.domain.contacts.leaving import remove_contact, why_not_removed
from app.domain.contacts.queries import contact_of
from app.domain.errors import N_, say
from app.domain.parties.queries import party as party_with_id
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell

REMOVED = N_("%(name)s is no longer a contact of this client, and stays on file.")


@bp.get("/<int:contact_id>/remove")
@requires(Permission.CONTACTS_EDIT)
def ask_remove(client_id: int, contact_id: int) -> ResponseReturnValue:
    return remove_dialog(client_id, contact_id, PageForm(formdata=None))


@bp.post("/<int:contact_id>/remove")
@requires(Permission.CONTACTS_EDIT)
def remove(client_id: int, contact_id: int) -> ResponseReturnValue:
    form = PageForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            act = remove_contact(client_id, contact_id, form.key.data or "", by=current_actor())
            tell(say(REMOVED, name=act.outcome["name"]))
            return redirect(url_for("clients.contacts", party_id=client_id), 303)
    return remove_dialog(client_id, contact_id, form, status=refused.status)


def remove_dialog(client_id: int, contact_id: int, form: PageForm, *, status: int = 200) -> Response:
    """The question, or what has to be done first."""
    contact = contact_of(client_id, contact_id)
    return page(
        "contacts/remove.html",
        form=form,
        contact=contact,
        client=party_with_id(client_id),
        person=contact.person,
        refusal=why_not_removed(contact),
        status=status,
    )
