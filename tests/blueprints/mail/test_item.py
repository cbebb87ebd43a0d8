"""One item: its page, its file and who may see it, what becomes of it, and two who edit it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.db import db
from app.domain.files import store
from app.domain.mailroom.models import MailItem, MailState
from tests.support.builders import a_mail_item, a_scan, archived
from tests.support.cast import Cast
from tests.support.papers import a_pdf, a_photo
from tests.support.rows import all_rows, changes
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Visitor

FILES = ("mail.file", "mail.thumbnail")


def attach(visitor: Visitor, item: MailItem, data: bytes) -> Answer:
    form = visitor.get("mail.show", mail_id=item.id).form("file_form")
    return visitor.open(
        "POST", form.element.get("action"), data={**form.values.to_dict(), "file": (io.BytesIO(data), "x.exe")}
    )


def fetched(visitor: Visitor, url: str) -> TestResponse:
    """An answer, read to its end and closed, as a browser does."""
    answer = visitor.client.get(url)
    answer.get_data()
    answer.close()
    return answer


def fresh(item: MailItem) -> MailItem:
    db.session.expire_all()
    return item


def test_its_page_says_what_it_is_whose_and_what_happened(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme, "INPS", place="A 1", note="Torn", by=cast.by_marta)
    page = marta.get("mail.show", mail_id=item.id)
    assert page.texts("//h1") == ["INPS"]
    assert page.says("M-0001", "Letter", "Waiting", "Acme S.r.l.", "A 1", "Torn", "logged by Marta Wójcik")
    assert marta.get("mail.show", mail_id=999).status == 404


def test_what_became_of_it_is_one_click_and_back_is_another(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme)
    for name, state in (("collected", MailState.COLLECTED), ("waiting", MailState.WAITING)):
        page = marta.get("mail.show", mail_id=item.id)
        values = page.form("/mail/state/collected").values
        done = marta.open("POST", marta.url("mail.mark", name=name, item=item.id), data=values)
        assert done.leads_to("mail.show", mail_id=item.id)
        assert fresh(item).state is state
    assert marta.get("mail.show", mail_id=item.id).says("since Today", "by Marta Wójcik")


def test_what_a_colleague_noted_meanwhile_is_shown_and_not_written_over(
    marta: Visitor, luca: Visitor, cast: Cast
) -> None:
    item = a_mail_item(cast.acme)
    old = marta.get("mail.show", mail_id=item.id).form("/mail/state/collected").values
    luca.get("mail.show", mail_id=item.id).form("/mail/state/collected").submit()
    before = all_rows()
    asked = marta.open("POST", marta.url("mail.mark", name="forwarded", item=item.id), data=old)
    assert (asked.status, changes(before, all_rows())) == (409, [])
    assert asked.says("Somebody else was quicker.", "M-0001: Collected", "by Luca Prandi")
    assert asked.form("/mail/state/forwarded").submit().leads_to("mail.show", mail_id=item.id)
    assert fresh(item).state is MailState.FORWARDED


def test_two_who_note_the_same_of_one_item_note_it_once(marta: Visitor, luca: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme)
    forms = [one.get("mail.show", mail_id=item.id).form("/mail/state/collected") for one in (marta, luca)]
    assert [form.submit().status for form in forms] == [303, 303]
    assert fresh(item).state is MailState.COLLECTED


def test_a_photo_that_a_colleague_has_just_added_is_neither_replaced_nor_removed_unseen(
    marta: Visitor, luca: Visitor, cast: Cast
) -> None:
    item = a_mail_item(cast.acme)
    attach(marta, item, a_photo())
    old = marta.get("mail.show", mail_id=item.id).form("file_form")
    question = marta.get("mail.ask_remove_file", mail_id=item.id).form("/file/remove")
    attach(luca, item, a_pdf())
    theirs, before = fresh(item).file_id, all_rows()
    sent = {**old.values.to_dict(), "file": (io.BytesIO(a_photo()), "x.jpg")}
    for answer in (marta.open("POST", old.element.get("action"), data=sent), question.submit()):
        assert (answer.status, changes(before, all_rows())) == (422, [])
        assert answer.says("Somebody else has changed the photo or PDF meanwhile.")
    assert attach(marta, item, a_photo()).status == 303
    assert fresh(item).file_id != theirs


def test_to_destroy_it_is_asked_first(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme)
    (link,) = marta.get("mail.show", mail_id=item.id).find("//a[contains(@href, 'destroyed')]")
    question = marta.get_url(link.get("href"))
    assert question.says("Mark 1 mail item as destroyed?")
    assert question.form("/mail/state/destroyed").submit().leads_to("mail.show", mail_id=item.id)
    assert fresh(item).state is MailState.DESTROYED


@pytest.mark.parametrize(
    ("data", "content_type", "ending"),
    [(a_photo(), "image/jpeg", "jpg"), (a_photo("WEBP"), "image/webp", "webp"), (a_pdf(), "application/pdf", "pdf")],
)
def test_its_file_is_given_out_under_its_checked_type_alone_and_is_kept_nowhere(
    marta: Visitor, cast: Cast, data: bytes, content_type: str, ending: str
) -> None:
    item = a_mail_item(cast.acme, scan=a_scan(data, name="evil.html"))
    answer = fetched(marta, f"/mail/{item.id}/file")
    assert (answer.status_code, answer.content_type, answer.data) == (200, content_type, data)
    headers = answer.headers
    assert headers["Content-Disposition"] == f"inline; filename=M-0001.{ending}"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert ("sandbox" in headers["Content-Security-Policy"]) == (ending != "pdf")
    kept = fetched(marta, f"/mail/{item.id}/file?download")
    assert kept.headers["Content-Disposition"] == f"attachment; filename=M-0001.{ending}"
    small = fetched(marta, f"/mail/{item.id}/thumbnail")
    assert (small.status_code, small.mimetype) == ((404, "text/html") if ending == "pdf" else (200, "image/jpeg"))


def test_nobody_but_the_desk_comes_to_a_file(marta: Visitor, carla: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme, scan=a_scan())
    nobody = Visitor(marta.app)
    for endpoint in FILES:
        assert fetched(marta, marta.url(endpoint, mail_id=item.id)).status_code == 200
        assert carla.get(endpoint, mail_id=item.id).status == 404
        assert nobody.get(endpoint, mail_id=item.id).leads_to("auth.login")
    before = all_rows()
    for endpoint in ("mail.update_file", "mail.remove_file", "mail.update"):
        assert carla.post(endpoint, mail_id=item.id).status == 404
    assert changes(before, all_rows()) == []


def test_where_there_is_no_file_or_its_blob_is_gone_there_is_none(marta: Visitor, cast: Cast) -> None:
    bare, lost = a_mail_item(cast.acme), a_mail_item(cast.acme, scan=a_scan())
    assert lost.file
    store.path_of(lost.file.blob).unlink()
    for item in (bare, lost):
        assert marta.get("mail.file", mail_id=item.id).status == 404
    assert marta.get("mail.thumbnail", mail_id=bare.id).status == 404


def test_it_gets_a_file_later_another_one_and_none(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme)
    assert attach(marta, item, a_photo()).follow().says("The photo or PDF is kept.")
    page = marta.get("mail.show", mail_id=item.id)
    assert page.find("//a[img]")[0].get("aria-label") == "Photo of M-0001"
    assert attach(marta, item, a_pdf()).status == 303
    assert marta.get("mail.show", mail_id=item.id).says("Open the PDF")
    question = marta.get("mail.ask_remove_file", mail_id=item.id)
    assert question.form("/file/remove").submit().follow().says("The photo or PDF is removed.", "None yet.")
    assert fresh(item).file is None


def test_what_is_no_file_is_refused_and_the_one_before_stays(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme, scan=a_scan())
    before = all_rows()
    refused = attach(marta, item, b"nothing of the kind")
    assert refused.status == 422
    assert "This is no whole JPEG, PNG or WebP picture, and no PDF." in refused.errors()
    missing = marta.get("mail.show", mail_id=item.id).form("file_form").submit()
    assert (missing.status, missing.errors()[0]) == (422, "Choose a photo or PDF.")
    assert changes(before, all_rows()) == []


def test_what_was_written_is_changed(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme, "INPS")
    form = marta.get("mail.edit", mail_id=item.id).form("mail_form")
    assert (form.values["sender"], form.values["client"]) == ("INPS", str(cast.acme.id))
    assert form.submit(sender="INAIL", place="B 2").leads_to("mail.show", mail_id=item.id)
    assert (fresh(item).sender, item.place) == ("INAIL", "B 2")


def test_logged_for_the_wrong_client_it_is_given_to_the_right_one(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme)
    page = marta.get("mail.edit", mail_id=item.id)
    search = marta.get_url(page.find("//a[contains(., 'Somebody else')]")[0].get("href"))
    assert search.find("//input[@id='client']")
    found = marta.get("mail.edit", mail_id=item.id, client=0, q="bravo")
    chosen = marta.get_url(found.find("//*[@id='client_suggestions']//a")[0].get("href"))
    assert chosen.form("mail_form").submit().status == 303
    assert fresh(item).party_id == cast.bravo.id


def test_the_second_editor_sees_both_versions_and_loses_nothing(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme, "INPS")
    late = marta.get("mail.edit", mail_id=item.id).form("mail_form")
    marta.get("mail.edit", mail_id=item.id).form("mail_form").submit(sender="INAIL", received_at="2026-01-02T10:15")
    conflict = late.submit(place="B 2")
    assert conflict.status == 409
    theirs = dict(zip(*(conflict.texts(f"//dl[@class='versions']/{tag}") for tag in ("dt", "dd")), strict=True))
    assert theirs["Sender"] == "INAIL"
    assert theirs["Received"] == "02/01/2026, 10:15"
    assert set(theirs) == {"Sender", "Received", "Place"}
    assert conflict.form("mail_form").values["place"] == "B 2"
    mine = conflict.form("mail_form")
    assert mine.submit(seen_version=fresh(item).version).status == 303
    assert (fresh(item).sender, item.place) == ("INPS", "B 2")


def test_until_when_an_archived_client_s_mail_is_kept_is_said(marta: Visitor, cast: Cast, freeze: Any) -> None:
    item = a_mail_item(cast.acme)
    archived(cast.acme)
    assert "Keep it for 30 days. Until" in marta.get("mail.show", mail_id=item.id).text


def test_its_pages_cost_ten_statements_at_most(marta: Visitor, cast: Cast) -> None:
    item = a_mail_item(cast.acme, scan=a_scan())
    archived(cast.acme)
    for endpoint in ("mail.show", "mail.edit", "mail.file", "mail.thumbnail", "mail.ask_remove_file"):
        with count_statements() as statements:
            assert fetched(marta, marta.url(endpoint, mail_id=item.id)).status_code == 200
        assert len(statements) <= 10, "\n".join([endpoint, *statements])
    assert db.session.scalar(select(MailItem.id)) == item.id
