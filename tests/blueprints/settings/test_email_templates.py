"""Settings → Email templates: switched, worded anew, previewed and tried out by admins alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.db import db
from app.domain.messaging.models import Email, EmailState
from app.domain.messaging.templates import TEMPLATES, TemplateKey
from app.domain.messaging.wordings import default_wording, is_on, wording_of
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.statements import count_statements
from tests.support.visitor import Answer, Form, Visitor

LIST, EDIT, SAVE, SWITCH, TEST, PREVIEW = 6, 9, 15, 12, 14, 8
KEY = TemplateKey.MAIL_ITEM


def edit(luca: Visitor, key: TemplateKey = KEY, language: str = "en") -> Answer:
    return luca.get("settings.email_template", template=key.value, language=language)


def form_of(luca: Visitor, key: TemplateKey = KEY, language: str = "en") -> Form:
    return edit(luca, key, language).form("template_form")


def framed(luca: Visitor, *, sent: dict[str, object] | None = None, **asked: object) -> TestResponse:
    """What stands in the frame of the preview: an email, which has other manners than a page."""
    endpoint = "settings.preview_email_template" if sent is None else "settings.preview_draft"
    url = luca.url(endpoint, template=KEY.value, language="en", **asked)
    return luca.client.get(url) if sent is None else luca.client.post(url, data=sent)


def switch(page: Answer, name: str) -> tuple[str, str, str]:
    """A switch of the list: where it sends what, and whether it is on."""
    (button,) = page.find(f"//button[@role='switch'][@aria-label='{name}']")
    return button.get("formaction"), button.get("value"), button.get("aria-checked")


def turn(luca: Visitor, name: str, *, htmx: str | None = None) -> Answer:
    page = luca.get("settings.email_templates")
    action, value, _ = switch(page, name)
    data = {**page.form("email_templates").values, "is_on": value}
    return luca.open("POST", action, data=data, htmx=htmx, at=page.path)


def test_staff_without_the_right_read_so_and_clients_find_nothing_there(marta: Visitor, carla: Visitor) -> None:
    before = all_rows()
    named = {"template": KEY.value}
    for somebody, status in ((marta, 403), (carla, 404)):
        pages = [somebody.get("settings.email_templates"), somebody.get("settings.email_template", **named)]
        pages += [somebody.get("settings.preview_email_template", **named)]
        for act in ("update_email_template", "switch_email_template", "test_email_template", "preview_draft"):
            pages.append(somebody.post(f"settings.{act}", **named))
        pages.append(somebody.post("settings.restore_email_template", number=0, **named))
        assert {page.status for page in pages} == {status}
    assert all_rows() == before


def test_the_list_has_every_email_under_its_area_with_its_languages(luca: Visitor) -> None:
    page = luca.get("settings.email_templates")
    assert page.rows() == [template.name for template in TEMPLATES.values()]
    assert page.texts("//main//h2[not(ancestor::nav)]") == ["Signing in", "Clients", "Mail"]
    assert page.texts("//tbody/tr[1]/td[3]")[0] == "EN IT PL"
    form_of(luca).submit(subject="Post")
    assert luca.get("settings.email_templates").texts("//tbody/tr[last()]/td[3]")[-1] == "EN, worded anew IT PL"


@pytest.mark.parametrize("htmx", [None, "email_templates"])
def test_a_switch_is_saved_at_once_and_back_again(luca: Visitor, htmx: str | None) -> None:
    assert switch(luca.get("settings.email_templates"), "Mail item received")[2] == "true"
    for is_now in (False, True):
        answer = turn(luca, "Mail item received", htmx=htmx)
        assert answer.leads_to("settings.email_templates")
        db.session.expire_all()
        assert is_on(KEY) is is_now
        assert switch(answer.follow(), "Mail item received")[2] == str(is_now).lower()


def test_an_email_of_security_shows_a_locked_switch_with_the_reason_and_refuses(luca: Visitor) -> None:
    page = luca.get("settings.email_templates")
    locked = page.find("//button[@role='switch'][@aria-disabled='true']")
    assert [button.get("aria-label") for button in locked] == [
        one.name for one in TEMPLATES.values() if one.is_security
    ]
    assert all("cannot be switched off" in words for words in page.texts("//button[@aria-disabled='true']"))
    before = all_rows()
    refused = luca.post("settings.switch_email_template", {"is_on": "off"}, template="reset_password")
    assert refused.status == 422 and all_rows() == before


def test_the_switch_of_the_editor_leads_back_to_it(luca: Visitor) -> None:
    action, value, _ = switch(edit(luca, language="pl"), "Send this email")
    answer = luca.open("POST", action, data={"is_on": value, "csrf_token": luca.token()})
    assert answer.leads_to("settings.email_template", template=KEY.value, language="pl")
    assert answer.follow().says("Off")


def test_what_is_saved_stands_there_in_its_language(luca: Visitor) -> None:
    saved = form_of(luca, language="it").submit(subject="Posta: {{ sender }}", html="<p>Da {{ sender }}</p>")
    assert saved.status == 303
    page = saved.follow()
    assert page.says("Saved.", "Saved by Luca Prandi", "As it came")
    assert page.form("template_form").values["subject"] == "Posta: {{ sender }}"
    assert page.form("template_form").values["text"] == "Da {{ sender }}"
    assert form_of(luca, language="pl").values["subject"].startswith("Przesyłka")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"html": "<p>Hello</p>\n<p>{{ unknown }}</p>"}, "Line 2: {{ unknown }} is no field of this email."),
        ({"html": "{{7*7}}"}, "Line 1: {{7*7}} is no field of this email."),
        ({"html": '<a href="javascript:alert(1)">x</a>'}, "Line 1: a link leads to https://"),
        ({"html": '<a href="{{ sender }}">x</a>'}, "Line 1: no field stands within a tag"),
        ({"html": ""}, "Type what the email says."),
        ({"html": "<p></p>"}, "An email says something."),
        ({"html": "x" * 103_000}, "An email has 100 KB at most"),
        ({"subject": ""}, "Type a subject."),
        ({"subject": "{{ mail_link }}"}, "is no field of this email."),
        ({"text_is_own": True, "text": "Hello"}, "The text needs {{ mail_link }} too"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_nothing_typed_is_lost(
    luca: Visitor, wrong: dict[str, object], said: str
) -> None:
    form, before = form_of(luca), all_rows()
    refused = form.submit(**wrong)
    assert refused.status == 422 and said in " ".join(refused.errors())
    again = refused.form("template_form").values
    assert all(again[name] == value for name, value in wrong.items() if isinstance(value, str))
    assert all_rows() == before


def test_no_engine_reads_what_is_written(luca: Visitor) -> None:
    hostile = "<p>{% if 1 %}{# x #}{% endif %}</p><script>alert(1)</script>"
    page = form_of(luca).submit(subject="{% raw %}", html=hostile).follow()
    assert page.form("template_form").values["html"] == "<p>{% if 1 %}{# x #}{% endif %}</p>"
    assert wording_of(KEY, "en").subject == "{% raw %}"
    shown = framed(luca)
    assert "{% if 1 %}{# x #}{% endif %}" in shown.text and "<script" not in shown.text


def test_the_second_editor_sees_the_first_one_s_words_and_decides(luca: Visitor) -> None:
    first, second = (form_of(luca) for _ in range(2))
    first.submit(subject="First")
    late = second.submit(subject="Second")
    assert late.status == 409 and late.says("Their version stands beside yours.", "First")
    assert late.form("template_form").submit(seen_version="1").status == 303
    assert wording_of(KEY, "en").subject == "Second"


def test_every_field_stands_beside_the_editor_with_an_example(luca: Visitor) -> None:
    page = edit(luca)
    names = [field.name for field in TEMPLATES[KEY].fields]
    assert page.find("//button[@data-insert]/@data-insert") == [f"{{{{ {name} }}}}" for name in names]
    assert page.says("Agenzia delle Entrate", "Who sent it")


def test_a_preview_stands_alone_with_a_policy_of_its_own(luca: Visitor, cast: Cast) -> None:
    (frame,) = edit(luca).find("//iframe")
    assert frame.get("sandbox") == "" and frame.get("src").startswith("/settings/email-templates/mail_item/preview")
    shown = framed(luca, contact=cast.carla.id)
    policy = shown.headers["Content-Security-Policy"]
    for word in ("default-src 'none'", "style-src 'unsafe-inline'", "img-src 'self'", "frame-ancestors 'self'"):
        assert word in policy
    assert "script-src" not in policy and shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert all(words in shown.text for words in ("Acme S.r.l.", "Hello Carla,", "carla@acme.example.com"))


def test_what_is_being_written_is_previewed_and_not_kept(luca: Visitor, cast: Cast) -> None:
    form, before = form_of(luca), all_rows()
    typed = {**form.values, "subject": "For {{ client_name }}", "html": "<p>Dear <b>{{ name }}</b></p>"}
    sent = framed(luca, sent={**typed, "contact": cast.carla.id, "shown": "html"})
    assert sent.status_code == 200 and "<b>For Acme S.r.l.</b>" in sent.text and "Carla Rossi</b>" in sent.text
    text = framed(luca, sent={**typed, "shown": "text"}).text
    assert "Dear Tomasz Zieliński" in text and "</b>" not in text
    wrong = framed(luca, sent={**typed, "html": "{{ <nobody> }}"})
    assert wrong.status_code == 422 and "{{ &lt;nobody&gt; }} is no field" in wrong.text
    assert all_rows() == before


def test_a_test_goes_to_whoever_asks_for_it_once(luca: Visitor, cast: Cast) -> None:
    form = edit(luca, TemplateKey.CLIENT_ARCHIVED, "pl").form("test_form")  # it is off
    for _ in range(2):
        assert form.submit().follow().says("A test is on its way to luca@portico.example.com.")
    email = db.session.scalars(select(Email)).one()
    assert (email.to_address, email.state, email.language) == (cast.luca.email, EmailState.QUEUED, "pl")


def test_an_email_is_put_back_and_an_old_version_looked_at_and_taken_back(luca: Visitor) -> None:
    assert edit(luca).find("//form[@id='reset_form']") == []
    form_of(luca).submit(subject="First")
    reset = edit(luca).form("reset_form").submit()
    assert reset.follow().says("It says again what it came with.", "Put back to how it came, by Luca Prandi")
    assert wording_of(KEY, "en") == default_wording(KEY, "en")
    old = luca.get("settings.email_template_version", template=KEY.value, number=1, language="en")
    assert old.says("Mail item received, Version 1", "First", "Saved by Luca Prandi")
    assert old.form("restore_form").submit().follow().says("It says again what it said then.")
    assert wording_of(KEY, "en").subject == "First"
    assert luca.get("settings.email_template_version", template=KEY.value, number=9, language="en").status == 404


def test_an_old_version_is_not_taken_back_over_somebody_else_s(luca: Visitor) -> None:
    form_of(luca).submit(subject="First")
    reset = edit(luca).form("reset_form")
    form_of(luca).submit(subject="Second")
    refused = reset.submit()
    assert refused.status == 409 and refused.says("Somebody else changed this")
    assert wording_of(KEY, "en").subject == "Second"


def test_what_does_not_exist_is_not_found(luca: Visitor) -> None:
    assert luca.get("settings.email_template", template="nothing").status == 404
    assert luca.post("settings.switch_email_template", template="nothing").status == 404
    assert [framed(luca, number=number).status_code for number in (7, -1, 2**31, 10**30)] == [404] * 4
    assert "Tomasz" in framed(luca, contact=10**30).text  # nobody's: with examples
    assert edit(luca, language="tlh").form("template_form").values["subject"].startswith("Mail for")


def test_it_is_on_record_who_did_what(luca: Visitor) -> None:
    form_of(luca).submit(subject="First")
    turn(luca, "Mail item received")
    page = luca.get("settings.history")
    assert page.says("Email template “Mail item received” changed by Luca Prandi")
    assert page.says("Email template “Mail item received” switched off by Luca Prandi")


def test_pages_and_acts_cost_a_fixed_number_of_statements(luca: Visitor) -> None:
    form_of(luca).submit(subject="First")
    form, test = form_of(luca).fill(subject="Second"), edit(luca).form("test_form")
    costs = {
        "list": (LIST, lambda: luca.get("settings.email_templates")),
        "edit": (EDIT, lambda: edit(luca)),
        "preview": (PREVIEW, lambda: framed(luca)),
        "save": (SAVE, form.submit),
        "test": (TEST, test.submit),
    }
    for name, (most, ask) in costs.items():
        with count_statements() as statements:
            ask()
        assert len(statements) <= most, "\n".join([name, *statements])
