"""The demo office: lifelike, only where nobody works yet, and gone without a trace when it is taken out."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.accounts.models import Login
from app.domain.accounts.permissions import StaffRole
from app.domain.contacts.models import Contact, PortalUser
from app.domain.history.models import Event
from app.domain.parties.models import ClientRole, Party, PartyStatus
from tests.support.apps import Apps, disconnect
from tests.support.builders import a_client, a_login
from tests.support.databases import Databases
from tests.support.visitor import Visitor


@dataclass(frozen=True)
class Seeded:
    """A demo office for tests to copy: its database, and what lies in its instance folder."""

    address: str
    instance: Path


@pytest.fixture(scope="module")
def seeded() -> dict[Databases, Seeded]:
    """The one on either kind of database, once it was asked for."""
    return {}


@pytest.fixture
def demo(
    databases: Databases, apps: Apps, seeded: dict[Databases, Seeded], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An app in whose context the test stands, with the demo office as `flask demo` leaves it."""
    if databases not in seeded:
        seeded[databases] = seed(databases, apps, tmp_path_factory.mktemp("demo"))
    address = databases.copy(seeded[databases].address)
    app = apps.on(address)
    shutil.copytree(seeded[databases].instance, app.instance_path, dirs_exist_ok=True)
    with app.app_context():
        yield app
    disconnect(app)
    databases.discard(address)


def seed(databases: Databases, apps: Apps, folder: Path) -> Seeded:
    app = apps.on(databases.fresh())
    run(app)
    disconnect(app)
    shutil.copytree(app.instance_path, folder, dirs_exist_ok=True)
    return Seeded(app.config["DATABASE_URL"], folder)


def run(app: Flask, *options: str) -> str:
    """What `flask demo` says."""
    result = app.test_cli_runner().invoke(args=["demo", *options])
    assert result.exit_code == 0, result.output
    return result.output


def logins(app: Flask) -> list[list[str]]:
    return [line.split("  ") for line in run(app, "--logins").splitlines()]


def how_many(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_each_role_has_a_login_that_opens_its_door(demo: Flask) -> None:
    found = logins(demo)
    assert [role for role, _, _ in found] == ["admin", "staff", "portal"]
    doors = {}
    for role, email, password in found:
        visitor = Visitor(demo)
        doors[role] = visitor.sign_in(email, password).headers["Location"]
    assert doors == {"admin": "/", "staff": "/", "portal": "/portal"}


def test_there_is_somebody_of_every_kind(demo: Flask) -> None:
    parties = db.session.scalars(select(Party)).all()
    assert {party.client_role for party in parties} == set(ClientRole)
    assert {PartyStatus.ACTIVE, PartyStatus.ARCHIVED} <= {party.status for party in parties}
    assert [party for party in parties if party.is_supplier]
    assert [party for party in parties if party.expected_back_on]
    portal = db.session.scalars(select(PortalUser)).one()
    assert how_many_clients(portal.person_id) > 1


def how_many_clients(person_id: int) -> int:
    return db.session.scalar(select(func.count()).where(Contact.person_id == person_id)) or 0


def test_what_happened_there_happened_in_the_order_of_its_days(demo: Flask) -> None:
    moments = list(db.session.scalars(select(Event.at).order_by(Event.id)))
    assert len(moments) > 20
    assert moments == sorted(moments)


def test_passwords_are_of_this_installation_alone_and_for_nobody_else_to_read(app: Flask) -> None:
    seen = []
    for _ in range(2):
        run(app)
        seen.append([password for _, _, password in logins(app)])
        file = Path(app.instance_path) / "demo-logins"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        run(app, "--remove")
    assert not set(seen[0]) & set(seen[1])
    assert min(len(password) for password in seen[0]) >= 12


def test_a_login_is_printed_for_as_long_as_it_stands(demo: Flask) -> None:
    admin, staff, portal = [email for _, email, _ in logins(demo)]
    db.session.execute(db.update(Login).where(Login.email == staff).values(is_on=False))
    db.session.execute(db.update(Login).where(Login.email == portal).values(password_hash="another"))
    db.session.commit()
    assert [email for _, email, _ in logins(demo)] == [admin]


def test_where_somebody_can_sign_in_already_it_stays_out(app: Flask) -> None:
    a_login("ada@example.com", "Ada Bianchi", StaffRole.ADMIN)
    db.session.commit()
    assert run(app) == ""
    assert how_many(Party) == 0
    assert how_many(Login) == 1
    assert logins(app) == []


def test_a_second_time_it_is_the_same_office(demo: Flask) -> None:
    before = how_many(Party), how_many(Event), logins(demo)
    run(demo)
    assert (how_many(Party), how_many(Event), logins(demo)) == before


def test_it_never_goes_into_production(app: Flask) -> None:
    app.config["PRODUCTION"] = True
    try:
        result = app.test_cli_runner().invoke(args=["demo"])
    finally:
        app.config["PRODUCTION"] = False
    assert result.exit_code == 1
    assert "never goes into production" in result.output
    assert how_many(Login) == 0


def test_it_goes_and_leaves_what_the_office_has_put_on_file_itself(demo: Flask) -> None:
    a_client("Bar Aurora S.r.l.")
    db.session.commit()
    assert "The demo office is gone" in run(demo, "--remove")
    assert list(db.session.scalars(select(Party.name))) == ["Bar Aurora S.r.l."]
    assert [how_many(table) for table in (Login, PortalUser, Contact)] == [0, 0, 0]
    assert logins(demo) == []
    assert not (Path(demo.instance_path) / "demo-logins").exists()
