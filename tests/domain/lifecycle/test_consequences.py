"""What a dialog says before an act: whose sign-in stops, in numbers and by name (PRODUCT.md 3.1 and 3.2)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.directory.selection import picked
from app.domain.lifecycle.consequences import Outlook, of_archiving, of_changing_roles, of_restoring
from app.domain.parties.models import ClientRole, Party, PartyStatus
from app.domain.parties.roles import RoleChange
from app.web.formatting import sentence
from tests.support.builders import PASSWORD, a_client, a_contact, archived
from tests.support.cast import Cast
from tests.support.statements import count_statements


def said(outlook: Outlook) -> dict[str, list[str]]:
    """Each line of a dialog, with the names that stand under it."""
    return {sentence(line.sentence): [name for _, name in line.named] for line in outlook.consequences}


def archiving(*parties: Party) -> dict[str, list[str]]:
    return said(of_archiving(picked([party.id for party in parties])))


def test_who_has_no_other_client_can_no_longer_sign_in_and_who_has_can_for_others_only(cast: Cast) -> None:
    assert archiving(cast.acme) == {
        "1 person can no longer sign in": ["Carla Rossi"],
        "1 person can sign in for other clients only": ["Renata Lis"],
    }
    assert archiving(cast.acme, cast.bravo) == {"2 people can no longer sign in": ["Renata Lis", "Carla Rossi"]}


def test_the_dialog_for_a_person_names_the_clients_for_which_their_sign_in_stops(cast: Cast) -> None:
    assert archiving(cast.renata.person) == {
        "1 person can no longer sign in": ["Renata Lis"],
        "2 clients lose a sign-in": ["Acme S.r.l.", "Bravo Sp. z o.o."],
    }
    archived(cast.bravo)
    assert archiving(cast.renata.person)["1 client loses a sign-in"] == ["Acme S.r.l."]


def test_a_client_that_goes_too_is_not_said_to_lose_anybody(cast: Cast) -> None:
    assert "1 client loses a sign-in" in archiving(cast.renata.person, cast.acme)
    assert archiving(cast.carla.person, cast.acme, cast.bravo) == {
        "2 people can no longer sign in": ["Renata Lis", "Carla Rossi"]
    }


@pytest.mark.parametrize("without", ["a login", "an active link", "being switched on", "a password"])
def test_who_could_not_sign_in_before_loses_nothing(app: Flask, without: str) -> None:
    client = a_client()
    contact = a_contact(client, email="c@example.com", password=None if without == "a login" else PASSWORD)
    user = contact.person
    login = db.session.scalar(select(Login))
    if without == "an active link":
        contact.is_active = contact.is_primary = False
    elif login is not None and without == "being switched on":
        login.is_on = False
    elif login is not None:
        login.password_hash = None
    db.session.commit()
    assert archiving(client) == archiving(user) == {}


def test_restoring_says_who_can_sign_in_again_and_who_had_been_deactivated(cast: Cast) -> None:
    cast.bravo.status = PartyStatus.DEACTIVATED
    db.session.commit()
    archived(cast.acme, cast.bravo)
    assert said(of_restoring(picked([cast.acme.id, cast.bravo.id]))) == {
        "2 people can sign in again": ["Renata Lis", "Carla Rossi"],
        "1 client had been deactivated before and becomes active": [],
    }


def test_the_first_few_are_named_and_the_others_counted(app: Flask) -> None:
    client = a_client()
    for n in range(7):
        a_contact(client, "Ada", f"Bianchi {n}", email=f"a{n}@example.com", password=PASSWORD)
    (line,) = of_archiving(picked([client.id])).consequences
    assert ([name for _, name in line.named], line.more) == ([f"Ada Bianchi {n}" for n in range(5)], 2)


def test_the_question_costs_the_same_for_one_and_for_many(cast: Cast) -> None:
    ids, counts = [party.id for party in (cast.acme, cast.bravo, cast.zeta, cast.renata.person)], []
    clock.today()  # whoever asks first reads the office's zone
    for how_many in (2, 4):
        with count_statements() as statements:
            of_archiving(picked(ids[:how_many]))
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("change", "changing", "lines", "already"),
    [
        (RoleChange.MAKE_PROSPECT, 1, {"1 is a customer and stays one"}, 1),
        (RoleChange.MAKE_CUSTOMER, 2, set(), 1),
        (RoleChange.CONVERT, 1, {"2 are no prospects and stay as they are"}, 0),
        (RoleChange.REMOVE_PROSPECT, 1, {"1 is a customer and stays one", "1 is no prospect and stays as it is"}, 0),
        (RoleChange.ADD_SUPPLIER, 2, set(), 1),
        (RoleChange.REMOVE_SUPPLIER, 1, {"2 are no suppliers and stay as they are"}, 0),
    ],
)
def test_a_change_of_roles_says_of_each_once_what_becomes_of_them(
    app: Flask, change: RoleChange, changing: int, lines: set[str], already: int
) -> None:
    nobody = a_client("Uno S.r.l.", client_role=ClientRole.NONE, is_supplier=True)
    prospect, customer = a_client("Due S.r.l.", client_role=ClientRole.PROSPECT), a_client("Tre S.r.l.")
    outlook = of_changing_roles(change, picked([nobody.id, prospect.id, customer.id]))
    assert (outlook.changing, {*said(outlook)}, outlook.already) == (changing, lines, already)
