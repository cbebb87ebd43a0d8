"""Adding and changing contacts. The table of PRODUCT.md 6 says who is primary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from app.db import db, deed
from app.domain.accounts import links, sessions
from app.domain.accounts.models import Login
from app.domain.contacts.defaults import contact_defaults
from app.domain.contacts.inviting import NOBODY, Invitation, invite, opens_something, why_not
from app.domain.contacts.models import Contact, PortalUser
from app.domain.contacts.queries import portal_login_of
from app.domain.contacts.search import clients_of, held_contact, refresh_search_text
from app.domain.contacts.security_emails import tell_of_new_email, tell_of_new_password
from app.domain.errors import N_, EditConflict, NotFound, RuleViolation, Sentence, say
from app.domain.history import actions as history
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.parties.actions import add_party, rewrite
from app.domain.parties.drafts import PartyDraft, changed_fields, check_draft, draft_of
from app.domain.parties.models import ClientRole, Party, PartyKind
from app.domain.parties.queries import lock_parties, lock_party

SIGNS_IN = N_("%(email)s signs in already, as %(name)s.")


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """What the desk wrote about a contact. `password_hash` is made before the transaction; None gives no login."""

    first_name: str
    last_name: str
    position: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    is_primary: bool = False
    is_active: bool = True
    is_another: bool = False  # the desk knows that somebody with this email signs in already, and means another person
    invitation: Invitation = NOBODY
    password_hash: str | None = None
    password_seal: str = ""  # tells one typed password from another under the form's key

    @property
    def asked(self) -> dict[str, Any]:
        """What was written, without the hash: it is another one each time, although the password is the same."""
        asked = asdict(self)
        del asked["password_hash"]
        return asked


class LoginTaken(RuleViolation):
    """The email is somebody's login already. `person_id` says whose, when it is a person who can be associated."""

    def __init__(self, sentence: Sentence, person_id: int | None) -> None:
        super().__init__(sentence, field="email")
        self.person_id = person_id


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a contact came to: the act, and a sentence when somebody else became primary."""

    contact_id: int
    act: Act
    note: Sentence | None = None


@deed
def add_contact(client_id: int, draft: ContactDraft, key: str, *, by: Actor, home_country: str = "") -> Saved:
    """Add a new person as a contact of a client, with a portal login when a password was typed.

    The first contact is primary, whatever was ticked; a later one becomes primary only when ticked. Their phone is
    read as from the client's country, else from `home_country`.
    Raises RuleViolation, NotFound; LoginTaken for the email of somebody who signs in and may be meant.
    """
    client = lock_party(client_id)
    act = history.open_act(Deed.ADD_CONTACT, key, by=by, asked={"client": client_id, **draft.asked})
    if draft.email and not draft.is_another:
        _offer_who_signs_in(draft.email)
    person = add_party(_person(draft), home_country=client.country or home_country)
    history.record(act, EventKind.REGISTERED, person, party_id=person.id)
    contact = _link(client, person, draft, act)
    return _finish(act, contact, invited=_let_in(contact, draft, act))


@deed
def associate_person(
    client_id: int,
    person_id: int,
    key: str,
    *,
    position: str = "",
    invitation: Invitation = NOBODY,
    by: Actor,
) -> Saved:
    """Make a person who is on file a contact of this client too: one login, one more client in its switch."""
    locked = lock_parties([client_id, person_id])
    client, person = locked.get(client_id), locked.get(person_id)
    if client is None:
        raise NotFound(client_id)
    asked = {"client": client_id, "person": person_id, "position": position, "invitation": asdict(invitation)}
    act = history.open_act(Deed.ADD_CONTACT, key, by=by, asked=asked)
    if person is None or person.kind is not PartyKind.PERSON:
        raise NotFound(person_id)
    linked = exists().where(Contact.client_id == client_id, Contact.person_id == person_id)
    if db.session.scalar(select(linked)):
        raise RuleViolation(say(N_("%(name)s is a contact of this client already."), name=person.name))
    draft = ContactDraft(
        person.first_name, person.last_name, position=position, email=person.email, invitation=invitation
    )
    contact = _link(client, person, draft, act)
    return _finish(act, contact, invited=_let_in(contact, draft, act))


@deed
def edit_contact(
    contact_id: int, draft: ContactDraft, version: int, key: str, *, by: Actor, home_country: str = ""
) -> Saved:
    """Change a contact: the person's own data, position, primary, active, and the login when a password was typed.

    Saving what stands there already changes nothing: nobody else's open form is out of date by it.
    Raises NotFound, EditConflict when somebody saved in between, RuleViolation for the rows of the table that refuse.
    """
    contact = held_contact(contact_id)
    client, person = contact.client, contact.person
    act = history.open_act(
        Deed.EDIT_CONTACT, key, by=by, asked={"contact": contact_id, "version": version, **draft.asked}
    )
    if version_of(contact) != version:
        raise EditConflict(
            say(N_("Somebody else changed this contact while you were writing.")), theirs=fields_of(contact)
        )
    before = fields_of(contact)
    note = _change_standing(contact, draft, act)
    contact.position = draft.position
    _change_person(person, draft, act, home_country=client.country or home_country)
    _change_login(person, draft, act)
    if fields_of(contact) != before or draft.password_hash:
        _record_change(contact, act)
        refresh_search_text(clients_of(person.id))
    not_invited = _let_in(contact, draft, act)
    return Saved(contact.id, act, note or not_invited)


def version_of(contact: Contact) -> int:
    """What an edit form saw. It moves on with the link, and with the person, whom others may edit elsewhere."""
    return contact.version + contact.person.version


def fields_of(contact: Contact) -> dict[str, object]:
    """What a contact's form shows."""
    person = contact.person
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "position": contact.position,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "is_primary": contact.is_primary,
        "is_active": contact.is_active,
    }


def give_login(person: Party, draft: ContactDraft, act: Act) -> Login:
    """Give a person a login for the portal. Raises RuleViolation without an email, LoginTaken when it is somebody's."""
    _refuse_as_login(draft.email, but=None)
    login = Login(
        email=draft.email,
        email_key=draft.email.casefold(),
        name=person.name,
        password_hash=draft.password_hash,
        language=draft.language or None,
    )
    with _claiming(draft.email):
        db.session.add(login)
    db.session.add(PortalUser(login_id=login.id, person_id=person.id))
    history.record(act, EventKind.LOGIN_GIVEN, login, party_id=person.id, name=person.name)
    return login


def keep_login_in_step(person: Party, act: Act) -> Login | None:
    """Let the portal login of a person follow their email and name; links that were sent to the old one are dead, and
    the old one is told. Raises RuleViolation, LoginTaken.
    """
    user = db.session.scalar(select(PortalUser).where(PortalUser.person_id == person.id))
    if user is None:
        return None
    login, email_key = user.login, person.email.casefold()
    if email_key != login.email_key:
        _refuse_as_login(person.email, but=login.id)
        links.kill_all_of(login.id)
    former, has_moved = login.email, email_key != login.email_key
    with _claiming(person.email):
        login.email, login.email_key, login.name = person.email, email_key, person.name
    if has_moved:
        tell_of_new_email(login, former, act)
    return login


def _person(draft: ContactDraft) -> PartyDraft:
    return PartyDraft(
        kind=PartyKind.PERSON,
        first_name=draft.first_name,
        last_name=draft.last_name,
        client_role=ClientRole.NONE,
        email=draft.email,
        phone=draft.phone,
        language=draft.language,
    )


def _link(client: Party, person: Party, draft: ContactDraft, act: Act) -> Contact:
    others = db.session.scalar(select(exists().where(Contact.client_id == client.id, Contact.is_active)))
    is_primary = draft.is_primary or not others
    if is_primary:
        _take_primary_from(client.id, act)
    begins_with, _ = contact_defaults()
    contact = Contact(
        client_id=client.id,
        person_id=person.id,
        position=draft.position,
        is_primary=is_primary,
        permissions=begins_with.permissions,
        notices=begins_with.notices,
    )
    db.session.add(contact)
    db.session.flush()
    return contact


def _let_in(contact: Contact, draft: ContactDraft, act: Act) -> Sentence | None:
    """Give the person a login where the draft asks for one by a password or an invitation, and write to them.

    Returns a sentence when the invitation that was asked for may not be sent.
    """
    login = portal_login_of(contact.person_id)
    may_be_invited = opens_something(draft.invitation) and why_not(contact) is None and not draft.is_another
    if login is None and (draft.password_hash or may_be_invited):
        login = give_login(contact.person, draft, act)
    return None if draft.is_another else invite(contact, login, draft.invitation, act)


def _finish(act: Act, contact: Contact, *, invited: Sentence | None) -> Saved:
    client_id = contact.client_id
    history.record(act, EventKind.CONTACT_ADDED, contact, party_id=client_id, name=contact.person.name)
    refresh_search_text(select(Party.id).where(Party.id == client_id))
    return Saved(contact.id, act, invited)


def _take_primary_from(client_id: int, act: Act) -> None:
    primary = db.session.scalar(select(Contact).where(Contact.client_id == client_id, Contact.is_primary))
    if primary:
        primary.is_primary = False
        _record_change(primary, act)


def _record_change(contact: Contact, act: Act) -> None:
    """Say that this contact is not what an open form shows of it."""
    contact.version += 1
    history.record(act, EventKind.CONTACT_CHANGED, contact, party_id=contact.client_id, name=contact.person.name)


def _change_standing(contact: Contact, draft: ContactDraft, act: Act) -> Sentence | None:
    """Primary and active, by the table of PRODUCT.md 6."""
    others = db.session.scalars(
        select(Contact)
        .where(Contact.client_id == contact.client_id, Contact.is_active, Contact.id != contact.id)
        .order_by(Contact.since, Contact.id)
    ).all()
    note = None
    if contact.is_primary and not draft.is_active:
        raise RuleViolation(
            N_("Choose another primary contact first.") if others else N_("Untick Primary and save first."),
            field="is_active",
        )
    if draft.is_primary and not draft.is_active:
        raise RuleViolation(N_("Only an active contact can be primary."), field="is_primary")
    if draft.is_primary and not contact.is_primary:
        _take_primary_from(contact.client_id, act)
        contact.is_primary = True
    elif contact.is_primary and not draft.is_primary:
        contact.is_primary = False
        db.session.flush()
        if others:
            others[0].is_primary = True
            _record_change(others[0], act)
            note = say(N_("%(name)s is the primary contact now."), name=others[0].person.name)
    if draft.is_active and not contact.is_active and not others:
        contact.is_active = contact.is_primary = True  # the only one again
    contact.is_active = draft.is_active
    return note


def _change_person(person: Party, draft: ContactDraft, act: Act, *, home_country: str) -> None:
    """The person's own data; what this form does not show stays."""
    before = draft_of(person)
    after = replace(
        before,
        first_name=draft.first_name,
        last_name=draft.last_name,
        email=draft.email,
        phone=draft.phone,
        language=draft.language,
    )
    check_draft(after)
    if after == before:
        return
    rewrite(person, after, home_country=home_country)
    person.version += 1
    history.record(act, EventKind.EDITED, person, party_id=person.id, fields=changed_fields(before, after))
    refresh_search_text(select(Party.id).where(Party.id == person.id))


def _change_login(person: Party, draft: ContactDraft, act: Act) -> None:
    login = keep_login_in_step(person, act)
    if login is not None and draft.password_hash:
        login.password_hash = draft.password_hash
        sessions.end_all_of(login.id)
        links.kill_all_of(login.id)
        history.record(act, EventKind.PASSWORD_CHANGED, login, party_id=person.id, name=person.name)
        tell_of_new_password(login, act)


def _offer_who_signs_in(email: str) -> None:
    """Typing the login of a person who is on file offers to associate them; an address alone may repeat."""
    owner = _owner_of(email)
    if owner and owner.person_id:
        raise LoginTaken(say(SIGNS_IN, email=email, name=owner.name), owner.person_id)


def _refuse_as_login(email: str, *, but: int | None) -> None:
    if not email:
        raise RuleViolation(N_("Portal access needs an email."), field="email")
    owner = _owner_of(email)
    if owner and owner.id != but:
        raise LoginTaken(say(SIGNS_IN, email=email, name=owner.name), owner.person_id)


def _owner_of(email: str) -> Any:
    """The id and name of the login with this email, and the id of its person when it is one of the portal."""
    return db.session.execute(
        select(Login.id, Login.name, PortalUser.person_id)
        .outerjoin(PortalUser, PortalUser.login_id == Login.id)
        .where(Login.email_key == email.casefold())
    ).first()


@contextmanager
def _claiming(email: str) -> Iterator[None]:
    """Write a login. Of two who give the same email at once, the second waits for the first and finds it taken."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        _refuse_as_login(email, but=None)
        raise
