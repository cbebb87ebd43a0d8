"""Doing jobs one after another, whatever goes wrong with one of them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from flask import Flask

from app.db import only_reading, own_transaction
from app.domain.jobs import actions as jobs
from app.domain.jobs import recurring
from app.domain.jobs.actions import Claim, LeaseLost
from app.domain.messaging import outbox
from app.email.sending import send_due
from app.worker.handlers import HANDLERS

IDLE = 0.5  # seconds between two looks at the table; a job left by this very process wakes its worker at once
LONGEST_PAUSE = 4  # seconds, when look after look fails: who stops the worker waits no longer either
QUARTER = 900  # seconds between two looks at which turns are near

log = logging.getLogger("recapito.worker")


class Stopping(Exception):
    """The worker has to stop in the middle of a job, which goes back to the others."""


def run_worker(app: Flask, stop: threading.Event, *, idle: float = IDLE) -> None:
    """Do what is due until `stop` is set: jobs here, email in a thread beside, so that neither waits for the other.

    A job in hand is handed back, the email in hand is sent to its end.
    """
    post = threading.Thread(target=_go_on, args=(app, stop, send_all, outbox.woken, idle), name="post")
    post.start()
    _go_on(app, stop, _Jobs().work, jobs.woken, idle)
    post.join()


def _go_on(
    app: Flask, stop: threading.Event, work: Callable[[threading.Event], bool], woken: threading.Event, idle: float
) -> None:
    """Work until told to stop. No bad job and no busy database ends it."""
    stumbled = 0
    while not stop.is_set():
        worked = False
        try:
            with app.app_context():
                worked = work(stop)
            stumbled = 0
        except Exception:  # whatever it was: the next look may go better
            stumbled += 1
            log.warning("worker_stumbled", exc_info=True)
        if not worked:
            woken.wait(min(LONGEST_PAUSE, idle * 2**stumbled))
        woken.clear()


def send_all(stop: threading.Event) -> bool:
    """Send a few of the emails that are due; whether there were any."""
    return send_due(stop) > 0


class _Jobs:
    """One job after another; now and then the turns of what comes round by itself are left among them."""

    def __init__(self) -> None:
        self.scheduled: float | None = None

    def work(self, stop: threading.Event) -> bool:
        if self.scheduled is None or time.monotonic() - self.scheduled > QUARTER:
            with own_transaction():
                recurring.schedule()
            self.scheduled = time.monotonic()
        return work_once(stop)


def work_off() -> int:
    """Do all that is due now, jobs and email, and return how many. For tests and commands, in an app context."""
    done = 0
    while done_now := int(work_once()) or send_due():
        done += done_now
    return done


def work_once(stop: threading.Event | None = None) -> bool:
    """Do one job, if one is due. Runs in an app context; leaves the session without a transaction."""
    with only_reading():
        if not jobs.any_due():
            return False
    claim = jobs.claim()
    if claim is None:
        return False
    try:
        do_or_retry(claim, stop)
    except LeaseLost:
        log.warning("job_went_on_elsewhere", extra={"job": claim.id, "kind": claim.kind.value})
    return True


def do_or_retry(claim: Claim, stop: threading.Event | None) -> None:
    """Do one job, or say why not and when again. Raises LeaseLost when it is no longer ours to say."""
    try:
        do(claim, stop)
    except LeaseLost:
        raise
    except Stopping:
        with own_transaction():
            jobs.hand_back(claim)
    except Exception as error:
        told = {"job": claim.id, "kind": claim.kind.value, "attempt": claim.attempt}
        log.exception("job_failed", extra=told)
        with own_transaction():
            # The first line only: what follows it may hold data of clients.
            if jobs.fail(claim, f"{type(error).__name__}: {error}".partition("\n")[0]):
                HANDLERS[claim.kind].give_up(claim.payload)


def do(claim: Claim, stop: threading.Event | None) -> None:
    """Do one job. Whoever is killed while doing it leaves an attempt behind: after the last one nobody tries again."""
    if claim.attempt > jobs.MAX_ATTEMPTS:
        raise TimeoutError("no attempt came to an end")

    def keep() -> None:
        if stop is not None and stop.is_set():
            raise Stopping
        jobs.keep(claim)

    HANDLERS[claim.kind].do(claim.payload, keep)
    with own_transaction():
        jobs.finish(claim)
