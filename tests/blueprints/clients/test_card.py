"""The card of a party: header, banner, overview, contacts, timeline."""

from datetime import UTC, date, datetime

import pytest

from app.db import db
from app.domain.agenda.activities import ACTIVITIES, ActivityDraft
from app.domain.agenda.models import TypeWord
from app.domain.directory.filing import edit_party
from app.domain.entries.actions import add_entry
from app.domain.history.models import SYSTEM
from app.domain.lifecycle.archiving import ArchiveChoices
from app.domain.parties.drafts import PartyDraft
from app.domain.parties.models import ClientRole, PartyStatus
from tests.domain.contacts.desk import save
from tests.support.builders import PASSWORD, a_client, a_contact, a_key, a_mail_item, a_person, archived
from tests.support.cast import Cast
from tests.support.entries import a_type
from tests.support.visitor import Answer, Visitor


def buttons(page: Answer) -> list[str]:
    return page.texts("//*[contains(@class, 'page-head__actions')]//a")


def test_the_header_says_who_it_is_and_what_can_be_done(marta: Visitor, cast: Cast) -> None:
    card = marta.get("clients.show", party_id=cast.acme.id)
    assert card.texts("//h1") == ["Acme S.r.l."]
    (meta,) = card.texts("//*[contains(@class, 'page-head__meta')]")
    assert meta == "C-0001 Customer Active"
    assert buttons(card) == [
        "Edit", "Archive", "Show mail", "Deactivate", "Add tag", "Merge into…", "Add supplier", "New contact",
        "Log mail",
    ]  # fmt: skip


def test_a_card_is_there_for_whoever_is_on_file_of_whatever_role_and_state(marta: Visitor, cast: Cast) -> None:
    sleeping = a_client("Sleeping")
    sleeping.status = PartyStatus.DEACTIVATED
    nobody = a_person()
    both = a_client("Both", client_role=ClientRole.PROSPECT, is_supplier=True)
    archived(cast.bravo)
    assert marta.get("clients.show", party_id=sleeping.id).says("Deactivated")
    assert marta.get("clients.show", party_id=nobody.id).texts("//h1") == ["Ada Bianchi"]
    assert marta.get("clients.show", party_id=both.id).says("Prospect", "Supplier")
    assert marta.get("clients.show", party_id=cast.bravo.id).says("Archived")


def test_the_banner_of_an_archived_one_says_who_when_why_and_until_when(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, choices=ArchiveChoices("Season over", date(2027, 3, 1)), by=cast.by_marta)
    cast.acme.archived_at = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)  # half past midnight in Rome
    card = marta.get("clients.show", party_id=cast.acme.id)
    (banner,) = card.texts("//*[contains(@class, 'banner__text')]")
    assert banner.startswith("Archived on 19 Nov 2026 by Marta Wójcik. “Season over” Expected back on 1 Mar 2027.")
    assert "deactivated" not in banner
    assert card.texts("//*[contains(@class, 'banner__action')]") == ["Undo Restore"]
    assert buttons(card) == [
        "Edit",
        "Show mail",
        "Delete permanently",
        "Add tag",
        "Merge into…",
        "Add supplier",
        "Log mail",
    ]


def test_the_banner_says_so_when_it_had_been_deactivated_before(marta: Visitor, cast: Cast) -> None:
    cast.acme.status = PartyStatus.DEACTIVATED
    archived(cast.acme)
    assert marta.get("clients.show", party_id=cast.acme.id).says("It had been deactivated before.")


def test_overview_lists_five_active_contacts_the_primary_first_and_names_the_tab_with_all(
    marta: Visitor, cast: Cast
) -> None:
    card = marta.get("clients.show", party_id=cast.acme.id)
    assert not card.says("View all")
    contacts = [a_contact(cast.acme, f"Contact {n}") for n in range(5)]
    save(contacts[4], is_primary=True)
    save(contacts[0], is_active=False)
    card = marta.get("clients.show", party_id=cast.acme.id)
    names = [text for text in card.texts("//ul[@class='lines']//a") if "Rossi" in text or "Lis" in text]
    assert names == ["Contact 4 Rossi", "Carla Rossi", "Renata Lis", "Contact 1 Rossi", "Contact 2 Rossi"]
    assert card.says("View all 7 contacts…")
    everybody = marta.get("clients.contacts", party_id=cast.acme.id)
    assert everybody.says("Contact 0 Rossi", "Not active", "Contact 3 Rossi")


def test_a_contact_s_line_tells_how_access_stands(marta: Visitor, carla: Visitor, cast: Cast) -> None:
    a_contact(cast.acme, "Dario", "Neri")
    card = marta.get("clients.show", party_id=cast.acme.id)
    names = ("Carla", "Renata", "Dario")
    lines = {name: text for text in card.texts("//ul[@class='lines']/li") for name in names if name in text}
    assert "Signed in: Today" in lines["Carla"]
    assert "Primary" in lines["Carla"]
    assert "Never signed in" in lines["Renata"]
    assert "No portal access" in lines["Dario"]
    archived(cast.acme)
    card = marta.get("clients.show", party_id=cast.acme.id)
    assert "Cannot sign in while archived" in card.text


def test_a_card_without_a_primary_contact_says_so(marta: Visitor, cast: Cast) -> None:
    contact = a_contact(a_client("Solo"), "Sara", "Sola")
    solo = contact.client
    assert not marta.get("clients.show", party_id=solo.id).says("Nobody is the primary contact.")
    save(contact, is_primary=False)
    assert marta.get("clients.show", party_id=solo.id).says("Nobody is the primary contact.", "Sara Sola")


def test_a_client_without_contacts_is_told_what_to_do(marta: Visitor) -> None:
    empty = a_client("Empty")
    for endpoint in ("clients.show", "clients.contacts"):
        assert marta.get(endpoint, party_id=empty.id).says("Add the person who speaks for this client.")


def test_a_client_whose_contacts_are_all_inactive_is_told_so_and_led_to_them(marta: Visitor) -> None:
    contact = a_contact(a_client("Solo"), "Sara", "Sola")
    save(contact, is_primary=False)
    save(contact, is_active=False)
    card = marta.get("clients.show", party_id=contact.client_id)
    assert card.says("No active contact.", "View 1 contact…")
    assert not card.says("Nobody yet")
    assert not card.says("Nobody is the primary contact.")


def test_the_timeline_tells_what_happened_the_latest_first(marta: Visitor, cast: Cast) -> None:
    save(a_contact(cast.acme, "Dario", "Neri", email="d@example.com"), password_hash="x" * 20)
    archived(cast.acme, choices=ArchiveChoices("Season over"), by=cast.by_marta)
    lines = marta.get("clients.show", party_id=cast.acme.id).texts("//*[contains(@class, 'timeline__text')]/span")
    assert lines[:3] == [
        "Archived by Marta Wójcik: “Season over”",
        "Contact Dario Neri changed by Recapito",
        "Dario Neri added as a contact by Recapito",
    ]
    assert lines[-1] == "Put on file by Recapito"


def test_the_timeline_goes_on_to_the_first_event(marta: Visitor) -> None:
    party, key = a_client("Busy"), "//*[contains(@class, 'timeline__text')]/span"
    for n in range(44):
        edit_party(party.id, PartyDraft(name=f"Busy {n}"), party.version, a_key(), by=SYSTEM)
    db.session.commit()
    page, sizes = marta.get("clients.show", party_id=party.id), []
    assert not page.says("The latest events")
    for _ in range(2):
        sizes.append(len(page.texts(key)))
        page = marta.get_url(page.find("//a[.='Earlier events…']")[0].get("href"))
    assert sizes == [20, 20]
    assert page.texts(key) == ["Data changed by Recapito (company name)"] * 4 + ["Put on file by Recapito"]
    assert not page.says("Earlier events…")
    (latest,) = page.find("//a[.='The latest events']")
    assert len(marta.get_url(latest.get("href")).texts(key)) == 20
    for junk in ("x", "", "-1", str(2**31), str(2**70)):
        assert len(marta.get("clients.show", party_id=party.id, before=junk).texts(key)) == 20, junk


def test_twenty_events_have_no_earlier_ones(marta: Visitor) -> None:
    party = a_client("Busy")
    for n in range(19):
        edit_party(party.id, PartyDraft(name=f"Busy {n}"), party.version, a_key(), by=SYSTEM)
    db.session.commit()
    assert not marta.get("clients.show", party_id=party.id).says("Earlier events…")


def test_what_users_typed_is_text_and_nothing_else(marta: Visitor) -> None:
    nasty = "<script>alert(1)</script>"
    party = a_client(
        f"Nasty {nasty}", city=nasty, notes=nasty, website="javascript:alert(1)", phone=nasty, tax_id=nasty
    )
    a_contact(party, nasty, nasty, position=nasty, password=PASSWORD, email="nasty@example.com")
    archived(party, choices=ArchiveChoices(nasty))
    for page in (
        marta.get("clients.show", party_id=party.id),
        marta.get("clients.edit", party_id=party.id),
        marta.get("archive.index", q="nasty"),
        marta.get("archive.preview", party_id=party.id),
        marta.get("today.index"),
    ):
        assert "alert(1)" in page.html
        assert nasty not in page.html
        assert not page.find("//a[starts-with(@href, 'javascript')]")


@pytest.mark.parametrize(
    ("shown", "told", "untold"),
    [
        ("mail", "arrived, logged by", "Put on file"),
        ("contacts", "Carla Rossi added as a contact", "Put on file"),
        ("data", "Put on file", "arrived, logged by"),
        ("status", "Archived by", "Put on file"),
        ("nonsense", "Put on file", "Nothing of this kind"),
    ],
)
def test_the_timeline_is_narrowed_to_what_one_looks_for(
    marta: Visitor, cast: Cast, shown: str, told: str, untold: str
) -> None:
    a_mail_item(cast.acme, "Agenzia")
    archived(cast.acme)
    card = marta.get("clients.show", party_id=cast.acme.id, show=shown)
    timeline = " ".join(card.texts("//ol[@class='timeline']"))
    assert told in timeline and untold not in timeline


def test_a_narrowed_timeline_goes_on_with_its_own_earlier_events(marta: Visitor, cast: Cast) -> None:
    for n in range(25):
        a_mail_item(cast.acme, f"Sender {n}")
    card = marta.get("clients.show", party_id=cast.acme.id, show="mail")
    (earlier,) = card.find("//a[contains(., 'Earlier events')]")
    rest = marta.get_url(earlier.get("href"))
    assert len(card.find("//ol[@class='timeline']/li")) == 20 and len(rest.find("//ol[@class='timeline']/li")) == 5


def test_where_nothing_of_a_kind_happened_it_says_so(marta: Visitor, cast: Cast) -> None:
    assert marta.get("clients.show", party_id=cast.bravo.id, show="mail").says("Nothing of this kind happened.")


def the_timeline(card: Answer) -> str:
    return " ".join(card.texts("//ol[@class='timeline']"))


def an_activity(cast: Cast, title: str, *, done: bool, day: date = date(2026, 3, 2)) -> None:
    draft = ActivityDraft(a_type(TypeWord.CALL), title, day, is_done=done)
    add_entry(ACTIVITIES, cast.acme.id, draft, a_key(), by=SYSTEM)
    db.session.commit()


def test_what_was_done_stands_in_the_timeline_among_the_events(marta: Visitor, cast: Cast) -> None:
    an_activity(cast, "Asked for the new lease", done=True)
    timeline = the_timeline(marta.get("clients.show", party_id=cast.acme.id))
    assert "Call: Asked for the new lease" in timeline and "Put on file" in timeline
    assert "Asked for the new lease added by" not in timeline  # once is enough


@pytest.mark.parametrize(
    ("shown", "is_there"), [("", True), ("activities", True), ("mail", False), ("contacts", False), ("status", False)]
)
def test_activities_stand_among_all_and_under_their_own_word(
    marta: Visitor, cast: Cast, shown: str, is_there: bool
) -> None:
    an_activity(cast, "Asked for the new lease", done=True)
    card = marta.get("clients.show", party_id=cast.acme.id, show=shown)
    assert (
        "Call: Asked for the new lease" in the_timeline(card) if card.find("//ol[@class='timeline']") else False
    ) is is_there


def test_a_timeline_of_both_is_paged_and_leaves_nothing_out(marta: Visitor, cast: Cast) -> None:
    for n in range(15):
        an_activity(cast, f"Call {n:02}", done=True)
        a_mail_item(cast.acme, f"Sender {n:02}")
    card = marta.get("clients.show", party_id=cast.acme.id)
    told = card.texts("//ol[@class='timeline']/li")
    while further := card.find("//a[contains(., 'Earlier events')]"):
        card = marta.get_url(further[0].get("href"))
        told += card.texts("//ol[@class='timeline']/li")
    assert [sum(f"Call {n:02}" in line for line in told) for n in range(15)] == [1] * 15
    assert sum("arrived" in line for line in told) == 15


def test_what_is_to_do_is_still_open(marta: Visitor, cast: Cast) -> None:
    for n in range(6):
        an_activity(cast, f"Ring back {n}", done=False, day=date(2026, 3, 2 + n))
    card = marta.get("clients.show", party_id=cast.acme.id)
    (panel,) = card.texts("//section[.//h2[.='Still open']]")
    assert "Ring back 0" in panel and "Overdue" in panel and "Ring back 5" not in panel
