"""An office with somebody for every rule to mean, and a short way to write rules."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import update

from app.db import db
from app.domain import clock
from app.domain.directory.segments.actions import SegmentDraft, add_segment
from app.domain.directory.segments.models import Segment
from app.domain.directory.segments.rules import Comparison, Joined, Rule, Rules
from app.domain.directory.selection import only
from app.domain.history.models import SYSTEM, Actor
from app.domain.lifecycle.tagging import add_tag
from app.domain.parties.models import ClientRole, Party, PartyStatus
from tests.support.builders import PASSWORD, a_client, a_contact, a_key, a_mail_item, a_person

C = Comparison


def rule(field: str, comparison: Comparison, *values: str) -> Rule:
    return Rule(field, comparison, values)


def all_of(*each: Rule) -> Rules:
    return Rules(Joined.ALL, each)


def any_of(*each: Rule) -> Rules:
    return Rules(Joined.ANY, each)


def in_city(city: str) -> Rule:
    return rule("city", C.IS, city)


def a_segment(
    name: str, *each: Rule, by: Actor = SYSTEM, is_shared: bool = True, rules: Rules | None = None
) -> Segment:
    """A segment on file; shared unless said otherwise."""
    draft = SegmentDraft(name, rules or all_of(*each), is_shared)
    act = add_segment(draft, a_key(), by=by, may_share=True)
    db.session.commit()
    return db.session.get_one(Segment, act.outcome["segment_id"])


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def an_office() -> None:
    """Acme of Torino, Bravo of Łódź, the supplier Cesto, the person Dora Verdi, and Eco, a prospect."""
    acme = a_client(
        "Acme S.r.l.", city="Torino", country="IT", postal_code="10 138", tax_id="IT 00743110157",
        email="Info@ACME.example", phone="+39 011 555 0101", customer_since=days_ago(5), discount_group="Gold",
        pec="acme@pec.example", language="it", currency="EUR",
    )  # fmt: skip
    bravo = a_client(
        "Bravo Sp. z o.o.", city="Łódź", country="PL", postal_code="90-001", email="biuro@bravo_pl.example",
        phone="42 555 01 27", customer_since=days_ago(400), discount_group="Silver", language="pl", currency="PLN",
    )  # fmt: skip
    cesto = a_client("Cesto & Figli", client_role=ClientRole.NONE, is_supplier=True, our_number="K-77", country="IT")
    dora = a_person("Dora", "Verdi", client_role=ClientRole.CUSTOMER, customer_since=clock.today() + timedelta(days=3))
    a_client("Eco Torino", client_role=ClientRole.PROSPECT, city="Torino")
    a_contact(acme, "Carla", "Rossi", email="carla@acme.example", password=PASSWORD)
    a_mail_item(bravo)
    add_tag(only(acme), "VIP", a_key(), by=SYSTEM)
    add_tag(only(cesto), "Fair", a_key(), by=SYSTEM)
    db.session.execute(update(Party).where(Party.id == dora.id).values(status=PartyStatus.DEACTIVATED))
    db.session.commit()
