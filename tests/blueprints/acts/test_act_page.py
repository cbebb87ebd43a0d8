"""An act's own page: its answer, who and why, and every record that it changed."""

from sqlalchemy import select

from app.db import db
from app.domain.accounts.permissions import StaffRole
from app.domain.accounts.staff import StaffDraft, add_staff
from app.domain.directory.selection import picked
from app.domain.history.models import SYSTEM, Act, Deed
from app.domain.lifecycle.archiving import NO_CHOICES, ArchiveChoices, archive_parties
from tests.domain.contacts.desk import save
from tests.domain.directory.importing.lists import staged, taken
from tests.support.builders import PASSWORD, a_key, archived, many_clients
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor


def test_it_says_what_came_of_it_by_whom_when_and_why(marta: Visitor, cast: Cast) -> None:
    archived(cast.bravo)
    ids = [cast.acme.id, cast.bravo.id, cast.zeta.id, 999_999]
    act = archive_parties(picked(ids), ArchiveChoices("Season over"), a_key(), by=cast.by_marta)
    db.session.commit()
    page = marta.get("acts.show", act_id=act.id)
    assert page.says("2 clients archived. 1 was already archived. 1 is no longer on file.")
    assert page.says("Marta Wójcik", "Season over", "Acme S.r.l.", "C-0001", cast.zeta.name)
    assert not page.says("Bravo Sp. z o.o.")
    assert page.find(f"//a[@href='/clients/{cast.acme.id}']")


def test_its_records_are_listed_by_the_hundred_to_the_last(marta: Visitor, cast: Cast) -> None:
    ids = many_clients(250, "Batch")
    act = archive_parties(picked(ids), NO_CHOICES, a_key(), by=SYSTEM)
    db.session.commit()
    page, seen = marta.get("acts.show", act_id=act.id), []
    for size in (100, 100, 50):
        names = [name for name in page.texts("//ul[@class='lines']/li") if name.startswith("Batch")]
        assert len(names) == size
        seen += names
        following = page.find("//a[contains(@href, 'after=')]")
        if following:
            page = marta.get_url(following[0].get("href"))
    assert (len(set(seen)), following) == (250, [])


def test_a_list_that_was_taken_over_says_what_came_in_and_what_stayed_out(marta: Visitor, cast: Cast) -> None:
    act = taken(staged("Company,Tax ID\nAlfa,1\nBeta,1\nGamma,3\n"))
    db.session.commit()
    page = marta.get("acts.show", act_id=act.id)
    assert page.says("2 clients are taken over. 1 duplicate was left out.", "Alfa", "Gamma")
    assert not page.says("Beta")


def test_an_act_that_changed_nothing_says_so(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme)
    act = archived(cast.acme)
    assert act
    assert marta.get("acts.show", act_id=act.id).says(
        "0 clients archived.", "1 was already archived.", "Nothing changed."
    )


def test_an_act_of_another_kind_has_a_page_too(marta: Visitor, cast: Cast) -> None:
    for act_id in range(1, 5):
        assert marta.get("acts.show", act_id=act_id).status == 200


def test_what_an_address_should_not_hold_counts_as_not_asked(marta: Visitor, cast: Cast) -> None:
    act = archived(cast.acme)
    assert act
    for junk in ("x", "", "-1", str(-(2**70)), "1.5", "\x00"):
        assert marta.get("acts.show", act_id=act.id, after=junk).says("Acme S.r.l."), junk
    for beyond in (2**31, 2**70):
        assert marta.get("acts.show", act_id=act.id, after=beyond).status == 200


def test_an_act_that_is_not_there_is_not_found_and_nobody_but_the_desk_looks(
    marta: Visitor, carla: Visitor, visitor: Visitor, cast: Cast
) -> None:
    act = archived(cast.zeta)
    assert act
    assert marta.get("acts.show", act_id=999_999).status == 404
    assert carla.get("acts.show", act_id=act.id).status == 404
    assert visitor.get("acts.show", act_id=act.id).leads_to("auth.login")


def the_latest(deed: Deed) -> Act:
    return db.session.scalars(select(Act).where(Act.deed == deed).order_by(Act.id.desc()).limit(1)).one()


def records_on(page: Answer) -> list[str]:
    """The lines of what changed."""
    return page.texts("//section[contains(@class, 'panel')][.//h2[.='Records that changed']]//li")


def lead_of(page: Answer) -> list[str]:
    return page.texts("//*[contains(@class, 'page-head__lead')]")


def test_an_act_about_the_staff_says_what_happened_to_whom(luca: Visitor, cast: Cast) -> None:
    act = add_staff(StaffDraft("Anna Neri", StaffRole.STAFF, "anna@portico.example.com"), PASSWORD, a_key(), by=SYSTEM)
    db.session.commit()
    page = luca.get("acts.show", act_id=act.id)
    assert lead_of(page) == ["A person was added to the staff."]
    assert records_on(page) == ["Anna Neri joined the office, added by Recapito"]


def test_an_act_about_the_staff_is_not_there_for_who_may_not_edit_them(
    luca: Visitor, marta: Visitor, cast: Cast
) -> None:
    marta.get("account.show").form("/account/password").submit(current=PASSWORD, new="four calling birds")
    act = the_latest(Deed.CHANGE_PASSWORD)
    assert luca.get("acts.show", act_id=act.id).says("A password was changed.")
    assert marta.get("acts.show", act_id=act.id).status == 404


def test_an_edit_of_a_card_or_a_contact_says_what_was_done(marta: Visitor, cast: Cast) -> None:
    marta.get("clients.edit", party_id=cast.acme.id).form().submit(city="Milano")
    page = marta.get("acts.show", act_id=the_latest(Deed.EDIT_PARTY).id)
    assert lead_of(page) == ["The data on a card were changed."]
    assert records_on(page) == ["Acme S.r.l.Data changed by Marta Wójcik (city) C-0001"]
    save(cast.carla, position="Owner")
    page = marta.get("acts.show", act_id=the_latest(Deed.EDIT_CONTACT).id)
    assert lead_of(page) == ["A contact was changed."]
    assert "Acme S.r.l.Contact Carla Rossi changed by Recapito C-0001" in records_on(page)


def test_an_edit_that_changed_nothing_claims_nothing(marta: Visitor, cast: Cast) -> None:
    marta.get("clients.edit", party_id=cast.acme.id).form().submit()
    page = marta.get("acts.show", act_id=the_latest(Deed.EDIT_PARTY).id)
    assert (lead_of(page), records_on(page)) == ([], ["Nothing changed."])
