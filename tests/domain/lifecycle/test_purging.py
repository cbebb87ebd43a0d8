"""Delete permanently, by PRODUCT.md 3: only from the Archive, all of it, and one event that stays."""

from __future__ import annotations

import pytest
from sqlalchemy import JSON, String, Text, func, select

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.models import Contact, PortalUser
from app.domain.contacts.queries import portal_login_of
from app.domain.directory.criteria import PartyCriteria, RoleFilter, Shelf
from app.domain.directory.importing.models import ImportRun, RunState
from app.domain.directory.selection import all_that_match, only, picked, seal_of
from app.domain.errors import RuleViolation, SelectionChanged
from app.domain.history.models import Act, Event, EventKind
from app.domain.lifecycle.archiving import ArchiveChoices
from app.domain.lifecycle.consequences import of_purging
from app.domain.lifecycle.purging import PurgeChoices, plan_of, purge_parties
from app.domain.messaging import bouncing
from app.domain.messaging.models import BouncingAddress
from app.domain.parties.models import ClientRole, Party
from app.worker.loop import work_off
from tests.domain.directory.importing.lists import staged, taken
from tests.domain.lifecycle.forgetting import bytes_that_name, leave_traces_everywhere, places_that_name
from tests.support.builders import PASSWORD, a_client, a_contact, a_key, archived, many_clients
from tests.support.cast import CANARY, Cast
from tests.support.entries import EXAMPLES, Example, an_entry
from tests.support.statements import count_statements


def purged(cast: Cast, *parties: Party, typed: str | None = None, with_people: bool = False, key: str = "") -> Act:
    selection = picked([party.id for party in parties])
    typed = plan_of(selection).wanted if typed is None else typed
    act = purge_parties(selection, PurgeChoices(typed, with_people), key or a_key(), by=cast.by_marta)
    db.session.commit()
    return act


def on_file(party_id: int) -> bool:
    return db.session.scalar(select(func.count()).select_from(Party).where(Party.id == party_id)) == 1


def texts() -> str:
    """Every text of every table, but for the log of who signed in from where."""
    found = []
    for table in db.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, String | Text | JSON)]
        for row in db.session.execute(select(*columns)) if columns else ():
            found += [str(value) for value in row]
    return "\n".join(found)


def test_an_archived_client_goes_with_its_contacts_and_one_event_stays_without_a_name(cast: Cast) -> None:
    zeta, number = cast.zeta.id, cast.zeta.number
    archived(cast.zeta, choices=ArchiveChoices(f"{CANARY} moved"), by=cast.by_marta)
    act = purged(cast, cast.zeta, with_people=True)
    assert (act.outcome["changed"], act.outcome["people"]) == (1, 1)
    assert not on_file(zeta)
    left = db.session.scalars(select(Event).where(Event.party_id == zeta)).all()
    assert [(event.kind, event.details, event.act_id) for event in left] == [
        (EventKind.DELETED, {"number": number}, act.id)
    ]
    assert act.by_name == "Marta Wójcik"
    assert CANARY not in texts()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.one)
def test_the_lines_of_its_card_go_with_it(cast: Cast, example: Example) -> None:
    an_entry(cast.zeta, example.book, example.draft(CANARY))
    kept = an_entry(cast.acme, example.book, example.draft("Kept")).id
    archived(cast.zeta, by=cast.by_marta)
    purged(cast, cast.zeta, with_people=True)
    assert db.session.scalars(select(example.book.model.id)).all() == [kept]
    assert CANARY not in texts()


def test_nothing_else_goes_with_it(cast: Cast) -> None:
    archived(cast.zeta)
    others = [party.id for party in db.session.scalars(select(Party)) if CANARY not in party.search_text]
    purged(cast, cast.zeta, with_people=True)
    assert list(db.session.scalars(select(Party.id).order_by(Party.id))) == sorted(others)
    assert portal_login_of(cast.carla.person_id)
    assert portal_login_of(cast.renata.person_id)


def test_people_who_are_left_with_nobody_stay_unless_the_box_is_ticked(cast: Cast) -> None:
    archived(cast.zeta)
    zoe = cast.zoe.person_id
    plan = plan_of(only(cast.zeta))
    assert [person.id for person in plan.left_alone] == [zoe]
    purged(cast, cast.zeta)
    assert on_file(zoe)
    assert db.session.scalar(select(func.count()).select_from(Contact).where(Contact.person_id == zoe)) == 0


def test_who_speaks_for_somebody_else_or_has_a_role_is_not_left_alone(cast: Cast) -> None:
    acme, carla = cast.acme.id, cast.carla.person
    carla.client_role = ClientRole.PROSPECT
    db.session.commit()
    archived(cast.acme)
    assert plan_of(only(cast.acme)).left_alone == []  # Renata has Bravo, Carla a role
    purged(cast, cast.acme, with_people=True)
    assert not on_file(acme)
    assert on_file(carla.id)


def test_with_a_person_goes_their_login_and_whoever_was_in_is_out(cast: Cast) -> None:
    archived(cast.zeta)
    login = portal_login_of(cast.zoe.person_id)
    assert login
    login_id = login.id
    purged(cast, cast.zeta, with_people=True)
    for table, column in ((Login, Login.id), (PortalUser, PortalUser.login_id)):
        assert db.session.scalar(select(func.count()).select_from(table).where(column == login_id)) == 0


def test_somebody_s_contact_stays_and_the_answer_names_the_clients(cast: Cast) -> None:
    renata = cast.renata.person
    archived(renata, cast.zeta)
    act = purged(cast, renata, cast.zeta)
    assert act.outcome["changed"] == 1
    assert act.outcome["refused"] == [[renata.id, [cast.acme.id, cast.bravo.id]]]
    assert on_file(renata.id)


def test_a_person_goes_together_with_all_whose_contact_they_are(cast: Cast) -> None:
    zoe = cast.zoe.person
    ids = [cast.zeta.id, zoe.id]
    archived(cast.zeta, zoe)
    act = purged(cast, cast.zeta, zoe)
    assert (act.outcome["changed"], act.outcome["refused"]) == (2, [])
    assert [on_file(id_) for id_ in ids] == [False, False]


def test_who_is_not_in_the_archive_is_not_deleted(cast: Cast) -> None:
    archived(cast.zeta)
    act = purged(cast, cast.acme, cast.zeta)
    assert (act.outcome["changed"], act.outcome["not_archived"]) == (1, 1)
    assert on_file(cast.acme.id)
    assert purged(cast, cast.acme, typed="").outcome["changed"] == 0


@pytest.mark.parametrize("typed", ["", "Bravo", "1"])
def test_of_one_the_name_has_to_be_typed(cast: Cast, typed: str) -> None:
    archived(cast.bravo)
    with pytest.raises(RuleViolation) as refused:
        purged(cast, cast.bravo, typed=typed)
    db.session.rollback()
    assert refused.value.field == "confirmation"
    assert on_file(cast.bravo.id)
    assert purged(cast, cast.bravo, typed=" bravo sp. Z o.o. ").outcome["changed"] == 1


def test_of_several_the_number_has_to_be_typed(cast: Cast) -> None:
    archived(cast.bravo, cast.zeta)
    with pytest.raises(RuleViolation):
        purged(cast, cast.bravo, cast.zeta, typed=cast.bravo.name)
    db.session.rollback()
    assert purged(cast, cast.bravo, cast.zeta, typed="2").outcome["changed"] == 2


def test_another_set_than_the_dialog_showed_is_left_alone(cast: Cast) -> None:
    archived(cast.zeta)
    everybody = all_that_match(PartyCriteria(shelf=Shelf.ARCHIVE, role=RoleFilter.ANY))
    seal = str(seal_of(everybody))
    archived(cast.bravo)
    with pytest.raises(SelectionChanged):
        purge_parties(everybody.sealed(seal), PurgeChoices("2"), a_key(), by=cast.by_marta)
    db.session.rollback()
    assert on_file(cast.zeta.id)


def test_the_same_key_deletes_once_and_its_number_is_never_given_again(cast: Cast) -> None:
    number, key = cast.zeta.number, a_key()
    archived(cast.zeta)
    selection, choices = picked([cast.zeta.id]), PurgeChoices(cast.zeta.name)
    first = purge_parties(selection, choices, key, by=cast.by_marta)
    db.session.commit()
    assert purge_parties(selection, choices, key, by=cast.by_marta).id == first.id
    assert a_client("Nuova S.r.l.").number != number


def test_what_an_import_kept_of_it_goes_too(cast: Cast) -> None:
    act = taken(staged("Company,Tax ID,Contact\nSomebody Rare,12345,Rara Persona\nOther,67890,\n"))
    db.session.commit()
    assert act
    rare = db.session.scalars(select(Party).where(Party.name == "Somebody Rare")).one()
    archived(rare)
    purged(cast, rare, with_people=True)
    assert "Somebody Rare" not in texts()
    assert "Rara Persona" not in texts()
    assert db.session.scalars(select(Party).where(Party.name == "Other")).one()


def test_no_table_no_index_and_no_file_names_them_afterwards(cast: Cast) -> None:
    leave_traces_everywhere(cast)
    before = places_that_name()
    assert len(before) > 60, before  # or there was nothing to look for
    purged(cast, cast.zeta, with_people=True)
    work_off()
    assert places_that_name() == []


@pytest.mark.sqlite
def test_sqlite_s_own_files_hold_not_even_a_shred_of_them(cast: Cast) -> None:
    leave_traces_everywhere(cast)
    purged(cast, cast.zeta, with_people=True)
    work_off()
    assert bytes_that_name() == []


def test_what_names_others_stays(cast: Cast) -> None:
    leave_traces_everywhere(cast)
    bouncing.mark(cast.carla.person.email, "550 no such user", "550")
    other = staged("Ragione sociale;E-mail\nQualcun altro S.r.l.;altro@example.com\n")
    db.session.commit()
    contacts = select(Contact.person_id).where(Contact.client_id == cast.zeta.id)
    theirs = {cast.zeta.id, *db.session.scalars(contacts)}
    was = {party.id: party.name for party in db.session.scalars(select(Party)) if party.id not in theirs}
    purged(cast, cast.zeta, with_people=True)
    work_off()
    stays = {party.id: party.name for party in db.session.scalars(select(Party))}
    assert was.items() <= stays.items()
    assert [bounced.email_key for bounced in db.session.scalars(select(BouncingAddress))] == ["carla@acme.example.com"]
    assert db.session.get_one(ImportRun, other.id).file_id is not None
    reasons = set(db.session.scalars(select(Act.reason)))
    assert reasons == {""}, "the one reason named them"


def test_an_address_that_somebody_else_has_too_goes_on_bouncing(cast: Cast) -> None:
    shared = a_client("Shared S.r.l.", email=cast.zeta.email)
    bouncing.mark(shared.email, "550 no such user", "550")
    archived(cast.zeta, by=cast.by_marta)
    purged(cast, cast.zeta, with_people=True)
    assert db.session.scalars(select(BouncingAddress.email_key)).all() == [shared.email.casefold()]


def test_while_a_list_that_names_them_is_taken_over_nobody_is_deleted(cast: Cast) -> None:
    run = staged(f"Ragione sociale;E-mail\n{cast.zeta.name};{cast.zeta.email}\n")
    archived(cast.zeta, by=cast.by_marta)
    db.session.get_one(ImportRun, run.id).state = RunState.TAKING
    db.session.commit()
    with pytest.raises(RuleViolation, match="list that may name them"):
        purged(cast, cast.zeta)
    db.session.rollback()
    assert on_file(cast.zeta.id)


def test_the_question_says_how_many_lists_are_forgotten(cast: Cast) -> None:
    staged(f"Ragione sociale;E-mail\n{cast.zeta.name};{cast.zeta.email}\n")
    archived(cast.zeta, cast.bravo, by=cast.by_marta)
    lines = {party.id: of_purging(only(party))[0].consequences for party in (cast.zeta, cast.bravo)}
    assert [line.sentence.n for line in lines[cast.zeta.id] if line.icon == "upload"] == [1]
    assert not lines[cast.bravo.id]


def test_a_list_that_nobody_has_read_yet_hinders_nobody_and_stays(cast: Cast) -> None:
    run = staged("Ragione sociale;E-mail\nQualcun altro S.r.l.;altro@example.com\n")
    db.session.get_one(ImportRun, run.id).state = RunState.STAGING
    archived(cast.zeta, by=cast.by_marta)
    purged(cast, cast.zeta)
    assert db.session.get_one(ImportRun, run.id).file_id is not None


def test_a_form_that_put_it_on_file_and_is_sent_again_finds_that_it_is_gone(cast: Cast) -> None:
    party = a_client("Nuova S.r.l.", email="nuova@example.com")
    archived(party)
    party_id = party.id
    act_id = db.session.scalar(select(Event.act_id).where(Event.party_id == party_id, Event.kind == "registered"))
    purged(cast, party)
    db.session.expire_all()
    assert db.session.get_one(Act, act_id).outcome == {"party_id": party_id}


@pytest.mark.parametrize("how_many", [1, 300])
def test_sixty_five_statements_at_most_are_asked_however_many_are_selected(cast: Cast, how_many: int) -> None:
    parties = [db.session.get_one(Party, id_) for id_ in many_clients(how_many)]
    a_contact(parties[0], "Sara", "Sola", email="sara@example.com", password=PASSWORD)
    archived(*parties)
    selection, by = picked([party.id for party in parties]), cast.by_marta
    typed = parties[0].name if how_many == 1 else str(how_many)
    db.session.commit()
    db.session.expire_all()
    with count_statements() as statements:
        purge_parties(selection, PurgeChoices(typed, with_people=True), a_key(), by=by)
        db.session.commit()
    assert len(statements) <= 65, "\n".join(statements)
