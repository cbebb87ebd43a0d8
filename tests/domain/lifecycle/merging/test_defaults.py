"""Where rows with a default among them move to one party, one default is left of each kind."""

from __future__ import annotations

from sqlalchemy import select, update

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.selections import keep_one_default
from tests.support.builders import a_client, a_contact
from tests.support.cast import Cast


def primaries() -> set[int]:
    db.session.expire_all()
    return set(db.session.scalars(select(Contact.id).where(Contact.is_primary)))


def test_the_survivor_s_own_default_stays_and_those_of_the_others_go_off(cast: Cast) -> None:
    twin, zoe = a_client("ACME srl"), cast.zoe.id
    a_contact(twin, "Sara", "Sola")
    keep_one_default(twin.id, [cast.acme.id, cast.bravo.id], Contact.client_id, Contact.is_primary)
    (kept,) = primaries() - {zoe}
    assert db.session.get_one(Contact, kept).client_id == twin.id


def test_where_it_has_none_the_one_longest_on_file_gives_it(cast: Cast) -> None:
    twin, zoe = a_client("ACME srl"), cast.zoe.id
    keep_one_default(twin.id, [cast.bravo.id, cast.acme.id], Contact.client_id, Contact.is_primary)
    (kept,) = primaries() - {zoe}
    assert db.session.get_one(Contact, kept).client_id == cast.acme.id


def test_of_each_kind_one_is_left(cast: Cast) -> None:
    twin = a_client("ACME srl")
    sara = a_contact(twin, "Sara", "Sola")
    db.session.execute(update(Contact).where(Contact.id == sara.id).values(position="Owner"))
    before = primaries()
    keep_one_default(cast.acme.id, [twin.id], Contact.client_id, Contact.is_primary, Contact.position)
    assert primaries() == before
