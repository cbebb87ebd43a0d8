"""Several workers share the outbox; a server that is not what it should be gets nothing."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from flask import Flask

from app.db import db
from app.domain.messaging.models import EmailState
from app.email.sending import send_due
from tests.email.letters import leave, leave_many, states, the_email
from tests.support.post_office import PostOffice


def test_four_workers_at_once_send_each_email_once(sending_app: Flask, post_office: PostOffice) -> None:
    leave_many(60)
    db.session.rollback()

    def work() -> None:
        with sending_app.app_context():
            while send_due():
                pass
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert states() == [EmailState.SENT] * 60
    assert set(Counter(address for address, _ in post_office.arrived).values()) == {1}
    assert len(post_office.arrived) == 60


def test_a_server_that_does_not_go_over_to_tls_is_told_nothing(
    make_app: Callable[..., Flask], post_office: PostOffice, sending_app: Flask, port: int
) -> None:
    settings = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port, "MAIL_USE_TLS": True}
    with make_app(**settings).app_context():
        leave("carla@example.com")
        send_due()
        assert states() == [EmailState.QUEUED]
        assert "STARTTLS" in the_email().answer
    assert post_office.arrived == []


def test_a_worker_that_has_to_stop_finishes_the_email_in_hand_and_hands_the_others_back(
    sending_app: Flask, post_office: PostOffice
) -> None:
    leave_many(5)
    stop = threading.Event()
    stop.set()
    send_due(stop)
    assert states() == [EmailState.QUEUED] * 5
    assert send_due() == 5
    assert states() == [EmailState.SENT] * 5
