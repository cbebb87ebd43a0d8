"""What the desk does with a contact's way into the portal: send a link, hand one over, end sessions, switch it off."""

from __future__ import annotations

from app.db import deed
from app.domain.accounts import links, sessions
from app.domain.accounts.models import LinkPurpose, Login
from app.domain.contacts.actions import ContactDraft, give_login
from app.domain.contacts.inviting import Invitation, invite, opens_something, why_not
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import portal_login_of
from app.domain.contacts.search import held_contact
from app.domain.errors import N_, RuleViolation, say
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.messaging import addresses


@deed
def send_again(contact_id: int, key: str, *, by: Actor) -> Act:
    """Send a contact a fresh link to set a password: the welcome to whoever has none yet, else the link alone.

    Links sent before are dead. Raises RuleViolation where nothing may be sent, or both templates are off.
    """
    contact = held_contact(contact_id)
    login = portal_login_of(contact.person_id)
    is_new = login is None or login.password_hash is None
    asked = Invitation(welcome=True) if is_new else Invitation(set_password=True)
    asked = asked if opens_something(asked) else Invitation(set_password=True)
    try:
        act = history.open_act(Deed.INVITE_CONTACT, key, by=by, asked={"contact": contact_id})
    except AlreadyDone as done:
        return done.act
    _refuse(contact, login)
    if not opens_something(asked):
        raise RuleViolation(N_("The emails that carry a link are switched off in Settings, Email templates."))
    login = login or _give_login(contact, act)
    invite(contact, login, asked, act)
    history.record(act, EventKind.CONTACT_INVITED, contact, party_id=contact.client_id, name=contact.person.name)
    return act


@deed
def hand_over(contact_id: int, key: str, *, by: Actor) -> str:
    """A link to hand over by other ways than email: its address, shown once. Those sent before are dead.

    The history tells who made one for whom. Raises RuleViolation; AlreadyDone for the same form once more, for a link
    is shown once.
    """
    contact = held_contact(contact_id)
    act = history.open_act(Deed.HAND_OVER_LINK, key, by=by, asked={"contact": contact_id})
    login = portal_login_of(contact.person_id)
    _refuse(contact, login)
    login = login or _give_login(contact, act)
    link = links.issue(login.id, LinkPurpose.SET_PASSWORD)
    history.record(act, EventKind.LINK_HANDED_OVER, contact, party_id=contact.client_id, name=contact.person.name)
    return addresses.set_password(links.token_of(link))


@deed
def sign_out_everywhere(contact_id: int, key: str, *, by: Actor) -> Act:
    """End every session of a contact, for whichever client. The password stays."""
    contact = held_contact(contact_id)
    login = _login_of(contact)
    try:
        act = history.open_act(Deed.SIGN_OUT_CONTACT, key, by=by, asked={"contact": contact_id})
    except AlreadyDone as done:
        return done.act
    sessions.end_all_of(login.id)
    history.record(act, EventKind.CONTACT_SIGNED_OUT, contact, party_id=contact.client_id, name=contact.person.name)
    return act


@deed
def switch_access(contact_id: int, key: str, *, is_on: bool, by: Actor) -> Act:
    """Switch the sign-ins of a person off or on again, for every client of theirs. Off ends sessions and links."""
    contact = held_contact(contact_id)
    login = _login_of(contact)
    try:
        act = history.open_act(Deed.SWITCH_ACCESS, key, by=by, asked={"contact": contact_id, "is_on": is_on})
    except AlreadyDone as done:
        return done.act
    if login.is_on is not is_on:
        login.is_on = is_on
        if not is_on:
            sessions.end_all_of(login.id)
            links.kill_all_of(login.id)
        kind = EventKind.ACCESS_SWITCHED_ON if is_on else EventKind.ACCESS_SWITCHED_OFF
        history.record(act, kind, contact, party_id=contact.client_id, name=contact.person.name)
    return act


def _refuse(contact: Contact, login: Login | None) -> None:
    """No link where it would open nothing."""
    if because := why_not(contact):
        raise RuleViolation(because)
    if login and not login.is_on:
        raise RuleViolation(say(N_("Portal access of %(name)s is switched off."), name=contact.person.name))


def _give_login(contact: Contact, act: Act) -> Login:
    person = contact.person
    draft = ContactDraft(person.first_name, person.last_name, email=person.email, language=person.language)
    return give_login(person, draft, act)


def _login_of(contact: Contact) -> Login:
    login = portal_login_of(contact.person_id)
    if login is None:
        raise RuleViolation(N_("This person has no portal access."))
    return login
