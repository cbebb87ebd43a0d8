"""Settings of clients: what new ones begin with, and how long their records are kept."""

from __future__ import annotations

import pytest

from app.domain.office.client_defaults import client_defaults
from app.domain.office.models import RecordKind
from app.domain.office.retention import retention_years
from tests.support.visitor import Visitor


def test_staff_without_the_right_read_so_and_clients_find_nothing_there(marta: Visitor, carla: Visitor) -> None:
    for somebody, status in ((marta, 403), (carla, 404)):
        pages = [somebody.get("settings.clients"), somebody.post("settings.update_client_defaults")]
        pages += [somebody.post("settings.update_retention")]
        assert {page.status for page in pages} == {status}


def test_the_form_of_a_new_client_begins_with_what_was_saved(luca: Visitor, marta: Visitor) -> None:
    before = marta.get("clients.new").form("party_form").values
    assert (before["country"], before["language"], before["client_role"]) == ("IT", "", "customer")  # the office's
    page = luca.get("settings.clients")
    saved = page.form("defaults_form").submit(country="PL", language="pl", client_role="prospect")
    assert saved.status == 303 and saved.follow().says("Saved.")
    form = marta.get("clients.new").form("party_form")
    assert (form.values["country"], form.values["language"], form.values["client_role"]) == ("PL", "pl", "prospect")
    made = form.submit(name="Nowa Sp. z o.o.", country="")  # what was taken away stays away
    assert made.follow().says("Prospect")


def test_what_does_not_exist_is_refused(luca: Visitor) -> None:
    form = luca.get("settings.clients").form("defaults_form")
    for wrong in ({"country": "XX"}, {"language": "tlh"}, {"client_role": "none"}):
        assert form.submit(**wrong).status == 422
        form = luca.get("settings.clients").form("defaults_form")
    assert client_defaults()[1] == 0


def test_the_second_editor_of_the_defaults_sees_the_first_one_s(luca: Visitor) -> None:
    first, second = (luca.get("settings.clients").form("defaults_form") for _ in range(2))
    first.submit(country="FR")
    late = second.submit(country="DE")
    assert late.status == 409 and late.says("France")
    assert late.form("defaults_form").submit(seen_version="1").status == 303
    assert client_defaults()[0].country == "DE"


def test_the_years_of_the_office_s_country_stand_there_and_another_s_are_asked_for(luca: Visitor) -> None:
    page = luca.get("settings.clients")
    assert page.says("Codice civile art. 2220", "By law: 10 years")
    assert page.form("retention_form").values["invoice"] == "10"
    polish = page.form("country_form").submit(country="PL")
    assert polish.says("Ordynacja podatkowa", "In Poland the five years begin") and polish.path == "/settings/clients"
    assert polish.form("retention_form").values["invoice"] == "5"
    assert luca.get("settings.clients", country="PT").says("We know no law of Portugal")
    assert luca.get("settings.clients", country="Atlantis").says("Codice civile")


def test_years_that_are_set_are_kept_and_their_country_is_shown_again(luca: Visitor) -> None:
    saved = luca.get("settings.clients", country="PL").form("retention_form").submit(invoice="6", credit_note="6")
    assert saved.leads_to("settings.clients", country="PL")
    assert saved.follow().form("retention_form").values["invoice"] == "6"
    assert retention_years("PL", RecordKind.CREDIT_NOTE) == 6 and retention_years("PL", RecordKind.CONTRACT) == 5


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"invoice": ""}, "Type a number of years."),
        ({"invoice": "0"}, "Records are kept for 1 to 99 years."),
        ({"report": "100"}, "Records are kept for 1 to 99 years."),
        ({"report": "9" * 30}, "Records are kept for 1 to 99 years."),
        ({"contract": "ten"}, "Not a valid integer value."),
    ],
)
def test_years_that_are_none_are_refused_at_their_field(luca: Visitor, wrong: dict[str, str], error: str) -> None:
    refused = luca.get("settings.clients", country="ES").form("retention_form").submit(**wrong)
    assert refused.status == 422 and error in " ".join(refused.errors())
    values = refused.form("retention_form").values
    assert values["country"] == "ES" and {name: values[name] for name in wrong} == wrong
    assert retention_years("ES", RecordKind.INVOICE) == 6


def test_the_years_of_no_country_are_refused(luca: Visitor) -> None:
    for country in ("", "XX"):
        assert luca.get("settings.clients").form("retention_form").submit(country=country).status == 422


def test_the_second_editor_of_the_years_sees_the_first_one_s(luca: Visitor) -> None:
    first, second = (luca.get("settings.clients").form("retention_form") for _ in range(2))
    first.submit(invoice="11")
    late = second.submit(invoice="12")
    assert late.status == 409 and late.says("Invoices", "11")
    seen = late.find("//form[@id='retention_form']//input[@name='seen_version']/@value")[0]
    assert late.form("retention_form").submit(seen_version=seen).status == 303
    assert retention_years("IT", RecordKind.INVOICE) == 12
