"""The office page: admins alone say what the office is called, what it wears, and how it works."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain.files.models import StoredFile
from app.domain.history.models import Act
from app.domain.office import logos
from app.domain.office.profile import ArchivedMail
from app.domain.office.queries import office
from tests.support.builders import PASSWORD, a_logo, a_png
from tests.support.cast import Cast
from tests.support.visitor import Answer, Form, Visitor


def form_of(luca: Visitor) -> Form:
    return luca.get("settings.office").form("office_form")


def acts() -> int:
    return db.session.scalar(select(func.count(Act.id))) or 0


def test_staff_without_the_right_read_so_and_clients_find_nothing_there(marta: Visitor, carla: Visitor) -> None:
    before = acts()
    for somebody, status in ((marta, 403), (carla, 404)):
        pages = [somebody.get("settings.office"), somebody.post("settings.update_office", {"name": "X"})]
        pages += [somebody.post("settings.update_logo"), somebody.post("settings.remove_logo")]
        assert {page.status for page in pages} == {status}
    assert acts() == before


def test_the_settings_lead_from_one_page_to_the_other_and_stand_in_the_rail(luca: Visitor, marta: Visitor) -> None:
    page = luca.get("settings.office")
    assert page.texts("//nav[@aria-label='Settings']//*[self::h2 or self::a]") == [
        "Office", "Office", "Staff", "Numbering",
        "Clients", "Clients", "Custom fields", "Segments", "Payment methods", "Activity types",
        "Contract templates",
        "Email", "Email templates", "Sent email",
        "System", "Background work", "History",
    ]  # fmt: skip
    for url in page.find("//nav[@aria-label='Settings']//a/@href"):
        other = luca.get_url(url)
        assert other.find("//nav[@aria-label='Settings']//a[@aria-current='page']/@href") == [url]
    assert page.find("//a[@class='rail__link'][@aria-current='page']/@href") == ["/settings/office"]
    assert marta.get("today.index").find("//a[contains(@href, '/settings/')]") == []


def test_what_is_saved_is_what_everybody_reads_from_the_next_request_on(luca: Visitor, visitor: Visitor) -> None:
    saved = form_of(luca).submit(
        name="Biuro Kos",
        street="ul. Długa 3",
        postal_code="90-001",
        city="Łódź",
        country="PL",
        phone="+48 42 555 01 27",
        email="biuro@kos.example.com",
        hours="9–17",
        public_address="https://portal.kos.example.com/",
        accent="1F3A6E",
        time_zone="Europe/Warsaw",
        languages=["en", "pl"],
        language="pl",
        archived_mail="return",
    )
    assert saved.status == 303 and saved.leads_to("settings.office")
    assert saved.follow().says("Saved.")
    found = office()
    assert (found.name, found.city, found.country, found.accent) == ("Biuro Kos", "Łódź", "PL", "#1f3a6e")
    assert (found.public_address, found.archived_mail) == ("https://portal.kos.example.com", ArchivedMail.RETURN)
    page = visitor.get("auth.login")
    assert page.says("Biuro Kos", "+48 42 555 01 27, 9–17")
    assert page.texts("//footer//li") == ["English", "Polski"]


def test_a_language_that_is_no_longer_offered_is_not_spoken(luca: Visitor, app: Flask, cast: Cast) -> None:
    marta = Visitor(app, language="it")
    cast.marta.language = "it"
    marta.signed_in_as(cast.marta.email)
    assert marta.get("today.index").tree.get("lang") == "it"
    form_of(luca).submit(languages=["pl", "en"], language="pl")
    page = marta.get("today.index")
    assert page.tree.get("lang") == "pl"  # neither her choice nor her browser's is offered
    account = marta.get("account.show")
    assert "Italiano" not in account.text and account.form("/account").submit().status == 303
    assert Visitor(app, language="en").get("auth.login").tree.get("lang") == "en"


def test_times_are_shown_in_the_zone_that_was_chosen(luca: Visitor) -> None:
    def shown() -> str:
        return luca.get("settings.history").find("//tbody//td[1]/@title")[0]

    rome = shown()
    form_of(luca).submit(time_zone="Asia/Tokyo")
    tokyo = luca.get("settings.history").find("//tbody//td[1]/@title")[-1]
    assert re.search(r"CES?T|\+0[12]00", rome) and re.search(r"JST|\+0900", tokyo)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"name": ""}, "Type a name."),
        ({"name": "  "}, "The office has a name."),
        ({"email": "kos"}, "This is not an email address."),
        ({"public_address": "portal"}, "An address begins with https:// or http://"),
        ({"accent": "green"}, "A colour is written with six digits, such as #0b6b5b."),
        ({"accent": "#ffcc00"}, "White text on this colour has a contrast of less than 4.5 to 1."),
        ({"country": "XX"}, "Not a valid choice"),
        ({"time_zone": "Mars/Olympus"}, "Not a valid choice"),
        ({"languages": []}, "Offer one language at least."),
        ({"languages": ["it"], "language": "en"}, "Choose one of the languages that are offered."),
        ({"archived_mail_days": "0"}, "Mail is kept for 1 to 365 days."),
        ({"archived_mail_days": "99999999999999999999"}, "Mail is kept for 1 to 365 days."),
        ({"archived_mail": "return", "archived_mail_days": "9" * 20}, "Mail is kept for 1 to 365 days."),
        ({"archived_mail_days": "some"}, "Not a valid integer value."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    luca: Visitor, wrong: dict[str, object], error: str
) -> None:
    before = acts()
    refused = form_of(luca).submit(**{"name": "Typed", "city": "Lecce", **wrong})
    assert refused.status == 422
    assert refused.errors() and error in " ".join(refused.errors())
    (name,) = list(wrong)[-1:]
    assert refused.find(f"//*[@id='{name}-error']")
    assert refused.form("office_form").values["city"] == "Lecce"
    assert acts() == before and office().version == 0


def test_a_form_that_says_nothing_is_refused_and_breaks_nothing(luca: Visitor) -> None:
    assert luca.post("settings.update_office").status == 422
    assert luca.post("settings.update_office", {"name": "X", "version": "one", "seen_version": "2.5"}).status == 422


def test_the_second_editor_sees_what_the_first_saved_and_may_then_replace_it(luca: Visitor) -> None:
    first, second = form_of(luca), form_of(luca)
    first.submit(name="First", languages=["en"], language="en")
    late = second.submit(name="Second")
    assert late.status == 409 and late.says("First", "English", "I have seen their version.")
    assert office().name == "First"
    again = late.form("office_form")
    assert again.values["name"] == "Second"
    assert again.submit().status == 409
    assert late.form("office_form").submit(seen_version=office().version).status == 303
    assert office().name == "Second"


def send_logo(luca: Visitor, data: bytes, name: str = "logo.png") -> Answer:
    form = luca.get("settings.office").form("logo_form")
    return luca.open("POST", form.element.get("action"), data={**form.values, "logo": (io.BytesIO(data), name)})


def test_a_picture_is_shown_from_then_on_until_it_is_taken_away(luca: Visitor, visitor: Visitor) -> None:
    sent = send_logo(luca, a_png())
    assert sent.status == 303 and sent.follow().says("The logo is shown from now on.")
    assert visitor.get("auth.login").find("//a[@class='office']/img")
    gone = luca.get("settings.office").form("/logo/remove").submit()
    assert gone.status == 303 and gone.follow().says("The logo is no longer shown.")
    assert not visitor.get("auth.login").find("//a[@class='office']/img")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "This is no whole PNG, JPEG or WebP picture."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is no whole PNG, JPEG or WebP picture."),
        (a_png(8, 8), "A logo has 16 to 4,096 pixels on each side."),
    ],
)
def test_what_is_no_logo_is_refused_and_the_one_before_stays(luca: Visitor, data: bytes, error: str) -> None:
    a_logo()
    mark = office().logo
    refused = send_logo(luca, data, "logo.svg")
    assert refused.status == 422 and error in refused.errors()[0]
    assert office().logo == mark and len(list(db.session.scalars(select(StoredFile)))) == 1


def test_a_picture_that_is_too_large_is_refused(luca: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logos, "LIMIT", len(a_png()) - 1)
    refused = send_logo(luca, a_png())
    assert refused.status == 422 and "A logo has 1 MB at most." in refused.errors()[0]
    assert office().logo is None


def test_no_picture_at_all_is_asked_for(luca: Visitor) -> None:
    refused = luca.get("settings.office").form("logo_form").submit()
    assert refused.status == 422 and "Choose a picture." in refused.errors()[0]


def test_an_admin_signs_in_all_the_same_when_the_office_was_renamed_meanwhile(luca: Visitor, app: Flask) -> None:
    form_of(luca).submit(name="Renamed")
    again = Visitor(app).sign_in("luca@portico.example.com", PASSWORD)
    assert again.leads_to("today.index") and again.follow().says("Renamed")
