"""What merging parties does to contacts and logins (PRODUCT.md 9): no permission is switched on by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from typing import Any, NamedTuple

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact, PortalUser
from app.domain.contacts.permissions import Notice, PortalPermission
from app.domain.messaging.merging import merge_recipients
from app.domain.parties.models import Party, PartyStatus
from app.domain.selections import among, lead_to

client, person = aliased(Party), aliased(Party)  # made once: it takes longer than the statement
_PAST_THE_SESSION = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Link:
    """A contact of one of those who are merged, or one of them as a contact."""

    id: int
    client_id: int
    person_id: int
    position: str
    is_active: bool
    is_primary: bool
    since: datetime
    permissions: frozenset[PortalPermission]
    notices: frozenset[Notice]
    declined: frozenset[Notice]
    version: int
    client_name: str
    client_status: PartyStatus
    name: str
    person_status: PartyStatus
    has_login: bool


@dataclass(frozen=True, slots=True)
class JoinedLink:
    """A contact of the result, with those that it was made of, and what it opens then."""

    client_id: int
    person_id: int
    link: Link  # as it will be, under the ids that it has
    made_of: tuple[Link, ...]
    grows: bool = False  # in the portal they would see what they did not see before

    @property
    def is_changed(self) -> bool:
        return self.link != self.made_of[0]

    @property
    def lost(self) -> frozenset[PortalPermission]:
        """What opened by one of the links, and opens no longer."""
        return frozenset().union(*(one.permissions for one in self.made_of)) - self.link.permissions


class KeptLogin(NamedTuple):
    """A login of one of the people who are merged."""

    id: int
    person_id: int
    email: str
    last_sign_in_at: datetime | None


def logins_of(survivor: int, others: Collection[int]) -> list[KeptLogin]:
    """The portal logins of people who are merged, first the one that stays: the survivor's, else the last used."""
    rows = (
        select(Login.id, PortalUser.person_id, Login.email, Login.last_sign_in_at)
        .join(PortalUser, PortalUser.login_id == Login.id)
        .where(among(PortalUser.person_id, [survivor, *others]))
        .order_by(Login.id)
    )
    logins = [KeptLogin(*row) for row in db.session.execute(rows)]
    used = sorted((login for login in logins if login.last_sign_in_at), key=_last_use, reverse=True)
    own = [login for login in logins if login.person_id == survivor]
    return list(dict.fromkeys([*own, *used, *logins]))


def _last_use(login: KeptLogin) -> Any:
    return login.last_sign_in_at


def plan_of_links(survivor: int, others: Collection[int], *, is_archived: bool, hold: bool = False) -> list[JoinedLink]:
    """What becomes of every contact that a merge concerns, as things stand; `is_archived` says so of the survivor.

    With `hold` they stay locked until the transaction ends.
    """
    links = _links_of([survivor, *others], hold=hold)
    logins = logins_of(survivor, others)
    groups: dict[tuple[int, int], list[Link]] = defaultdict(list)
    merged = {survivor, *others}
    for link in links:
        pair = [survivor if id_ in merged else id_ for id_ in (link.client_id, link.person_id)]
        groups[pair[0], pair[1]].append(link)
    joined = [_join(*pair, sorted(group, key=_nearest(survivor))) for pair, group in groups.items()]
    owner = logins[0].person_id if logins else None
    joined = [replace(one, grows=_grows(one, survivor, merged, owner, is_archived=is_archived)) for one in joined]
    return _with_one_primary(joined, survivor)


def merge_contacts(plan: Sequence[JoinedLink], survivor: int, others: Collection[int], may_see: Collection[int]) -> int:
    """Carry out a plan; how many contacts open nothing there any more.

    Those whose reach grows keep what they open where `may_see` names their link; the others' is switched off there.
    The number of statements does not depend on how many they are.
    """
    off = [one for one in plan if one.grows and one.link.id not in may_see]
    closed = {one.link.id for one in off}
    final = [replace(one, link=replace(one.link, permissions=frozenset())) if one.link.id in closed else one
             for one in plan]  # fmt: skip
    dropped = [link.id for one in final for link in one.made_of[1:]]
    no_longer = [link.id for one in final for link in one.made_of if link.is_primary]
    unmade = update(Contact).where(among(Contact.id, no_longer)).values(is_primary=False)
    db.session.execute(unmade, execution_options=_PAST_THE_SESSION)
    db.session.execute(delete(Contact).where(among(Contact.id, dropped)), execution_options=_PAST_THE_SESSION)
    lead_to(survivor, others, Contact.client_id)
    lead_to(survivor, others, Contact.person_id)
    changed = [_columns(one.link) for one in final if one.is_changed or one.link.is_primary]
    if changed:
        db.session.execute(update(Contact), changed)
    for known in [known for known in db.session.identity_map.values() if isinstance(known, Contact)]:
        db.session.expire(known)
    return len(off)


def merge_logins(survivor: int, others: Collection[int]) -> None:
    """Let the survivor keep their login, or take over the one that was used last; the others die, with their sessions,
    links and devices. What the log of emails knows of those stays with the one that is kept.
    """
    logins = logins_of(survivor, others)
    if not logins:
        return
    kept, dying = logins[0], [login.id for login in logins[1:]]
    if dying:
        merge_recipients(kept.id, dying)
        db.session.execute(delete(Login).where(among(Login.id, dying)), execution_options=_PAST_THE_SESSION)
    lead_to(survivor, others, PortalUser.person_id)
    for known in [known for known in db.session.identity_map.values() if isinstance(known, PortalUser | Login)]:
        db.session.expire(known)


def _links_of(parties: Collection[int], *, hold: bool) -> list[Link]:
    columns = (
        *(Contact.id, Contact.client_id, Contact.person_id, Contact.position, Contact.is_active, Contact.is_primary),
        *(Contact.since, Contact.permissions, Contact.notices, Contact.declined, Contact.version),
        *(client.name, client.status, person.name, person.status, PortalUser.id.is_not(None)),
    )
    rows = (
        select(*columns)
        .select_from(Contact)
        .join(client, client.id == Contact.client_id)
        .join(person, person.id == Contact.person_id)
        .outerjoin(PortalUser, PortalUser.person_id == person.id)
        .where(or_(among(Contact.client_id, parties), among(Contact.person_id, parties)))
        .order_by(Contact.id)
    )
    rows = rows.with_for_update(of=Contact) if hold else rows
    return [Link(*tuple(row)) for row in db.session.execute(rows)]


def _nearest(survivor: int) -> Any:
    """The link that stays: the one with most of the survivor's own, else the longest-standing."""
    return lambda link: (
        -((link.client_id == survivor) + (link.person_id == survivor)),
        link.since,
        link.id,
    )


def _join(client_id: int, person_id: int, group: Sequence[Link]) -> JoinedLink:
    """One link of several of the same person: what opens and what is sent is what each of them had that is active."""
    first = group[0]
    if len(group) > 1:
        counted = group if not any(link.is_active for link in group) else [_in_effect(link) for link in group]
        first = replace(
            first,
            position=", ".join(dict.fromkeys(link.position for link in group if link.position)),
            is_active=any(link.is_active for link in group),
            is_primary=any(link.is_primary for link in group),
            since=min(link.since for link in group),
            permissions=_common(link.permissions for link in counted),
            notices=_common(link.notices for link in counted),
            declined=frozenset().union(*(link.declined for link in group)),
        )
    return JoinedLink(client_id, person_id, first, tuple(group))


def _in_effect(link: Link) -> Link:
    """Who is not active opens nothing, and gets nothing."""
    return link if link.is_active else replace(link, permissions=frozenset(), notices=frozenset())


def _common(sets: Iterable[frozenset[Any]]) -> frozenset[Any]:
    return reduce(frozenset.intersection, sets)


def _grows(joined: JoinedLink, survivor: int, merged: Collection[int], owner: int | None, *, is_archived: bool) -> bool:
    """Whether somebody who can sign in would see more in the portal than each of their links shows now.

    `owner` is the one of the people who are merged whose login stays.
    """
    link, active = joined.link, [one for one in joined.made_of if one.is_active]
    is_merged_person = joined.person_id == survivor
    can_sign_in = owner is not None if is_merged_person else link.has_login
    if not (can_sign_in and link.is_active and link.permissions):
        return False
    # Who waits in the Archive does not sign in, until they are merged into somebody who is not there.
    used = (one for one in active if is_archived or one.person_status is not PartyStatus.ARCHIVED)
    if is_merged_person and not any(one.person_id == owner for one in used):
        return True
    if joined.client_id != survivor:
        return False
    # Of a client in the Archive nobody sees anything, until it is merged into one that is not there.
    seen = {one.client_id for one in active if is_archived or one.client_status is not PartyStatus.ARCHIVED}
    return seen != set(merged)


def _with_one_primary(joined: Sequence[JoinedLink], survivor: int) -> list[JoinedLink]:
    """At most one is primary of each client: the survivor's own, else that of the one on file longest."""
    ranked = sorted(
        (one.client_id, link.client_id != survivor, link.client_id, one.link.id)
        for one in joined
        if one.link.is_active
        for link in one.made_of
        if link.is_primary
    )
    first = {client_id: id_ for client_id, _is_other, _former_id, id_ in reversed(ranked)}
    return [replace(one, link=replace(one.link, is_primary=first.get(one.client_id) == one.link.id)) for one in joined]


def _columns(link: Link) -> dict[str, Any]:
    return {
        "id": link.id,
        "position": link.position,
        "is_active": link.is_active,
        "is_primary": link.is_primary,
        "since": link.since,
        "permissions": link.permissions,
        "notices": link.notices,
        "declined": link.declined,
        "version": link.version + 1,
    }
