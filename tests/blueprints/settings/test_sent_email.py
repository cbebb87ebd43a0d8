"""Settings → Sent email, and → Background work: what became of everything that the office does by itself."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain.accounts.links import issue
from app.domain.accounts.models import LinkPurpose
from app.domain.contacts.queries import portal_login_of
from app.domain.jobs.models import Job, JobKind, JobState
from app.domain.messaging import outbox
from app.domain.messaging.composing import Recipient
from app.domain.messaging.models import Email, EmailState, SendingPause
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import TemplateKey
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.statements import count_statements
from tests.support.visitor import Visitor


def an_email(state: EmailState = EmailState.FAILED, address: str = "carla@acme.example.com", **more: object) -> Email:
    """One email in the log."""
    to = Recipient(address, "Carla Rossi", "Carla", "en")
    outbox.leave(TemplateKey.MAIL_ITEM, [Letter(to, {"client_name": "Acme", "sender": "Enel"})])
    email = db.session.scalars(select(Email).order_by(Email.id.desc())).first()
    assert email is not None
    email.state = state
    for name, value in more.items():
        setattr(email, name, value)
    db.session.commit()
    return email


def test_the_log_says_what_became_of_each_email_and_why(luca: Visitor) -> None:
    an_email(answer="550 5.1.1 User unknown")
    listed = luca.get("settings.sent_email")
    assert listed.says("Mail for Acme: Enel", "carla@acme.example.com", "Failed")
    email = db.session.scalars(select(Email)).one()
    shown = luca.get("settings.show_email", email_id=email.id)
    assert shown.says("550 5.1.1 User unknown", "Send again", "something arrived for Acme")


def test_it_is_asked_by_state_template_and_address(luca: Visitor) -> None:
    an_email()
    an_email(EmailState.SENT, "dario@acme.example.com")
    assert not luca.get("settings.sent_email", state="sent").says("carla@acme.example.com")
    assert luca.get("settings.sent_email", q="DARIO").says("dario@acme.example.com")
    assert luca.get("settings.sent_email", template="welcome").says("No email is like this.")


@pytest.mark.parametrize("typed", ["żółć", "Żółć", "ŻÓŁĆ", "łukasz ż", "ŁUKASZ"])
def test_a_recipient_is_found_whatever_the_case_of_letters_beyond_english(luca: Visitor, typed: str) -> None:
    an_email(to_name="Łukasz Żółć")
    an_email(address="dario@acme.example.com")
    found = luca.get("settings.sent_email", q=typed)
    assert found.says("Łukasz Żółć") and not found.says("dario@acme.example.com")


@pytest.mark.parametrize("place", ["9" * 30, "0" * 11 + "1" + "9" * 20, "0" * 5000, "0", "-1", "²", "x"])
def test_a_place_that_is_none_counts_as_not_asked(luca: Visitor, place: str) -> None:
    an_email()
    for side in ("after", "before"):
        assert luca.get("settings.sent_email", **{side: place}).says("Mail for Acme: Enel")
    assert luca.post("settings.send_email_again", data={"ids": place}).follow().says("Nothing to send again")


def test_failed_ones_are_sent_again_one_or_many_and_others_stay(luca: Visitor) -> None:
    ids = [an_email().id, an_email(EmailState.UNKNOWN).id, an_email(EmailState.SENT).id]
    answer = luca.post("settings.send_email_again", data={"ids": ids[0]})
    assert answer.follow().says("1 email is on its way again.")
    luca.client.post("/settings/sent-email/send-again", data={"ids": [str(i) for i in ids], "csrf_token": luca.token()})
    db.session.rollback()
    states = list(db.session.scalars(select(Email.state).order_by(Email.id)))
    assert states == [EmailState.QUEUED, EmailState.QUEUED, EmailState.SENT]


def test_whoever_ticked_others_too_reads_that_they_stay_and_finds_the_same_list(luca: Visitor) -> None:
    ids = [an_email(state).id for state in (EmailState.FAILED, EmailState.SENT, EmailState.SENT)]
    listed = luca.get("settings.sent_email", q="carla", template="mail_item")
    (form,) = listed.find("//form[contains(@action, 'send-again')]")
    sent = {"ids": [str(id_) for id_ in ids], "csrf_token": luca.token()}
    answer = luca.client.post(form.get("action"), data=sent)
    assert answer.location == "/settings/sent-email?q=carla&template=mail_item"
    assert luca.get("settings.sent_email").says("1 email is on its way again.", "2 stay as they are: only failed")


def test_the_preview_is_a_document_that_can_do_nothing(luca: Visitor) -> None:
    answer = luca.get("settings.preview_email", email_id=an_email().id)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("server", ["", "mail.example.com"])
def test_a_link_is_shown_in_full_only_where_no_mail_server_is_set(
    app: Flask, cast: Cast, luca: Visitor, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = portal_login_of(cast.carla.person_id)
    assert login is not None
    to = Recipient("carla@acme.example.com", "Carla", login_id=login.id)
    link = issue(login.id, LinkPurpose.SET_PASSWORD)
    outbox.leave(TemplateKey.SET_PASSWORD, [Letter(to, {"login": to.address})], link=link)
    db.session.commit()
    monkeypatch.setitem(app.config, "MAIL_SERVER", server)
    email = db.session.scalars(select(Email)).one()
    shown = luca.get("settings.show_email", email_id=email.id)
    assert shown.says("/set-password/") is (server == "")
    assert shown.says("‹link›") is (server != "")


def test_a_pause_is_told_and_ended_by_hand(luca: Visitor) -> None:
    db.session.add(SendingPause(answer="550 5.7.1 blocked"))
    db.session.commit()
    page = luca.get("settings.sent_email")
    assert page.says("550 5.7.1 blocked")
    luca.post("settings.resume_sending")
    assert not luca.get("settings.sent_email").says("All sending waits")


def test_staff_do_not_read_the_log(marta: Visitor) -> None:
    email = an_email()
    before = all_rows()
    assert marta.get("settings.sent_email").status == 403
    assert marta.get("settings.preview_email", email_id=email.id).status == 403
    assert marta.post("settings.send_email_again", data={"ids": email.id}).status == 403
    assert all_rows() == before


def test_the_page_of_the_log_asks_the_database_little_however_long_it_is(luca: Visitor) -> None:
    counts = []
    for _ in range(2):
        for _ in range(5):
            an_email()
        with count_statements() as statements:
            luca.get("settings.sent_email")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def test_background_work_says_what_ran_what_comes_and_what_failed_and_tries_it_again(luca: Visitor) -> None:
    job = Job(kind=JobKind.STAGE_IMPORT, key="x", state=JobState.FAILED, last_error="FileNotFoundError: gone")
    db.session.add(job)
    db.session.commit()
    assert luca.get("settings.background").says("Reading lists to import", "FileNotFoundError: gone")
    assert luca.post("settings.try_job_again", job_id=job.id).status == 303
    db.session.rollback()
    assert db.session.get_one(Job, job.id).state is JobState.READY
    assert luca.post("settings.try_job_again", job_id=9999).status == 404


def test_a_second_click_on_try_again_finds_the_job_tried_already(luca: Visitor) -> None:
    job = Job(kind=JobKind.STAGE_IMPORT, key="x", state=JobState.FAILED, attempts=6, last_error="gone")
    db.session.add(job)
    db.session.commit()
    answers = [luca.post("settings.try_job_again", job_id=job.id) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    db.session.rollback()
    assert (job.state, job.attempts) == (JobState.READY, 0)
