"""Who is on file already is shown while somebody types, and asked about before anybody is put on file twice."""

from __future__ import annotations

import pytest
from flask import Flask

from app.db import db
from app.domain.parties.models import Party, PartyStatus
from tests.blueprints.clients.desk import flashes, is_part
from tests.support.builders import a_client, archived
from tests.support.cast import Cast
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor

LOOK = 3  # statements: the session, who that is, and the look itself

ASKED = "Somebody like this is on file already. Put it on file all the same?"


def how_many() -> int:
    return db.session.query(Party).count()


def alike(answer: Answer) -> list[str]:
    return answer.texts("//ul[@class='similar__list']/li")


def box(answer: Answer) -> str:
    """What the box says that is ticked when somebody else is meant."""
    (found,) = answer.find("//input[@name='others']")
    return found.get("value") or ""


# While somebody types ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ({"name": "acme"}, "similar name"),
        ({"name": "acme s.r.l."}, "same name"),
        ({"email": "INFO@acme.example.com"}, "same email"),
        ({"name": "Acme S.r.l.", "email": "info@acme.example.com"}, "same email and same name"),
    ],
)
def test_who_is_alike_is_named_with_number_role_and_status(
    marta: Visitor, cast: Cast, typed: dict[str, str], what: str
) -> None:
    part = marta.get("clients.similar", htmx="similar", at="/clients/new", **typed)
    assert is_part(part, "similar")
    assert alike(part) == [f"Acme S.r.l. C-0001 {what} · Customer Active"]
    assert part.find(f"//a[@href='{marta.url('clients.show', party_id=cast.acme.id)}']")


def test_whoever_is_archived_can_be_restored_instead(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    part = marta.get("clients.similar", htmx="similar", at="/clients/new", name="Acme")
    assert part.says("Archived", "Restore instead")
    (link,) = part.find("//a[contains(., 'Restore instead')]")
    assert link.get("hx-target") == "#dialog"
    dialog = marta.get_url(link.get("href"), htmx="dialog", at="/clients/new")
    form = dialog.form("/archive/restore")
    assert form.element.get("hx-post") is None  # beside the form stands neither a card nor a list to change
    assert form.submit().leads_to("clients.show", party_id=cast.acme.id)
    db.session.refresh(cast.acme)
    assert cast.acme.status is PartyStatus.ACTIVE


@pytest.mark.parametrize(
    "typed", [{}, {"name": "No such"}, {"name": "x" * 5000, "kind": "nobody", "besides": "x"}, {"tax_id": "\x00"}]
)
def test_nobody_is_named_who_is_not_and_nonsense_is_nobody(marta: Visitor, typed: dict[str, str]) -> None:
    part = marta.get("clients.similar", htmx="similar", **typed)
    assert (part.status, part.texts("//*[@id='similar']")) == (200, [""])
    assert marta.get("clients.similar", **typed).is_whole


def test_a_card_s_own_form_names_others_alone_and_no_similar_names(marta: Visitor, cast: Cast) -> None:
    twin = a_client("Acme S.r.l.")
    a_client("Acme S.r.l. in liquidazione")
    own = {"besides": cast.acme.id, "name": "Acme S.r.l.", "email": "info@acme.example.com"}
    part = marta.get("clients.similar", htmx="similar", **own)
    assert alike(part) == [f"Acme S.r.l. {twin.number} same name · Customer Active"]
    assert alike(marta.get("clients.edit", party_id=cast.acme.id)) == alike(part)


def test_the_look_costs_three_statements_however_many_are_alike(marta: Visitor, cast: Cast) -> None:
    for n in range(7):
        a_client(f"Acme {n}")
    with count_statements() as statements:
        part = marta.get("clients.similar", htmx="similar", name="Acme", tax_id="1", email="info@acme.example.com")
    assert len(alike(part)) == 5
    assert len(statements) <= LOOK, "\n".join(statements)


# On saving -----------------------------------------------------------------------------------------------------------


def test_who_is_known_already_is_asked_about_once_and_nothing_typed_is_lost(marta: Visitor, cast: Cast) -> None:
    before = how_many()
    form = marta.get("clients.new").form().fill(name="ACME  s.r.l.", city="Asti", notes="New")
    asked = form.submit()
    assert (asked.status, how_many()) == (422, before)
    assert asked.says(ASKED)
    assert alike(asked) == ["Acme S.r.l. C-0001 same name · Customer Active"]
    again = asked.form("party_form")
    assert (again.values["name"], again.values["city"], again.values["notes"]) == ("ACME  s.r.l.", "Asti", "New")
    assert again.submit().status == 422  # the box is empty still
    saved = asked.form("party_form").submit(others=box(asked))
    assert saved.status == 303
    assert flashes(saved.follow()) == ["ACME s.r.l. is on file."]
    assert how_many() == before + 1


def test_a_similar_name_alone_is_no_question(marta: Visitor, cast: Cast) -> None:
    assert marta.get("clients.new").form().submit(name="Acme").status == 303


def test_who_has_answered_for_one_is_asked_for_the_next(marta: Visitor, cast: Cast) -> None:
    asked = marta.get("clients.new").form().submit(name="Acme S.r.l.")
    another = a_client("Bravo", email="b@example.com")
    again = asked.form("party_form").submit(others=box(asked), email="b@example.com")
    assert again.status == 422
    assert alike(again) == [f"Bravo {another.number} same email · Customer Active"]
    assert again.form("party_form").submit(others=box(again)).status == 303


@pytest.mark.parametrize("others", ["x", "-1", "99999999999999999999", "²", ""])
def test_a_box_with_nonsense_answers_nothing(marta: Visitor, cast: Cast, others: str) -> None:
    a_client("Twice", email="t@example.com")
    assert marta.get("clients.new").form().submit(name="Twice", others=others).status == 422


def test_a_double_click_asks_for_nobody_that_it_has_put_on_file_itself(marta: Visitor) -> None:
    form = marta.get("clients.new").form().fill(name="Nuova", email="n@example.com")
    first, second = form.submit(), form.submit()
    assert (first.status, second.status) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]


def test_whoever_is_archived_can_be_restored_instead_of_being_put_on_file_twice(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    asked = marta.get("clients.new").form().submit(name="Acme S.r.l.")
    assert asked.says(ASKED, "Archived", "Restore instead")


def test_an_edit_is_never_asked_but_told(marta: Visitor, cast: Cast) -> None:
    saved = marta.get("clients.edit", party_id=cast.bravo.id).form().submit(email="info@acme.example.com")
    assert saved.leads_to("clients.show", party_id=cast.bravo.id)
    assert flashes(saved.follow()) == [
        "Saved.",
        "Somebody else on file looks alike: Acme S.r.l. (C-0001) (same email).",
    ]
    once_more = marta.get("clients.edit", party_id=cast.bravo.id).form().submit(city="Asti")
    assert flashes(once_more.follow()) == ["Saved."]


def test_the_question_is_put_in_the_reader_s_language(app: Flask, cast: Cast) -> None:
    marta = Visitor(app, language="pl").signed_in_as(cast.marta.email)
    asked = marta.get("clients.new").form().submit(name="Acme S.r.l.")
    assert asked.says("W kartotece jest już ktoś podobny. Zapisać mimo to?", "ta sama nazwa")
