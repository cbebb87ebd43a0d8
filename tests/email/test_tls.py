"""Whom an email is handed to: only who can prove to be the server that was named (SAFETY.md 15)."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme
from flask import Flask

from app.domain.messaging.models import EmailState
from app.email.sending import send_due
from tests.email.letters import leave, states, the_email
from tests.support.post_office import open_post_office
from tests.support.quiet import Quiet

SENT, QUEUED = EmailState.SENT, EmailState.QUEUED


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """The authority that this machine believes, and no other."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


def a_server_of(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("way", ["MAIL_USE_TLS", "MAIL_USE_SSL"])
@pytest.mark.parametrize(
    ("is_ours", "name", "state", "said"),
    [
        (True, "localhost", SENT, ""),
        (True, "mail.example.com", QUEUED, "certificate is not valid for 'localhost'"),
        (False, "localhost", QUEUED, "certificate verify failed"),
    ],
    ids=["who we mean", "somebody else", "nobody we believe"],
)
def test_an_email_goes_to_a_server_that_proves_its_name_and_to_no_other(
    make_app: Callable[..., Flask],
    quiet: Quiet,
    port: int,
    trusted: trustme.CA,
    way: str,
    is_ours: bool,
    name: str,
    state: EmailState,
    said: str,
) -> None:
    quiet.allow_smtp("localhost", port)
    context = a_server_of(trusted if is_ours else trustme.CA(), name)
    setting = {"tls_context": context, "require_starttls": True} if way == "MAIL_USE_TLS" else {"ssl_context": context}
    app = make_app(MAIL_SERVER="localhost", MAIL_PORT=port, MAIL_PATIENCE=20.0, **{way: True})
    with app.app_context(), open_post_office(port, **setting) as post_office:
        leave("carla@example.com")
        send_due()
        assert states() == [state]
        assert said in the_email().answer
    assert len(post_office.arrived) == (state is SENT)
