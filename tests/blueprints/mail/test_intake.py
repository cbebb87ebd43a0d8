"""Logging what arrives: the client found by typing, one form, one item."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.mailroom.models import MailItem, MailKind
from app.domain.office.profile import ArchivedMail
from app.domain.parties.models import Party
from tests.support.builders import a_mail_item, archived
from tests.support.cast import Cast
from tests.support.papers import HEIC, a_bomb, a_pdf, a_photo
from tests.support.rows import all_rows, changes
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Form, Visitor


def intake(visitor: Visitor, client: Party | None = None, **kept: Any) -> Form:
    return visitor.get("mail.new", client=client.id if client else None, **kept).form("mail_form")


def send(form: Form, data: bytes | None = None, *, name: str = "letter.jpg", **fields: Any) -> Answer:
    form.fill(**fields)
    file = {"file": (io.BytesIO(data), name)} if data is not None else {}
    sent = form.answer.visitor.open("POST", form.element.get("action"), data={**form.values.to_dict(), **file})
    sent.response.request.environ["wsgi.input"].close()  # a large one lies in a file
    return sent


def items() -> list[MailItem]:
    db.session.expire_all()
    return list(db.session.scalars(select(MailItem).order_by(MailItem.id)))


def test_a_client_is_found_by_typing_and_the_address_keeps_who_it_is(marta: Visitor, cast: Cast) -> None:
    part = marta.get("mail.new", q="acm", htmx="client_suggestions")
    assert not part.is_whole
    assert part.texts("//a")[0] == "Acme S.r.l."
    assert part.says("C-0001", "Torino")
    chosen = marta.get_url(part.find("//a")[0].get("href"), htmx="intake_client", at="/mail/new")
    assert chosen.says("Acme S.r.l.", "Somebody else")
    assert part.find("//a")[0].get("href") == marta.url("mail.new", client=cast.acme.id)


def test_without_a_script_enter_looks_and_a_link_chooses(marta: Visitor, cast: Cast) -> None:
    page = marta.get("mail.new", place="A 1", kind="parcel")
    (search,) = page.find("//form[.//input[@id='client']]")
    found = Form(page, search).submit(q="bravo")
    assert found.is_whole
    link = found.find("//*[@id='client_suggestions']//a")[0].get("href")
    assert link == marta.url("mail.new", client=cast.bravo.id, kind="parcel", place="A 1")
    values = marta.get_url(link).form("mail_form").values
    assert (values["client"], values["place"], values["kind"]) == (str(cast.bravo.id), "A 1", "parcel")


def test_with_a_script_enter_looks_too_and_leaves_alone_what_is_typed_below(marta: Visitor, cast: Cast) -> None:
    for page in (marta.get("mail.new"), marta.get("mail.edit", mail_id=a_mail_item(cast.acme).id, client=0)):
        (search,) = page.find("//form[.//input[@id='client']]")
        assert (search.get("hx-get"), search.get("hx-target")) == (search.get("action"), "#client_suggestions")


def test_nobody_found_is_said(marta: Visitor) -> None:
    assert marta.get("mail.new", q="nobody of that name").says("Nobody on file is found by these words.")


def test_an_archived_client_is_found_and_says_so_loudly_with_its_own_rule_before_the_office_s(
    marta: Visitor, cast: Cast
) -> None:
    archived(cast.acme, cast.bravo)
    cast.acme.archived_mail = ArchivedMail.RETURN
    db.session.commit()
    own = "Archived client. Their own rule for mail: Return it to the sender."
    office = "Archived client. The office’s rule for mail: Keep it for 30 days."
    for client, rule in ((cast.acme, own), (cast.bravo, office)):
        assert rule in marta.get("mail.new", q=client.name).text
        (banner,) = marta.get("mail.new", client=client.id).texts("//*[contains(@class, 'banner--warn')]")
        assert banner == rule
        item = a_mail_item(client)
        assert rule in marta.get("mail.show", mail_id=item.id).text
    assert marta.get("mail.new", client=cast.zeta.id).find("//*[contains(@class, 'banner--warn')]") == []


def test_no_rule_is_told_for_the_mail_of_somebody_who_is_anonymised(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme)
    archived(cast.acme)
    cast.acme.anonymised_at = clock.now()
    db.session.commit()
    for page in (marta.get("mail.show", mail_id=item.id), marta.get("mail.new", client=cast.acme.id)):
        assert page.status == 200 and "rule for mail" not in page.text


def test_it_is_received_now_by_the_office_s_clock_and_saved_with_its_photo(
    marta: Visitor, cast: Cast, freeze: Any
) -> None:
    freeze(datetime(2026, 11, 18, 11, 30, 20, tzinfo=UTC))
    form = intake(marta, cast.acme)
    assert form.values["received_at"] == "2026-11-18T12:30"
    sent = send(form, a_photo(), sender=" Agenzia  delle Entrate ", kind="registered", place="A 1", note="Torn")
    (item,) = items()
    assert sent.leads_to("mail.show", mail_id=item.id)
    assert sent.follow().says("M-0001 is logged for Acme S.r.l.", "Agenzia delle Entrate", "Registered", "Torn")
    assert (item.received_at, item.kind) == (datetime(2026, 11, 18, 11, 30, tzinfo=UTC), MailKind.REGISTERED)
    assert item.file and item.file.content_type == "image/jpeg"


def test_save_and_log_another_keeps_place_and_kind(marta: Visitor, cast: Cast) -> None:
    form = intake(marta, cast.acme).fill(another="1")
    sent = send(form, sender="DHL", kind="parcel", place="Floor, left")
    assert sent.leads_to("mail.new", place="Floor, left", kind="parcel")
    following = sent.follow().form("mail_form").values
    assert (following["place"], following["kind"], following["client"], following["sender"]) == (
        "Floor, left", "parcel", "", "",
    )  # fmt: skip


def test_a_double_click_logs_one_item(marta: Visitor, cast: Cast) -> None:
    form = intake(marta, cast.acme)
    first = send(form, a_pdf(), sender="INPS")
    second = send(form, a_pdf(), sender="INPS")
    assert len(items()) == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(marta: Visitor, cast: Cast) -> None:
    before = all_rows()
    refused = send(intake(marta), sender="INPS", place="A 1")
    assert refused.status == 422
    assert "Choose the client whom it is for." in refused.errors()
    assert refused.form("mail_form").values["place"] == "A 1"
    assert "Type who sent it, or what is written on it." in send(intake(marta, cast.acme)).errors()
    assert "Say when it arrived." in send(intake(marta, cast.acme), sender="X", received_at="").errors()
    early = send(intake(marta, cast.acme), sender="X", received_at="2999-01-01T10:00")
    assert "This moment is still to come." in early.errors()
    assert changes(before, all_rows()) == []


def test_a_photo_that_came_with_a_form_that_is_refused_is_asked_for_again(marta: Visitor, cast: Cast) -> None:
    again = "A photo or PDF does not stay in a form. Choose it again."
    assert again in send(intake(marta, cast.acme), a_photo()).errors()
    assert again in send(intake(marta), a_photo(), sender="INPS").errors()
    assert again not in send(intake(marta, cast.acme)).errors()
    assert again not in send(intake(marta, cast.acme), b"no photo", sender="INPS").errors()


@pytest.mark.parametrize("received", ["0001-01-01T00:00", "0024-11-23T10:00", "1026-11-23T10:00"])
def test_a_year_that_is_a_slip_of_the_hand_is_said_at_its_field(marta: Visitor, cast: Cast, received: str) -> None:
    refused = send(intake(marta, cast.acme), sender="INPS", received_at=received)
    assert (refused.status, items()) == (422, [])
    assert "This is not a day that anybody means. Look at the year." in refused.errors()
    assert refused.form("mail_form").values["sender"] == "INPS"


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"<svg onload=alert(1)>", "This is no whole JPEG, PNG or WebP picture, and no PDF."),
        (a_pdf()[:-40], "This PDF does not open: it is damaged, or only a part of it."),
        (a_bomb(), "This picture has more than 50 million pixels. Send a smaller one."),
        (HEIC, "This is a HEIC picture, which most browsers do not show. Send it as JPEG or PDF."),
        (b"\x00" * (25 * 1024 * 1024 + 1), "A photo or PDF has 25 MB at most."),
    ],
)
def test_what_is_no_photo_and_no_pdf_is_refused_at_its_field(
    marta: Visitor, cast: Cast, data: bytes, complaint: str
) -> None:
    before = all_rows()
    refused = send(intake(marta, cast.acme), data, name="letter.pdf", sender="INPS")
    assert refused.status == 422
    assert complaint in refused.errors()
    assert changes(before, all_rows()) == []


def test_twenty_five_megabytes_come_in(marta: Visitor, cast: Cast) -> None:
    pdf = a_pdf()
    end = pdf.rindex(b"startxref")
    whole = pdf[:end] + b"%" + b"x" * (25 * 1024 * 1024 - len(pdf) - 2) + b"\n" + pdf[end:]
    assert len(whole) == 25 * 1024 * 1024
    assert send(intake(marta, cast.acme), whole, sender="INPS").status == 303


def test_the_intake_costs_ten_statements_and_saving_twenty(marta: Visitor, cast: Cast) -> None:
    archived(cast.bravo)
    for asked in ({}, {"q": "a"}, {"q": "lodz"}, {"client": cast.bravo.id}):
        for htmx in (None, "client_suggestions"):
            url = marta.url("mail.new", **asked)
            headers = {"HX-Request": "true", "HX-Target": htmx} if htmx else {}
            with count_statements() as statements:
                assert marta.client.get(url, headers=headers).status_code == 200
            assert len(statements) <= 10, "\n".join([url, *statements])
    form = intake(marta, cast.acme)
    with count_statements() as statements:
        assert send(form, a_photo(), sender="INPS").status == 303
    assert len(statements) <= 20, "\n".join(statements)
    assert db.session.scalar(select(func.count()).select_from(MailItem)) == 1
