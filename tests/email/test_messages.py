"""What goes over the wire: both parts, the headers that a good email has, and no way to add one."""

from __future__ import annotations

import re
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from flask import Flask

from app.db import db
from app.domain.accounts.passwords import hash_password
from app.domain.contacts.actions import ContactDraft, add_contact
from app.domain.contacts.inviting import Invitation
from app.domain.history.models import SYSTEM
from app.domain.office.actions import edit_office
from app.domain.office.profile import OfficeDraft
from app.domain.office.queries import NAMES, standing
from app.email.sending import send_due
from app.extensions import mail
from tests.email.letters import leave, the_email
from tests.support.builders import PASSWORD, a_client, a_key
from tests.support.post_office import PostOffice


@pytest.fixture
def office(sending_app: Flask, post_office: PostOffice) -> PostOffice:
    """The office sends by a real server, which takes everything."""
    return post_office


def sent(office: PostOffice) -> EmailMessage:
    """The one email that arrived."""
    assert send_due() == 1
    ((_, message),) = office.arrived
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content


def test_an_email_bears_the_headers_that_one_has(office: PostOffice) -> None:
    leave("carla@example.com")
    message = sent(office)
    assert message["From"] == "Portico Uffici <desk@portico.example>"
    assert message["Reply-To"] == "desk@portico.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://portal.portico.example/account>"
    assert re.fullmatch(r"<[0-9a-f]{32}@portal\.portico\.example>", message["Message-ID"])
    assert message["Date"]
    assert message["Subject"] == "Mail for Acme S.r.l.: Enel"


@pytest.mark.parametrize(
    "name",
    [
        "Żółw",
        "Caffè & Co.",
        "Łódź, Biuro",
        'Kos "Biuro" <x@y.example>',
        "Ż" * 60,
        "Uffici virtuali «Però», società a r.l. (in liquidazione), già Caffè & Co.",
    ],
)
def test_the_office_is_named_as_it_is_called(office: PostOffice, name: str) -> None:
    values = {each: getattr(standing(), each) for each in NAMES} | {"name": name}
    edit_office(OfficeDraft(**values), 0, a_key(), by=SYSTEM)
    leave("carla@example.com")
    raw = dict(sent(office).raw_items())["From"]
    shown, address = parseaddr(raw)  # Python's own reading of whole headers puts blanks between encoded words
    assert (str(make_header(decode_header(shown))), address) == (name, "desk@portico.example")
    assert max(map(len, raw.splitlines())) <= 78


@pytest.mark.parametrize("setting", ["posta@portico.example", "Kos Biuro <posta@portico.example>"])
def test_the_address_that_is_set_is_that_of_the_sender_with_a_name_or_without(
    office: PostOffice, sending_app: Flask, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sending_app.config, "MAIL_DEFAULT_SENDER", setting)
    leave("carla@example.com")
    assert sent(office)["From"] == "Portico Uffici <posta@portico.example>"


def test_a_link_to_set_a_password_is_nothing_to_unsubscribe_from(office: PostOffice) -> None:
    invite()
    assert sent(office)["List-Unsubscribe"] is None


def test_both_parts_hold_every_link_and_the_text_is_complete(office: PostOffice) -> None:
    invite()
    message = sent(office)
    text, html = part(message, "plain"), part(message, "html")
    links = set(re.findall(r'href="([^"]+)"', html))
    assert any("/set-password/" in link for link in links)
    for link in links:
        assert link in text
    for words in ("Dario", "Bottega", "dario@example.com", "Portico Uffici"):
        assert words in text
        assert words in html


def test_the_html_fetches_nothing_holds_its_styles_and_is_no_larger_than_it_may_be(office: PostOffice) -> None:
    leave("carla@example.com")
    html = part(sent(office), "html")
    assert not re.search(r"(?:src|background)=|url\(|<link|@import", html)
    assert re.search(r'<a [^>]*style="[^"]*background', html)
    assert len(html.encode()) < 100_000
    assert "{{" not in html
    assert "#0acce1" not in html


@pytest.mark.parametrize("hostile", ["Enel\r\nBcc: all@example.com", "Enel\nBcc: all@example.com", "Enel\u2028x"])
def test_nobody_adds_a_header_by_what_they_typed(office: PostOffice, hostile: str) -> None:
    leave("carla@example.com", sender=hostile)
    message = sent(office)
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    assert message["Subject"].startswith("Mail for Acme S.r.l.: Enel")


def test_what_somebody_typed_is_text_in_the_html(office: PostOffice) -> None:
    leave("carla@example.com", sender='<script>alert("1")</script>', client_name='"><img src=x>')
    html = part(sent(office), "html")
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_letters_of_every_alphabet_arrive_as_they_were_and_no_line_is_too_long(office: PostOffice) -> None:
    name = "Żółw & Świerszcz " * 30
    leave("carla@example.com", client_name=name.strip())
    message = sent(office)
    assert name.strip() in part(message, "plain")
    assert max(map(len, message.as_bytes().splitlines())) <= 998
    assert message["Subject"] == f"Mail for {name.strip()}: Enel"


def test_flask_mail_sees_what_leaves(office: PostOffice, sending_app: Flask) -> None:
    with mail.record_messages() as seen:
        leave("carla@example.com")
        send_due()
    assert [message.subject for message in seen] == ["Mail for Acme S.r.l.: Enel"]


def test_the_link_is_in_the_email_and_nowhere_in_the_tables(office: PostOffice) -> None:
    invite()
    (link,) = set(re.findall(r"https://\S+/set-password/[\w-]+", part(sent(office), "plain")))
    token = link.rpartition("/")[2]
    email = the_email()
    assert token not in email.text + email.html + email.subject
    dump = "\n".join(str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select()))
    assert token not in dump


def invite(**draft: str) -> None:
    """A new contact who is welcomed."""
    client = a_client("Bottega Perché No")
    invited = ContactDraft("Dario", "Neri", email="dario@example.com", invitation=Invitation(welcome=True))
    add_contact(client.id, invited, a_key(), by=SYSTEM)
    db.session.commit()


def test_who_has_a_password_gets_no_link(office: PostOffice) -> None:
    client = a_client("Bottega Perché No")
    known = ContactDraft(
        "Dario",
        "Neri",
        email="dario@example.com",
        password_hash=hash_password(PASSWORD),
        invitation=Invitation(welcome=True),
    )
    add_contact(client.id, known, a_key(), by=SYSTEM)
    db.session.commit()
    assert "/set-password/" not in part(sent(office), "plain")
