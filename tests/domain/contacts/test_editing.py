"""Changing a contact: versions, keys, and the words by which the client is found."""

import pytest

from app.db import db
from app.domain.contacts.actions import edit_contact, version_of
from app.domain.contacts.models import Contact
from app.domain.directory.criteria import RoleFilter
from app.domain.directory.filing import edit_party
from app.domain.errors import EditConflict, NotFound, RuleViolation
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM, EventKind
from app.domain.history.queries import timeline_of
from app.domain.parties.drafts import PartyDraft, draft_of
from app.domain.parties.models import Party, PartyKind
from tests.domain.contacts.desk import draft_for, save
from tests.domain.directory.lists import found
from tests.support.builders import a_contact, a_key
from tests.support.cast import Cast


def of_renata(cast: Cast, client: Party) -> Contact:
    return db.session.query(Contact).filter_by(client_id=client.id, person_id=cast.renata.person_id).one()


def test_what_was_written_is_saved_and_told(cast: Cast) -> None:
    save(cast.carla, first_name="Clara", position="Owner", phone="011 555 0101", language="pl")
    person = cast.carla.person
    assert (person.name, person.sort_name, person.phone_e164) == ("Clara Rossi", "rossi clara", "+390115550101")
    assert (cast.carla.position, person.language) == ("Owner", "pl")
    event = timeline_of(cast.acme.id)[0]
    assert (event.kind, event.details) == (EventKind.CONTACT_CHANGED, {"name": "Clara Rossi"})


def test_what_the_form_does_not_show_stays(cast: Cast) -> None:
    person = cast.carla.person
    draft = draft_of(person)
    fields = {name: getattr(draft, name) for name in draft.__dataclass_fields__} | {"city": "Asti", "notes": "Tea"}
    edit_party(person.id, PartyDraft(**fields), person.version, a_key(), by=SYSTEM)
    save(cast.carla, first_name="Clara")
    assert (person.city, person.notes) == ("Asti", "Tea")


def test_a_phone_that_was_understood_stays_so_although_the_next_editor_reads_from_elsewhere(cast: Cast) -> None:
    person = cast.carla.person
    save(cast.carla, phone="011 555 0101")
    draft = draft_of(person)
    fields = {name: getattr(draft, name) for name in draft.__dataclass_fields__} | {"city": "Asti"}
    edit_party(person.id, PartyDraft(**fields), person.version, a_key(), by=SYSTEM)
    assert person.phone_e164 == "+390115550101"
    save(cast.carla, phone="ask Rosa")
    assert person.phone_e164 == ""


def test_the_second_of_two_editors_is_shown_what_the_first_saved(cast: Cast) -> None:
    seen = version_of(cast.carla)
    save(cast.carla, position="Owner")
    with pytest.raises(EditConflict) as conflict:
        save(cast.carla, version=seen, phone="+39 011 555 0202")
    db.session.rollback()
    assert conflict.value.theirs["position"] == "Owner"
    assert (cast.carla.position, cast.carla.person.phone) == ("Owner", "")
    save(cast.carla, phone="+39 011 555 0202")
    assert (cast.carla.position, cast.carla.person.phone) == ("Owner", "+39 011 555 0202")


def test_so_is_who_edits_the_same_person_for_another_client(cast: Cast) -> None:
    at_acme, at_bravo = of_renata(cast, cast.acme), of_renata(cast, cast.bravo)
    seen = version_of(at_bravo)
    save(at_acme, phone="+39 011 555 0202")
    with pytest.raises(EditConflict) as conflict:
        save(at_bravo, version=seen, email="renata@new.example.com", phone="")
    assert conflict.value.theirs["phone"] == "+39 011 555 0202"


def test_so_is_who_edits_a_person_s_card_meanwhile(cast: Cast) -> None:
    person, seen = cast.carla.person, cast.carla.person.version
    save(cast.carla, phone="+39 011 555 0202")
    with pytest.raises(EditConflict):
        edit_party(person.id, draft_of(person), seen, a_key(), by=SYSTEM)


def test_who_lost_primary_meanwhile_is_another_version(cast: Cast) -> None:
    seen = version_of(cast.carla)
    save(cast.renata, is_primary=True)
    with pytest.raises(EditConflict):
        save(cast.carla, version=seen, is_primary=True)
    db.session.rollback()
    assert cast.renata.is_primary


def test_one_form_sent_twice_is_recorded_once_and_with_other_data_refused(cast: Cast) -> None:
    key, seen = a_key(), version_of(cast.carla)
    save(cast.carla, version=seen, key=key, position="Owner")
    with pytest.raises(AlreadyDone):
        save(cast.carla, version=seen, key=key, position="Owner")
    db.session.rollback()
    with pytest.raises(RuleViolation):
        save(cast.carla, version=seen, key=key, position="Cook")
    db.session.rollback()
    changes = [event for event in timeline_of(cast.acme.id) if event.kind is EventKind.CONTACT_CHANGED]
    assert (len(changes), cast.carla.position) == (1, "Owner")


def test_nobody_edits_a_contact_that_is_not_there(cast: Cast) -> None:
    with pytest.raises(NotFound):
        edit_contact(999_999, draft_for(cast.carla), 1, a_key(), by=SYSTEM)


def test_a_client_is_found_by_its_contacts_as_they_are_now(cast: Cast) -> None:
    assert found("rossi") == ["Acme S.r.l."]
    save(cast.carla, last_name="Żak", email="zak@new.example.com", phone="+48 42 555 01 27")
    for asked in ("zak", "new.example", "425550127", "carla zak"):
        assert found(asked) == ["Acme S.r.l."], asked
    assert found("rossi") == []
    assert found("zak", role=RoleFilter.NONE) == ["Carla Żak"]


def test_all_clients_of_one_person_are_found_by_their_new_name(cast: Cast) -> None:
    save(cast.renata, last_name="Wilk")
    assert found("wilk") == ["Acme S.r.l.", "Bravo Sp. z o.o."]


def test_who_is_not_active_is_no_way_to_find_the_client_and_who_is_again_is(cast: Cast) -> None:
    save(of_renata(cast, cast.acme), is_active=False)
    assert found("renata") == ["Bravo Sp. z o.o."]
    save(of_renata(cast, cast.acme), is_active=True)
    assert found("renata") == ["Acme S.r.l.", "Bravo Sp. z o.o."]


def test_a_new_contact_makes_the_client_found_at_once_and_its_number_finds_it_still(cast: Cast) -> None:
    a_contact(cast.zeta, "Dario", "Neri", phone="+39 011 555 0303")
    assert found("neri") == found("0115550303") == found("C-0003") == found("c00 dario") == [cast.zeta.name]


def test_who_is_somebody_s_contact_stays_a_person(cast: Cast) -> None:
    draft = PartyDraft(kind=PartyKind.COMPANY, name="Carla & Co")
    with pytest.raises(RuleViolation) as refused:
        edit_party(cast.carla.person_id, draft, cast.carla.person.version, a_key(), by=SYSTEM)
    assert refused.value.field == "kind"


def test_the_person_s_own_card_tells_what_was_changed_from_a_client_s(cast: Cast) -> None:
    save(cast.carla, first_name="Clara", phone="011 555 0101")
    event = timeline_of(cast.carla.person_id)[0]
    assert (event.kind, event.details) == (EventKind.EDITED, {"fields": ["first_name", "phone"]})


def test_saving_what_stands_there_changes_nothing_and_puts_no_other_form_out_of_date(cast: Cast) -> None:
    seen, before = version_of(cast.carla), len(timeline_of(cast.acme.id))
    save(cast.carla)
    assert (version_of(cast.carla), len(timeline_of(cast.acme.id))) == (seen, before)
    save(cast.carla, version=seen, position="Owner")
    assert cast.carla.position == "Owner"


def test_who_becomes_primary_and_who_ceases_to_be_are_both_told(cast: Cast) -> None:
    dario = a_contact(cast.acme, "Dario", "Neri")
    seen, before = version_of(cast.carla), len(timeline_of(cast.acme.id))
    save(dario, is_primary=True)
    told = timeline_of(cast.acme.id)[: len(timeline_of(cast.acme.id)) - before]
    assert {(event.kind, event.details["name"]) for event in told} == {
        (EventKind.CONTACT_CHANGED, "Dario Neri"),
        (EventKind.CONTACT_CHANGED, "Carla Rossi"),
    }
    with pytest.raises(EditConflict):
        save(cast.carla, version=seen, position="Owner")
