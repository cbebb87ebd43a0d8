"""The column *Portal access* of the grid, and what its menu does."""

from __future__ import annotations

import pytest
from flask import Flask
from lxml.etree import _Element
from sqlalchemy import select, update

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import portal_login_of
from app.domain.history.actions import new_key
from app.domain.history.models import Actor, ActorKind
from app.domain.messaging.bouncing import mark
from app.domain.messaging.models import Email, EmailState
from app.domain.messaging.templates import TemplateKey
from tests.blueprints.clients.desk import flashes, follow_within
from tests.blueprints.contacts.desk import GRID, grid_of
from tests.support.builders import a_contact, archived
from tests.support.cast import Cast
from tests.support.codes import two_factor_on
from tests.support.rows import all_rows
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor

SENDING = 26


@pytest.fixture
def dario(cast: Cast) -> Contact:
    """A contact of Acme who has an email, and no login yet."""
    return a_contact(cast.acme, "Dario", "Neri", email="dario@example.com")


def row(page: Answer, name: str) -> _Element:
    (found,) = page.find(f"//li[contains(@class, 'grants__row')][.//a[.='{name}']]")
    return found


def access_in(page: Answer, name: str) -> str:
    (cell,) = row(page, name).xpath(".//*[@class='grants__access']")
    return " ".join(" ".join(cell.itertext()).split())


def offered(page: Answer, name: str) -> list[str]:
    """What the menu of a row offers."""
    items = row(page, name).xpath(".//*[contains(@class, 'menu__item')]")
    return ["".join(item.itertext()).strip() for item in items]


def press(page: Answer, name: str, label: str, *, htmx: bool = False) -> Answer:
    """Press a button of a row: it sends the form that it stands in to where it says."""
    buttons = [b for b in row(page, name).xpath(".//button[@formaction]") if "".join(b.itertext()).strip() == label]
    data = page.form(GRID).values.copy()
    if buttons[0].get("name"):
        data[buttons[0].get("name")] = buttons[0].get("value")
    return page.visitor.open("POST", buttons[0].get("formaction"), data=data, htmx=GRID if htmx else None, at=page.path)


@pytest.mark.parametrize("htmx", [False, True])
def test_somebody_is_invited_from_the_row_and_the_row_says_so(
    marta: Visitor, cast: Cast, dario: Contact, htmx: bool
) -> None:
    page = grid_of(marta, cast.acme)
    assert access_in(page, "Dario Neri") == "Not invited Invite"
    answer = press(page, "Dario Neri", "Invite", htmx=htmx)
    after = follow_within(answer, GRID) if htmx else answer.follow()
    assert flashes(after) == ["A link to set a password is on its way to Dario Neri."]
    assert access_in(after, "Dario Neri") == "Invitation queued"
    assert db.session.scalars(select(Email.to_address)).all() == ["dario@example.com"]


@pytest.mark.parametrize(
    ("state", "answer", "said"),
    [
        (EmailState.FAILED, "552 Mailbox full", "Sending failed 552 Mailbox full Send again"),
        (EmailState.UNKNOWN, "", "Perhaps arrived Send again"),
        (EmailState.KEPT, "", "Invitation kept here No mail server is set"),
    ],
)
def test_the_row_says_what_became_of_the_invitation(
    marta: Visitor, cast: Cast, dario: Contact, state: EmailState, answer: str, said: str
) -> None:
    press(grid_of(marta, cast.acme), "Dario Neri", "Invite")
    db.session.execute(update(Email).values(state=state, answer=answer))
    db.session.commit()
    assert access_in(grid_of(marta, cast.acme), "Dario Neri") == said


def test_an_invitation_that_was_sent_says_until_when_its_link_is_open(
    marta: Visitor, cast: Cast, dario: Contact
) -> None:
    press(grid_of(marta, cast.acme), "Dario Neri", "Invite")
    db.session.execute(update(Email).values(state=EmailState.SENT, settled_at=Email.queued_at))
    db.session.commit()
    said = access_in(grid_of(marta, cast.acme), "Dario Neri")
    assert said.startswith("Invitation sent ") and "Link open until" in said


def test_an_address_that_bounces_and_other_clients_are_said_beside(marta: Visitor, cast: Cast) -> None:
    mark("renata@lis.example.com", "550 5.1.1 No such user", "550")
    db.session.commit()
    said = access_in(grid_of(marta, cast.acme), "Renata Lis")
    assert "Mail to this address comes back: 550 5.1.1 No such user" in said
    assert said.endswith("Also for 1 other client")


def test_the_menu_offers_what_can_be_done(marta: Visitor, luca: Visitor, cast: Cast, dario: Contact) -> None:
    ada = a_contact(cast.acme, "Ada")
    assert ada.person.email == ""
    page = grid_of(marta, cast.acme)
    first, last = ["Edit", "Open their card", "Apply to …"], ["Remove from this client"]
    access = ["Send again", "Sign out everywhere", "Switch off portal access"]
    assert offered(page, "Carla Rossi") == [*first, *access, *last]
    assert offered(page, "Dario Neri") == [*first, "Invite", *last]
    assert offered(page, "Ada Rossi") == [*first, *last]
    of_admins = {"Make a link to hand over", "View portal as this contact"}
    assert of_admins <= set(offered(grid_of(luca, cast.acme), "Carla Rossi"))
    archived(cast.acme)
    assert "Send again" not in offered(grid_of(marta, cast.acme), "Carla Rossi")


def test_signing_out_everywhere_ends_an_open_portal_page(
    app: Flask, marta: Visitor, carla: Visitor, cast: Cast
) -> None:
    renata = Visitor(app).signed_in_as("renata@lis.example.com")
    after = press(grid_of(marta, cast.acme), "Carla Rossi", "Sign out everywhere").follow()
    assert flashes(after) == ["Carla Rossi is signed out everywhere."]
    assert carla.get("portal.home").leads_to("auth.login")
    assert renata.get("portal.home").status == 303
    carla.signed_in_as("carla@acme.example.com")


def test_access_is_switched_off_and_on_again(marta: Visitor, carla: Visitor, cast: Cast) -> None:
    after = press(grid_of(marta, cast.acme), "Carla Rossi", "Switch off portal access").follow()
    assert flashes(after) == ["Portal access of Carla Rossi is switched off."]
    assert access_in(after, "Carla Rossi").startswith("Sign-ins switched off")
    assert {"Send again", "Sign out everywhere"} & set(offered(after, "Carla Rossi")) == set()
    assert carla.get("portal.home").leads_to("auth.login")
    assert carla.sign_in("carla@acme.example.com").says("The email or the password is not right.")
    after = press(after, "Carla Rossi", "Switch on portal access").follow()
    assert flashes(after)[-1] == "Portal access of Carla Rossi is switched on."
    carla.signed_in_as("carla@acme.example.com")


def test_what_cannot_be_done_any_more_is_said_and_nothing_changes(marta: Visitor, cast: Cast, dario: Contact) -> None:
    page = grid_of(marta, cast.acme)
    archived(cast.acme)
    before = all_rows()
    refused = press(page, "Dario Neri", "Invite").follow()
    assert flashes(refused) == ["No invitation is sent while the client is archived."]
    assert all_rows() == before


def test_a_link_is_handed_over_by_an_admin_and_shown_once(
    app: Flask, luca: Visitor, cast: Cast, dario: Contact
) -> None:
    page = luca.get("contacts.ask_link", client_id=cast.acme.id, contact_id=dario.id)
    form = page.form("/link")
    shown = form.submit()
    assert shown.status == 200 and shown.headers["Referrer-Policy"] == "no-referrer"
    (link,) = shown.texts("//*[@id='link']/span")
    assert "/set-password/" in link
    again = form.submit()
    assert again.status == 422 and link not in again.html
    opened = Visitor(app).get_url("/" + link.split("/", 3)[3]).follow()
    assert opened.status == 200 and opened.find("//input[@type='password']")
    assert luca.get("clients.show", party_id=cast.acme.id).says("A link for Dario Neri handed over by Luca Prandi")


def test_an_admin_looks_at_the_portal_from_the_row(luca: Visitor, cast: Cast) -> None:
    shown = press(grid_of(luca, cast.acme), "Carla Rossi", "View portal as this contact")
    assert shown.leads_to("portal.client", client_id=cast.acme.id)


def test_a_contact_who_has_lost_the_phone_gets_in_by_the_password_alone(
    app: Flask, luca: Visitor, marta: Visitor, carla: Visitor, cast: Cast
) -> None:
    label = "Switch off sign-in with a code"
    assert label not in offered(grid_of(luca, cast.acme), "Carla Rossi")
    login = portal_login_of(cast.carla.person_id)
    assert login is not None
    two_factor_on(Actor(ActorKind.PORTAL, login.id, login.name))
    assert label not in offered(grid_of(marta, cast.acme), "Carla Rossi")
    page = grid_of(luca, cast.acme)
    after = press(page, "Carla Rossi", label).follow()
    said = "Carla Rossi signs in with the password alone, and is signed out everywhere."
    assert flashes(after) == [said]
    assert carla.get("portal.home").leads_to("auth.login")
    carla.signed_in_as("carla@acme.example.com")
    (email,) = db.session.scalars(select(Email).where(Email.template == TemplateKey.TWO_FACTOR_OFF))
    assert email.to_address == "carla@acme.example.com"
    assert flashes(press(page, "Carla Rossi", label).follow()) == [said]  # the same form once more
    before = all_rows()
    refused = luca.post(
        "contacts.switch_two_factor_off", client_id=cast.acme.id, contact_id=cast.carla.id, data={"key": new_key()}
    )
    assert flashes(refused.follow()) == ["Sign-in with a code is not on."]
    assert all_rows() == before
    assert marta.post("contacts.switch_two_factor_off", client_id=cast.acme.id, contact_id=cast.carla.id).status == 403


def test_staff_hand_no_link_over(marta: Visitor, cast: Cast) -> None:
    where = {"client_id": cast.acme.id, "contact_id": cast.carla.id}
    assert [marta.get("contacts.ask_link", **where).status, marta.post("contacts.hand_over_link", **where).status] == [
        403,
        403,
    ]


@pytest.mark.parametrize(
    "endpoint", ["send_again", "hand_over_link", "sign_out_everywhere", "switch_access", "switch_two_factor_off"]
)
def test_a_contact_under_another_client_s_address_is_not_found(luca: Visitor, cast: Cast, endpoint: str) -> None:
    before = all_rows()
    for client_id, contact_id in ((cast.zeta.id, cast.carla.id), (cast.acme.id, cast.zoe.id), (cast.acme.id, 999_999)):
        assert luca.post(f"contacts.{endpoint}", client_id=client_id, contact_id=contact_id).status == 404
    assert all_rows() == before


def test_sending_again_costs_a_fixed_number_of_statements(marta: Visitor, cast: Cast, dario: Contact) -> None:
    for n in range(10):
        a_contact(cast.acme, f"Nina {n}", email=f"nina{n}@example.com")
    page = grid_of(marta, cast.acme)
    with count_statements() as statements:
        assert press(page, "Dario Neri", "Invite").status == 303
    assert len(statements) <= SENDING, "\n".join(statements)


def test_a_switch_that_says_nothing_switches_nothing_on(marta: Visitor, cast: Cast) -> None:
    press(grid_of(marta, cast.acme), "Carla Rossi", "Switch off portal access")
    marta.post("contacts.switch_access", client_id=cast.acme.id, contact_id=cast.carla.id)
    login = portal_login_of(cast.carla.person_id)
    assert login and not login.is_on
