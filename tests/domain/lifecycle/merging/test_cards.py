"""Merge, by PRODUCT.md 9: one card of several, with everything that hangs on them, in one act without a way back."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.directory.criteria import PartyCriteria, RoleFilter
from app.domain.directory.queries import page_of_parties
from app.domain.directory.selection import only, picked, seal_of
from app.domain.errors import RuleViolation, SelectionChanged
from app.domain.history.models import Act, Event, EventKind
from app.domain.lifecycle.answers import answer_of
from app.domain.lifecycle.merging import MergeChoices, merge_parties
from app.domain.lifecycle.roles import change_roles
from app.domain.lifecycle.tagging import add_tag
from app.domain.lifecycle.undoing import undo_act
from app.domain.mailroom.models import MailItem
from app.domain.parties.merging import survivor_of
from app.domain.parties.models import ClientRole, MergedParty, Party, PartyStatus
from app.domain.parties.roles import RoleChange
from app.domain.parties.tags import tags_of
from app.domain.reporting.search import Search
from tests.domain.lifecycle.merging.cards import merged, on_file
from tests.support.builders import a_client, a_contact, a_key, a_mail_item, a_person, archived
from tests.support.cast import Cast


def tagged(party: Party, *names: str, by: Cast) -> None:
    for name in names:
        add_tag(only(party), name, a_key(), by=by.by_marta)
    db.session.commit()


@pytest.fixture
def twin(cast: Cast) -> Party:
    """Acme once more, put on file by mistake."""
    return a_client(
        "ACME srl", email="office@acme.example.com", city="Milano", street="Via Roma", website="https://a.it"
    )


# The card ----------------------------------------------------------------------------------------------------------


def test_what_the_kept_one_says_stays_and_what_it_does_not_say_comes_from_the_others(cast: Cast, twin: Party) -> None:
    merged(cast.acme, twin)
    acme = cast.acme
    assert (acme.name, acme.email, acme.website) == ("Acme S.r.l.", "info@acme.example.com", "https://a.it")
    assert (acme.version, acme.status) == (2, PartyStatus.ACTIVE)


def test_an_address_is_of_one_card_and_never_of_two_halves(cast: Cast, twin: Party) -> None:
    merged(cast.acme, twin)
    assert (cast.acme.street, cast.acme.city) == ("", "Torino")


def test_what_was_chosen_of_another_card_takes_the_place_of_what_is_kept(cast: Cast, twin: Party) -> None:
    merged(cast.acme, twin, taken={"address": twin.id, "email": twin.id, "nothing of ours": twin.id, "phone": twin.id})
    acme = cast.acme
    assert (acme.street, acme.city, acme.email_key) == ("Via Roma", "Milano", "office@acme.example.com")
    assert acme.phone == "+39 011 555 0101"  # the other says nothing
    assert "milano" in acme.search_text
    assert acme.city_key == "milano"


def test_notes_stand_one_below_the_other_with_their_origin(cast: Cast) -> None:
    kept, second = a_client("Uno S.r.l.", notes="Rings twice."), a_client("Due S.r.l.", notes="Key at the bar.")
    third, same = a_client("Tre S.r.l."), a_client("Quattro S.r.l.", notes="Rings twice.")
    number = second.number
    merged(kept, second, third, same)
    assert kept.notes == f"Rings twice.\n\n— Due S.r.l. ({number})\nKey at the bar."


def test_a_phone_that_was_understood_stays_so(cast: Cast) -> None:
    bare = a_client("Senza S.r.l.", country="PL")
    merged(bare, cast.acme)
    assert (bare.phone, bare.phone_e164, bare.country) == ("+39 011 555 0101", "+390115550101", "PL")


@pytest.mark.parametrize(
    ("kept", "other", "becomes"),
    [
        (ClientRole.NONE, ClientRole.PROSPECT, ClientRole.PROSPECT),
        (ClientRole.NONE, ClientRole.CUSTOMER, ClientRole.CUSTOMER),
        (ClientRole.PROSPECT, ClientRole.CUSTOMER, ClientRole.CUSTOMER),
        (ClientRole.CUSTOMER, ClientRole.PROSPECT, ClientRole.CUSTOMER),
        (ClientRole.CUSTOMER, ClientRole.NONE, ClientRole.CUSTOMER),
    ],
)
def test_roles_unite_and_a_customer_beats_a_prospect(
    cast: Cast, kept: ClientRole, other: ClientRole, becomes: ClientRole
) -> None:
    one = a_client("Uno S.r.l.", client_role=kept)
    two = a_client("Due S.r.l.", client_role=other, is_supplier=True)
    merged(one, two)
    assert (one.client_role, one.is_supplier) == (becomes, True)
    assert one.number


def test_who_had_no_number_takes_over_the_one_of_the_customer(cast: Cast) -> None:
    one = a_client("Uno S.r.l.", client_role=ClientRole.NONE)
    supplier = a_client("Due S.r.l.", client_role=ClientRole.NONE, is_supplier=True)
    customer = a_client("Tre S.r.l.")
    given, spare = customer.number, supplier.number
    merged(one, supplier, customer)
    assert one.number == given
    former = db.session.scalars(select(MergedParty.number).order_by(MergedParty.former_id)).all()
    assert former == [spare, ""]


def test_the_status_is_that_of_the_one_that_stays(cast: Cast, twin: Party) -> None:
    archived(twin)
    merged(cast.acme, twin)
    assert cast.acme.status is PartyStatus.ACTIVE
    archived(cast.bravo)
    merged(cast.bravo, cast.acme)
    assert cast.bravo.status is PartyStatus.ARCHIVED


# What hangs on them ------------------------------------------------------------------------------------------------


def test_mail_tags_and_history_move_to_the_one_that_stays(cast: Cast, twin: Party) -> None:
    item = a_mail_item(twin, "Enel")
    latest = twin.last_mail_key
    tagged(cast.acme, "vip", by=cast)
    tagged(twin, "vip", "torino", by=cast)
    was = db.session.scalar(select(func.count()).select_from(Event).where(Event.party_id == twin.id))
    twin_id = twin.id
    merged(cast.acme, twin)
    db.session.expire_all()
    assert db.session.get_one(MailItem, item.id).party_id == cast.acme.id
    assert cast.acme.last_mail_key == latest
    assert tags_of([cast.acme.id]) == {cast.acme.id: ["torino", "vip"]}
    moved = select(func.count()).select_from(Event).where(Event.record_id == twin_id, Event.record == "party")
    assert was
    assert db.session.scalar(moved.where(Event.party_id == cast.acme.id))
    assert not db.session.scalar(select(func.count()).select_from(Event).where(Event.party_id == twin_id))


def test_one_event_tells_of_it_on_the_card_that_stays(cast: Cast, twin: Party) -> None:
    number = twin.number
    act = merged(cast.acme, twin, by=cast.by_marta)
    events = db.session.scalars(select(Event).where(Event.act_id == act.id)).all()
    assert [(event.kind, event.party_id, event.details["name"]) for event in events] == [
        (EventKind.MERGED, cast.acme.id, f"ACME srl ({number})")
    ]
    assert answer_of(act)[0].msgid == "%(n)s card merged into %(name)s."


def test_the_others_are_gone_and_their_ids_and_numbers_lead_to_it(cast: Cast, twin: Party) -> None:
    former, number = twin.id, twin.number or ""
    merged(cast.acme, twin)
    assert on_file(former) == [False]
    assert survivor_of(former) == cast.acme.id
    assert [hit.id for hit in Search(number, limit=5).clients() if hit.is_exact] == [cast.acme.id]
    assert [row.id for row in page_of_parties(PartyCriteria(q=number, role=RoleFilter.ANY)).rows] == [cast.acme.id]


def test_who_was_merged_before_leads_to_the_last_one(cast: Cast, twin: Party) -> None:
    former, number = twin.id, twin.number or ""
    merged(cast.acme, twin)
    merged(cast.bravo, cast.acme)
    assert survivor_of(former) == cast.bravo.id
    assert [hit.id for hit in Search(number, limit=5).clients() if hit.is_exact] == [cast.bravo.id]


def test_a_number_that_was_merged_away_is_not_given_again(cast: Cast, twin: Party) -> None:
    number = twin.number
    merged(cast.acme, twin)
    assert a_client("Nuova S.r.l.").number != number


def test_the_one_that_stays_is_found_by_the_contacts_of_all(cast: Cast, twin: Party) -> None:
    a_contact(twin, "Sara", "Sola")
    merged(cast.acme, twin)
    assert {"carla", "sara"} <= set(cast.acme.search_text.split())


# How it is done ----------------------------------------------------------------------------------------------------


def test_any_number_of_cards_become_one(cast: Cast) -> None:
    parties = [a_client(f"Copia {n} S.r.l.", phone=f"011 555 01{n:02d}") for n in range(30)]
    act = merged(*parties)
    assert act.outcome["merged"] == 29
    assert db.session.scalar(select(func.count()).select_from(Party).where(Party.name.like("Copia %"))) == 1
    details = db.session.scalars(select(Event.details).where(Event.kind == EventKind.MERGED)).one()
    assert details["name"].endswith(" +24")


def test_a_company_and_a_person_are_never_merged(cast: Cast) -> None:
    ada = a_person()
    with pytest.raises(RuleViolation):
        merged(cast.acme, ada)
    db.session.rollback()
    assert on_file(ada.id, cast.acme.id) == [True, True]


@pytest.mark.parametrize("others", [0, 1])
def test_two_or_more_are_needed_and_the_kept_one_is_one_of_them(cast: Cast, others: int) -> None:
    selection = picked([cast.acme.id, cast.bravo.id][: 1 + others])
    with pytest.raises(RuleViolation):
        merge_parties(selection, MergeChoices(cast.zeta.id), a_key(), by=cast.by_marta)
    db.session.rollback()
    assert on_file(cast.acme.id, cast.bravo.id, cast.zeta.id) == [True] * 3


def test_the_same_key_merges_once_and_gives_the_first_answer(cast: Cast, twin: Party) -> None:
    selection, choices, key = picked([cast.acme.id, twin.id]), MergeChoices(cast.acme.id), a_key()
    first = merge_parties(selection, choices, key, by=cast.by_marta)
    db.session.commit()
    assert merge_parties(selection, choices, key, by=cast.by_marta).id == first.id
    assert db.session.scalar(select(func.count()).select_from(Act).where(Act.deed == "merge")) == 1


def test_another_set_than_the_page_showed_is_left_alone(cast: Cast, twin: Party) -> None:
    selection = picked([cast.acme.id, cast.bravo.id, twin.id])
    selection = selection.sealed(str(seal_of(selection)))
    merged(cast.acme, twin)
    with pytest.raises(SelectionChanged):
        merge_parties(selection, MergeChoices(cast.bravo.id), a_key(), by=cast.by_marta)
    db.session.rollback()
    assert on_file(cast.acme.id, cast.bravo.id) == [True, True]


def test_an_act_on_the_status_of_who_was_merged_is_not_taken_back(cast: Cast, twin: Party) -> None:
    act = archived(twin)
    assert act
    merged(cast.acme, twin)
    undo = undo_act(act.id, by=cast.by_marta)
    assert (undo.outcome["changed"], undo.outcome["stayed"]) == (0, 1)
    assert cast.acme.status is PartyStatus.ACTIVE


def test_a_merged_customer_is_one_since_the_other_was(cast: Cast) -> None:
    prospect = a_client("Uno S.r.l.", client_role=ClientRole.PROSPECT)
    customer = a_client("Due S.r.l.", client_role=ClientRole.PROSPECT)
    change_roles(RoleChange.CONVERT, only(customer), a_key(), by=cast.by_marta)
    db.session.commit()
    merged(prospect, customer)
    assert prospect.customer_since == clock.today()
    assert prospect.since_key == clock.today().isoformat()
