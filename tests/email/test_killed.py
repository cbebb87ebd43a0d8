"""A worker that is killed at any moment loses no email, and repeats no more of them than it was killed times."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from app.db import db
from app.domain import clock
from app.domain.messaging.models import EmailState
from app.email.sending import send_due
from tests.email.letters import leave_many, states
from tests.support.post_office import PostOffice

HOW_MANY = 1000 if os.environ.get("TORTURE") == "all" else 50
EMAILS_A_KILL = 5  # about
# By then the lease of whoever was killed is over, and what it left unknown is due.
BETWEEN = timedelta(minutes=6)


def test_none_is_lost_and_none_repeated_more_often_than_somebody_was_killed(
    sending_app: Flask, post_office: PostOffice, freeze: Callable[[datetime], None]
) -> None:
    leave_many(HOW_MANY)
    at, kills, chance = clock.now(), 0, random.Random(7)
    while any(state in {EmailState.QUEUED, EmailState.SENDING} for state in states()) or kills == 0:
        at += BETWEEN
        freeze(at)
        kills += killed(after=chance.uniform(0.01, 0.02 * EMAILS_A_KILL))
    freeze(at + BETWEEN)
    while send_due():
        pass
    arrived = Counter(address for address, _ in post_office.arrived)
    by_id = {str(message["Message-ID"]) for _, message in post_office.arrived}
    assert set(states()) <= {EmailState.SENT, EmailState.UNKNOWN}
    assert len(arrived) == HOW_MANY
    assert len(by_id) == HOW_MANY  # a repeat bears the id of the first
    assert sum(arrived.values()) - HOW_MANY <= kills
    assert max(arrived.values()) <= 2


def killed(*, after: float) -> int:
    """A worker that sends, and is killed after so many seconds unless it had nothing left to do. 1 if it was killed."""
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            while send_due():
                pass
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return int(os.WIFSIGNALED(status))
