"""Putting a client on file by the form."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus
from tests.blueprints.clients.desk import flashes
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor

TYPED = {
    "name": "  Panificio   dell'Unità S.r.l. ",
    "tax_id": "IT 0123 4560 017",
    "registration_id": "01234560017",
    "sdi_code": "M5UXCR1",
    "pec": "unita@pec.example.com",
    "currency": "EUR",
    "previous_number": "OLD/77",
    "customer_since": "2020-02-29",
    "street": "Via dei Mille",
    "house_number": "3 bis",
    "postal_code": "10100",
    "post_office": "Torino Centro",
    "city": "Torino",
    "province": "TO",
    "country": "IT",
    "email": "Info@Unita.example.com",
    "phone": "011 555 0101",
    "website": "https://unita.example.com/about",
    "language": "it",
    "notes": "Rings twice.\n\n  Likes <b>tea</b>.",
}


def how_many() -> int:
    return db.session.scalar(select(func.count()).select_from(Party)) or 0


def the_newest() -> Party:
    return db.session.scalars(select(Party).order_by(Party.id.desc()).limit(1)).one()


def at_its_field(answer: Answer, name: str) -> str:
    """What stands beside a field."""
    (error,) = answer.texts(f"//*[@id='{name}-error']")
    (control,) = answer.find(f"//*[@id='{name}']")
    assert f"{name}-error" in (control.get("aria-describedby") or ""), name
    return error


def test_a_company_is_on_file_as_it_was_written(marta: Visitor) -> None:
    answer = marta.get("clients.new").form().submit(**TYPED)
    party = the_newest()
    assert answer.leads_to("clients.show", party_id=party.id)
    assert (party.kind, party.name, party.client_role, party.status) == (
        *(PartyKind.COMPANY, "Panificio dell'Unità S.r.l.", ClientRole.CUSTOMER),
        PartyStatus.ACTIVE,
    )
    for name in ("tax_id", "sdi_code", "pec", "currency", "street", "house_number", "post_office", "city", "country"):
        assert getattr(party, name) == TYPED[name]
    for name in ("email", "phone", "language"):
        assert getattr(party, name) == TYPED[name]
    assert party.notes == "Rings twice.\n\n  Likes <b>tea</b>."
    assert (str(party.customer_since), party.phone_e164, party.number) == ("2020-02-29", "+390115550101", "C-0004")
    card = answer.follow()
    assert flashes(card) == ["Panificio dell'Unità S.r.l. is on file."]
    assert card.says("C-0004", "IT 0123 4560 017", "Likes <b>tea</b>.", "Torino Centro", "+39 011 555 0101")
    assert card.says("Partita IVA", "Codice fiscale", "M5UXCR1", "unita@pec.example.com", "EUR")


def test_a_person_is_called_by_first_and_last_name(marta: Visitor) -> None:
    marta.get("clients.new").form().submit(kind="person", first_name="Zofia", last_name="Ćwik")
    person = the_newest()
    assert (person.kind, person.name, person.number) == (PartyKind.PERSON, "Zofia Ćwik", "C-0004")
    assert "Zofia Ćwik" in marta.get("clients.index", q="cwik").rows()


@pytest.mark.parametrize(
    ("role", "supplier", "number"),
    [("prospect", False, "C-0004"), ("none", True, "C-0004"), ("none", False, None)],
)
def test_a_number_comes_with_the_first_role(marta: Visitor, role: str, supplier: bool, number: str | None) -> None:
    marta.get("clients.new").form().submit(name="Nuova", client_role=role, is_supplier=supplier)
    assert (the_newest().client_role, the_newest().is_supplier, the_newest().number) == (role, supplier, number)


@pytest.mark.parametrize(
    ("role", "typed", "since"),
    [
        ("customer", None, clock.today),
        ("customer", "", lambda: None),
        ("prospect", None, lambda: None),
        ("none", None, lambda: None),
        ("prospect", "2020-02-29", lambda: date(2020, 2, 29)),
    ],
)
def test_the_day_that_the_form_proposes_is_for_customers(
    marta: Visitor, role: str, typed: str | None, since: Callable[[], date | None]
) -> None:
    form = marta.get("clients.new").form().fill(name="Nuova", client_role=role)
    form.submit(**({} if typed is None else {"customer_since": typed}))
    assert the_newest().customer_since == since()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"kind": "person", "last_name": ""}, "last_name"),
        ({"email": "info@"}, "email"),
        ({"email": "not an email"}, "email"),
        ({"email": "a@b@example.com"}, "email"),
        ({"website": "unita"}, "website"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"customer_since": "2020-02-30"}, "customer_since"),
        ({"country": "Italia"}, "country"),
        ({"currency": "ITL"}, "currency"),
        ({"tax_id": "01234560018"}, "tax_id"),
        ({"registration_id": "TO-998877"}, "registration_id"),
        ({"sdi_code": "M5UX"}, "sdi_code"),
        ({"pec": "unita@"}, "pec"),
        ({"language": "xx"}, "language"),
        ({"notes": "x" * 20_001}, "notes"),
    ],
)
def test_an_error_stands_at_its_field_and_all_that_was_typed_is_still_there(
    marta: Visitor, wrong: dict[str, str], field: str
) -> None:
    before = how_many()
    answer = marta.get("clients.new").form().submit(**{**TYPED, **wrong})
    assert answer.status == 422
    assert at_its_field(answer, field)
    assert answer.find(f"//*[contains(@class, 'error-summary')]//a[@href='#{field}']")
    assert how_many() == before
    again = answer.form()
    for name, value in {**TYPED, **wrong}.items():
        if name not in {"country", "currency", "language"} or name not in wrong:
            assert again.values[name].replace("\r\n", "\n") == value, name
    corrected = again.submit(**{**TYPED, "kind": "company"})
    assert corrected.status == 303, corrected.errors()
    assert how_many() == before + 1


@pytest.mark.parametrize(
    ("kind", "field", "rule"),
    [("company", "name", "A company needs a name."), ("person", "last_name", "A person needs a last name.")],
)
def test_all_that_is_wrong_is_said_at_once(marta: Visitor, kind: str, field: str, rule: str) -> None:
    answer = marta.get("clients.new").form().submit(kind=kind, email="info@")
    assert answer.status == 422
    assert at_its_field(answer, field) == rule
    assert at_its_field(answer, "email") == "This is not an email address."


@pytest.mark.parametrize("field", ["kind", "client_role"])
def test_a_choice_that_was_not_offered_is_none(marta: Visitor, field: str) -> None:
    before = how_many()
    answer = marta.get("clients.new").form().submit(name="Nuova", **{field: "owner"})
    assert (answer.status, how_many()) == (422, before)
    assert answer.errors()


def test_a_double_click_and_a_reload_make_one_client(marta: Visitor) -> None:
    before = how_many()
    form = marta.get("clients.new").form().fill(name="Nuova")
    first, second = form.submit(), form.submit()
    assert how_many() == before + 1
    assert first.headers["Location"] == second.headers["Location"]


def test_the_same_form_sent_again_with_another_name_is_refused(marta: Visitor) -> None:
    form = marta.get("clients.new").form()
    form.submit(name="Nuova")
    before = how_many()
    answer = form.submit(name="Altra")
    assert (answer.status, how_many()) == (422, before)
    assert answer.says("This form was sent before with other data.")


def test_what_the_form_does_not_offer_cannot_arrive(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.new").form()
    form.submit(
        name="Nuova", number="C-9999", status="archived", id=1, version=7, search_text="x", archived_at="2020-01-01"
    )
    party = the_newest()
    assert (party.number, party.status, party.version, party.archived_at) == ("C-0004", PartyStatus.ACTIVE, 1, None)


def test_what_nobody_types_is_not_stored(marta: Visitor) -> None:
    marta.get("clients.new").form().submit(name="Nu\x00o\x01va", notes="a\x00b\r\nc", email="info\x00@example.com")
    party = the_newest()
    assert (party.name, party.notes, party.email) == ("Nuova", "ab\nc", "info@example.com")


def test_a_phone_that_no_plan_knows_is_kept_and_the_card_says_so(marta: Visitor) -> None:
    card = marta.get("clients.new").form().submit(name="Nuova", phone="ask for Rosa").follow()
    assert card.says("ask for Rosa", "kept as typed: no numbering plan knows it")
    assert (the_newest().phone, the_newest().phone_e164) == ("ask for Rosa", "")


def test_the_countries_are_named_in_the_reader_s_language_the_office_s_own_first(marta: Visitor) -> None:
    page = marta.get("clients.new")
    names = page.texts("//select[@name='country']/option")
    assert names[:3] == ["–", "Italy", "Afghanistan"]
    assert {"Poland", "Côte d’Ivoire"} <= set(names)
    assert not {"European Union", "United Nations"} & set(names)
