"""What the HTML of an email may hold: a few tags, links whose end one can see, and no field within a tag."""

from __future__ import annotations

import pytest

from app.domain.errors import RuleViolation
from app.domain.messaging.composing import Occasion, Recipient, compose
from app.domain.messaging.editing.checking import LARGEST, WordingDraft, ready
from app.domain.messaging.editing.sanitising import cleaned, misplaced_in
from app.domain.messaging.templates import TEMPLATES, TemplateKey
from app.domain.messaging.wordings import default_wording
from app.domain.office.profile import Office

WELCOME = TEMPLATES[TemplateKey.WELCOME]
LINKS = {"link", "portal_link"}
GOOD = '<p>Hello <b>{{ first_name }}</b>,</p>\n<p><a class="button" href="{{ link }}">Set it</a></p>'


def refused(field: str, *, subject: str = "Welcome", html: str = GOOD, text: str | None = None) -> str:
    """What is said about words that are refused, at which field."""
    with pytest.raises(RuleViolation) as caught:
        ready(WELCOME, "en", WordingDraft(subject, html, text))
    assert caught.value.field == field
    return caught.value.sentence.msgid % caught.value.sentence.values


@pytest.mark.parametrize("key", [TemplateKey.SET_PASSWORD, TemplateKey.RESET_PASSWORD])
def test_an_email_that_is_sent_for_its_link_cannot_do_without(key: TemplateKey) -> None:
    with pytest.raises(RuleViolation) as caught:
        ready(TEMPLATES[key], "en", WordingDraft("Your password", "<p>Set it on {{ login }}.</p>"))
    assert caught.value.field == "html" and caught.value.sentence.values == {"what": "{{ link }}"}
    assert ready(TEMPLATES[key], "en", WordingDraft("Your password", GOOD)).html == GOOD


@pytest.mark.parametrize("language", ["en", "it", "pl"])
@pytest.mark.parametrize("key", TemplateKey)
def test_the_words_that_an_email_came_with_may_be_saved_and_stay_as_they_are(key: TemplateKey, language: str) -> None:
    came = default_wording(key, language)
    assert came is not None
    saved = ready(TEMPLATES[key], language, WordingDraft(came.subject, came.html))
    assert saved == came


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<script>alert(1)</script><p>Hello</p>", "<p>Hello</p>"),
        ("<style>p { color: red }</style><p>Hello</p>", "<p>Hello</p>"),
        ('<p onclick="x()" style="color: red" class="big">Hello</p>', "<p>Hello</p>"),
        ('<img src="https://example.com/x.png"><p>Hello</p>', "<p>Hello</p>"),
        ("<iframe src='https://example.com'></iframe><form><input></form>Hello", "Hello"),
        ("<svg><script>alert(1)</script></svg>Hello", "Hello"),
        ("<p>Hello<!-- nobody reads this --></p>", "<p>Hello</p>"),
        ('<a class="button huge" href="https://example.com">x</a>', '<a href="https://example.com">x</a>'),
        ('<a href="mailto:desk@portico.example">x</a>', '<a href="mailto:desk@portico.example">x</a>'),
        ('<a href="&#106;avascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="java\tscript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="/clients">x</a>', "<a>x</a>"),
        ('<a href="//example.com">x</a>', "<a>x</a>"),
        ('<a href="{{ link }}?x={{ name }}">x</a>', "<a>x</a>"),
        ('<a href="{{ name }}">x</a>', "<a>x</a>"),
        ("<p>{% for x in y %}{# no engine reads this #}{% endfor %}</p>",) * 2,
    ],
)
def test_what_is_not_allowed_falls_away(written: str, kept: str) -> None:
    assert cleaned(written, LINKS) == kept


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>Hello</p>\n<p>{{ unknown }}</p>", "Line 2: {{ unknown }} is no field"),
        ("<p>{{7*7}}</p>", "Line 1: {{7*7}} is no field"),
        ("<p>{{ first_name }</p>", "Line 1: {{ first_name } is no field"),
        ("<p>{{ first<b>_name }}</b></p>", "Line 1: {{ first<b>_name }} is no field"),
        ("<p>&#123;&#123; config &#125;&#125;</p>", "Line 1: {{ config }} is no field"),
        ("<p>{{ first_name.__class__ }}</p>", "is no field"),
        ('<p>a</p>\n<p>b</p>\n<a href="javascript:alert(1)">x</a>', "Line 3: a link leads to https://"),
        ('<a href=" JaVaScRiPt:alert(1)">x</a>', "Line 1: a link leads to https://"),
        ('<a href="data:text/html,x">x</a>', "Line 1: a link leads to https://"),
        ('<a href="http://example.com">x</a>', "Line 1: a link leads to https://"),
        ('<a href="https://{{ name }}">x</a>', "Line 1: no field stands within a tag"),
        ('<a href="{{ first_name }}">x</a>', "Line 1: no field stands within a tag"),
        ('<p\ntitle="{{ name }}">x</p>', "Line 1: no field stands within a tag"),
        ("", "An email says something."),
        ("<p> <br> </p>", "An email says something."),
        ("<script>x</script>", "An email says something."),
        ("<p>" + "x" * LARGEST + "</p>", "100 KB at most"),
    ],
)
def test_what_would_mislead_is_refused_with_its_line(html: str, said: str) -> None:
    assert said in refused("html", html=html)


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("", "An email has a subject."),
        (" \r\n ", "An email has a subject."),
        ("Hello {{ link }}", "{{ link }} is no field"),
        ("Hello {{ nobody }}", "{{ nobody }} is no field"),
        ("x" * 201, "200 characters at most"),
    ],
)
def test_a_subject_that_cannot_be_one_is_refused(subject: str, said: str) -> None:
    assert said in refused("subject", subject=subject)


def test_a_subject_is_one_line_whatever_is_typed() -> None:
    saved = ready(WELCOME, "en", WordingDraft("Welcome\r\nBcc: everybody@example.com", GOOD))
    assert saved.subject == "Welcome Bcc: everybody@example.com"


def test_a_text_that_somebody_writes_holds_every_link_and_no_unknown_field() -> None:
    assert "needs {{ link }} too" in refused("text", text="Hello {{ first_name }}")
    assert "Line 2: {{ nobody }}" in refused("text", text="{{ link }}\n{{ nobody }}")
    saved = ready(WELCOME, "en", WordingDraft("Welcome", GOOD, "Set it here:\r\n{{ link }}"))
    assert (saved.text, saved.text_is_own) == ("Set it here:\n{{ link }}", True)


def test_a_text_that_nobody_writes_is_made_from_the_email_with_its_link() -> None:
    saved = ready(WELCOME, "en", WordingDraft("Welcome", GOOD))
    assert (saved.text, saved.text_is_own) == ("Hello {{ first_name }},\n\nSet it: {{ link }}", False)


def test_the_styles_are_in_the_tags_and_nothing_comes_from_elsewhere() -> None:
    saved = ready(WELCOME, "en", WordingDraft("Welcome", GOOD))
    assert '<a class="button" href="{{ link }}" style="' in saved.inlined
    assert "<link" not in saved.inlined and "@import" not in saved.inlined and "src=" not in saved.inlined


def test_a_value_stays_a_value_wherever_it_stands() -> None:
    html = '<p>{{ client_name }}</p><p><a href="{{ portal_link }}">Portal</a></p>'
    saved = ready(WELCOME, "en", WordingDraft("For {{ client_name }}", html))
    name = '<b>"Kos" & {{ login }}</b>\r\nBcc: everybody@example.com'
    values = {"client_name": name, "portal_link": 'https://x.example/"><script>alert(1)</script>'}
    sent = compose(saved, Recipient("t@example.com"), Occasion(values), Office("Portico"))
    assert sent.subject == 'For <b>"Kos" & {{ login }}</b> Bcc: everybody@example.com'
    assert "&lt;b&gt;&quot;Kos&quot; &amp; {{ login }}&lt;/b&gt; Bcc:" in sent.html
    assert 'href="https://x.example/&quot;&gt;&lt;script&gt;' in sent.html and "<script" not in sent.html


def test_every_place_is_named_in_its_order() -> None:
    html = '<a href="x">1</a>\n\n<a href="{{ link }}">2</a><b class="{{ name }}">3</b>'
    assert [(one.line, one.text) for one in misplaced_in(html, LINKS)] == [(1, "x"), (3, "{{ name }}")]
