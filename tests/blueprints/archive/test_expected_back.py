"""Who is expected back on another day than was thought (PRODUCT.md 3.4)."""

from datetime import date

from app.domain.lifecycle.archiving import ArchiveChoices
from tests.blueprints.clients.desk import flashes
from tests.support.builders import a_key, archived
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor

LATER = date(2090, 3, 1)


def asked(marta: Visitor, cast: Cast, **values: str) -> Answer:
    return marta.get("archive.ask_expected_back", party_id=cast.acme.id, **values)


def test_from_the_front_page_the_day_is_moved_and_the_desk_is_no_longer_reminded(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, choices=ArchiveChoices("Season over", date(2020, 1, 1)))
    (link,) = marta.get("today.index").find("//main//a[contains(@href, '/expected-back')]")
    answer = marta.get_url(link.get("href")).form("/expected-back").submit(expected_back_on=LATER.isoformat())
    assert answer.leads_to("today.index")
    page = answer.follow()
    assert flashes(page) == ["The day is noted."]
    assert not page.says("expected on")
    assert cast.acme.expected_back_on == LATER


def test_from_the_card_a_day_is_set_changed_and_taken_away(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    assert marta.get("clients.show", party_id=cast.acme.id).says("Expect it back")
    card = asked(marta, cast).form("/expected-back").submit(expected_back_on=LATER.isoformat()).follow()
    assert card.says("Expected back on 1 Mar 2090.", "Change the day", "Expected return changed by Marta Wójcik")
    form = asked(marta, cast).form("/expected-back")
    assert form.values["expected_back_on"] == LATER.isoformat()
    form.submit(expected_back_on="")
    assert cast.acme.expected_back_on is None


def test_a_day_that_is_past_is_refused_at_its_field(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    answer = asked(marta, cast).form("/expected-back").submit(expected_back_on="2020-01-01")
    assert answer.status == 422
    assert "Choose a later day than today." in " ".join(answer.errors())
    assert cast.acme.expected_back_on is None


def test_who_is_not_in_the_archive_has_no_such_day(marta: Visitor, cast: Cast) -> None:
    assert asked(marta, cast).status == 404
    data = {"expected_back_on": LATER.isoformat(), "key": a_key()}
    assert marta.post("archive.set_expected_back", data, party_id=cast.acme.id).status == 404
    assert cast.acme.expected_back_on is None
