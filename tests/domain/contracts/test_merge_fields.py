"""Merge fields of a contract: what they tell, in the language of the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.contracts.drawing_up import example_facts
from app.domain.contracts.facts import ClientFacts, ContractFacts, OfficeFacts, Place, Span, Unit, client_facts
from app.domain.contracts.merge_fields import BLANK, FIELDS, merge, missing_in, unknown_in, values_of
from app.domain.money.amounts import Money
from tests.support.builders import a_client, a_contact, a_person

OFFICE = OfficeFacts("Portico Uffici", Place("Via Roma 1", "10121", "Torino", "TO", "IT"))
FACTS = example_facts(OFFICE, date(2026, 11, 23))
NOTHING = ContractFacts(ClientFacts("Acme"), OfficeFacts("Portico"), date(2026, 11, 23))

WRITTEN = [
    ("contract.value", "en", "€49.00"),
    ("contract.value", "it", "49,00 €"),
    ("contract.value", "pl", "49,00 €"),
    ("contract.start", "en", "1 December 2026"),
    ("contract.start", "it", "1 dicembre 2026"),
    ("contract.end", "pl", "30 listopada 2027"),
    ("today", "pl", "23 listopada 2026"),
    ("office.address", "en", "Via Roma 1, 10121 Torino (TO), Italy"),
    ("office.address", "pl", "Via Roma 1, 10121 Torino (TO), Włochy"),
    ("contract.interval", "en", "per month"),
    ("contract.notice", "en", "2 months"),
    ("contract.term", "en", "from 1 December 2026 to 30 November 2027"),
    ("contract.renewal", "en", "is renewed by itself for 12 months at a time"),
]


@pytest.mark.parametrize(("name", "language", "words"), WRITTEN)
def test_days_money_and_spans_are_written_in_the_language_of_the_template(
    app: Any, name: str, language: str, words: str
) -> None:
    assert values_of(FACTS, language)[name].replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("facts", "name", "words"),
    [
        (replace(FACTS, end=None), "contract.end", "open-ended"),
        (replace(FACTS, end=None), "contract.term", "from 1 December 2026, for an indefinite period"),
        (replace(FACTS, renewal=None), "contract.renewal", "is not renewed by itself"),
        (replace(FACTS, notice=Span(1, Unit.DAYS)), "contract.notice", "1 day"),
        (replace(FACTS, interval="once"), "contract.interval", "once"),
        (replace(FACTS, value=Money(5000, "JPY")), "contract.value", "JP¥5,000"),
    ],
)
def test_what_is_not_agreed_is_said_in_words(app: Any, facts: ContractFacts, name: str, words: str) -> None:
    assert values_of(facts, "en")[name] == words


def test_every_field_has_an_example(app: Any) -> None:
    office = replace(OFFICE, email="desk@portico.example", phone="+39 011 555 01 40")
    assert [name for name, value in values_of(replace(FACTS, office=office), "en").items() if not value] == []


def test_what_nobody_has_said_leaves_room_to_write_and_is_named(app: Any) -> None:
    text, values = "{client.name}, {client.tax_id}, {contract.value}, {client.tax_id}", values_of(NOTHING, "en")
    assert merge(text, values) == f"Acme, {BLANK}, {BLANK}, {BLANK}"
    assert [field.name for field in missing_in(text, values)] == ["client.tax_id", "contract.value"]


def test_a_value_is_one_line_and_nothing_of_it_is_read_again(app: Any) -> None:
    sly = replace(NOTHING, client=ClientFacts("{office.name}\n\n# **Foo**"))
    merged = merge("{client.name}", values_of(sly, "en"))
    assert "\n" not in merged and merged == r"{office.name} # \*\*Foo\*\*"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{client.name} and { today }", []),
        ("a\n{client.nome}", [("{client.nome}", 2)]),
        ("{{ client.name }}", [("{", 1), ("}", 1)]),
        ("{client.name", [("{client.name", 1)]),
        ("name}", [("}", 1)]),
        ("{}", [("{}", 1)]),
        ("{client.__class__}", [("{client.__class__}", 1)]),
        ("{client.name.upper}", [("{client.name.upper}", 1)]),
    ],
)
def test_what_means_nothing_is_named_with_its_line(text: str, found: list[tuple[str, int]]) -> None:
    assert [(unknown.text, unknown.line) for unknown in unknown_in(text)] == found


def test_no_two_fields_bear_one_name() -> None:
    assert len({field.name for field in FIELDS}) == len(FIELDS)


def test_a_company_is_represented_by_its_primary_contact(app: Any) -> None:
    acme = a_client(
        "Acme S.r.l.", street="Via Roma", house_number="1", city="Torino", country="IT", tax_id="00743110157"
    )
    assert client_facts(acme).legal_representative == ""
    a_contact(acme, "Carla", "Costa")
    facts = client_facts(acme)
    assert (facts.name, facts.legal_representative, facts.tax_id) == ("Acme S.r.l.", "Carla Costa", "00743110157")
    assert facts.place.in_language("it") == "Via Roma 1, Torino, Italia"


def test_a_person_stands_for_themself(app: Any) -> None:
    person = a_person("Renata", "Lis")
    assert client_facts(person).legal_representative == "Renata Lis"
