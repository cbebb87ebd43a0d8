"""The desk's front page is true."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from app.db import db
from app.domain.accounts.permissions import StaffRole
from app.domain.accounts.staff import StaffDraft, add_staff
from app.domain.history.models import EventKind
from app.domain.lifecycle.archiving import ArchiveChoices
from app.domain.parties.models import ClientRole, PartyStatus
from app.web.events import EVENTS
from tests.blueprints.clients.desk import flashes
from tests.support.builders import PASSWORD, a_client, a_key, archived
from tests.support.cast import Cast
from tests.support.visitor import Answer, Visitor


def lines(page: Answer, panel: str) -> list[str]:
    """The lines of a panel."""
    return page.texts(f"//section[contains(@class, 'panel')][.//h2[starts-with(., '{panel}')]]//li")


def test_clients_are_counted_by_status_and_the_counts_lead_to_just_those(marta: Visitor, cast: Cast) -> None:
    a_client("Prospect", client_role=ClientRole.PROSPECT)
    cast.zeta.status = PartyStatus.DEACTIVATED
    archived(cast.bravo)
    page = marta.get("today.index")
    assert [line.split() for line in lines(page, "Clients")] == [
        ["Active", "1"],
        ["Deactivated", "1"],
        ["Archived", "1"],
    ]
    for label, names in (
        ("Active", ["Acme S.r.l."]),
        ("Deactivated", [cast.zeta.name]),
        ("Archived", ["Bravo Sp. z o.o."]),
    ):
        (link,) = page.find(f"//main//a[.='{label}']")
        assert marta.get_url(link.get("href")).rows() == names


def test_who_is_expected_back_stands_there_from_that_day_on(
    marta: Visitor, cast: Cast, freeze: Callable[[datetime], None]
) -> None:
    archived(cast.acme, choices=ArchiveChoices("Season over", date(2026, 11, 29)))
    # Within the life of Marta's session; Rome is an hour ahead.
    for moment, expected in (
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), []),
        (datetime(2026, 11, 28, 22, 59, tzinfo=UTC), []),
        (datetime(2026, 11, 28, 23, 0, tzinfo=UTC), ["Acme S.r.l."]),
        (datetime(2026, 11, 30, 9, 0, tzinfo=UTC), ["Acme S.r.l."]),
    ):
        freeze(moment)
        page = Visitor(marta.app).signed_in_as(cast.marta.email).get("today.index")
        assert [line[: len("Acme S.r.l.")] for line in lines(page, "Expected back")] == expected, moment
    assert page.says("expected on 29 Nov 2026 · Season over", "Monday, 30 November 2026")


def test_one_restores_from_there_and_comes_back(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, choices=ArchiveChoices("", date(2020, 1, 1)))
    page = marta.get("today.index")
    (link,) = page.find("//main//a[contains(@href, '/archive/restore')]")
    dialog = marta.get_url(link.get("href"))
    assert [a.get("href") for a in dialog.find("//dialog//a[.='Cancel']")] == ["/"]
    answer = dialog.form("/archive/restore").submit()
    assert answer.leads_to("today.index")
    page = answer.follow()
    assert flashes(page) == ["Acme S.r.l. is restored and active."]
    assert lines(page, "Expected back") == []


def test_who_is_asked_once_more_still_comes_back_to_today(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, choices=ArchiveChoices("", date(2020, 1, 1)))
    (link,) = marta.get("today.index").find("//main//a[contains(@href, '/archive/restore')]")
    form = marta.get_url(link.get("href")).form("/archive/restore")
    again = form.submit(seal="another set")
    assert again.status == 409
    assert [a.get("href") for a in again.find("//dialog//a[.='Cancel']")] == ["/"]
    assert again.form("/archive/restore").submit().leads_to("today.index")


def test_more_than_fit_are_counted_and_said(marta: Visitor, cast: Cast) -> None:
    archived(*(a_client(f"Late {n:02d}") for n in range(23)), choices=ArchiveChoices("", date(2020, 1, 1)))
    page = marta.get("today.index")
    assert page.says("Expected back 23", "and 3 more")
    assert len(lines(page, "Expected back")) == 20


def test_the_latest_events_name_whom_they_are_about_and_who_did_it(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, choices=ArchiveChoices("Season over"), by=cast.by_marta)
    latest = lines(marta.get("today.index"), "Latest")
    assert latest[0].startswith("Acme S.r.l.: Archived by Marta Wójcik: “Season over”")
    assert "Today, " in latest[0]
    assert len(latest) == 10


def test_what_happens_to_the_staff_is_told_to_who_may_edit_them_and_to_nobody_else(
    luca: Visitor, marta: Visitor, cast: Cast
) -> None:
    draft = StaffDraft("Anna Neri", StaffRole.STAFF, "anna@portico.example.com")
    add_staff(draft, PASSWORD, a_key(), by=cast.by_marta)
    db.session.commit()
    assert lines(luca.get("today.index"), "Latest")[0].startswith("Anna Neri joined the office")
    latest = lines(marta.get("today.index"), "Latest")
    assert not any("Anna Neri" in line for line in latest)
    assert len(latest) == 10


def test_every_kind_of_event_can_be_told() -> None:
    assert set(EVENTS) == set(EventKind)


def test_nobody_but_the_desk_sees_it(carla: Visitor, visitor: Visitor) -> None:
    assert carla.get("today.index").leads_to("portal.home")
    assert visitor.get("today.index").leads_to("auth.login")


def test_the_rail_holds_what_exists_and_what_the_person_may_open(marta: Visitor, luca: Visitor) -> None:
    for visitor, expected in ((marta, []), (luca, ["Settings"])):
        page = visitor.get("today.index")
        entries = page.find("//*[@id='rail']//li/a")
        lists = ["Clients", "Prospects", "Suppliers", "All", "Archive"]
        assert [" ".join("".join(a.itertext()).split()) for a in entries] == [
            "Today",
            *lists,
            "Mail",
            "Calendar",
            "Contracts",
            *expected,
        ]
        for entry in entries:
            assert visitor.get_url(entry.get("href")).status == 200
