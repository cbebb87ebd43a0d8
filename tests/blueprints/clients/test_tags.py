"""Tags at the desk: from the card's menu and in bulk, and as a filter of the list."""

from app.domain.directory.selection import picked
from app.domain.lifecycle.tagging import add_tag
from app.domain.parties.models import Party
from app.domain.parties.tags import tags_of
from tests.blueprints.clients.desk import ask, flashes, follow_within, is_part
from tests.support.builders import a_key, archived
from tests.support.cast import Cast
from tests.support.visitor import Visitor


def with_tag(cast: Cast, name: str, *parties: Party) -> None:
    add_tag(picked([party.id for party in parties]), name, a_key(), by=cast.by_marta)


def test_a_tag_is_put_on_from_the_card_and_stands_in_its_head(marta: Visitor, cast: Cast) -> None:
    dialog = marta.get("clients.ask_tag", ids=cast.acme.id, card=cast.acme.id)
    assert dialog.says("Put a tag on Acme S.r.l.")
    answer = dialog.form("/clients/tag").submit(tag="Sede legale")
    card = answer.follow()
    assert flashes(card) == ["Acme S.r.l. bears the tag “Sede legale” now."]
    (tag,) = card.find("//*[contains(@class, 'page-head__meta')]//a[contains(@class, 'tag')]")
    assert card.says("Tag “Sede legale” put on by Marta Wójcik")
    assert marta.get_url(tag.get("href")).rows() == ["Acme S.r.l."]


def test_the_tag_of_an_archived_client_leads_to_the_archive(marta: Visitor, cast: Cast) -> None:
    with_tag(cast, "VIP", cast.acme)
    archived(cast.acme)
    card = marta.get("clients.show", party_id=cast.acme.id)
    (tag,) = card.find("//*[contains(@class, 'page-head__meta')]//a[contains(@class, 'tag')]")
    assert marta.get_url(tag.get("href")).rows() == ["Acme S.r.l."]


def test_the_ticked_ones_get_a_tag_and_the_list_keeps_its_filters(marta: Visitor, cast: Cast) -> None:
    ids = [cast.acme.id, cast.bravo.id]
    dialog = ask(marta, "clients.ask_tag", over="/clients", ids=ids, sort="-name")
    assert dialog.says("Put a tag on 2 clients")
    answer = dialog.form("/clients/tag").submit(tag="VIP", htmx=True)
    page = follow_within(answer, "client_list")
    assert is_part(page, "client_list")
    assert "2 clients bear the tag “VIP” now." in flashes(page)
    assert page.rows()[-1] == "Acme S.r.l."
    assert set(tags_of(ids)) == set(ids)


def test_tags_in_use_are_offered_while_one_is_typed(marta: Visitor, cast: Cast) -> None:
    with_tag(cast, "VIP", cast.bravo)
    dialog = marta.get("clients.ask_tag", ids=cast.acme.id)
    assert [option.get("value") for option in dialog.find("//datalist/option")] == ["VIP"]


def test_without_a_tag_the_dialog_asks_again_beside_the_field(marta: Visitor, cast: Cast) -> None:
    answer = marta.get("clients.ask_tag", ids=cast.acme.id).form("/clients/tag").submit(tag="  ")
    assert answer.status == 422
    assert answer.says("Type a tag: a word or two.")
    assert tags_of([cast.acme.id]) == {}


def test_a_tag_that_is_too_long_is_refused_with_what_was_typed(marta: Visitor, cast: Cast) -> None:
    answer = marta.get("clients.ask_tag", ids=cast.acme.id).form("/clients/tag").submit(tag="a" * 41)
    assert answer.status == 422
    assert answer.says("40 characters are the most")
    assert answer.form("/clients/tag").values["tag"] == "a" * 41


def test_a_tag_is_taken_off_by_choosing_among_those_that_they_bear(marta: Visitor, cast: Cast) -> None:
    with_tag(cast, "VIP", cast.acme, cast.bravo)
    with_tag(cast, "Other", cast.zeta)
    dialog = marta.get("clients.ask_untag", ids=[cast.acme.id, cast.bravo.id])
    assert dialog.texts("//select/option") == ["VIP (2)"]
    page = dialog.form("/clients/untag").submit(tag="VIP").follow()
    assert "2 clients bear the tag “VIP” no longer." in flashes(page)
    assert tags_of([cast.acme.id, cast.bravo.id]) == {}


def test_who_bears_none_has_nothing_to_take_off(marta: Visitor, cast: Cast) -> None:
    assert marta.get("clients.ask_untag", ids=cast.acme.id).says("nobody who was selected bears a tag")
    card = marta.get("clients.show", party_id=cast.acme.id)
    assert not card.says("Remove tag")
