"""Delete permanently from the Archive and from the card, with a script and without (PRODUCT.md 3 and 4)."""

from app.db import db
from app.domain.parties.models import Party
from tests.blueprints.clients.desk import ask, flashes, follow_within, is_part
from tests.support.builders import a_mail_item, archived
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor


def asked(marta: Visitor, *parties: Party, **more: object) -> Answer:
    return marta.get("archive.ask_delete", ids=[party.id for party in parties], **more)


def on_file(party_id: int) -> bool:
    db.session.expire_all()
    return db.session.get(Party, party_id) is not None


def test_it_is_offered_in_the_archive_and_on_an_archived_card_only(marta: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    offers = "//*[contains(@href, '/archive/delete') or contains(@formaction, '/archive/delete')]"
    assert len(marta.get("archive.index").find(offers)) == 2  # for the selection, and in the row
    assert marta.get("clients.show", party_id=cast.zeta.id).texts(offers) == ["Delete permanently"]
    assert marta.get("clients.show", party_id=cast.acme.id).find(offers) == []
    assert marta.get("clients.index").find(offers) == []


def test_the_dialog_says_what_goes_who_would_be_left_and_what_to_type(marta: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    dialog = asked(marta, cast.zeta)
    assert dialog.says(f"Delete {cast.zeta.name} permanently?", "go for good", f"Type {cast.zeta.name}")
    assert dialog.says("1 person would be left with no client and no role", cast.zoe.person.name, "irreversible")
    assert dialog.form("/archive/delete").values.getlist("with_people") == []  # the box is empty


def test_without_a_script_one_is_deleted_and_its_person_with_it(marta: Visitor, cast: Cast) -> None:
    zeta, zoe, name = cast.zeta.id, cast.zoe.person_id, cast.zeta.name
    archived(cast.zeta)
    answer = asked(marta, cast.zeta).form("/archive/delete").submit(confirmation=name, with_people="1")
    assert answer.leads_to("archive.index")
    page = answer.follow()
    assert flashes(page) == ["1 client deleted for good."]
    assert page.says("1 person went with them.")
    assert name not in page.text
    assert (on_file(zeta), on_file(zoe)) == (False, False)
    assert marta.get("clients.show", party_id=zeta).status == 404


def test_with_a_script_the_archive_is_swapped(marta: Visitor, cast: Cast) -> None:
    archived(cast.zeta, cast.bravo)
    dialog = ask(marta, "archive.ask_delete", over="/archive", ids=[cast.zeta.id, cast.bravo.id])
    assert dialog.says("Delete 2 clients permanently?", "Type 2")
    part = follow_within(dialog.form("/archive/delete").submit(htmx=True, confirmation="2"), "archive_list")
    assert is_part(part, "archive_list")
    assert part.rows() == []
    assert flashes(part) == ["2 clients deleted for good."]


def test_what_is_typed_wrongly_is_said_at_its_field_and_nobody_goes(marta: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    answer = asked(marta, cast.zeta).form("/archive/delete").submit(confirmation="Zeta?")
    assert answer.status == 422
    assert "This is not what has to be typed." in " ".join(answer.errors())
    assert answer.form("/archive/delete").values["confirmation"] == "Zeta?"
    assert on_file(cast.zeta.id)


def test_who_cannot_go_is_named_before_and_after_with_the_clients(marta: Visitor, cast: Cast) -> None:
    renata = cast.renata.person
    archived(renata, cast.zeta)
    dialog = asked(marta, renata, cast.zeta)
    assert dialog.says("1 stays: still a contact of somebody else", renata.name, "Acme S.r.l., Bravo Sp. z o.o.")
    page = dialog.form("/archive/delete").submit(confirmation=cast.zeta.name).follow()
    assert page.says("1 client deleted for good.", "1 stays: still somebody’s contact.")
    (details,) = page.find("//*[@id='flashes']//a[.='Details']")
    act = marta.get_url(details.get("href"))
    assert act.says("Who stays, and for whose sake", renata.name, "Acme S.r.l., Bravo Sp. z o.o.")


def test_somebody_alone_who_cannot_go_has_no_button(marta: Visitor, cast: Cast) -> None:
    renata = cast.renata.person
    archived(renata)
    dialog = asked(marta, renata)
    assert dialog.says("Nobody who was selected can be deleted.")
    assert dialog.texts("//footer//button") == []


def test_who_is_not_in_the_archive_is_not_deleted_whatever_is_sent(marta: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    form = asked(marta, cast.zeta).form("/archive/delete")
    marta.get("archive.ask_restore", ids=cast.zeta.id).form("/archive/restore").submit()
    answer = form.submit(confirmation=cast.zeta.name)
    assert answer.status in {303, 409, 422}
    assert on_file(cast.zeta.id)


def test_from_the_card_one_comes_to_the_archive(marta: Visitor, cast: Cast) -> None:
    archived(cast.zeta)
    answer = asked(marta, cast.zeta, card=cast.zeta.id).form("/archive/delete").submit(confirmation=cast.zeta.name)
    assert answer.leads_to("archive.index")


def test_every_row_offers_deleting_and_says_why_not_while_mail_waits(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, cast.bravo)
    a_mail_item(cast.bravo)
    page = marta.get("archive.index", sort="name")
    (bin_,) = page.find(f"//*[@id='party_{cast.acme.id}']//a[contains(., 'Delete permanently')]")
    assert marta.get_url(bin_.get("href")).says("Delete Acme S.r.l. permanently?")
    (pale,) = page.find(f"//*[@id='party_{cast.bravo.id}']//button[contains(., 'Delete permanently')]")
    assert pale.get("aria-disabled") == "true"
    assert page.says("Mail waits for it at the desk.")
