"""One admin at least can always sign in, whoever switches off whom, however many do at once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask

from app.db import db
from app.domain.accounts import staff
from app.domain.accounts.models import Login
from app.domain.accounts.permissions import StaffRole
from app.domain.accounts.staff import StaffDraft
from app.domain.errors import RuleViolation
from app.domain.history.models import Actor, ActorKind
from tests.support.builders import a_login

Act = Callable[[int, str, Actor], object]


def switch_off(login_id: int, key: str, by: Actor) -> object:
    return staff.switch_off(login_id, key, by=by)


def demote(login_id: int, key: str, by: Actor) -> object:
    member = staff.member(login_id)
    return staff.edit_staff(login_id, StaffDraft(member.name, StaffRole.STAFF), member.version, key, by=by)


def an_admin(name: str = "Luca Prandi") -> Login:
    return a_member(name, StaffRole.ADMIN)


def a_member(name: str, role: StaffRole = StaffRole.STAFF, *, is_on: bool = True) -> Login:
    login = a_login(f"{name.split()[0].lower()}@portico.example.com", name, role)
    login.is_on = is_on
    db.session.commit()
    return login


def as_actor(login: Login) -> Actor:
    return Actor(ActorKind.STAFF, login.id, login.name)


both = pytest.mark.parametrize("act", [switch_off, demote])


def admins() -> list[str]:
    return [one.name for one in staff.staff() if one.is_on and one.role is StaffRole.ADMIN]


@both
def test_the_last_admin_stays_an_admin_and_stays_on(app: Flask, act: Act) -> None:
    luca = an_admin()
    a_member("Bob Bianchi")
    with pytest.raises(RuleViolation, match="last admin"):
        act(luca.id, "k1", as_actor(luca))
    db.session.rollback()
    assert admins() == ["Luca Prandi"]


@both
def test_an_admin_who_is_switched_off_does_not_count(app: Flask, act: Act) -> None:
    luca = an_admin()
    a_member("Bob Bianchi", StaffRole.ADMIN, is_on=False)
    with pytest.raises(RuleViolation, match="last admin"):
        act(luca.id, "k1", as_actor(luca))


@both
def test_with_two_admins_one_may_go_also_by_their_own_hand(app: Flask, act: Act) -> None:
    luca, bob = an_admin(), an_admin("Bob Bianchi")
    act(bob.id, "k1", as_actor(bob))
    db.session.commit()
    assert admins() == ["Luca Prandi"]
    assert staff.member(luca.id).is_last_admin


def test_the_last_admin_may_still_change_name_and_password(app: Flask) -> None:
    luca = an_admin()
    version = staff.member(luca.id).version
    staff.edit_staff(luca.id, StaffDraft("Luca P.", StaffRole.ADMIN), version, "k1", by=as_actor(luca))
    staff.reset_password(luca.id, "four calling birds", "k2", by=as_actor(luca))
    db.session.commit()
    assert admins() == ["Luca P."]


def test_who_is_switched_off_may_change_role_while_another_admin_is_on(app: Flask) -> None:
    luca = an_admin()
    bob = a_member("Bob Bianchi", StaffRole.ADMIN, is_on=False)
    demote(bob.id, "k1", as_actor(luca))
    assert admins() == ["Luca Prandi"]


@both
@pytest.mark.parametrize("round_", range(5))
def test_of_two_admins_who_remove_each_other_at_once_one_stays(app: Flask, act: Act, round_: int) -> None:
    luca, bob = an_admin(), an_admin("Bob Bianchi")
    pairs = [(luca.id, as_actor(bob)), (bob.id, as_actor(luca))]
    assert both_at_once(app, act, pairs) == ["done", "refused"]
    db.session.rollback()
    assert len(admins()) == 1


def both_at_once(app: Flask, act: Act, pairs: list[tuple[int, Actor]]) -> list[str]:
    """Two people, each with a transaction of their own, who begin together. Returns what they were told."""
    start = Barrier(len(pairs))
    told: list[str] = []

    def remove(login_id: int, by: Actor) -> None:
        with app.app_context():
            start.wait()
            try:
                act(login_id, f"k{login_id}", by)
                db.session.commit()
            except RuleViolation:
                db.session.rollback()
                told.append("refused")
            else:
                told.append("done")

    threads = [Thread(target=remove, args=pair) for pair in pairs]
    db.session.commit()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_the_list_marks_the_last_admin_and_nobody_else(app: Flask) -> None:
    an_admin()
    a_member("Bob Bianchi")
    assert [one.name for one in staff.staff() if one.is_last_admin] == ["Luca Prandi"]
    assert db.session.query(Login).count() == 2
