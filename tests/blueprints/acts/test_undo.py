"""Undo from the message, the banner, the timeline and the act's page, with a script and without (PRODUCT.md 4)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.db import db
from app.domain.directory.selection import picked
from app.domain.history.models import Act, Deed
from app.domain.lifecycle.archiving import NO_CHOICES, archive_parties
from app.domain.parties.models import PartyStatus
from tests.blueprints.clients.desk import ask, flashes, follow_within, status_of
from tests.support.builders import a_key, archived
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor

ACTIVE, DEACTIVATED, ARCHIVED = PartyStatus
NINE = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def an_act(cast: Cast, *parties: object) -> Act:
    act = archive_parties(picked([party.id for party in parties]), NO_CHOICES, a_key(), by=cast.by_marta)  # type: ignore[attr-defined]
    db.session.commit()
    return act


def undo_forms(page: Answer, within: str = "") -> list[str]:
    return page.texts(f"{within}//form[contains(@action, '/undo')]")


def test_the_message_offers_undo_and_it_leads_back_to_the_list_as_it_was(marta: Visitor, cast: Cast) -> None:
    dialog = marta.get("clients.ask_archive", ids=cast.acme.id, q="acme", sort="-name")
    page = dialog.form("/clients/archive").submit().follow()
    assert page.find("//*[@id='flashes']//time[@data-expires]")
    back = page.form(act_path(page)).submit()
    assert back.leads_to("clients.index", q="acme", sort="-name")
    page = back.follow()
    assert flashes(page) == ["Taken back: Acme S.r.l. is as before."]
    assert page.rows() == ["Acme S.r.l."]
    assert undo_forms(page) == []


def act_path(page: Answer) -> str:
    (form,) = page.find("//*[@id='flashes']//form")
    return str(form.get("action")).partition("?")[0]


def test_with_a_script_only_the_list_changes(marta: Visitor, cast: Cast) -> None:
    dialog = ask(marta, "clients.ask_archive", over="/clients", ids=cast.acme.id)
    part = follow_within(dialog.form("/clients/archive").submit(htmx=True), "client_list")
    part.path = "/clients"
    (form,) = part.find("//form[contains(@action, '/undo')]")
    undo = part.form(str(form.get("action")).partition("?")[0])
    part = follow_within(undo.submit(htmx=True), "client_list")
    assert "Acme S.r.l." in part.rows()
    assert status_of(cast.acme) == [ACTIVE]


def test_banner_and_timeline_of_the_card_offer_it_and_say_how_many_it_concerns(marta: Visitor, cast: Cast) -> None:
    an_act(cast, cast.acme, cast.bravo)
    card = marta.get("clients.show", party_id=cast.acme.id)
    assert undo_forms(card, "//*[contains(@class, 'banner')]") == ["Undo for all 2"]
    assert undo_forms(card, "//*[contains(@class, 'timeline')]") == ["Undo for all 2"]
    act_id = db.session.query(Act).filter_by(deed=Deed.ARCHIVE).one().id
    answer = card.form(f"/acts/{act_id}/undo").submit()
    assert answer.leads_to("clients.show", party_id=cast.acme.id)
    card = answer.follow()
    assert card.says("Archiving taken back by Marta Wójcik")
    assert undo_forms(card) == []
    assert status_of(cast.acme, cast.bravo) == [ACTIVE, ACTIVE]


def test_the_act_s_page_offers_it_and_then_says_who_took_it_back(marta: Visitor, cast: Cast) -> None:
    act = an_act(cast, cast.acme)
    page = marta.get("acts.show", act_id=act.id)
    assert undo_forms(page) == ["Undo"]
    page = page.form(f"/acts/{act.id}/undo").submit().follow()
    assert page.says("Taken back", "by Marta Wójcik")
    assert undo_forms(page) == []


def test_after_ten_minutes_nothing_offers_it_and_an_old_button_is_refused(
    marta: Visitor, cast: Cast, freeze: Callable[[datetime], None]
) -> None:
    freeze(NINE)
    luca = Visitor(marta.app).signed_in_as(cast.luca.email)
    act = an_act(cast, cast.acme)
    form = luca.get("acts.show", act_id=act.id).form(f"/acts/{act.id}/undo")
    freeze(NINE + timedelta(minutes=10))
    assert undo_forms(luca.get("clients.show", party_id=cast.acme.id)) == []
    answer = form.submit()
    assert answer.status == 422
    assert answer.says("It can be taken back for ten minutes. They are over.")
    assert status_of(cast.acme) == [ARCHIVED]
    assert db.session.query(Act).filter_by(deed=Deed.UNDO).count() == 0


def test_two_who_take_it_back_get_the_same_answer(marta: Visitor, cast: Cast) -> None:
    act = an_act(cast, cast.acme)
    form = marta.get("acts.show", act_id=act.id).form(f"/acts/{act.id}/undo")
    assert flashes(form.submit().follow()) == flashes(form.submit().follow())
    assert db.session.query(Act).filter_by(deed=Deed.UNDO).count() == 1


def test_who_was_changed_since_stays_and_is_counted(marta: Visitor, cast: Cast) -> None:
    act = an_act(cast, cast.acme, cast.bravo)
    marta.get("archive.ask_restore", ids=cast.bravo.id).form("/archive/restore").submit()
    archived(cast.bravo)
    page = marta.get("acts.show", act_id=act.id).form(f"/acts/{act.id}/undo").submit().follow()
    assert page.says("Taken back: Acme S.r.l. is as before.", "1 was changed since and stays as it is.")
    assert status_of(cast.acme, cast.bravo) == [ACTIVE, ARCHIVED]


def test_it_leads_nowhere_but_within_this_site(marta: Visitor, cast: Cast) -> None:
    act = an_act(cast, cast.acme)
    answer = marta.post("acts.undo", act_id=act.id, back="https://elsewhere.example.com/")
    assert answer.leads_to("acts.show", act_id=act.id)


def test_what_is_not_there_cannot_be_taken_back(marta: Visitor) -> None:
    assert marta.post("acts.undo", act_id=999_999).status == 404
