"""Locations on the card: copied from one another, and which is the default of its kind."""

from __future__ import annotations

from app.domain.locations.models import LocationKind
from tests.blueprints.clients.desk import ask
from tests.support.cast import Cast
from tests.support.entries import a_location
from tests.support.visitor import Answer, Visitor

WAREHOUSE = {"addressee": "Depot", "street": "Via Po", "house_number": "7", "postal_code": "10123", "country": "IT"}


def new(marta: Visitor, cast: Cast, **asked: object) -> Answer:
    over = marta.url("clients.locations", party_id=cast.acme.id)
    return ask(marta, "locations.new_location", over=over, client_id=cast.acme.id, **asked)


def test_a_new_one_copies_the_address_of_another_and_gets_a_name_of_its_own(marta: Visitor, cast: Cast) -> None:
    a_location(cast.acme, "Warehouse", kind=LocationKind.BRANCH, note="Ring twice", **WAREHOUSE)
    (copy,) = new(marta, cast).find("//a[contains(., 'Warehouse')]")
    form = marta.get_url(copy.get("href"), htmx="dialog").form("entry_form")
    assert {name: form.values[name] for name in WAREHOUSE} == WAREHOUSE
    assert (form.values["label"], form.values["kind"], form.values["note"]) == ("", "other", "")


def test_it_copies_the_address_of_the_card(marta: Visitor, cast: Cast) -> None:
    (copy,) = new(marta, cast).find("//a[contains(., 'The address on the card')]")
    assert marta.get_url(copy.get("href"), htmx="dialog").form("entry_form").values["city"] == "Torino"


def test_somebody_else_s_address_is_not_copied(marta: Visitor, cast: Cast) -> None:
    theirs = a_location(cast.zeta, "Theirs")
    assert new(marta, cast, copy=theirs.id).status == 404
    assert new(marta, cast, copy="nonsense").status == 200


def test_what_was_typed_before_an_address_is_copied_stays(marta: Visitor, cast: Cast) -> None:
    theirs = a_location(cast.acme, "Accountant", **WAREHOUSE)
    typed = {"label": "Depot", "kind": "branch", "is_default": "y", "note": "Ring twice"}
    values = new(marta, cast, copy=theirs.id, **typed).form("entry_form").values
    assert (values["street"], values["city"]) == ("Via Po", "Torino")
    assert {name: values[name] for name in typed} == typed


def test_the_list_names_kind_and_default(marta: Visitor, cast: Cast) -> None:
    a_location(cast.acme, "Accountant", kind=LocationKind.BILLING, **WAREHOUSE)
    tab = marta.get("clients.locations", party_id=cast.acme.id)
    assert tab.says("Accountant Billing address Default", "Depot, Via Po 7, 10123 Torino, Italy")
