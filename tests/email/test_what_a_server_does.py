"""Every email ends as sent, failed or unknown, with the reason; none goes out more than twice by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.messaging.bouncing import bouncing_among
from app.domain.messaging.delivery import PAUSES, leave_to_somebody
from app.domain.messaging.models import Email, EmailState, SendingPause
from app.email.sending import send_due
from tests.email.letters import leave, leave_many, states, the_email
from tests.support.post_office import Manner, PostOffice, open_post_office

SENT, FAILED, QUEUED, UNKNOWN = EmailState.SENT, EmailState.FAILED, EmailState.QUEUED, EmailState.UNKNOWN


@pytest.fixture
def later(freeze: Callable[[datetime], None]) -> Callable[[timedelta], int]:
    """Move the clock on, and send what is due by then; how many emails that were."""
    at = clock.now()
    freeze(at)

    def pass_by(time: timedelta) -> int:
        nonlocal at
        at += time + timedelta(seconds=1)
        freeze(at)
        return send_due()

    return pass_by


def test_what_the_server_takes_is_sent_and_nothing_else_is_called_so(
    sending_app: Flask, post_office: PostOffice
) -> None:
    leave("carla@example.com")
    assert states() == [QUEUED]
    assert send_due() == 1
    assert states() == [SENT]
    ((address, message),) = post_office.arrived
    assert address == "carla@example.com"
    assert message["To"] == "carla@example.com"
    assert message["Message-ID"] == the_email().message_id
    assert send_due() == 0


def test_a_refusal_for_good_is_not_tried_again_and_says_why(
    sending_app: Flask, post_office: PostOffice, later: Callable[[timedelta], int]
) -> None:
    post_office.manners = [Manner.NOBODY]
    leave("carla@example.com")
    send_due()
    assert states() == [FAILED]
    assert the_email().answer == "550 5.1.1 <carla@example.com>: Recipient address rejected: User unknown"
    assert later(timedelta(days=2)) == 0


def test_who_says_later_is_asked_again_after_growing_pauses_and_then_it_has_failed(
    sending_app: Flask, post_office: PostOffice, later: Callable[[timedelta], int]
) -> None:
    post_office.always = Manner.LATER
    leave("carla@example.com")
    send_due()
    for pause in PAUSES:
        assert states() == [QUEUED]
        assert later(pause - timedelta(seconds=3)) == 0
        assert later(timedelta(seconds=2)) == 1
    assert states() == [FAILED]
    assert the_email().answer == "451 4.3.0 Try again later"
    assert the_email().attempts == 6


def test_a_server_that_hangs_is_hung_up_on_and_asked_again(
    sending_app: Flask, post_office: PostOffice, later: Callable[[timedelta], int]
) -> None:
    sending_app.config["MAIL_PATIENCE"] = 1.0
    post_office.manners = [Manner.HANG]
    leave("carla@example.com")
    send_due()
    assert states() == [QUEUED]
    sending_app.config["MAIL_PATIENCE"] = 20.0
    assert later(PAUSES[0]) == 1
    assert states() == [SENT]
    assert len(post_office.arrived) == 1


def test_a_line_that_breaks_after_the_data_leaves_it_unknown_and_it_goes_out_once_more_under_the_same_id(
    sending_app: Flask, post_office: PostOffice, later: Callable[[timedelta], int]
) -> None:
    post_office.manners = [Manner.DROP]
    leave("carla@example.com")
    send_due()
    assert states() == [UNKNOWN]
    assert later(timedelta(minutes=4)) == 0
    assert later(timedelta(minutes=1)) == 1
    assert states() == [SENT]
    first, second = (message for _, message in post_office.arrived)
    assert first["Message-ID"] == second["Message-ID"]


def test_when_that_answer_is_lost_too_somebody_decides(
    sending_app: Flask, post_office: PostOffice, later: Callable[[timedelta], int]
) -> None:
    post_office.always = Manner.DROP
    leave("carla@example.com")
    send_due()
    later(timedelta(minutes=5))
    assert states() == [UNKNOWN]
    assert later(timedelta(days=3)) == 0
    assert len(post_office.arrived) == 2


def test_a_line_that_breaks_before_the_data_is_no_doubt_at_all(
    sending_app: Flask, post_office: PostOffice, later: Callable[[timedelta], int]
) -> None:
    post_office.manners = [Manner.DROP_EARLY]
    leave_many(3)
    send_due()
    assert states() == [QUEUED] * 3
    assert later(PAUSES[0]) == 3
    assert states() == [SENT] * 3
    assert len(post_office.arrived) == 3


def test_ten_wait_while_nobody_answers_and_arrive_when_somebody_does(
    sending_app: Flask, port: int, later: Callable[[timedelta], int]
) -> None:
    leave_many(10)
    send_due()
    assert states() == [QUEUED] * 10
    assert {email.attempts for email in db.session.scalars(select(Email))} == {1}
    with open_post_office(port) as office:
        later(timedelta(hours=1))
        assert states() == [SENT] * 10
        assert len(office.arrived) == 10
        assert office.connections == 1


def test_an_address_where_nobody_is_is_marked_until_something_arrives_there(
    sending_app: Flask, post_office: PostOffice
) -> None:
    post_office.manners = [Manner.NOBODY]
    leave("Carla@example.com")
    send_due()
    assert list(bouncing_among(["carla@EXAMPLE.com", "dario@example.com"])) == ["carla@example.com"]
    leave("carla@example.com")
    send_due()
    assert bouncing_among(["carla@example.com"]) == {}


def test_a_refusal_that_is_not_about_the_address_marks_nobody(sending_app: Flask, post_office: PostOffice) -> None:
    post_office.manners = [Manner.BLOCKED]
    leave("carla@example.com")
    send_due()
    assert states() == [FAILED]
    assert bouncing_among(["carla@example.com"]) == {}


def test_ten_refusals_in_the_same_words_are_our_own_servers_fault_and_all_sending_waits(
    sending_app: Flask, post_office: PostOffice
) -> None:
    post_office.always = Manner.NOBODY
    leave_many(12)
    while send_due():
        pass
    pause = db.session.scalars(select(SendingPause)).one()
    assert "User unknown" in pause.answer
    assert states().count(FAILED) >= 10
    assert bouncing_among([f"carla{n}@example.com" for n in range(12)]) == {}
    post_office.always = Manner.TAKE
    leave("dario@example.com")
    assert send_due() == 0


def test_without_a_mail_server_the_email_is_kept_and_says_so(app: Flask) -> None:
    leave("carla@example.com")
    assert send_due() == 1
    assert states() == [EmailState.KEPT]
    assert send_due() == 0


def test_an_address_that_is_none_hinders_nobody_else(sending_app: Flask, post_office: PostOffice) -> None:
    leave("carla@example.com\nBcc: all@example.com", "dario@example.com")
    send_due()
    assert states() == [FAILED, SENT]
    assert [address for address, _ in post_office.arrived] == ["dario@example.com"]


def test_what_waited_in_a_backup_is_left_to_somebody(sending_app: Flask, post_office: PostOffice) -> None:
    leave("carla@example.com")
    leave_to_somebody(clock.now())
    db.session.commit()
    leave("dario@example.com")
    assert send_due() == 1
    assert states() == [UNKNOWN, SENT]
