"""Changing what a card says: two editors, one key, and nothing but what the form offers."""

from flask import Flask

from app.db import db
from app.domain.history.models import Event, EventKind
from app.domain.parties.models import ClientRole, PartyKind, PartyStatus
from tests.blueprints.clients.desk import flashes
from tests.support.builders import a_client, a_person, archived
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor

# What has acts of its own, and is on no form.
OF_ACTS = ("number", "client_role", "is_supplier", "status", "status_act_id", "archived_at", "expected_back_on")


def edits() -> int:
    return db.session.query(Event).filter_by(kind=EventKind.EDITED).count()


def versions(conflict: Answer) -> dict[str, str]:
    """What the other editor saved, by the labels of the fields."""
    labels, values = (conflict.texts(f"//dl[@class='versions']/{part}") for part in ("dt", "dd"))
    return dict(zip(labels, values, strict=True))


def test_the_form_shows_what_is_on_file_and_saving_it_untouched_changes_nothing(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.edit", party_id=cast.acme.id).form()
    assert (form.values["name"], form.values["city"], form.values["phone"]) == (
        *("Acme S.r.l.", "Torino"),
        "+39 011 555 0101",
    )
    answer = form.submit()
    assert answer.leads_to("clients.show", party_id=cast.acme.id)
    assert (cast.acme.name, cast.acme.city, cast.acme.phone_e164, edits()) == (
        *("Acme S.r.l.", "Torino", "+390115550101"),
        0,
    )


def test_what_was_changed_stands_on_the_card_and_in_its_timeline(marta: Visitor, cast: Cast) -> None:
    card = marta.get("clients.edit", party_id=cast.acme.id).form().submit(city="Milano", phone="").follow()
    assert flashes(card) == ["Saved."]
    assert card.says("Milano", "Data changed by Marta Wójcik (city, phone)")
    assert (cast.acme.phone, cast.acme.phone_e164) == ("", "")


def test_a_person_s_form_speaks_of_first_and_last_name(marta: Visitor, cast: Cast) -> None:
    ada = a_person("Ada", "Bianchi")
    form = marta.get("clients.edit", party_id=ada.id).form()
    assert (form.values["kind"], form.values["first_name"], form.values["last_name"]) == ("person", "Ada", "Bianchi")
    form.submit(last_name="Verdi")
    db.session.refresh(ada)
    assert (ada.name, ada.number, ada.kind) == ("Ada Verdi", None, PartyKind.PERSON)


def test_an_edit_changes_no_number_no_role_and_no_state_whatever_is_sent(marta: Visitor, cast: Cast) -> None:
    sleeping = a_client("Sleeping", is_supplier=True)
    sleeping.status = PartyStatus.DEACTIVATED
    archived(cast.acme)
    for party in (cast.acme, sleeping):
        before = (
            party.number,
            party.client_role,
            party.is_supplier,
            party.status,
            party.archived_at,
            party.status_act_id,
        )
        form = marta.get("clients.edit", party_id=party.id).form()
        answer = form.submit(
            city="Milano",
            client_role="prospect",
            is_supplier=True,
            status="active",
            number="C-9999",
            archived_at="",
            status_act_id="",
            expected_back_on="2030-01-01",
        )
        assert answer.status == 303
        db.session.refresh(party)
        after = (
            party.number,
            party.client_role,
            party.is_supplier,
            party.status,
            party.archived_at,
            party.status_act_id,
        )
        assert (party.city, after) == ("Milano", before)


def test_leaving_fields_out_of_the_form_takes_no_role_and_no_state_away(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.edit", party_id=cast.acme.id).form()
    marta.post(
        "clients.update",
        {"key": form.values["key"], "version": form.values["version"], "kind": "company", "name": "Acme"},
        party_id=cast.acme.id,
    )
    db.session.refresh(cast.acme)
    assert (cast.acme.name, cast.acme.client_role, cast.acme.status) == (
        *("Acme", ClientRole.CUSTOMER),
        PartyStatus.ACTIVE,
    )


def test_an_error_stands_at_its_field_with_all_that_was_typed(marta: Visitor, cast: Cast) -> None:
    answer = marta.get("clients.edit", party_id=cast.acme.id).form().submit(email="info@", city="Milano", notes="New")
    assert answer.status == 422
    assert answer.texts("//*[@id='email-error']") == ["This is not an email address."]
    assert (answer.form().values["email"], answer.form().values["city"], answer.form().values["notes"]) == (
        *("info@", "Milano"),
        "New",
    )
    db.session.refresh(cast.acme)
    assert cast.acme.city == "Torino"


def test_the_second_of_two_editors_gets_both_versions_and_loses_nothing(
    marta: Visitor, luca: Visitor, cast: Cast
) -> None:
    marta_s, luca_s = (v.get("clients.edit", party_id=cast.acme.id).form() for v in (marta, luca))
    assert marta_s.submit(phone="+39 011 555 0202", notes="Marta's").status == 303
    conflict = luca_s.submit(city="Milano", notes="Luca's")
    assert conflict.status == 409
    assert conflict.says("Somebody else changed this card while you were writing.")
    assert versions(conflict) == {"City": "Torino", "Phone": "+39 011 555 0202", "Notes": "Marta's"}
    assert (conflict.form().values["city"], conflict.form().values["notes"]) == ("Milano", "Luca's")
    db.session.refresh(cast.acme)
    assert (cast.acme.city, cast.acme.notes) == ("Torino", "Marta's")

    unseen = conflict.form().submit()
    assert unseen.status == 409  # only who says that they have seen the other version writes over it
    saved = unseen.form().submit(seen_version=cast.acme.version, phone="+39 011 555 0202")
    assert saved.status == 303
    db.session.refresh(cast.acme)
    assert (cast.acme.city, cast.acme.notes, cast.acme.phone) == ("Milano", "Luca's", "+39 011 555 0202")


def test_their_version_is_told_in_the_words_of_the_form(app: Flask, luca: Visitor, cast: Cast) -> None:
    marta = Visitor(app, language="pl").signed_in_as(cast.marta.email)
    marta_s = marta.get("clients.edit", party_id=cast.acme.id).form()
    luca.get("clients.edit", party_id=cast.acme.id).form().submit(
        kind="person", last_name="Rossi", country="PL", customer_since="2020-02-03", language="it", notes="One\nTwo"
    )
    conflict = marta_s.submit(city="Milano", kind="company", notes="One\r\nTwo")
    assert conflict.status == 409
    assert versions(conflict) == {
        "Rodzaj": "Osoba",
        "Nazwa firmy": "–",
        "Nazwisko": "Rossi",
        "Klient od": "3 lut 2020",
        "Miejscowość": "Torino",
        "Kraj": "Polska",
        "Język": "Italiano",
    }


def test_who_has_seen_one_version_has_not_seen_the_next(marta: Visitor, luca: Visitor, cast: Cast) -> None:
    luca_s = luca.get("clients.edit", party_id=cast.acme.id).form()
    marta.get("clients.edit", party_id=cast.acme.id).form().submit(city="Asti")
    conflict = luca_s.submit(city="Milano")
    seen = conflict.find("//input[@name='seen_version']")[0].get("value")
    marta.get("clients.edit", party_id=cast.acme.id).form().submit(city="Alba")
    again = conflict.form().submit(seen_version=seen)
    assert again.status == 409
    assert again.says("Alba")


def test_a_double_click_saves_once(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.edit", party_id=cast.acme.id).form().fill(city="Milano")
    assert [form.submit().status, form.submit().status] == [303, 303]
    assert edits() == 1


def test_the_same_form_with_other_data_after_it_was_saved_is_refused_and_says_so(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.edit", party_id=cast.acme.id).form()
    form.submit(city="Milano")
    answer = form.submit(city="Asti")
    assert answer.status in {409, 422}
    db.session.refresh(cast.acme)
    assert cast.acme.city == "Milano"


def test_who_is_not_on_file_has_no_form(marta: Visitor, cast: Cast) -> None:
    for endpoint in ("clients.show", "clients.contacts", "clients.edit", "contacts.new"):
        party = {"client_id" if endpoint == "contacts.new" else "party_id": 999_999}
        assert marta.get(endpoint, **party).status == 404
    assert marta.post("clients.update", {"name": "x"}, party_id=999_999).status == 404
