"""The tab of interventions: done by one click, its report made and signed at once, what is signed read and voided."""

from __future__ import annotations

import io
from datetime import time
from typing import Any

import pytest
from pypdf import PdfReader

from app.db import db
from app.domain.parties.models import Party
from app.domain.service.models import InterventionState
from app.domain.signing.models import Signature
from tests.blueprints.clients.desk import flashes
from tests.domain.lifecycle.forgetting import anonymised
from tests.domain.signing.strokes import a_stroke
from tests.support.builders import a_key, archived
from tests.support.cast import Cast
from tests.support.entries import EXAMPLES, a_piece, an_intervention
from tests.support.papers import a_bomb, a_pdf, a_photo
from tests.support.reports import a_report_of, a_signed_report_of
from tests.support.rows import all_rows
from tests.support.visitor import Answer, Visitor
from tests.web.test_entries import opened, then

(INTERVENTION,) = (example for example in EXAMPLES if example.one == "intervention")
(EQUIPMENT,) = (example for example in EXAMPLES if example.one == "equipment")
with_and_without_script = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
PLANNED = InterventionState.PLANNED


def tab(visitor: Visitor, cast: Cast, **asked: Any) -> Answer:
    return visitor.get("clients.interventions", party_id=cast.acme.id, **asked)


def shown(visitor: Visitor, one: Any) -> Answer:
    return visitor.get("service.show_intervention", client_id=one.party_id, entry_id=one.id)


def text_of(visitor: Visitor, url: str) -> str:
    with visitor.client.get(url) as given:
        assert (given.status_code, given.content_type) == (200, "application/pdf")
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(given.data)).pages)


def send_report(visitor: Visitor, one: Any, data: bytes | None, *, htmx: bool) -> Answer:
    form = opened(visitor, INTERVENTION, "show", _party(one), htmx=htmx, entry_id=one.id).form("report_form")
    body = form.values.to_dict() | ({"file": (io.BytesIO(data), "report.exe")} if data is not None else {})
    action = form.element.get("action")
    return visitor.open("POST", action, data=body, htmx="card" if htmx else None, at=form.answer.path)


def _party(one: Any) -> Party:
    return db.session.get_one(Party, one.party_id)


def sign(visitor: Visitor, one: Any, picture: bytes | None = None, **typed: Any) -> Answer:
    """What comes of signing the report that holds."""
    url = f"/clients/{one.party_id}/interventions/{one.id}/reports/{one.report.id}/sign"
    form = visitor.get_url(url).form("/sign")
    body = {**form.values.to_dict(), "name": "Carla Conti", "role": "director", **typed}
    if picture is not None:
        body["drawing"] = (io.BytesIO(picture), "signature.png")
    return visitor.open("POST", url, data=body, at=url)


@with_and_without_script
def test_a_planned_one_is_done_by_one_click_in_the_list(marta: Visitor, cast: Cast, htmx: bool) -> None:
    an_intervention(cast.acme, "Nameplate", state=PLANNED)
    after = then(tab(marta, cast).form("/done").submit(htmx=htmx), htmx=htmx)
    assert flashes(after) == ["Nameplate is done."] and after.says("Nothing planned", "No report", "Make report")


@with_and_without_script
def test_a_report_that_is_made_is_offered_to_be_signed_at_once(marta: Visitor, cast: Cast, htmx: bool) -> None:
    cast.acme.language = "it"
    piece = a_piece(cast.acme, "Locker 12", serial="LK-1")
    one = an_intervention(
        cast.acme,
        "The key jams",
        start=time(10),
        end=time(11, 30),
        technician_ids=(cast.marta.id,),
        equipment_id=piece.id,
        done="Oiled",
        parts="1 spray",
    )
    after = then(tab(marta, cast).form("/reports/make").submit(htmx=htmx), htmx=htmx)
    assert flashes(after) == ["The report of The key jams is made."]
    if htmx:
        assert after.find("//*[@hx-trigger='load']")[0].get("hx-get").endswith(f"/interventions/{one.id}")
        after = shown(marta, one)
    (button,) = after.find("//a[contains(@href, '/sign')]")
    assert "button--primary" in button.get("class")
    text = text_of(marta, f"/clients/{cast.acme.id}/interventions/{one.id}/reports/{one.report.id}")
    for told in ("Acme S.r.l.", "The key jams", "Oiled", "1 spray", "Locker 12", "LK-1", cast.marta.name, "10:00"):
        assert told in text


@with_and_without_script
def test_a_photo_of_a_report_is_kept_as_a_pdf(marta: Visitor, cast: Cast, htmx: bool) -> None:
    one = an_intervention(cast.acme)
    after = then(send_report(marta, one, a_photo(), htmx=htmx), htmx=htmx)
    assert flashes(after) == ["The report of The printer jams is kept."]
    db.session.expire_all()
    assert text_of(marta, f"/clients/{cast.acme.id}/interventions/{one.id}/reports/{one.report.id}") == ""


@with_and_without_script
@pytest.mark.parametrize(("data", "complaint"), [(b"text", "and no PDF"), (None, "Choose a PDF or a photo.")])
def test_what_is_no_report_is_refused_at_its_field(
    marta: Visitor, cast: Cast, htmx: bool, data: bytes | None, complaint: str
) -> None:
    one = an_intervention(cast.acme)
    before = all_rows()
    again = send_report(marta, one, data, htmx=htmx)
    assert again.status == 422 and all_rows() == before
    assert any(complaint in error for error in again.errors())


def test_a_row_tells_state_report_and_signature_at_a_glance(marta: Visitor, cast: Cast) -> None:
    an_intervention(cast.acme, "Off", state=InterventionState.CANCELLED)
    an_intervention(cast.acme, "Bare")
    a_report_of(an_intervention(cast.acme, "Unsigned"))
    a_signed_report_of(an_intervention(cast.acme, "Signed one"))
    badges = [badge.text for badge in tab(marta, cast).find("//*[@class='lines']//*[contains(@class, 'badge')]")]
    assert badges == ["Signed", "To be signed", "No report", "Cancelled"]


def test_a_client_signs_on_the_tablet_without_a_way_into_the_desk(marta: Visitor, cast: Cast) -> None:
    one = an_intervention(cast.acme)
    a_report_of(one)
    page = marta.get_url(f"/clients/{cast.acme.id}/interventions/{one.id}/reports/{one.report.id}/sign")
    assert not page.find("//nav") and page.says("Acme S.r.l.", "Mon 23 Nov 2026")
    thanks = sign(marta, one, a_stroke()).follow()
    assert thanks.says("Signed. Thank you, Carla Conti.") and not thanks.find("//form")
    (paper,) = thanks.find("//a[contains(@href, '/signed')]")
    assert "Carla Conti" in text_of(marta, paper.get("href"))
    assert tab(marta, cast).find("//a[contains(@href, '/signed')]")


@pytest.mark.parametrize(
    ("picture", "typed", "complaint"),
    [
        (a_stroke(), {"name": " "}, "Write the name of who signs."),
        (None, {}, "Nothing is drawn yet."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, "no whole JPEG, PNG or WebP"),
        (a_pdf(), {}, "no whole JPEG, PNG or WebP"),
        (a_bomb(), {}, "50 million pixels"),
        (a_stroke(), {"seen": "0" * 64}, "no longer the paper that you saw"),
    ],
    ids=["nobody", "nothing", "svg", "pdf", "bomb", "another paper"],
)
def test_what_is_no_signature_is_refused_and_nothing_is_signed(
    marta: Visitor, cast: Cast, picture: bytes | None, typed: dict[str, str], complaint: str
) -> None:
    one = an_intervention(cast.acme)
    a_report_of(one)
    before = all_rows()
    again = sign(marta, one, picture, **typed)
    assert again.status == 422 and any(complaint in error for error in again.errors()) and all_rows() == before


def test_what_was_drawn_stays_when_the_name_is_missing(marta: Visitor, cast: Cast) -> None:
    one = an_intervention(cast.acme)
    a_report_of(one)
    again = sign(marta, one, a_stroke(), name="")
    kept = again.form("/sign").values["kept"]
    assert kept and again.find("//*[@class='signing__kept']")
    assert sign(marta, one, kept=kept).status == 303


def test_a_record_that_was_changed_since_is_read_and_signed_anew(marta: Visitor, cast: Cast) -> None:
    one = an_intervention(cast.acme)
    a_report_of(one)
    seen = one.version
    opened(marta, INTERVENTION, "edit", cast.acme, entry_id=one.id).form("entry_form").submit(done="Nothing at all")
    again = sign(marta, one, a_stroke(), version=seen)
    assert again.status == 422 and again.says("no longer the paper that you saw", "Nothing at all")
    assert db.session.query(Signature).count() == 0 and sign(marta, one, a_stroke()).status == 303


def test_what_is_planned_again_is_not_signed_and_can_be_marked_as_done(marta: Visitor, cast: Cast) -> None:
    one = an_intervention(cast.acme)
    report = a_report_of(one)
    opened(marta, INTERVENTION, "edit", cast.acme, entry_id=one.id).form("entry_form").submit(state="planned")
    listed = tab(marta, cast)
    assert not listed.says("To be signed") and listed.form("/done")
    page = marta.get_url(f"/clients/{cast.acme.id}/interventions/{one.id}/reports/{report}/sign")
    assert page.status == 422 and page.says("Mark it as done first") and not page.find("//canvas")


def test_the_same_form_twice_is_one_signature(marta: Visitor, cast: Cast) -> None:
    one, key = an_intervention(cast.acme), a_key()
    a_report_of(one)
    seen, version = one.report.file.sha256, one.version
    url = f"/clients/{cast.acme.id}/interventions/{one.id}/reports/{one.report.id}/sign"
    for _ in range(2):
        page = marta.get_url(url)
        body = {"csrf_token": token_of(page, marta, cast), "key": key, "name": "Carla Conti", "seen": seen}
        body["version"] = version
        body["drawing"] = (io.BytesIO(a_stroke()), "s.png")
        assert marta.open("POST", url, data=body, at=url).status == 303
    assert db.session.query(Signature).count() == 1


def token_of(page: Answer, visitor: Visitor, cast: Cast) -> str:
    """The token of the session: a page that thanks has no form."""
    found = page.find("//input[@name='csrf_token']") or tab(visitor, cast).find("//input[@name='csrf_token']")
    return str(found[0].get("value"))


@with_and_without_script
def test_what_is_signed_is_not_edited_or_removed_and_says_why(marta: Visitor, cast: Cast, htmx: bool) -> None:
    one = an_intervention(cast.acme)
    a_signed_report_of(one)
    edit = opened(marta, INTERVENTION, "edit", cast.acme, htmx=htmx, entry_id=one.id)
    assert edit.says("Its report is signed, so it stays as it is.") and not edit.find("//*[@id='entry_form']")
    question = opened(marta, INTERVENTION, "ask_remove", cast.acme, htmx=htmx, entry_id=one.id)
    assert question.says("it stays on the card") and not question.find("//*[contains(@class, 'button--danger')]")
    before = all_rows()
    assert question.form("/remove").submit(htmx=htmx).status == 422 and all_rows() == before


@with_and_without_script
def test_an_admin_voids_a_signature_with_a_reason_and_everything_stays_to_be_read(
    luca: Visitor, cast: Cast, htmx: bool
) -> None:
    one = an_intervention(cast.acme)
    report = a_signed_report_of(one)
    question = opened(
        luca, INTERVENTION, "ask_to_void_report_of", cast.acme, htmx=htmx, entry_id=one.id, report_id=report
    )
    again = question.form("/void").submit(htmx=htmx, reason=" ")
    assert again.status == 422 and any("Write why it is voided." in error for error in again.errors())
    after = then(question.form("/void").submit(htmx=htmx, reason="The wrong client"), htmx=htmx)
    assert flashes(after) == ["The signature under the report of The printer jams is voided."]
    assert after.says("Signature voided")
    panel = shown(luca, one)
    assert panel.says("signed by Carla Conti, director", f"signature voided by {cast.luca.name}", "The wrong client")
    assert len(panel.find("//*[@class='lines lines--plain']//a")) == 2


def test_the_front_desk_voids_nothing(marta: Visitor, cast: Cast) -> None:
    one = an_intervention(cast.acme)
    report = a_signed_report_of(one)
    url = f"/clients/{cast.acme.id}/interventions/{one.id}/reports/{report}/void"
    assert marta.client.get(url).status_code == 403 and not shown(marta, one).find("//a[contains(@href, '/void')]")


def test_a_new_report_over_a_signed_one_warns_and_keeps_both(marta: Visitor, cast: Cast) -> None:
    one = an_intervention(cast.acme)
    a_signed_report_of(one)
    panel = shown(marta, one)
    assert panel.says("voids its signature")
    panel.form("/reports/make").submit()
    panel = shown(marta, one)
    assert panel.says("a newer report took its place", "signed by Carla Conti, director", "Have it signed")
    assert len(panel.find("//a[contains(@href, '/signed')]")) == 1


def test_a_report_of_a_record_that_was_changed_since_says_so(marta: Visitor, cast: Cast) -> None:
    one = an_intervention(cast.acme)
    shown(marta, one).form("/reports/make").submit()
    opened(marta, INTERVENTION, "edit", cast.acme, entry_id=one.id).form("entry_form").submit(done="More")
    assert shown(marta, one).says("Record changed since")


@with_and_without_script
def test_equipment_leads_to_its_interventions_and_is_not_removed_while_it_has_any(
    marta: Visitor, cast: Cast, htmx: bool
) -> None:
    piece = a_piece(cast.acme, "Locker 12")
    an_intervention(cast.acme, "On the locker", equipment_id=piece.id)
    an_intervention(cast.acme, "On nothing")
    (link,) = marta.get("clients.equipment", party_id=cast.acme.id).find("//a[contains(@href, 'equipment=')]")
    narrowed = marta.get_url(link.get("href"))
    assert link.text == "1 intervention" and narrowed.says("On the locker") and not narrowed.says("On nothing")
    question = opened(marta, EQUIPMENT, "ask_remove", cast.acme, htmx=htmx, entry_id=piece.id)
    assert question.says("It stays: 1 intervention on this card was on it, or is planned.")
    (way,) = question.find("//a[contains(@href, 'equipment=')]")
    assert way.get("href") == link.get("href")


def test_who_is_at_another_client_is_named_at_the_field(marta: Visitor, cast: Cast) -> None:
    an_intervention(cast.bravo, start=time(9), end=time(11), technician_ids=(cast.marta.id,))
    form = opened(marta, INTERVENTION, "new", cast.acme).form("entry_form")
    again = form.submit(htmx=True, **{**INTERVENTION.written, "technician_ids": [str(cast.marta.id)]})
    told = f"{cast.marta.name} is at {cast.bravo.name} from 09:00 to 11:00."
    assert again.status == 422 and any(told in error for error in again.errors())
    assert [field.get("name") for field in again.find("//*[@aria-invalid='true']")] == ["start"]


def test_of_who_is_anonymised_admins_alone_read_what_was_signed(luca: Visitor, marta: Visitor, cast: Cast) -> None:
    one = an_intervention(cast.zeta)
    report = a_signed_report_of(one)
    archived(cast.zeta, by=cast.by_marta)
    anonymised(cast, cast.zeta)
    page, card = f"/clients/{cast.zeta.id}/interventions/{one.id}", f"/clients/{cast.zeta.id}/interventions"
    of_report = f"{page}/reports/{report}"
    for url in (page, of_report, f"{of_report}/signed", f"{of_report}/sign"):
        assert marta.client.get(url).status_code == 403
        with luca.client.get(url) as given:
            assert given.status_code == 200
    assert marta.client.get(card).status_code == 302 and luca.client.get(card).status_code == 200
    assert not luca.get_url(page).find("//main//form[@method='post']")
