from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from flask.typing import ResponseReturnValue

from app.blueprints.contacts import bp
from app.blueprints.contacts.forms import AssociateForm, ContactForm, boxes_off
from app.domain.accounts.permissions import Permission
from app.domain.contacts.actions import (
    LoginTaken,
    Saved,
    add_contact,
    associate_person,
    edit_contact,
    fields_of,
    version_of,
)
from app.domain.contacts.inviting import Invitation
from app.domain.contacts.queries import contact_of, contacts_of, portal_login_of
from app.domain.errors import N_, RuleViolation, say
from app.domain.history.actions import AlreadyDone
from app.domain.parties.queries import party as party_with_id
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.office import this_office
from app.web.pages import page, tell
from app.web.redirects import back_to_card


@bp.get("/new")
@requires(Permission.CONTACTS_EDIT)
def new(client_id: int) -> ResponseReturnValue:
    return new_page(client_id, ContactForm())


@bp.post("/new")
@requires(Permission.CONTACTS_EDIT)
def create(client_id: int) -> ResponseReturnValue:
    party_with_id(client_id)
    form, taken = ContactForm(), None
    if form.validate():
        try:
            saved = add_contact(
                client_id,
                form.draft(is_new=True),
                form.key.data,
                by=current_actor(),
                home_country=this_office().country,
            )
        except AlreadyDone:
            return back_to_card(client_id, "clients.contacts")
        except LoginTaken as violation:
            form.refuse(violation)
            taken = AssociateForm(data={"person_id": violation.person_id}) if violation.person_id else None
        except RuleViolation as violation:
            form.refuse(violation)
        else:
            return done(client_id, saved)
    return new_page(client_id, form, taken=taken, status=422)


@bp.post("/associate")
@requires(Permission.CONTACTS_EDIT)
def associate(client_id: int) -> ResponseReturnValue:
    asked, form = AssociateForm(), ContactForm()
    if asked.validate():
        try:
            saved = associate_person(
                client_id,
                asked.person_id.data or 0,
                asked.key.data,
                position=asked.position.data or "",
                invitation=Invitation(welcome=not asked.no_welcome.data),
                by=current_actor(),
            )
        except AlreadyDone:
            return back_to_card(client_id, "clients.contacts")
        except RuleViolation as violation:
            form.refuse(violation)
        else:
            return done(client_id, saved)
    form.form_errors.extend(asked.form_errors)
    return new_page(client_id, form, status=422)


@bp.get("/<int:contact_id>/edit")
@requires(Permission.CONTACTS_EDIT)
def edit(client_id: int, contact_id: int) -> ResponseReturnValue:
    contact = contact_of(client_id, contact_id)
    form = ContactForm(data={**fields_of(contact), "version": version_of(contact)})
    return edit_page(client_id, contact_id, form)


@bp.post("/<int:contact_id>/edit")
@requires(Permission.CONTACTS_EDIT)
def update(client_id: int, contact_id: int) -> ResponseReturnValue:
    contact_of(client_id, contact_id)
    form = ContactForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                version, country = form.based_on, this_office().country
                saved = edit_contact(
                    contact_id, form.draft(), version, form.key.data, by=current_actor(), home_country=country
                )
                return done(client_id, saved)
            return back_to_card(client_id, "clients.contacts")
    return edit_page(client_id, contact_id, form, theirs=refused.theirs, status=refused.status)


def new_page(
    client_id: int, form: ContactForm, *, taken: AssociateForm | None = None, status: int = 200
) -> ResponseReturnValue:
    is_first = not contacts_of(client_id, active_only=True, limit=1)
    form.is_primary.data = is_first or form.is_primary.data
    form.ask_password_again()
    return page(
        "contacts/new.html",
        client=party_with_id(client_id),
        form=form,
        is_first=is_first,
        taken=taken,
        status=status,
        **boxes_off(),
    )


def edit_page(
    client_id: int, contact_id: int, form: ContactForm, *, theirs: Mapping[str, object] | None = None, status: int = 200
) -> ResponseReturnValue:
    contact = contact_of(client_id, contact_id)
    form.ask_password_again()
    return page(
        "contacts/edit.html",
        client=party_with_id(client_id),
        contact=contact,
        version=version_of(contact),
        person=party_with_id(contact.person_id),
        login=portal_login_of(contact.person_id),
        form=form,
        theirs=theirs,
        status=status,
        **boxes_off(),
    )


def done(client_id: int, saved: Saved) -> ResponseReturnValue:
    """Say what was saved, and who became primary in passing; back to the card."""
    tell(say(N_("Saved.")))
    if saved.note:
        tell(saved.note)
    return back_to_card(client_id, "clients.contacts")
