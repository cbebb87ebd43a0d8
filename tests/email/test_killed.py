"""A worker that is killed at any moment loses no email, and repeats no more of them than it was killed times."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.messaging.models import Email, EmailState
from app.email.sending import send_due
from tests.email.letters import leave_many
from tests.support.post_office import PostOffice

HOW_MANY = 1000 if os.environ.get("TORTURE") == "all" else 50
EMAILS_A_KILL = 5  # at most
# By then the lease of whoever was killed is over, and what it left unknown is due.
BETWEEN = timedelta(minutes=6)


def test_none_is_lost_and_none_repeated_more_often_than_somebody_was_killed(
    sending_app: Flask,
    post_office: PostOffice,
    freeze: Callable[[datetime], None],
    record_property: Callable[[str, object], None],
) -> None:
    leave_many(HOW_MANY)
    at, kills, chance = clock.now(), 0, random.Random(7)
    while still_moving() > EMAILS_A_KILL:
        at += BETWEEN
        freeze(at)
        kills += killed(post_office, after=chance.randint(0, EMAILS_A_KILL), and_then=chance.uniform(0, 0.02))
    for _ in range(3):
        freeze(at := at + BETWEEN)
        while send_due():
            pass
    told = {email.to_address: email.state for email in db.session.scalars(select(Email))}
    arrived = Counter(address for address, _ in post_office.arrived)
    repeats = sum(arrived.values()) - len(arrived)
    record_property(
        "table",
        f"{db.engine.name:10} {HOW_MANY} emails, {kills} kills: {len(arrived)} arrived, {repeats} of them twice, "
        f"{list(told.values()).count(EmailState.UNKNOWN)} left to somebody to decide",
    )
    assert kills >= HOW_MANY // EMAILS_A_KILL // 2
    assert set(told.values()) <= {EmailState.SENT, EmailState.UNKNOWN}
    assert {address for address, state in told.items() if state is EmailState.SENT} <= set(arrived)
    # Who was killed over the repeat too leaves it to somebody to decide: it is not lost, but told as unknown.
    assert set(told) - set(arrived) <= {address for address, state in told.items() if state is EmailState.UNKNOWN}
    assert repeats <= kills
    assert max(arrived.values()) <= 2
    assert len({str(message["Message-ID"]) for _, message in post_office.arrived}) == len(arrived)


def still_moving() -> int:
    """How many leave by themselves yet. One that was lost twice does not: somebody decides."""
    return db.session.scalar(select(func.count()).where(Email.due_at.is_not(None))) or 0


def killed(post_office: PostOffice, *, after: int, and_then: float) -> int:
    """A worker that sends, and is killed once so many emails have arrived, and a moment more. 1 if it was killed."""
    db.session.remove()
    db.engine.dispose()
    before = len(post_office.arrived)
    child = os.fork()
    if child == 0:
        try:
            while send_due():
                pass
        finally:
            os._exit(0)
    while len(post_office.arrived) < before + after and os.waitpid(child, os.WNOHANG) == (0, 0):
        time.sleep(0.001)
    time.sleep(and_then)
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        return int(os.WIFSIGNALED(status))
    return 0
