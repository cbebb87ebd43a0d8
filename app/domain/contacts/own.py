"""What a person of the portal changes about themself: name, phone, and which of the office's emails they want."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select

from app.db import db, deed
from app.domain.contacts.actions import keep_login_in_step
from app.domain.contacts.models import Contact, PortalUser
from app.domain.contacts.permissions import Notice
from app.domain.contacts.search import clients_of, lock_with_clients, refresh_search_text
from app.domain.errors import EditConflict, NotFound, say
from app.domain.history import actions as history
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import Act, Actor, Deed, EventKind
from app.domain.office.actions import CHANGED_MEANWHILE
from app.domain.parties.actions import rewrite
from app.domain.parties.drafts import changed_fields, check_draft, draft_of
from app.domain.parties.models import Party


@dataclass(frozen=True, slots=True)
class OwnData:
    """What is theirs to change. The email is the office's to change: it is what they sign in with."""

    first_name: str
    last_name: str
    phone: str


@dataclass(frozen=True, slots=True)
class OwnNotices:
    """Which emails come by themselves to a person, as a contact of one client."""

    client_id: int
    client_name: str
    switched_on: frozenset[Notice]  # by the office
    declined: frozenset[Notice]

    @property
    def offered(self) -> list[Notice]:
        """Those that there is a choice about, in the order of the enum."""
        return [notice for notice in Notice if notice in self.switched_on]

    @property
    def wanted(self) -> frozenset[Notice]:
        return self.switched_on - self.declined


def own_data(login_id: int) -> tuple[OwnData, int]:
    """What stands on file about the person of a portal login, and in which version."""
    person = _person_of(login_id)
    return OwnData(person.first_name, person.last_name, person.phone), person.version


def own_notices(login_id: int, client_ids: Collection[int]) -> list[OwnNotices]:
    """The choices of a person, for those of these clients where the office has switched on any; by client's name."""
    rows = db.session.execute(
        select(Contact.client_id, Party.name, Contact.notices, Contact.declined)
        .join(Party, Party.id == Contact.client_id)
        .join(PortalUser, PortalUser.person_id == Contact.person_id)
        .where(PortalUser.login_id == login_id, Contact.is_active, Contact.client_id.in_(client_ids))
        .order_by(Party.sort_name, Party.id)
    )
    return [OwnNotices(*row) for row in rows if row.notices]


@deed
def edit_own_data(draft: OwnData, version: int, key: str, *, by: Actor, home_country: str = "") -> Act:
    """Change one's own name and phone, on the person's card and wherever they are a contact.

    Raises RuleViolation without a last name; EditConflict when the office saved since the form was opened.
    """
    assert by.id is not None
    person = _person_of(by.id)
    lock_with_clients(person.id)
    try:
        act = history.open_act(Deed.EDIT_OWN_DATA, key, by=by, asked={"version": version, **asdict(draft)})
    except AlreadyDone as done:
        return done.act
    before = draft_of(person)
    if person.version != version:
        raise EditConflict(
            say(CHANGED_MEANWHILE), theirs=asdict(OwnData(before.first_name, before.last_name, before.phone))
        )
    after = replace(before, **asdict(draft))
    check_draft(after)
    if after != before:
        rewrite(person, after, home_country=home_country)
        person.version += 1
        keep_login_in_step(person, act)
        history.record(act, EventKind.EDITED, person, party_id=person.id, fields=changed_fields(before, after))
        refresh_search_text(select(Party.id).where((Party.id == person.id) | Party.id.in_(clients_of(person.id))))
    return act


@deed
def choose_notices(
    client_id: int, offered: Collection[Notice], wanted: Collection[Notice], key: str, *, by: Actor
) -> Act:
    """Decline some of the emails that the office has switched on for one client, or take them again.

    What the office switched off is not touched, nor what was not offered, nor any permission (issue 5.7).
    Raises NotFound where the person is no active contact.
    """
    theirs = (
        select(Contact)
        .join(PortalUser, PortalUser.person_id == Contact.person_id)
        .where(PortalUser.login_id == by.id, Contact.client_id == client_id, Contact.is_active)
    )
    contact = db.session.scalar(theirs.with_for_update(of=Contact).execution_options(populate_existing=True))
    if contact is None:
        raise NotFound(client_id)
    asked = {"client": client_id, "offered": sorted(offered), "wanted": sorted(wanted)}
    try:
        act = history.open_act(Deed.CHOOSE_NOTICES, key, by=by, asked=asked)
    except AlreadyDone as done:
        return done.act
    theirs_to_choose = contact.notices & frozenset(offered)
    declined = (contact.declined - theirs_to_choose) | (theirs_to_choose - frozenset(wanted))
    if declined != contact.declined:
        contact.declined = declined
        history.record(act, EventKind.NOTICES_CHOSEN, contact, party_id=client_id, name=contact.person.name)
    return act


def _person_of(login_id: int) -> Party:
    found = select(Party).join(PortalUser, PortalUser.person_id == Party.id).where(PortalUser.login_id == login_id)
    person = db.session.scalar(found)
    if person is None:
        raise NotFound(login_id)
    return person
