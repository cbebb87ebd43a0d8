"""The client's side: their own data, a switch when there are several, and nothing of anybody else."""

import pytest
from flask import Flask

from app.db import db
from app.domain.access.reach import Reach
from app.domain.contacts.queries import portal_login_of
from app.domain.parties.models import PartyStatus
from app.web.identity import Person
from tests.support.builders import a_client, a_contact, an_associate, archived, restored
from tests.support.cast import CANARY, Cast
from tests.support.visitor import Answer, Visitor


@pytest.fixture
def renata(app: Flask, cast: Cast) -> Visitor:
    """Who keeps the books of two."""
    return Visitor(app).signed_in_as("renata@lis.example.com")


def switch(page: Answer) -> dict[str, str]:
    """The companies in the switch, and where each leads."""
    return {" ".join("".join(a.itertext()).split()): a.get("href") for a in page.find("//*[@id='client_switch']//a")}


def whose(page: Answer) -> str:
    """The client of a front page, under the greeting."""
    return page.texts("//header/p[@class='portal__lead']")[0]


def test_who_signs_in_is_led_to_their_client_and_sees_its_data(carla: Visitor, cast: Cast) -> None:
    page = carla.get("portal.home").follow()
    assert page.path == f"/portal/{cast.acme.id}"
    assert page.says(
        "Acme S.r.l.", "C-0001", "Torino", "info@acme.example.com", "+39 011 555 0101", "desk@portico.example"
    )


def test_what_only_the_office_sees_is_not_shown(carla: Visitor, cast: Cast) -> None:
    cast.acme.notes, cast.acme.previous_number = "secretnote", "OLD-secret"
    page = carla.get("portal.client", client_id=cast.acme.id)
    assert "secret" not in page.html
    assert "Renata" not in page.text


def test_another_s_client_does_not_exist(carla: Visitor, cast: Cast) -> None:
    for client_id in (cast.zeta.id, cast.bravo.id, cast.carla.person_id, cast.zoe.person_id, 999_999, 0, 2**40):
        for htmx in (None, "content"):
            answer = carla.get("portal.client", client_id=client_id, htmx=htmx)
            assert (answer.status, CANARY in answer.response.text) == (404, False), client_id


def test_a_page_asks_by_itself_whether_its_client_is_within_reach(
    carla: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Had the door been left open, or the client archived since somebody came through it."""
    monkeypatch.setattr(Person, "reach", [Reach(cast.zeta.id, "Zeta", None), Reach(cast.acme.id, "Acme", None)])
    answer = carla.get("portal.client", client_id=cast.zeta.id)
    assert (answer.status, CANARY in answer.response.text) == (404, False)
    assert carla.get("portal.client", client_id=cast.acme.id).status == 200


def test_the_desk_does_not_exist_for_a_portal_user(carla: Visitor, cast: Cast) -> None:
    for path in ("/clients", f"/clients/{cast.acme.id}", "/archive", "/clients/total", "/acts/1", "/settings/staff"):
        assert carla.get_url(path).status == 404, path
    assert carla.get("today.index").leads_to("portal.home")


def test_staff_who_open_a_portal_page_are_led_to_their_own_front_page(marta: Visitor, cast: Cast) -> None:
    for client_id in (cast.acme.id, 999_999):
        assert marta.get("portal.client", client_id=client_id).leads_to("today.index")
    assert marta.get("portal.home").leads_to("today.index")


def test_who_has_one_client_has_no_switch(carla: Visitor) -> None:
    assert switch(carla.get("portal.home").follow()) == {}


def test_who_has_several_switches_between_them_and_each_is_an_address(renata: Visitor, cast: Cast) -> None:
    page = renata.get("portal.home").follow()
    companies = {"Acme S.r.l.": f"/portal/{cast.acme.id}", "Bravo Sp. z o.o.": f"/portal/{cast.bravo.id}"}
    assert switch(page) == companies
    assert page.says("1 of 2 companies")
    bravo = renata.get_url(switch(page)["Bravo Sp. z o.o."])
    assert bravo.says("Bravo Sp. z o.o.")
    assert bravo.says("2 of 2 companies")
    assert bravo.texts("//*[@id='client_switch']//a[@aria-current]") == ["Bravo Sp. z o.o."]


def test_the_portal_leads_to_the_client_that_was_looked_at_last_from_any_device(
    app: Flask, renata: Visitor, cast: Cast
) -> None:
    assert renata.get("portal.home").leads_to("portal.client", client_id=cast.acme.id)  # the first by name
    renata.get("portal.client", client_id=cast.bravo.id)
    assert renata.get("portal.home").leads_to("portal.client", client_id=cast.bravo.id)
    elsewhere = Visitor(app).signed_in_as("renata@lis.example.com")
    assert elsewhere.get("portal.home").leads_to("portal.client", client_id=cast.bravo.id)


def test_what_is_not_reached_is_not_remembered(renata: Visitor, cast: Cast) -> None:
    renata.get("portal.client", client_id=cast.zeta.id)
    login = portal_login_of(cast.renata.person_id)
    assert login
    db.session.refresh(login)
    assert login.last_client_id is None


def test_when_the_last_one_is_archived_the_portal_leads_to_another_and_back_after_the_restore(
    renata: Visitor, cast: Cast
) -> None:
    renata.get("portal.client", client_id=cast.bravo.id)
    archived(cast.bravo)
    assert renata.get("portal.client", client_id=cast.bravo.id).status == 404
    page = renata.get("portal.home").follow()
    assert (whose(page), switch(page)) == ("Acme S.r.l. C-0001", {})
    restored(cast.bravo)
    assert whose(renata.get("portal.client", client_id=cast.bravo.id)) == "Bravo Sp. z o.o. C-0002"


def test_a_deactivated_client_s_contact_still_comes_in(carla: Visitor, cast: Cast) -> None:
    cast.acme.status = PartyStatus.DEACTIVATED
    assert carla.get("portal.client", client_id=cast.acme.id).status == 200


def test_whose_link_is_not_active_does_not_reach_that_client(renata: Visitor, cast: Cast) -> None:
    cast.renata.is_active = False
    assert renata.get("portal.client", client_id=cast.acme.id).status == 404
    assert switch(renata.get("portal.home").follow()) == {}


def test_who_is_put_on_another_client_reaches_it_without_signing_in_again(carla: Visitor, cast: Cast) -> None:
    nuova = a_client("Nuova S.r.l.")
    assert carla.get("portal.client", client_id=nuova.id).status == 404
    an_associate(nuova, cast.carla.person)
    assert whose(carla.get("portal.client", client_id=nuova.id)) == "Nuova S.r.l. C-0004"


def test_an_archived_person_is_out_and_reads_the_courteous_page(carla: Visitor, cast: Cast) -> None:
    archived(cast.carla.person)
    assert carla.get("portal.home").leads_to("auth.login")
    assert carla.get("auth.login").says("Your access to the portal of Portico Uffici is closed at the moment.")
    assert carla.sign_in("carla@acme.example.com").says("Closed at the moment", "+39 011 555 01 40")


@pytest.mark.parametrize("who", ["carla@acme.example.com", "renata@lis.example.com"])
def test_nothing_of_zeta_s_is_ever_shown_to_others(app: Flask, cast: Cast, who: str) -> None:
    a_contact(cast.zeta, f"{CANARY} second", "Contact")
    visit = Visitor(app).signed_in_as(who)
    for path in ("/portal", f"/portal/{cast.acme.id}", f"/portal/{cast.zeta.id}", "/account", "/", "/logout"):
        answer = visit.get_url(path)
        assert CANARY not in answer.response.text, path
        assert CANARY not in str(answer.headers), path


def test_the_portal_speaks_the_language_that_its_user_chose(app: Flask, cast: Cast) -> None:
    login = portal_login_of(cast.carla.person_id)
    assert login
    login.language = "pl"
    page = Visitor(app, language="it").signed_in_as("carla@acme.example.com").get("portal.home").follow()
    assert page.tree.get("lang") == "pl"
