"""Anonymise, by PRODUCT.md 3: only from the Archive, all that identifies them, for good."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.accounts.models import Login
from app.domain.contacts.letting_in import send_again
from app.domain.contacts.models import Contact
from app.domain.contacts.queries import portal_login_of
from app.domain.directory.importing.models import Duplicates, ImportRun, RunState
from app.domain.directory.importing.taking import Expected, take_over
from app.domain.directory.selection import picked
from app.domain.errors import NotFound, RuleViolation
from app.domain.files import store
from app.domain.history.models import SYSTEM, Act, ActorKind, Event, EventKind
from app.domain.history.personal import NOBODY
from app.domain.jobs.models import Job, JobKind
from app.domain.lifecycle import erasing
from app.domain.lifecycle.anonymising import plan_of
from app.domain.lifecycle.archiving import ArchiveChoices, archive_parties, restore_parties
from app.domain.mailroom.models import MailItem
from app.domain.messaging.models import Email, EmailState
from app.domain.parties.models import ClientRole, Party, PartyStatus
from app.domain.reporting.today import clients_by_status
from app.worker.loop import work_off
from tests.domain.directory.importing.lists import begun, staged
from tests.domain.directory.segments.office import C, a_segment, rule
from tests.domain.lifecycle.forgetting import (
    TRACES,
    WHY,
    anonymised,
    bytes_that_name,
    leave_traces_everywhere,
    places_that_name,
)
from tests.domain.lifecycle.merging.cards import merged
from tests.support.builders import (
    PASSWORD,
    a_client,
    a_contact,
    a_key,
    a_mail_item,
    a_person,
    an_associate,
    archived,
)
from tests.support.cast import CANARY, Cast
from tests.support.rows import all_rows, changes
from tests.support.statements import count_statements


def test_no_table_no_index_and_no_file_names_them_afterwards(cast: Cast) -> None:
    leave_traces_everywhere(cast)
    before = places_that_name()
    assert len(before) > 60, before  # or there was nothing to look for
    anonymised(cast, cast.zeta)
    work_off()
    assert places_that_name() == []


def test_nor_does_any_name_who_was_merged_into_them(cast: Cast) -> None:
    """By name, tax id or phone they may stand where nothing points at them: in reasons and in segments."""
    twin = a_client("Zanzibar S.r.l.", tax_id="IT07643520567", phone="+39 011 777 0199", by=cast.by_marta)
    quentin = a_person("Quentin", "Xquisit", by=cast.by_marta)
    archive_parties(picked([twin.id, cast.bravo.id]), ArchiveChoices("Zanzibar leaves"), a_key(), by=cast.by_marta)
    looked_for = (("name", C.IS, "Zanzibar"), ("tax_id", C.IS, "07643520567"), ("phone", C.CONTAINS, "7770199"))
    for n, (field, how, what) in enumerate((*looked_for, ("contact", C.BEGINS, "Quentin Xquisit"))):
        a_segment(f"No. {n}", rule(field, how, what), by=cast.by_marta)
    db.session.commit()
    traces = ("zanzibar", "xquisit", "07643520567", "7770199")
    merged(cast.zoe.person, quentin, taken={"name": cast.zoe.person_id})
    merged(cast.zeta, twin)
    cast.zeta.tax_id = cast.zeta.tax_key = cast.zeta.phone = cast.zeta.phone_e164 = ""  # edited since
    archived(cast.zeta)
    assert {"act.reason: zanzibar", "segment.rules: xquisit"} <= {*places_that_name(traces)}
    anonymised(cast, cast.zeta)
    work_off()
    assert places_that_name(traces) == []


@pytest.mark.sqlite
def test_sqlite_s_own_files_hold_not_even_a_shred_of_them(cast: Cast) -> None:
    leave_traces_everywhere(cast)
    anonymised(cast, cast.zeta)
    work_off()
    assert bytes_that_name() == []


def test_number_role_dates_and_amounts_stay(cast: Cast) -> None:
    leave_traces_everywhere(cast)
    number, registered, was_archived = cast.zeta.number, cast.zeta.created_at, cast.zeta.archived_at
    items = dict(db.session.execute(select(MailItem.number, MailItem.received_at)).all())
    act = anonymised(cast, cast.zeta)
    zeta = cast.zeta
    assert (zeta.number, zeta.name, zeta.client_role) == (number, number, ClientRole.CUSTOMER)
    assert (zeta.created_at, zeta.archived_at, zeta.anonymised_at) == (registered, was_archived, act.at)
    assert (zeta.status, zeta.status_act_id) == (PartyStatus.ARCHIVED, act.id)
    assert dict(db.session.execute(select(MailItem.number, MailItem.received_at)).all()) == items


def test_its_people_go_too_and_their_sign_ins_with_them(cast: Cast) -> None:
    archived(cast.zeta)
    zoe = cast.zoe.person_id
    act = anonymised(cast, cast.zeta)
    assert act.outcome["people"] == 1
    person = db.session.get_one(Party, zoe)
    assert (person.name, person.email, person.anonymised_at) == (f"#{zoe}", "", act.at)
    assert person.status is PartyStatus.ARCHIVED
    assert portal_login_of(zoe) is None
    link = db.session.get_one(Contact, cast.zoe.id)
    assert (link.is_active, link.is_primary, link.position) == (False, False, "")


def test_who_speaks_for_somebody_else_has_a_role_or_works_here_stays_as_they_are(cast: Cast) -> None:
    supplier = a_person("Sara", "Sola", is_supplier=True)
    an_associate(cast.acme, supplier)
    colleague = a_contact(cast.acme, "Marta", "Wójcik", email=cast.marta.email, is_another=True).person
    expecting = a_contact(cast.acme, "Elio", "Attende").person
    a_mail_item(expecting)
    archived(cast.acme)
    plan = plan_of(cast.acme.id)
    assert [person.name for person in plan.people] == ["Carla Rossi"]
    assert [(person.name, why.msgid) for person, why in plan.staying] == [
        ("Elio Attende", "mail waits for them at the desk"),
        ("Renata Lis", "contact of somebody else"),
        ("Sara Sola", "has a role of their own"),
        ("Marta Wójcik", "signs in at the office"),
    ]
    anonymised(cast, cast.acme)
    for person in (supplier, colleague, expecting, cast.renata.person):
        assert person.anonymised_at is None
        assert person.name
    assert portal_login_of(cast.renata.person_id)


def test_who_spoke_for_two_goes_with_the_second_of_them(cast: Cast) -> None:
    """A link to somebody who is anonymised already is nobody else's."""
    archived(cast.acme, cast.bravo)
    anonymised(cast, cast.acme)
    renata = cast.renata.person
    assert renata.anonymised_at is None
    anonymised(cast, cast.bravo)
    assert renata.anonymised_at is not None


def test_nobody_finds_the_client_by_who_stays(cast: Cast) -> None:
    archived(cast.acme)
    anonymised(cast, cast.acme)
    assert "renata" not in cast.acme.search_text
    assert cast.acme.number.casefold() in cast.acme.search_text
    assert "renata" in cast.bravo.search_text


def test_the_email_is_free_for_somebody_else(cast: Cast) -> None:
    email = cast.zoe.person.email
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    again = a_contact(cast.acme, "Zoe", "Nuova", email=email, password=PASSWORD)
    assert portal_login_of(again.person_id)


def test_its_number_is_not_given_again(cast: Cast) -> None:
    archived(cast.zeta)
    number = cast.zeta.number
    anonymised(cast, cast.zeta)
    assert a_client("Nuova").number not in {number, None}


def test_the_history_keeps_what_was_done_and_says_of_whom_no_more_than_a_number(cast: Cast) -> None:
    leave_traces_everywhere(cast)
    ids = [cast.zeta.id, cast.zoe.person_id]
    before = list(db.session.execute(select(Event.id, Event.kind).where(Event.party_id.in_(ids)).order_by(Event.id)))
    act = anonymised(cast, cast.zeta)
    after = db.session.scalars(select(Event).where(Event.party_id.in_(ids)).order_by(Event.id)).all()
    assert [(event.id, event.kind) for event in after if event.act_id != act.id] == [tuple(row) for row in before]
    numbers = [{"name": number} for number in db.session.scalars(select(MailItem.number))]
    assert [event.details for event in after if event.details and event.details not in numbers] == []
    assert [event.kind for event in after if event.act_id == act.id] == [EventKind.ANONYMISED] * 2
    assert db.session.scalar(select(func.count(Act.id)).where(Act.by_kind == ActorKind.PORTAL, Act.by_name == NOBODY))


def test_a_reason_that_several_share_stays_unless_it_names_them(cast: Cast) -> None:
    by = cast.by_marta
    quiet = archive_parties(picked([cast.acme.id, cast.zeta.id]), ArchiveChoices("end of year"), a_key(), by=by)
    restore_parties(picked([cast.bravo.id, cast.zeta.id]), a_key(), by=by)
    naming = archive_parties(picked([cast.bravo.id, cast.zeta.id]), ArchiveChoices(f"{CANARY} too"), a_key(), by=by)
    restore_parties(picked([cast.zeta.id]), a_key(), by=by)
    alone = archive_parties(picked([cast.zeta.id]), ArchiveChoices("they moved"), a_key(), by=by)
    db.session.commit()
    anonymised(cast, cast.zeta)
    db.session.expire_all()
    assert (quiet.reason, naming.reason, alone.reason) == ("end of year", "", "")


def test_what_was_written_to_others_stays(cast: Cast) -> None:
    send_again(cast.carla.id, a_key(), by=cast.by_marta)
    send_again(cast.zoe.id, a_key(), by=cast.by_marta)
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    told = dict(db.session.execute(select(Email.to_address, Email.state)).all())
    assert told == {"carla@acme.example.com": EmailState.QUEUED, "": EmailState.SUPPRESSED}


def test_a_list_that_named_them_is_forgotten_and_its_counts_stay(cast: Cast) -> None:
    leave_traces_everywhere(cast)
    other = staged("Ragione sociale\nQualcun altro S.r.l.\n")
    anonymised(cast, cast.zeta)
    runs = db.session.scalars(select(ImportRun).order_by(ImportRun.id)).all()
    assert [(run.state, run.file_id is None, run.rows_total) for run in runs] == [
        (RunState.TAKEN, True, 2),
        (RunState.READY, False, 1),
    ]
    assert runs[-1].id == other.id


def test_no_list_brings_them_back_by_their_number(cast: Cast) -> None:
    archived(cast.zeta)
    anonymised(cast, cast.zeta)
    number = cast.zeta.number
    run = staged(f"Company,Our number\n{number},{number}\n")
    assert (run.rows_new, run.rows_duplicate) == (0, 1)  # name and number are what the card is called by now
    before = cast.zeta.version
    with suppress(RuleViolation):
        take_over(run.id, expected=Expected(0, Duplicates.RESTORE), by=SYSTEM, in_background=False)
    db.session.commit()
    assert (cast.zeta.status, cast.zeta.version) == (PartyStatus.ARCHIVED, before)


def test_the_dashboard_counts_them_no_more(cast: Cast) -> None:
    archived(cast.zeta, cast.bravo)
    assert clients_by_status()[PartyStatus.ARCHIVED] == 2
    anonymised(cast, cast.zeta)
    assert clients_by_status() == {PartyStatus.ACTIVE: 1, PartyStatus.DEACTIVATED: 0, PartyStatus.ARCHIVED: 1}


def test_their_scans_stay_while_a_backup_reads_all_files_and_go_at_the_next_try(cast: Cast) -> None:
    leave_traces_everywhere(cast)
    with store.kept_whole():
        anonymised(cast, cast.zeta)
        left = db.session.scalars(select(Job.payload).where(Job.kind == JobKind.FINISH_ERASING)).one()
        with pytest.raises(store.StillRead):
            erasing.finish(left["blobs"])
        assert [place for place in places_that_name() if place.startswith("file")]
    work_off()
    assert places_that_name() == []


# What stands in the way ----------------------------------------------------------------------------------------------


def refused(cast: Cast, party: Party, **how: str) -> str:
    """Why it is refused; nothing has changed by that."""
    before = all_rows()
    db.session.rollback()
    with pytest.raises(RuleViolation) as refusal:
        anonymised(cast, party, **how)
    db.session.rollback()
    assert changes(before, all_rows()) == []
    return f"{refusal.value.field or ''}: {refusal.value.sentence.msgid}"


def test_only_who_is_in_the_archive_is_anonymised(cast: Cast) -> None:
    assert "Archive %(name)s first" in refused(cast, cast.zeta)


def test_nobody_is_anonymised_while_mail_waits(cast: Cast) -> None:
    a_mail_item(cast.zeta)
    archived(cast.zeta)
    assert "waits for it" in refused(cast, cast.zeta)


def test_who_speaks_for_others_is_not_anonymised_before_that_has_ended(cast: Cast) -> None:
    renata = cast.renata.person
    archived(renata)
    assert "active contact of" in refused(cast, renata)
    assert [client.name for client in plan_of(renata.id).obstacles[0].named] == ["Acme S.r.l.", "Bravo Sp. z o.o."]


def test_a_person_alone_is_anonymised_by_the_name_when_there_is_no_number(cast: Cast) -> None:
    ada = a_person("Ada", "Lovelace", email="ada@example.com")
    archived(ada)
    assert plan_of(ada.id).wanted == "Ada Lovelace"
    anonymised(cast, ada, typed="ada lovelace")
    assert ada.name == f"#{ada.id}"


def test_who_signs_in_at_the_office_is_not_anonymised(cast: Cast) -> None:
    person = a_person("Marta", "Wójcik", email=cast.marta.email)
    archived(person)
    assert "signs in at the office" in refused(cast, person)


def test_nobody_is_anonymised_while_a_list_that_may_name_them_is_read(cast: Cast) -> None:
    archived(cast.zeta)
    begun("Ragione sociale\nQualcuno\n")
    assert "being read" in refused(cast, cast.zeta)


def test_nobody_is_anonymised_while_an_email_to_them_is_on_the_line(cast: Cast) -> None:
    send_again(cast.zoe.id, a_key(), by=cast.by_marta)
    archived(cast.zeta)
    db.session.execute(db.update(Email).values(state=EmailState.SENDING))
    db.session.commit()
    assert "being sent" in refused(cast, cast.zeta)


@pytest.mark.parametrize("typed", ["", "C", CANARY, "1"])
def test_the_number_has_to_be_typed(cast: Cast, typed: str) -> None:
    archived(cast.zeta)
    assert refused(cast, cast.zeta, typed=typed).startswith("confirmation:")


def test_a_reason_has_to_be_given(cast: Cast) -> None:
    archived(cast.zeta)
    assert refused(cast, cast.zeta, why="").startswith("reason:")


@pytest.mark.parametrize(
    "why",
    [
        f"{CANARY} asked: Zeta {CANARY}",
        f"asked by ZOE@{CANARY}.example.com".upper(),
        f"by Zoe {CANARY}, by phone",
        f"tax id {CANARY}",
    ],
)
def test_the_reason_names_nobody_of_them(cast: Cast, why: str) -> None:
    archived(cast.zeta)
    assert refused(cast, cast.zeta, why=why).startswith("reason: The reason stays on record")


@pytest.mark.parametrize("why", ["asked in writing, art. 17", "asked on 3 March", "the contract ended years ago"])
def test_a_reason_that_names_nobody_is_taken(cast: Cast, why: str) -> None:
    archived(cast.zeta)
    assert anonymised(cast, cast.zeta, why=why).reason == why


def test_somebody_who_is_not_on_file_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        plan_of(99_999)


# Once, whole, and however much there is ------------------------------------------------------------------------------


def test_the_same_form_twice_is_one_act(cast: Cast) -> None:
    archived(cast.zeta)
    key, typed = a_key(), cast.zeta.number
    first = anonymised(cast, cast.zeta, key=key, typed=typed)
    assert anonymised(cast, cast.zeta, key=key, typed=typed).id == first.id
    assert "only be looked at" in refused(cast, cast.zeta, typed=typed)


def test_what_fails_in_the_middle_leaves_everything_as_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_traces_everywhere(cast)
    before = all_rows()

    def stumble(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.domain.lifecycle.forgetting.refresh_search_text", stumble)
    with pytest.raises(KeyboardInterrupt):
        anonymised(cast, cast.zeta)
    db.session.rollback()
    assert changes(before, all_rows()) == []


@pytest.mark.parametrize("how_many", [1, 40])
def test_as_many_statements_are_asked_for_one_as_for_forty(cast: Cast, how_many: int) -> None:
    client = a_client("Molti S.r.l.")
    for n in range(how_many):
        a_contact(client, "Uno", f"Nessuno {n}", email=f"uno{n}@example.com", password=PASSWORD)
        a_mail_item(client)
    db.session.execute(db.update(MailItem).values(state="collected"))
    archived(client)
    db.session.expire_all()
    with count_statements() as statements:
        anonymised(cast, client)
    assert len(statements) < 125, "\n".join(statements)


def test_the_act_counts_what_went_and_names_nobody(cast: Cast) -> None:
    leave_traces_everywhere(cast)
    act = anonymised(cast, cast.zeta)
    assert act.reason == WHY
    counted = act.outcome["counted"]
    assert (counted["party.id"], counted["portal_user.person_id"], counted["mail_item.party_id"]) == (3, 1, 2)
    assert counted["party_tag.party_id"] == 1
    assert counted["email.party_id"] >= 2
    assert not [word for word in TRACES if word in str(act.outcome)]
    assert db.session.scalar(select(func.count(Login.id)).where(Login.email_key.contains(CANARY))) == 0
