"""Contacts of merged clients: no permission is switched on, and nobody sees more without having been ticked."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.db import db
from app.domain.access.reach import Reader, reach_of
from app.domain.contacts.models import Contact
from app.domain.contacts.permissions import Notice, PortalPermission
from app.domain.contacts.queries import portal_login_of
from app.domain.directory.criteria import PartyCriteria
from app.domain.directory.queries import page_of_parties
from app.domain.parties.models import Party
from tests.domain.lifecycle.merging.cards import link_of, merged
from tests.support.builders import PASSWORD, a_client, a_contact, an_associate, archived
from tests.support.cast import Cast

MAIL, INVOICES = PortalPermission.MAIL, PortalPermission.INVOICES


def given(contact: Contact, *permissions: PortalPermission, notices: frozenset[Notice] = frozenset()) -> Contact:
    contact.permissions, contact.notices = frozenset(permissions), notices
    db.session.commit()
    return contact


def opened(contact: Contact) -> dict[str, frozenset[PortalPermission]]:
    """What the person of a contact opens in the portal, by the client's name."""
    login = portal_login_of(contact.person_id)
    assert login
    return {reach.name: reach.permissions for reach in reach_of(login.id)}


def test_where_one_person_was_contact_of_both_only_what_both_links_had_stays_on(cast: Cast) -> None:
    at_bravo = link_of(cast.bravo.id, cast.renata.person_id)
    given(cast.renata, MAIL, INVOICES, notices=frozenset({Notice.TICKET, Notice.INVOICE}))
    given(at_bravo, MAIL, PortalPermission.SUPPORT, notices=frozenset({Notice.TICKET}))
    act = merged(cast.acme, cast.bravo)
    assert act.outcome["joined"] == 1
    joined = link_of(cast.acme.id, cast.renata.person_id)
    assert (joined.permissions, joined.notices) == (frozenset({MAIL}), frozenset({Notice.TICKET}))
    assert opened(joined) == {"Acme S.r.l.": frozenset({MAIL})}


def test_what_somebody_declined_at_one_of_them_stays_declined(cast: Cast) -> None:
    at_bravo = link_of(cast.bravo.id, cast.renata.person_id)
    at_bravo.declined = frozenset({Notice.TASK})
    cast.renata.declined = frozenset({Notice.MAIL_ITEM})
    db.session.commit()
    merged(cast.acme, cast.bravo)
    joined = link_of(cast.acme.id, cast.renata.person_id)
    assert joined.declined == {Notice.TASK, Notice.MAIL_ITEM}


def test_positions_of_both_links_stand_on_the_joined_one_and_the_longer_standing_counts(cast: Cast) -> None:
    at_bravo = link_of(cast.bravo.id, cast.renata.person_id)
    cast.renata.position, at_bravo.position = "Accountant", "Bookkeeper"
    since, person_id = min(cast.renata.since, at_bravo.since), cast.renata.person_id
    db.session.commit()
    merged(cast.bravo, cast.acme)
    joined = link_of(cast.bravo.id, person_id)
    assert (joined.position, joined.since) == ("Bookkeeper, Accountant", since)


def test_who_was_active_at_one_only_stays_a_contact_and_opens_nothing(cast: Cast) -> None:
    at_bravo = link_of(cast.bravo.id, cast.renata.person_id)
    at_bravo.is_active = at_bravo.is_primary = False
    given(cast.renata, MAIL)
    merged(cast.acme, cast.bravo)
    joined = link_of(cast.acme.id, cast.renata.person_id)
    assert (joined.is_active, joined.permissions) == (True, frozenset())


def test_whoever_would_see_the_joined_client_sees_nothing_there_until_the_box_is_ticked(cast: Cast) -> None:
    given(cast.carla, MAIL)
    twin = a_client("ACME srl")
    sara = given(a_contact(twin, "Sara", "Sola", email="sara@example.com", password=PASSWORD), MAIL, INVOICES)
    act = merged(cast.acme, twin, may_see=[sara.id])
    assert act.outcome["switched_off"] == 2  # Carla and Renata
    assert opened(cast.carla) == {"Acme S.r.l.": frozenset()}
    assert opened(sara) == {"Acme S.r.l.": frozenset({MAIL, INVOICES})}
    login = portal_login_of(cast.carla.person_id)
    assert login
    assert db.session.scalar(Reader(login.id, cast.acme.id).select_client(MAIL)) is None


def test_access_elsewhere_is_not_touched(cast: Cast) -> None:
    given(link_of(cast.bravo.id, cast.renata.person_id), MAIL)
    given(cast.renata, MAIL)
    merged(cast.acme, a_client("ACME srl"))
    assert opened(cast.renata) == {"Acme S.r.l.": frozenset(), "Bravo Sp. z o.o.": frozenset({MAIL})}


def test_who_cannot_sign_in_keeps_what_is_ticked_for_them(cast: Cast) -> None:
    twin = a_client("ACME srl")
    sara = given(a_contact(twin, "Sara", "Sola"), MAIL)
    merged(cast.acme, twin)
    assert link_of(cast.acme.id, sara.person_id).permissions == {MAIL}


def test_emails_go_on_coming_to_who_sees_nothing_there_any_more(cast: Cast) -> None:
    given(cast.carla, MAIL, notices=frozenset({Notice.MAIL_ITEM}))
    merged(cast.acme, a_client("ACME srl"))
    db.session.refresh(cast.carla)
    assert (cast.carla.permissions, cast.carla.notices) == (frozenset(), {Notice.MAIL_ITEM})


def test_what_was_shut_in_the_archive_opens_to_nobody_by_itself(cast: Cast) -> None:
    """Renata is a contact of both; of Bravo, which is archived, she sees nothing now."""
    given(cast.renata, MAIL)
    given(link_of(cast.bravo.id, cast.renata.person_id), MAIL)
    archived(cast.bravo)
    merged(cast.acme, cast.bravo)
    assert opened(cast.renata) == {"Acme S.r.l.": frozenset()}


@pytest.mark.parametrize(("kept_has", "becomes"), [(True, "Carla"), (False, "Sara")])
def test_at_most_one_is_primary_the_kept_one_s_if_it_has_one(cast: Cast, kept_has: bool, becomes: str) -> None:
    twin, third = a_client("ACME srl"), a_client("Acme")
    a_contact(twin, "Sara", "Sola")
    a_contact(third, "Tea", "Terza")
    if not kept_has:
        db.session.execute(update(Contact).where(Contact.client_id == cast.acme.id).values(is_primary=False))
        db.session.commit()
    merged(cast.acme, third, twin)
    primary = select(Party.first_name).join(Contact, Contact.person_id == Party.id)
    assert db.session.scalars(primary.where(Contact.client_id == cast.acme.id, Contact.is_primary)).all() == [becomes]
    assert db.session.get_one(Party, cast.acme.id).contact_key.endswith(becomes.casefold())


def test_a_link_that_is_joined_stays_primary_whichever_of_the_two_was(cast: Cast) -> None:
    twin = a_client("ACME srl")
    an_associate(twin, cast.renata.person)  # the only one there: primary
    db.session.execute(update(Contact).where(Contact.client_id == cast.acme.id).values(is_primary=False))
    db.session.commit()
    merged(cast.acme, twin)
    assert link_of(cast.acme.id, cast.renata.person_id).is_primary


def test_a_company_s_people_are_untouched(cast: Cast) -> None:
    twin = a_client("ACME srl")
    sara = a_contact(twin, "Sara", "Sola", email="sara@example.com", password=PASSWORD)
    before = (sara.person.version, sara.person.email, sara.person.status)
    merged(cast.acme, twin)
    db.session.expire_all()
    assert (sara.person.version, sara.person.email, sara.person.status) == before
    assert sara.client_id == cast.acme.id
    names = [row.name for row in page_of_parties(PartyCriteria(q="sara sola")).rows]
    assert names == ["Acme S.r.l."]


def test_an_open_form_about_a_joined_contact_is_out_of_date(cast: Cast) -> None:
    link_of(cast.bravo.id, cast.renata.person_id).position = "Accountant"
    db.session.commit()
    version = cast.renata.version
    merged(cast.acme, cast.bravo)
    assert link_of(cast.acme.id, cast.renata.person_id).version > version
