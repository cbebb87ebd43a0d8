"""Ten thousand notices: queued by one transaction, and delivered by one worker beside a bare ``smtplib`` loop."""

from __future__ import annotations

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy import select

from app import create_app
from app.db import db, own_transaction
from app.domain.messaging import outbox
from app.domain.messaging.composing import Recipient
from app.domain.messaging.models import Email
from app.domain.messaging.outbox import Letter
from app.domain.messaging.templates import TemplateKey
from app.email.sending import send_due
from bench.places import ROOT, Office, Place
from bench.servers import wait_for
from config import Config
from tests.support.post_office import free_port

NOTICES = 10_000
DELIVERED = 2_000  # of each way: the rate does not change after that
LANGUAGES = ("it", "en", "pl")
SERVER = "import sys, time; from tests.support.post_office import open_post_office as o; p = int(sys.argv[1])\n"
SERVER += "with o(p): time.sleep(86400)"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Seconds to queue all, and emails a second: ours, and those of the bare loop to the same server."""

    queued_in: float
    rate: float
    bare_rate: float

    @property
    def ratio(self) -> float:
        return self.rate / self.bare_rate


def delivering(office: Office, place: Place) -> Delivery:
    """Queue them, then send some of them by one worker, then as many by the bare loop."""
    with office.copy(place) as copy, mail_server() as port:
        app = create_app(
            Config,
            INSTANCE_PATH=str(copy.instance),
            DATABASE_URL=copy.url,
            MAIL_SERVER="127.0.0.1",
            MAIL_PORT=port,
        )
        with app.app_context():
            queued_in = queue()
            rate = deliver()
            rate_of_bare = bare(port)
            db.engine.dispose()
        return Delivery(queued_in, rate, rate_of_bare)


def queue() -> float:
    """The seconds of one transaction that leaves all of them."""
    letters = [
        Letter(
            Recipient(f"client{n}@example.com", f"Carla Rossi {n}", "Carla", LANGUAGES[n % 3]),
            {
                "client_name": f"Acme {n} S.r.l.",
                "sender": "Enel Energia",
                "mail_kind": "Letter",
                "mail_number": f"M-{n:05d}",
                "mail_link": f"https://portal.example.com/portal/7/mail/{n}",
            },
        )
        for n in range(NOTICES)
    ]
    started = time.perf_counter()
    with own_transaction():
        outbox.leave(TemplateKey.MAIL_ITEM, letters)
    return time.perf_counter() - started


def deliver() -> float:
    """Emails a second of one worker."""
    send_due()  # whatever is done for the first time
    done, started = 0, time.perf_counter()
    while done < DELIVERED:
        done += send_due()
    return done / (time.perf_counter() - started)


def bare(port: int) -> float:
    """Emails a second of a loop that does nothing else: no database, no state, no care."""
    email = db.session.execute(select(Email.text, Email.html).order_by(Email.id).limit(1)).one()
    db.session.rollback()
    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for n in range(DELIVERED):
            message = EmailMessage()
            message["From"], message["To"], message["Subject"] = "desk@example.com", f"c{n}@example.com", "Mail"
            message.set_content(email.text)
            message.add_alternative(email.html, subtype="html")
            server.send_message(message)
    return DELIVERED / (time.perf_counter() - started)


@contextmanager
def mail_server() -> Iterator[int]:
    """A real mail server in a process of its own; its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], cwd=ROOT)
    try:
        wait_for(process, port)
        yield port
    finally:
        process.kill()
        process.wait()
