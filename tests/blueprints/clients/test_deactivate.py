"""Deactivate and reactivate from list and card, with a script and without (PRODUCT.md 3 and 4)."""

import pytest

from app.domain.parties.models import PartyStatus
from tests.blueprints.clients.desk import ask, flashes, follow_within, is_part, status_of
from tests.support.builders import a_client, archived
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor

ACTIVE, DEACTIVATED, ARCHIVED = PartyStatus


def asked(marta: Visitor, what: str, *ids: int, **more: object) -> Answer:
    return marta.get(f"clients.ask_{what}", ids=list(ids), **more)


def done(marta: Visitor, what: str, *ids: int, **values: object) -> Answer:
    return asked(marta, what, *ids).form(f"/clients/{what}").submit(**values)


def test_a_client_is_deactivated_with_a_reason_and_stays_in_the_list_with_a_badge(marta: Visitor, cast: Cast) -> None:
    dialog = asked(marta, "deactivate", cast.acme.id, q="acme")
    assert dialog.says("Deactivate Acme S.r.l.?", "They stay in the list with a badge")
    answer = dialog.form("/clients/deactivate").submit(reason=" Does not  pay ")
    assert answer.leads_to("clients.index", q="acme")
    back = answer.follow()
    assert flashes(back) == ["Acme S.r.l. is deactivated."]
    assert back.rows() == ["Acme S.r.l."]
    assert back.texts("//tr//*[contains(@class, 'badge')]") == ["Deactivated"]
    assert marta.get("clients.index", active="no").rows() == ["Acme S.r.l."]


def test_its_card_says_who_when_and_why_and_offers_the_way_back(marta: Visitor, cast: Cast) -> None:
    done(marta, "deactivate", cast.acme.id, reason="Does not pay")
    card = marta.get("clients.show", party_id=cast.acme.id)
    (banner,) = card.texts("//*[contains(@class, 'banner__text')]")
    assert banner.startswith("Deactivated on")
    assert "by Marta Wójcik. “Does not pay”" in banner
    (link,) = card.find("//*[contains(@class, 'banner__action')]//a")
    way_back = marta.get_url(link.get("href"))
    assert way_back.says("Reactivate Acme S.r.l.?")
    answer = way_back.form("/clients/reactivate").submit()
    assert answer.leads_to("clients.show", party_id=cast.acme.id)
    assert flashes(answer.follow()) == ["Acme S.r.l. is active again."]
    assert status_of(cast.acme) == [ACTIVE]


def test_with_a_script_the_list_is_swapped_and_the_message_bears_undo(marta: Visitor, cast: Cast) -> None:
    dialog = ask(marta, "clients.ask_deactivate", over="/clients", ids=cast.acme.id)
    part = follow_within(dialog.form("/clients/deactivate").submit(htmx=True), "client_list")
    assert is_part(part, "client_list")
    (undo,) = part.find("//*[@id='flashes' or @hx-swap-oob]//form[contains(@action, '/undo')]")
    assert undo.get("hx-target") == "#client_list"


def test_several_are_deactivated_at_once_and_the_answer_counts_who_was_so_and_who_is_archived(
    marta: Visitor, cast: Cast
) -> None:
    done(marta, "deactivate", cast.bravo.id)
    archived(cast.zeta)
    other = a_client("Nuova S.r.l.")
    answer = done(marta, "deactivate", cast.acme.id, cast.bravo.id, cast.zeta.id, other.id)
    (message,) = answer.follow().texts("//*[@id='flashes']//*[@data-flash]")
    assert message.startswith("2 clients deactivated.")
    assert "1 was already deactivated. 1 is in the Archive and stays there." in message
    assert status_of(cast.acme, cast.bravo, cast.zeta, other) == [DEACTIVATED, DEACTIVATED, ARCHIVED, DEACTIVATED]


@pytest.mark.parametrize("what", ["deactivate", "reactivate"])
def test_where_there_is_nothing_to_do_the_dialog_says_so_and_has_no_button(
    marta: Visitor, cast: Cast, what: str
) -> None:
    if what == "deactivate":
        done(marta, what, cast.acme.id)
    dialog = asked(marta, what, cast.acme.id)
    assert dialog.says("There is nothing to do")
    assert "Close" in dialog.texts("//footer//a")
    assert dialog.texts("//footer//button") == []


def test_a_reason_that_is_too_long_is_said_at_its_field_and_kept(marta: Visitor, cast: Cast) -> None:
    answer = done(marta, "deactivate", cast.acme.id, reason="x" * 301)
    assert answer.status == 422
    assert len(answer.errors()) >= 1
    assert answer.form("/clients/deactivate").values["reason"] == "x" * 301
    assert status_of(cast.acme) == [ACTIVE]


def test_when_another_set_matches_nothing_is_done_and_the_dialog_comes_back(marta: Visitor, cast: Cast) -> None:
    dialog = marta.get("clients.ask_deactivate", all=1)
    a_client("Newcomer S.r.l.")
    answer = dialog.form("/clients/deactivate").submit()
    assert answer.status == 409
    assert answer.says("The list has changed since.")
    assert status_of(cast.acme) == [ACTIVE]


def test_a_double_click_deactivates_once(marta: Visitor, cast: Cast) -> None:
    form = asked(marta, "deactivate", cast.acme.id).form("/clients/deactivate")
    first, second = form.submit(), form.submit()
    assert (first.status, second.status) == (303, 303)
    assert status_of(cast.acme) == [DEACTIVATED]
