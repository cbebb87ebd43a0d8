"""Who gets which emails by themselves, who does not, and why (PRODUCT.md 6)."""

from __future__ import annotations

from typing import Any

import pytest

from app.db import db
from app.domain.contacts import recipients
from app.domain.contacts.models import Contact
from app.domain.contacts.permissions import Notice
from app.domain.contacts.recipients import audiences_of, who_is_written_to
from app.domain.messaging.bouncing import mark
from app.domain.parties.models import Party
from tests.support.builders import a_contact, archived
from tests.support.cast import Cast
from tests.support.statements import count_statements


def said(kind: Notice, client: Party) -> dict[str, str]:
    """Everybody at a client, and why they are not written to; nothing for who is."""
    audience = who_is_written_to(kind, client.id)
    others = {addressee.name: reason.msgid for addressee, reason in audience.others}
    return {addressee.name: "" for addressee in audience.recipients} | others


# One row a reason: what is so of Carla, and what is said of her; Renata gets everything.
REASONS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({}, {}, ""),
    ({"permissions": frozenset()}, {}, ""),  # independent of what opens in the portal
    ({"is_active": False, "is_primary": False}, {}, "Not active."),
    ({"notices": frozenset(Notice) - {Notice.MAIL_ITEM}}, {}, "Switched off for them."),
    ({"declined": frozenset({Notice.MAIL_ITEM})}, {}, "Switched off by themself."),
    ({"declined": frozenset({Notice.INVOICE})}, {}, ""),
    ({}, {"email": ""}, "No email address."),
]


@pytest.mark.parametrize(("link", "person", "reason"), REASONS)
def test_everybody_is_a_recipient_or_is_told_why_not(
    cast: Cast, link: dict[str, Any], person: dict[str, Any], reason: str
) -> None:
    for of, values in ((cast.carla, link), (cast.carla.person, person)):
        for name, value in values.items():
            setattr(of, name, value)
    db.session.commit()
    assert said(Notice.MAIL_ITEM, cast.acme) == {"Carla Rossi": reason, "Renata Lis": ""}


def test_nobody_is_written_to_for_an_archived_client(cast: Cast) -> None:
    archived(cast.acme)
    assert set(said(Notice.INVOICE, cast.acme).values()) == {"The client is archived."}


def test_nobody_is_written_to_where_mail_comes_back_whatever_the_case_of_the_address(cast: Cast) -> None:
    cast.carla.person.email = "Carla@Acme.example.com"
    mark("carla@acme.EXAMPLE.com", "550 5.1.1 No such user", "550")
    db.session.commit()
    assert said(Notice.MAIL_ITEM, cast.acme) == {"Carla Rossi": "Mail to this address comes back.", "Renata Lis": ""}


def test_an_only_contact_who_does_not_get_a_kind_gets_it_no_more_than_others(cast: Cast) -> None:
    cast.zoe.notices = frozenset({Notice.TICKET})
    db.session.commit()
    assert who_is_written_to(Notice.INVOICE, cast.zeta.id).recipients == ()
    assert [who.name for who in who_is_written_to(Notice.TICKET, cast.zeta.id).recipients] == [cast.zoe.person.name]


def test_a_kind_reaches_the_contacts_of_its_client_only(cast: Cast) -> None:
    assert list(said(Notice.TICKET, cast.bravo)) == ["Renata Lis"]


def test_all_kinds_are_asked_for_in_as_many_statements_as_one(cast: Cast) -> None:
    for n in range(10):
        a_contact(cast.acme, f"Nina {n}", email=f"nina{n}@example.com")
    acme_id = cast.acme.id
    with count_statements() as one:
        who_is_written_to(Notice.TASK, acme_id)
    with count_statements() as every:
        assert [audience.kind for audience in audiences_of(acme_id)] == list(Notice)
    assert len(one) == len(every) == 1


def test_who_comes_first_on_the_card_comes_first_here(cast: Cast) -> None:
    db.session.get_one(Contact, cast.carla.id).is_primary = False
    db.session.flush()
    cast.renata.is_primary = True
    db.session.commit()
    assert [addressee.name for addressee in recipients.addressees_of(cast.acme.id)] == ["Renata Lis", "Carla Rossi"]
