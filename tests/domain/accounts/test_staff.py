"""The office's people: added, changed, switched off and on, given another password."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.accounts import links, sessions, staff
from app.domain.accounts.models import LinkPurpose, Login
from app.domain.accounts.passwords import matches
from app.domain.accounts.permissions import StaffRole
from app.domain.accounts.staff import StaffDraft
from app.domain.errors import EditConflict, NotFound, RuleViolation
from app.domain.history.models import Act, Actor, ActorKind, Deed, Event, EventKind
from tests.support.builders import PASSWORD, a_client, a_contact, a_login

BOB = StaffDraft("Bob Bianchi", StaffRole.STAFF, "Bob@Portico.example.com")


@pytest.fixture
def by_luca(app: Flask) -> Actor:
    """The owner, who does what is done here."""
    login = a_login("luca@portico.example.com", "Luca Prandi", StaffRole.ADMIN)
    return Actor(ActorKind.STAFF, login.id, login.name)


@pytest.fixture
def bob(by_luca: Actor) -> Login:
    """One of the staff, to whom it is done."""
    return a_login("bob@portico.example.com", "Bob Bianchi", StaffRole.STAFF)


def login_of(email: str) -> Login:
    return db.session.scalars(select(Login).where(Login.email_key == email)).one()


def events() -> list[tuple[Deed, EventKind, int, str]]:
    rows = select(Act.deed, Event.kind, Event.record_id, Act.by_name).join(Event, Event.act_id == Act.id)
    return [tuple(row) for row in db.session.execute(rows.where(Event.record == "login").order_by(Event.id))]


def a_session(login: Login) -> str:
    token = sessions.open_session(login.id, address="", device="")
    db.session.commit()
    return token


def test_who_is_added_signs_in_with_the_typed_password_and_stands_in_the_list(by_luca: Actor) -> None:
    staff.add_staff(BOB, PASSWORD, "k1", by=by_luca)
    bob = login_of("bob@portico.example.com")
    assert matches(PASSWORD, bob.password_hash)
    assert bob.role is StaffRole.STAFF and bob.is_on and bob.email == "Bob@portico.example.com"
    assert [one.name for one in staff.staff()] == ["Bob Bianchi", "Luca Prandi"]
    assert events() == [(Deed.ADD_STAFF, EventKind.STAFF_ADDED, bob.id, "Luca Prandi")]


def test_a_form_sent_twice_adds_one_person_and_gives_the_first_answer(by_luca: Actor) -> None:
    first = staff.add_staff(BOB, PASSWORD, "k1", by=by_luca)
    db.session.commit()
    assert staff.add_staff(BOB, PASSWORD, "k1", by=by_luca).id == first.id
    assert len(staff.staff()) == 2
    assert len(events()) == 1


def test_an_email_is_the_login_of_one_person_whatever_its_case(by_luca: Actor) -> None:
    staff.add_staff(BOB, PASSWORD, "k1", by=by_luca)
    db.session.commit()
    with pytest.raises(RuleViolation, match="already") as refused:
        staff.add_staff(StaffDraft("Another", StaffRole.STAFF, "BOB@portico.EXAMPLE.com"), PASSWORD, "k2", by=by_luca)
    assert refused.value.field == "email"


def test_an_email_that_opens_the_portal_does_not_open_the_desk_as_well(by_luca: Actor) -> None:
    a_contact(a_client(), email="carla@acme.example.com", password=PASSWORD)
    with pytest.raises(RuleViolation, match="already"):
        staff.add_staff(StaffDraft("Carla", StaffRole.STAFF, "carla@acme.example.com"), PASSWORD, "k1", by=by_luca)


@pytest.mark.parametrize(
    ("name", "email", "password", "field"),
    [
        (" ", "bob@portico.example.com", PASSWORD, "name"),
        ("Bob", "bob at portico", PASSWORD, "email"),
        ("Bob", "", PASSWORD, "email"),
        ("Bob", "bob@portico.example.com", "too short", "password"),
        ("Bob", "bob@portico.example.com", "1qaz2wsx3edc", "password"),
        ("Bob", "bob@portico.example.com", "bob@portico.example.com1", "password"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nobody_is_added(
    by_luca: Actor, name: str, email: str, password: str, field: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        staff.add_staff(StaffDraft(name, StaffRole.STAFF, email), password, "k1", by=by_luca)
    assert refused.value.field == field
    db.session.rollback()
    assert len(staff.staff()) == 1
    assert events() == []


def test_the_first_admin_is_made_by_the_terminal(app: Flask) -> None:
    staff.create_admin("luca@portico.example.com", "Luca Prandi", PASSWORD)
    db.session.commit()
    (luca,) = staff.staff()
    assert luca.role is StaffRole.ADMIN and luca.is_last_admin
    assert events() == [(Deed.ADD_STAFF, EventKind.STAFF_ADDED, luca.id, "Recapito")]


def test_another_role_ends_the_sessions_and_another_name_does_not(by_luca: Actor, bob: Login) -> None:
    token = a_session(bob)
    seen = staff.member(bob.id)
    staff.edit_staff(bob.id, StaffDraft("Bob B.", StaffRole.STAFF), seen.version, "k1", by=by_luca)
    db.session.commit()
    assert sessions.find_open(token) is not None
    seen = staff.member(bob.id)
    staff.edit_staff(bob.id, StaffDraft("Bob B.", StaffRole.ADMIN), seen.version, "k2", by=by_luca)
    db.session.commit()
    assert sessions.find_open(token) is None
    assert login_of("bob@portico.example.com").role is StaffRole.ADMIN
    assert [kind for _, kind, _, _ in events()] == [EventKind.STAFF_CHANGED] * 2


def test_a_save_that_changes_nothing_records_nothing(by_luca: Actor, bob: Login) -> None:
    draft = StaffDraft("Bob Bianchi", StaffRole.STAFF)
    staff.edit_staff(bob.id, draft, staff.member(bob.id).version, "k1", by=by_luca)
    assert events() == []


def test_the_second_of_two_editors_sees_what_the_first_one_saved(by_luca: Actor, bob: Login) -> None:
    seen = staff.member(bob.id).version
    staff.edit_staff(bob.id, StaffDraft("Robert Bianchi", StaffRole.STAFF), seen, "k1", by=by_luca)
    db.session.commit()
    with pytest.raises(EditConflict) as conflict:
        staff.edit_staff(bob.id, StaffDraft("Bobby Bianchi", StaffRole.STAFF), seen, "k2", by=by_luca)
    assert conflict.value.theirs == {"name": "Robert Bianchi", "role": StaffRole.STAFF}


def test_who_is_switched_off_is_out_at_once_and_switching_on_does_not_revive_the_session(
    by_luca: Actor, bob: Login
) -> None:
    token = a_session(bob)
    staff.switch_off(bob.id, "k1", by=by_luca)
    db.session.commit()
    assert sessions.find_open(token) is None
    staff.switch_on(bob.id, "k2", by=by_luca)
    db.session.commit()
    assert sessions.find_open(token) is None
    assert staff.member(bob.id).is_on
    assert [kind for _, kind, _, _ in events()] == [EventKind.STAFF_CHANGED] * 2


def test_switching_off_twice_is_recorded_once(by_luca: Actor, bob: Login) -> None:
    for key in ("k1", "k1", "k2"):
        staff.switch_off(bob.id, key, by=by_luca)
        db.session.commit()
    assert len(events()) == 1


def test_an_old_switch_off_that_is_sent_again_does_not_end_the_sessions_of_who_is_on_again(
    by_luca: Actor, bob: Login
) -> None:
    staff.switch_off(bob.id, "k1", by=by_luca)
    staff.switch_on(bob.id, "k2", by=by_luca)
    db.session.commit()
    token = a_session(bob)
    staff.switch_off(bob.id, "k1", by=by_luca)
    db.session.commit()
    assert staff.member(bob.id).is_on
    assert sessions.find_open(token) is not None


def test_a_reset_password_opens_and_the_old_one_and_its_sessions_do_not(by_luca: Actor, bob: Login) -> None:
    token = a_session(bob)
    staff.reset_password(bob.id, "four calling birds", "k1", by=by_luca)
    db.session.commit()
    assert matches("four calling birds", bob.password_hash)
    assert not matches(PASSWORD, bob.password_hash)
    assert sessions.find_open(token) is None
    assert events() == [(Deed.RESET_PASSWORD, EventKind.PASSWORD_CHANGED, bob.id, "Luca Prandi")]


@pytest.mark.parametrize("act", ["another password", "off", "off and on again"])
def test_a_link_that_was_sent_before_opens_nothing_any_more(by_luca: Actor, bob: Login, act: str) -> None:
    token = links.token_of(links.issue(bob.id, LinkPurpose.RESET_PASSWORD))
    if act == "another password":
        staff.reset_password(bob.id, "four calling birds", "k1", by=by_luca)
    else:
        staff.switch_off(bob.id, "k1", by=by_luca)
    if act == "off and on again":
        staff.switch_on(bob.id, "k2", by=by_luca)
    db.session.commit()
    assert links.find(token).state is links.LinkState.DEAD


def test_a_reset_password_follows_the_rules_of_passwords(by_luca: Actor, bob: Login) -> None:
    for password in ("short", "1qaz2wsx3edc", "BOB@portico.example.com"):
        with pytest.raises(RuleViolation):
            staff.reset_password(bob.id, password, "k1", by=by_luca)
    assert matches(PASSWORD, bob.password_hash)


def test_a_portal_user_is_none_of_the_staff(by_luca: Actor) -> None:
    a_contact(a_client(), email="carla@acme.example.com", password=PASSWORD)
    carla = login_of("carla@acme.example.com")
    assert [one.name for one in staff.staff()] == ["Luca Prandi"]
    for act in (
        lambda: staff.member(carla.id),
        lambda: staff.edit_staff(carla.id, StaffDraft("Carla", StaffRole.ADMIN), "", "k1", by=by_luca),
        lambda: staff.switch_off(carla.id, "k2", by=by_luca),
        lambda: staff.switch_on(carla.id, "k3", by=by_luca),
        lambda: staff.reset_password(carla.id, "four calling birds", "k4", by=by_luca),
    ):
        with pytest.raises(NotFound):
            act()
    db.session.rollback()
    assert db.session.get_one(Login, carla.id).role is None


def test_the_same_form_with_another_password_is_refused_and_the_first_one_holds(by_luca: Actor, bob: Login) -> None:
    anna = StaffDraft("Anna Neri", StaffRole.STAFF, "anna@portico.example.com")
    staff.add_staff(anna, PASSWORD, "k1", by=by_luca)
    staff.reset_password(bob.id, "four calling birds", "k2", by=by_luca)
    db.session.commit()
    with pytest.raises(RuleViolation, match="other data"):
        staff.add_staff(anna, "five golden rings", "k1", by=by_luca)
    db.session.rollback()
    with pytest.raises(RuleViolation, match="other data"):
        staff.reset_password(bob.id, "five golden rings", "k2", by=by_luca)
    db.session.rollback()
    assert matches(PASSWORD, login_of("anna@portico.example.com").password_hash)
    assert matches("four calling birds", bob.password_hash)


def test_a_reset_that_is_sent_twice_gives_the_first_answer(by_luca: Actor, bob: Login) -> None:
    first, again = (staff.reset_password(bob.id, "four calling birds", "k1", by=by_luca).id for _ in range(2))
    assert first == again
    assert len(events()) == 1
