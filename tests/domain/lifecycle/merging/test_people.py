"""People who are merged: one login stays, the others die; what they are contacts of is one person's."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.access.reach import reach_of
from app.domain.accounts import links, sessions
from app.domain.accounts.links import LinkState
from app.domain.accounts.models import LinkPurpose, Login, LoginSession, OneUseLink
from app.domain.contacts.models import Contact
from app.domain.contacts.permissions import PortalPermission
from app.domain.contacts.queries import clients_spoken_for, portal_login_of
from app.domain.errors import RuleViolation
from app.domain.messaging.models import Email
from app.domain.messaging.templates import TemplateKey
from app.domain.parties.models import ClientRole, Party
from tests.domain.lifecycle.merging.cards import link_of, merged, on_file
from tests.support.builders import PASSWORD, a_client, a_contact, a_person, an_associate, archived
from tests.support.cast import Cast

MAIL = PortalPermission.MAIL


@pytest.fixture
def double(cast: Cast) -> Contact:
    """Carla once more: a contact of Bravo, with a login of her own."""
    contact = a_contact(cast.bravo, "Carla", "Rossi", email="c.rossi@example.com", password=PASSWORD)
    for one in (contact, cast.carla):
        one.permissions = frozenset({MAIL})
    db.session.commit()
    return contact


def test_the_kept_one_s_login_stays_and_the_other_dies_with_its_sessions_and_links(cast: Cast, double: Contact) -> None:
    kept, dying = portal_login_of(cast.carla.person_id), portal_login_of(double.person_id)
    assert kept
    assert dying
    kept_id, dying_id = kept.id, dying.id
    token = sessions.open_session(dying_id, address="", device="")
    link = links.token_of(links.issue(dying_id, LinkPurpose.RESET_PASSWORD))
    db.session.commit()
    merged(cast.carla.person, double.person)
    assert sessions.find_open(token) is None
    assert links.find(link).state is LinkState.UNKNOWN
    for table, column in ((Login, Login.id), (LoginSession, LoginSession.login_id), (OneUseLink, OneUseLink.login_id)):
        assert db.session.scalar(select(func.count()).select_from(table).where(column == dying_id)) == 0
    stays = portal_login_of(cast.carla.person_id)
    assert stays
    assert (stays.id, stays.email) == (kept_id, "carla@acme.example.com")


def test_who_keeps_no_login_takes_over_the_other_s_and_its_email_follows_the_card(cast: Cast) -> None:
    ada = a_person("Carla", "Rossi", email="rossi@example.com")
    login = portal_login_of(cast.carla.person_id)
    assert login
    login_id = login.id
    merged(ada, cast.carla.person)
    taken = portal_login_of(ada.id)
    assert taken
    assert (taken.id, taken.email, taken.email_key) == (login_id, "rossi@example.com", "rossi@example.com")
    told = db.session.scalars(select(Email.to_address).where(Email.template == TemplateKey.EMAIL_CHANGED)).all()
    assert told == ["carla@acme.example.com"]


def test_a_login_is_not_given_the_email_with_which_somebody_else_signs_in(cast: Cast) -> None:
    clash = a_person("Carla", "Rossi", email=cast.marta.email)
    ids = (clash.id, cast.carla.person_id)
    with pytest.raises(RuleViolation) as refused:
        merged(clash, cast.carla.person)
    db.session.rollback()
    assert refused.value.field == "email"
    assert on_file(*ids) == [True, True]
    merged(clash, cast.carla.person, taken={"email": cast.carla.person_id})
    assert clash.email == "carla@acme.example.com"


def test_what_the_other_was_a_contact_of_is_shut_to_the_kept_login_until_it_is_ticked(
    cast: Cast, double: Contact
) -> None:
    login = portal_login_of(cast.carla.person_id)
    assert login
    act = merged(cast.carla.person, double.person)
    assert act.outcome["switched_off"] == 1
    opened = {reach.name: reach.permissions for reach in reach_of(login.id)}
    assert opened == {"Acme S.r.l.": frozenset({MAIL}), "Bravo Sp. z o.o.": frozenset()}


def test_once_ticked_the_kept_login_opens_what_the_other_did(cast: Cast, double: Contact) -> None:
    login = portal_login_of(cast.carla.person_id)
    assert login
    merged(cast.carla.person, double.person, may_see=[double.id])
    opened = {reach.name: reach.permissions for reach in reach_of(login.id)}
    assert opened == {"Acme S.r.l.": frozenset({MAIL}), "Bravo Sp. z o.o.": frozenset({MAIL})}


@pytest.mark.parametrize("ticked", [False, True])
def test_who_could_not_sign_in_from_the_archive_sees_nothing_by_a_merge_until_it_is_ticked(
    cast: Cast, double: Contact, ticked: bool
) -> None:
    ada = a_person("Carla", "Rossi", email="rossi@example.com")
    archived(double.person)
    login = portal_login_of(double.person_id)
    assert login
    assert not reach_of(login.id)
    act = merged(ada, double.person, may_see=[double.id] if ticked else [])
    assert act.outcome["switched_off"] == (0 if ticked else 1)
    opened = {reach.name: reach.permissions for reach in reach_of(login.id)}
    assert opened == {"Bravo Sp. z o.o.": frozenset({MAIL} if ticked else ())}


def test_two_links_to_one_client_become_one_that_opens_what_both_opened(cast: Cast) -> None:
    double = a_contact(cast.acme, "Carla", "Rossi", email="c.rossi@example.com", password=PASSWORD)
    cast.carla.permissions = frozenset({MAIL, PortalPermission.INVOICES})
    double.permissions = frozenset({MAIL, PortalPermission.SUPPORT})
    db.session.commit()
    merged(double.person, cast.carla.person)
    joined = link_of(cast.acme.id, double.person_id)
    assert (joined.permissions, joined.is_primary) == (frozenset({MAIL}), True)


def test_everybody_whose_contact_one_of_them_was_is_the_kept_one_s(cast: Cast) -> None:
    double = a_person("Renata", "Lis", phone="+48 42 555 01 01")
    gamma = a_client("Gamma S.r.l.")
    an_associate(gamma, double)
    merged(cast.renata.person, double)
    names = [line.name for line in clients_spoken_for(cast.renata.person_id)]
    assert names == ["Acme S.r.l.", "Bravo Sp. z o.o.", "Gamma S.r.l."]
    assert "48425550101" in db.session.get_one(Party, gamma.id).search_text


def test_a_client_who_is_a_person_and_their_contact_become_their_own_contact(cast: Cast) -> None:
    client = a_person("Nina", "Nowak", client_role=ClientRole.CUSTOMER)
    contact = a_contact(client, "Nina", "Nowak")
    merged(client, contact.person)
    own = link_of(client.id, client.id)
    assert (own.is_primary, own.is_active) == (True, True)


def test_the_log_of_emails_still_knows_to_whom_they_went(cast: Cast, double: Contact) -> None:
    kept, dying = portal_login_of(cast.carla.person_id), portal_login_of(double.person_id)
    assert kept
    assert dying
    one = "<1@example.com>"
    db.session.add(Email(template=TemplateKey.WELCOME, to_address=dying.email, login_id=dying.id, message_id=one))
    db.session.commit()
    kept_id = kept.id
    merged(cast.carla.person, double.person)
    email = db.session.scalars(select(Email).where(Email.message_id == one)).one()
    assert email.login_id == kept_id
