"""What the desk does with a contact's way into the portal."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.contacts import bp
from app.blueprints.contacts.forms import AccessForm
from app.domain.access import second_factor
from app.domain.accounts.permissions import Permission
from app.domain.contacts import letting_in
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import contact_of, portal_login_of
from app.domain.errors import N_, RuleViolation, say
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act
from app.domain.parties.queries import party as party_with_id
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell


@bp.post("/<int:contact_id>/send-again")
@requires(Permission.CONTACTS_EDIT)
def send_again(client_id: int, contact_id: int) -> ResponseReturnValue:
    contact = contact_of(client_id, contact_id)
    done = N_("A link to set a password is on its way to %(name)s.")
    return do(letting_in.send_again, contact_id, done, contact)


@bp.get("/<int:contact_id>/link")
@requires(Permission.LINKS_HAND_OVER)
def ask_link(client_id: int, contact_id: int) -> ResponseReturnValue:
    return link_page(client_id, contact_id)


@bp.post("/<int:contact_id>/link")
@requires(Permission.LINKS_HAND_OVER)
def hand_over_link(client_id: int, contact_id: int) -> ResponseReturnValue:
    """The answer is the page itself: a link that is shown once is in no address and no cookie."""
    contact_of(client_id, contact_id)
    form = AccessForm()
    try:
        link = letting_in.hand_over(contact_id, form.key.data, by=current_actor())
    except AlreadyDone:
        form.refuse(RuleViolation(N_("This form has made its link already, and a link is shown once. Make another.")))
    except RuleViolation as violation:
        form.refuse(violation)
    else:
        return link_page(client_id, contact_id, link=link)
    return link_page(client_id, contact_id, form=form, status=422)


@bp.post("/<int:contact_id>/sign-out")
@requires(Permission.CONTACTS_EDIT)
def sign_out_everywhere(client_id: int, contact_id: int) -> ResponseReturnValue:
    contact = contact_of(client_id, contact_id)
    return do(letting_in.sign_out_everywhere, contact_id, N_("%(name)s is signed out everywhere."), contact)


@bp.post("/<int:contact_id>/access")
@requires(Permission.CONTACTS_EDIT)
def switch_access(client_id: int, contact_id: int) -> ResponseReturnValue:
    contact = contact_of(client_id, contact_id)
    is_on = AccessForm().is_on.data == "yes"
    on, off = N_("Portal access of %(name)s is switched on."), N_("Portal access of %(name)s is switched off.")
    return do(partial(letting_in.switch_access, is_on=is_on), contact_id, on if is_on else off, contact)


@bp.post("/<int:contact_id>/two-factor/off")
@requires(Permission.TWO_FACTOR_REMOVE)
def switch_two_factor_off(client_id: int, contact_id: int) -> ResponseReturnValue:
    """For somebody who has lost phone and recovery codes."""
    contact = contact_of(client_id, contact_id)
    login = portal_login_of(contact.person_id)
    done = N_("%(name)s signs in with the password alone, and is signed out everywhere.")
    return do(second_factor.take_away, login.id if login else 0, done, contact)


def do(act: Callable[..., Act], of: int, done: str, contact: Contact) -> ResponseReturnValue:
    """Do something to a contact from the grid, and go back to it with what became of it."""
    client_id, name = contact.client_id, contact.person.name  # a refusal makes the session forget the contact
    try:
        act(of, AccessForm().key.data, by=current_actor())
    except RuleViolation as violation:
        tell(violation.sentence, "error")
    else:
        tell(say(done, name=name))
    return back(client_id)


def link_page(
    client_id: int, contact_id: int, *, link: str = "", form: AccessForm | None = None, status: int = 200
) -> ResponseReturnValue:
    contact = contact_of(client_id, contact_id)
    answer = page(
        "contacts/link.html",
        client=party_with_id(client_id),
        contact=contact,
        person=party_with_id(contact.person_id),
        link=link,
        form=form or AccessForm(formdata=None),
        status=status,
    )
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def back(client_id: int) -> ResponseReturnValue:
    return redirect(url_for("clients.contacts", party_id=client_id), 303)
