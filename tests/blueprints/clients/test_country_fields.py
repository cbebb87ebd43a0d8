"""The form follows the country: its names for the ids, and the fields that only Italy has."""

from __future__ import annotations

import pytest
from flask import Flask

from app.db import db
from app.domain.parties.models import Party
from tests.blueprints.clients.desk import is_part
from tests.support.builders import a_client, a_person, archived
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor


def labels(answer: Answer) -> list[str]:
    """The labels of the country's fields, without those that only a page without a script shows."""
    found = answer.find("//*[@id='tax_fields']//label[not(ancestor::noscript)]")
    return [" ".join("".join(label.itertext()).replace("(optional)", "").split()) for label in found]


def test_a_new_client_is_of_the_office_s_country_and_pays_in_its_currency(marta: Visitor, cast: Cast) -> None:
    page = marta.get("clients.new")
    assert (page.form().values["country"], page.form().values["currency"]) == ("IT", "EUR")
    assert labels(page) == ["Partita IVA", "Codice fiscale", "SDI code", "PEC"]


@pytest.mark.parametrize(
    ("country", "kind", "shown"),
    [
        ("IT", "company", ["Partita IVA", "Codice fiscale", "SDI code", "PEC"]),
        ("PL", "company", ["NIP", "REGON"]),
        ("PL", "person", ["NIP or PESEL", "REGON"]),
        ("FR", "company", ["VAT number", "SIREN"]),
        ("", "company", ["Tax ID", "Registration number"]),
        ("nowhere", "nobody", ["Tax ID", "Registration number"]),
    ],
)
def test_another_country_brings_its_own_fields_and_keeps_what_was_typed(
    marta: Visitor, country: str, kind: str, shown: list[str]
) -> None:
    part = marta.get("clients.tax_fields", htmx="tax_fields", country=country, kind=kind, tax_id="12 ", sdi_code="")
    assert is_part(part, "tax_fields")
    assert labels(part) == shown
    assert part.find("//input[@name='tax_id']")[0].get("value") == "12 "
    assert not part.find("//noscript")  # htmx would read what stands in it as fields
    assert marta.get("clients.tax_fields", country=country).is_whole


def test_what_stands_in_a_field_of_italy_is_not_hidden_with_it(marta: Visitor) -> None:
    part = marta.get("clients.tax_fields", htmx="tax_fields", country="PL", sdi_code="M5UXCR1")
    assert labels(part) == ["NIP", "REGON", "SDI code", "PEC"]


def test_without_a_script_the_fields_of_italy_stand_there_to_be_opened(marta: Visitor, cast: Cast) -> None:
    page = marta.get("clients.edit", party_id=cast.acme.id)
    assert page.texts("//noscript//summary") == ["Only in Italy"]
    assert len(page.find("//noscript//input[@name='sdi_code' or @name='pec']")) == 2


def test_an_answer_with_errors_speaks_of_the_country_that_was_chosen(marta: Visitor) -> None:
    answer = marta.get("clients.new").form().submit(name="Nowa", country="PL", tax_id="5252248482", sdi_code="", pec="")
    assert answer.status == 422
    assert labels(answer) == ["NIP", "REGON"]
    assert answer.errors() == [
        "This is no valid NIP: the last digit does not fit.",
        "NIP: This is no valid NIP: the last digit does not fit.",
    ]


def test_the_kind_of_a_wrong_id_is_named_in_the_reader_s_language(app: Flask, cast: Cast) -> None:
    luca = Visitor(app, language="it").signed_in_as(cast.luca.email)
    answer = luca.get("clients.new").form().submit(name="Nuova", tax_id="01234560018")
    assert answer.texts("//*[@id='tax_id-error']") == ["Non è valido come partita IVA: l’ultima cifra non torna."]


def test_an_sdi_code_abroad_is_refused_at_its_field(marta: Visitor) -> None:
    answer = marta.get("clients.new").form().submit(name="Nowa", country="PL", sdi_code="m5 uxcr1")
    assert answer.texts("//*[@id='sdi_code-error']") == [
        "An SDI code is for clients in Italy. Empty it, or choose Italy."
    ]
    assert answer.form("party_form").submit(country="IT").status == 303
    assert db.session.query(Party.sdi_code).order_by(Party.id.desc()).first() == ("M5UXCR1",)


def test_an_id_on_file_that_fails_its_check_hinders_no_other_edit(marta: Visitor, cast: Cast) -> None:
    cast.acme.country, cast.acme.tax_id, cast.acme.tax_key = "IT", "01234560018", "01234560018"
    db.session.commit()
    form = marta.get("clients.edit", party_id=cast.acme.id).form()
    assert form.submit(city="Asti").status == 303
    form = marta.get("clients.edit", party_id=cast.acme.id).form()
    refused = form.submit(tax_id="01234560019")
    assert refused.texts("//*[@id='tax_id-error']") == ["This is no valid partita IVA: the last digit does not fit."]
    assert refused.form("party_form").submit(tax_id="01234560017").status == 303


def test_the_other_editor_s_currency_is_told_in_words(marta: Visitor, luca: Visitor, cast: Cast) -> None:
    late = luca.get("clients.edit", party_id=cast.acme.id).form()
    marta.get("clients.edit", party_id=cast.acme.id).form().submit(currency="PLN", country="IT", sdi_code="0000000")
    conflict = late.submit(city="Milano")
    assert conflict.status == 409
    assert conflict.says("Currency", "Polish Zloty (PLN)", "SDI code", "0000000")


def test_the_card_shows_the_ids_by_the_names_and_in_the_way_of_their_country(marta: Visitor, cast: Cast) -> None:
    polish = a_client("Nowa Sp. z o.o.", country="PL", tax_id="5252248481", registration_id="123456785")
    card = marta.get("clients.show", party_id=polish.id)
    assert card.says("NIP", "525-224-84-81", "REGON", "123456785")
    assert not card.says("SDI code")
    person = a_person("Ada", "De Luca", country="IT", registration_id="DLMRDA80A41L219S", pec="ada@pec.example.com")
    assert marta.get("clients.show", party_id=person.id).says(
        "Partita IVA", "Codice fiscale", "DLMRDA80A41L219S", "ada@pec.example.com"
    )


def test_the_portal_and_the_archive_s_preview_call_the_ids_as_the_card_does(
    marta: Visitor, carla: Visitor, cast: Cast
) -> None:
    cast.acme.country, cast.acme.tax_id, cast.acme.registration_id = "PL", "5252248481", "123456785"
    db.session.commit()
    named = ("NIP", "525-224-84-81", "REGON", "123456785")
    assert carla.get("portal.client", client_id=cast.acme.id).says(*named)
    archived(cast.acme)
    assert marta.get("archive.preview", party_id=cast.acme.id).says(*named[:2])


def test_a_public_body_s_sdi_code_has_six_characters_and_that_of_a_person_seven(marta: Visitor, cast: Cast) -> None:
    form = marta.get("clients.new").form().fill(country="IT", sdi_code="ufy9mh")
    assert form.submit(name="Comune di Asti").status == 303
    refused = form.submit(kind="person", first_name="Ada", last_name="De Luca")
    assert refused.texts("//*[@id='sdi_code-error']") == ["The SDI code of a person has seven letters and digits."]


def test_a_client_is_found_by_its_pec(marta: Visitor, cast: Cast) -> None:
    a_client("Nuova", country="IT", pec="nuova@pec.example.com")
    assert marta.get("clients.index", q="nuova@pec.example.com").rows() == ["Nuova"]
