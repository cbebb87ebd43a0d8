"""The search over everything finds whoever is on file, of whatever role and status, the nearest first."""

from flask import Flask
from sqlalchemy import update

from app.db import db
from app.domain.contacts.models import Contact
from app.domain.directory.criteria import PartyCriteria, RoleFilter
from app.domain.history.models import Act, Actor, ActorKind
from app.domain.parties.models import ClientRole, PartyStatus
from app.domain.reporting import search
from app.domain.reporting.search import Search, last_worked_on
from tests.support.builders import a_client, a_contact, a_person, an_associate, archived, many_clients, restored
from tests.support.cast import Cast
from tests.support.statements import count_statements


def clients(q: str, limit: int = 25) -> list[str]:
    return [hit.name for hit in Search(q, limit=limit).clients()]


def people(q: str, limit: int = 25) -> list[str]:
    return [hit.person.name for hit in Search(q, limit=limit).people()]


def test_the_exact_one_comes_before_names_that_begin_so_those_before_the_rest_and_archived_ones_last(
    app: Flask,
) -> None:
    archived(a_client("Aroma", tax_id="ro-ma-2"), a_client("Roma Vecchia"))
    a_client("Zeta", tax_id="ro-ma")
    a_client("Roma Due")
    a_client("Casa Roma")
    a_client("Milano")
    assert clients("roma") == ["Zeta", "Roma Due", "Casa Roma", "Roma Vecchia", "Aroma"]
    assert clients("ro-ma-2") == ["Aroma"]


def test_nobody_who_only_mentions_it_takes_the_place_of_an_archived_one_whose_name_begins_so(app: Flask) -> None:
    archived(a_client("Roma Antica"))
    for n in range(8):
        a_client(f"Casa Roma {n}")
    assert clients("roma", limit=5)[:5] == [*(f"Casa Roma {n}" for n in range(4)), "Roma Antica"]


def test_deactivated_and_archived_ones_are_found_with_their_status(app: Flask) -> None:
    a_client("Roma Uno").status = PartyStatus.DEACTIVATED
    archived(a_client("Roma Due"))
    found = {hit.name: hit.status for hit in Search("roma", limit=5).clients()}
    assert found == {"Roma Uno": PartyStatus.DEACTIVATED, "Roma Due": PartyStatus.ARCHIVED}


def test_only_what_is_typed_whole_is_exact(app: Flask) -> None:
    a_client("Alfa", tax_id="07720340012")
    a_client("Beta", tax_id="0772034001299")
    for typed, exact in (("07720340012", {"Alfa"}), ("077 2034 0012", {"Alfa"}), ("0772034", set())):
        assert {hit.name for hit in Search(typed, limit=5).clients() if hit.is_exact} == exact, typed


def test_companies_of_any_role_and_persons_with_one_are_clients_persons_without_are_people(app: Flask) -> None:
    a_client("Roma Nulla", client_role=ClientRole.NONE)
    a_client("Roma Domani", client_role=ClientRole.PROSPECT)
    a_person("Ada", "Roma", client_role=ClientRole.CUSTOMER)
    a_person("Eva", "Roma")
    assert clients("roma") == ["Ada Roma", "Roma Domani", "Roma Nulla"]
    assert people("roma") == ["Eva Roma"]


def test_whoever_is_somebody_else_s_contact_is_a_person_too_and_their_own_contact_is_not(app: Flask) -> None:
    ada = a_person("Ada", "Roma", client_role=ClientRole.CUSTOMER)
    an_associate(ada, ada)
    assert (clients("ada"), people("ada")) == (["Ada Roma"], [])
    acme = a_client("Acme")
    an_associate(acme, ada)
    assert (clients("ada"), people("ada")) == (["Acme", "Ada Roma"], ["Ada Roma"])


def test_a_contact_is_told_with_their_position_their_client_and_how_many_there_are(app: Flask, cast: Cast) -> None:
    cast.renata.position, cast.renata.is_primary = "Accountant", False
    db.session.execute(update(Contact).where(Contact.client_id == cast.bravo.id).values(is_primary=False))
    (renata,) = Search("renata", limit=5).people()
    assert (renata.position, renata.client_name, renata.clients) == ("Accountant", "Acme S.r.l.", 2)
    assert (renata.is_active, renata.clients_are_archived) == (True, False)


def test_of_several_clients_one_that_is_not_archived_is_named_and_when_all_are_it_is_said(
    app: Flask, cast: Cast
) -> None:
    archived(cast.acme)
    (renata,) = Search("renata", limit=5).people()
    assert (renata.client_name, renata.clients_are_archived) == ("Bravo Sp. z o.o.", False)
    archived(cast.bravo)
    (renata,) = Search("renata", limit=5).people()
    assert renata.clients_are_archived
    restored(cast.bravo)
    assert not Search("renata", limit=5).people()[0].clients_are_archived


def test_a_contact_that_was_taken_off_is_found_and_marked(app: Flask, cast: Cast) -> None:
    db.session.execute(update(Contact).where(Contact.id == cast.carla.id).values(is_active=False, is_primary=False))
    (carla,) = Search("carla", limit=5).people()
    assert not carla.is_active


def test_signs_alone_find_nobody(app: Flask, cast: Cast) -> None:
    for q in ("...", "%", "_", "\\"):
        assert (clients(q), people(q)) == ([], []), q


def test_one_more_than_asked_for_says_that_there_are_others(app: Flask) -> None:
    many_clients(12)
    assert len(clients("client", limit=5)) == 6


def test_a_search_asks_five_times_where_few_match_and_fourteen_times_at_most_where_many_do(app: Flask) -> None:
    for _n in range(3):
        a_contact(a_client(), "Client", "Person")
    costs = []
    for how_many in (1, 1200):  # fewer and more than are looked up by their ids
        many_clients(how_many)
        with count_statements() as statements:
            looked = Search("client", limit=5)
            assert looked.clients()
            assert looked.people()
        costs.append(len(statements))
    few, many = costs
    assert few <= 5
    assert many <= 14


def test_of_many_that_match_the_rest_is_found_behind_the_names_that_begin_so(app: Flask) -> None:
    many_clients(1200, "Roma")
    a_client("Zeta Unica", city="Roma")
    archived(a_client("Roma Antica"))
    a_person("Roma", "Zuccari")
    assert clients("roma", limit=1300)[-2:] == ["Zeta Unica", "Roma Antica"]
    assert people("zuccari") == ["Roma Zuccari"]


def test_what_is_typed_with_punctuation_is_found_without_and_the_other_way_round(app: Flask) -> None:
    a_client("Studio Rossi S.r.l.", tax_id="PL 525-224-84-81")
    for q in ("srl", "s.r.l.", "525-224", "5252", "52 5-2", "rossi s.r.l"):
        assert clients(q) == ["Studio Rossi S.r.l."], q


def test_a_thousand_are_counted_and_no_more(app: Flask) -> None:
    everybody = PartyCriteria("client", RoleFilter.ANY)
    many_clients(search.COUNTED)
    assert search.how_many(everybody) == search.COUNTED
    many_clients(1)
    assert search.how_many(everybody) is None


# What somebody worked on ----------------------------------------------------------------------------------------------


def test_what_somebody_worked_on_is_listed_once_the_latest_first_and_theirs_only(app: Flask, cast: Cast) -> None:
    luca = Actor(ActorKind.STAFF, cast.luca.id, cast.luca.name)
    archived(cast.acme, cast.bravo, by=cast.by_marta)
    archived(cast.zeta, by=luca)
    restored(cast.acme, by=cast.by_marta)
    assert [hit.name for hit in last_worked_on(cast.marta.id, limit=8)] == ["Acme S.r.l.", "Bravo Sp. z o.o."]
    assert [hit.name for hit in last_worked_on(cast.marta.id, limit=1)] == ["Acme S.r.l."]
    assert [hit.name for hit in last_worked_on(cast.luca.id, limit=8)] == [cast.zeta.name]


def test_acts_about_nobody_and_about_somebody_who_is_gone_leave_no_gap(app: Flask, cast: Cast) -> None:
    archived(cast.acme, by=cast.by_marta)
    act = db.session.query(Act).order_by(Act.id.desc()).first()
    assert act
    db.session.add(Act(deed=act.deed, key="nobody", by_kind=act.by_kind, by_id=act.by_id, by_name=act.by_name))
    db.session.flush()
    marta = cast.marta.id
    with count_statements() as statements:
        assert [hit.name for hit in last_worked_on(marta, limit=8)] == ["Acme S.r.l."]
    assert len(statements) == 1
