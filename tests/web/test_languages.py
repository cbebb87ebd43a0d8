"""The language of a page is the person's, else the visitor's, else the browser's; each is shown as it is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask, render_template_string
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from app.db import db
from app.domain import clock
from app.domain.directory.selection import only
from app.domain.errors import N_, NN_, Sentence, count, say
from app.domain.lifecycle.answers import ALREADY, DEACTIVATED_BEFORE
from app.domain.lifecycle.archiving import ArchiveChoices, archive_parties
from app.web import formatting
from tests.support.builders import a_key
from tests.support.cast import Cast
from tests.support.visitor import Visitor

EN, IT, PL = "Sign in", "Accedi", "Zaloguj się"
HEADINGS = {"en": EN, "it": IT, "pl": PL}


def language_of(visitor: Visitor, page: str = "auth.login") -> str:
    return visitor.get(page).tree.get("lang")  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("en", "en"), ("it", "it"), ("pl", "pl"), ("it-CH, de;q=0.5", "it"), ("pl-PL", "pl"), ("en-US", "en"),
        ("de", "en"), ("", "en"), ("*", "en"), ("de, pl;q=0.4, it;q=0.2", "pl"), ("xx; q=nonsense", "en"),
    ],
)  # fmt: skip
def test_nobody_in_particular_reads_what_the_browser_says(app: Flask, accepts: str, language: str) -> None:
    visitor = Visitor(app, language=accepts)
    page = visitor.get("auth.login")
    assert page.tree.get("lang") == language
    assert page.texts("//h1") == [HEADINGS[language]]


def test_who_chose_at_the_door_reads_that_whatever_the_browser_says(app: Flask) -> None:
    visitor = Visitor(app, language="pl")
    visitor.get("auth.login", language="it")
    assert language_of(visitor) == "it"


@pytest.mark.parametrize("language", ["de", "", "xx", "../../it", "<b>"])
def test_a_language_that_is_none_of_ours_is_not_chosen(app: Flask, language: str) -> None:
    visitor = Visitor(app, language="pl")
    visitor.client.get("/login", query_string={"language": language})
    assert language_of(visitor) == "pl"


def test_what_a_person_chose_counts_before_the_door_and_the_browser(app: Flask, cast: Cast) -> None:
    cast.marta.language = "pl"
    db.session.commit()
    visitor = Visitor(app, language="en")
    visitor.get("auth.login", language="it")
    visitor.language = "en"
    visitor.signed_in_as(cast.marta.email)
    assert language_of(visitor, "account.show") == "pl"


def test_who_chose_nothing_keeps_reading_the_door_s_language_once_in(app: Flask, cast: Cast) -> None:
    visitor = Visitor(app, language="en")
    visitor.get("auth.login", language="it")
    visitor.signed_in_as(cast.marta.email)
    assert language_of(visitor, "account.show") == "it"


@pytest.mark.parametrize(("language", "words"), [("it", "Non trovato"), ("pl", "Nie znaleziono")])
def test_errors_are_said_in_the_reader_s_language(app: Flask, language: str, words: str) -> None:
    page = Visitor(app, language=language).get_url("/nowhere")
    assert page.tree.get("lang") == language
    assert page.texts("//h1") == [words]


# How it is written ---------------------------------------------------------------------------------------------------


DAY, MOMENT = date(2026, 11, 8), datetime(2026, 11, 8, 23, 30, tzinfo=UTC)  # in Rome it is half past midnight


@pytest.mark.parametrize(
    ("language", "day", "long_day", "number", "country"),
    [
        ("en", "8 Nov 2026", "Sunday, 8 November 2026", "1,234,567", "Poland"),
        ("it", "8 nov 2026", "Domenica 8 novembre 2026", "1.234.567", "Polonia"),
        ("pl", "8 lis 2026", "Niedziela, 8 listopada 2026", "1 234 567", "Polska"),
    ],
)
def test_days_numbers_and_countries(
    app: Flask, language: str, day: str, long_day: str, number: str, country: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert formatting.day(DAY) == day
        assert plain(formatting.long_day(DAY)) == plain(long_day)
        assert plain(formatting.number(1234567)) == number
        assert formatting.country_name("PL") == country


@pytest.mark.parametrize(("language", "word"), [("en", "ext."), ("it", "int."), ("pl", "wew.")])
def test_an_extension_is_said_in_the_reader_s_word(app: Flask, language: str, word: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert formatting.phone("+12015550123", "7") == f"+1 201-555-0123 {word} 7"
        assert formatting.phone("+12015550123", "") == "+1 201-555-0123"


def plain(text: str) -> str:
    """With common blanks and without the commas that a locale may or may not set."""
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize("language", ["en", "it", "pl"])
def test_times_are_those_of_the_office(app: Flask, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert formatting.time_of_day(MOMENT) == "00:30"
        assert formatting.day_of(MOMENT).startswith("9 ")


@pytest.mark.parametrize(("language", "today"), [("en", "Today, 00:30"), ("it", "Oggi, 00:30"), ("pl", "Dziś, 00:30")])
def test_a_moment_of_today_is_a_time_and_any_other_a_day(app: Flask, language: str, today: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        with clock.frozen(datetime(2026, 11, 9, 10, 0, tzinfo=UTC)):
            assert formatting.moment(MOMENT) == today
        with clock.frozen(datetime(2026, 11, 10, 10, 0, tzinfo=UTC)):
            assert formatting.moment(MOMENT) == formatting.day_of(MOMENT)


@pytest.mark.parametrize("nothing", [formatting.day, formatting.day_of, formatting.moment, formatting.full_moment])
def test_what_is_not_known_is_nothing(app: Flask, nothing: Callable[[None], str]) -> None:
    with app.test_request_context():
        assert nothing(None) == ""
        assert formatting.country_name("") == ""


def test_a_country_that_is_none_stays_as_it_is(app: Flask) -> None:
    with app.test_request_context():
        assert formatting.country_name("Q9") == "Q9"


# Sentences -----------------------------------------------------------------------------------------------------------

CLIENTS = NN_("%(n)s client archived.", "%(n)s clients archived.")
SO_ALREADY = (
    "%(count)s is so already and stays as it is",
    "%(count)s are so already and stay as they are",
)
BECOME_ACTIVE = "They become active and stand in the everyday lists again, with everything that is on their cards."
PEOPLE = NN_("%(n)s person can no longer sign in", "%(n)s people can no longer sign in")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["1 client archived.", "3 clients archived.", "1,500 clients archived."]),
        ("it", ["1 cliente archiviato.", "3 clienti archiviati.", "1.500 clienti archiviati."]),
        ("pl", ["Zarchiwizowano 1 klienta.", "Zarchiwizowano 3 klientów.", "Zarchiwizowano 1 500 klientów."]),
    ],
)
def test_a_sentence_that_counts_says_how_many_in_its_language(app: Flask, language: str, said: list[str]) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert [plain(formatting.sentence(count(CLIENTS, n))) for n in (1, 3, 1500)] == said


def test_polish_has_three_plurals(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "pl"}):
        said = [formatting.sentence(count(PEOPLE, n)) for n in (1, 2, 5, 22, 25, 12)]
    one, few, many, few_again, many_again, dozen = (text.split()[1] for text in said)
    assert len({one, few, many}) == 3
    assert (few_again, many_again, dozen) == (few, many, many)


def test_two_clients_are_men_to_polish_grammar(app: Flask) -> None:
    """*Klienci* takes the virile plural: byli, tacy, aktywni; never były, takie, aktywne."""
    with app.test_request_context(headers={"Accept-Language": "pl"}):
        for forms in (*ALREADY.values(), DEACTIVATED_BEFORE):
            assert " byli " in formatting.sentence(count(forms, 2))
        assert " tacy są " in ngettext(*SO_ALREADY, 2, count=2)
        assert "aktywni " in gettext(BECOME_ACTIVE)


def test_italian_has_the_apostrophe_that_is_one() -> None:
    with (Path(formatting.__file__).parents[1] / "translations/it/LC_MESSAGES/messages.po").open("rb") as stream:
        forms = [message.string for message in read_po(stream) if message.id]
    assert [text for form in forms for text in ([form] if isinstance(form, str) else form) if "'" in text] == []


def test_values_stand_where_the_sentence_wants_them(app: Flask) -> None:
    with app.test_request_context():
        assert formatting.sentence(say(N_("%(name)s is on file."), name="50% S.r.l.")) == "50% S.r.l. is on file."
        assert formatting.sentence("100 % as it is") == "100 % as it is"
        assert formatting.sentence(Sentence("100 % as it is")) == "100 % as it is"


def test_a_sentence_may_stand_within_another(app: Flask) -> None:
    inner = count(CLIENTS, 2)
    with app.test_request_context():
        assert formatting.sentence(say("%(what)s Thank you.", what=inner)) == "2 clients archived. Thank you."


def test_outside_of_a_request_english_is_spoken(app: Flask) -> None:
    assert formatting.language() == "en"
    assert formatting.sentence(count(CLIENTS, 2)) == "2 clients archived."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Rossi S.r.l.", "Nothing is known of Rossi S.r.l. Ask the desk."),
        ("Rossi & C.", "Nothing is known of Rossi &amp; C. Ask the desk."),
        ("Rossi", "Nothing is known of Rossi. Ask the desk."),
    ],
)
def test_a_name_that_ends_in_a_full_stop_ends_its_sentence(app: Flask, name: str, said: str) -> None:
    words = "Nothing is known of %(name)s. Ask the desk."
    with app.test_request_context():
        assert escape(formatting.sentence(say(words, name=name))) == said
        assert render_template_string("{{ _('" + words + "', name=name) }}", name=name) == said


def test_so_does_one_that_is_a_link(app: Flask) -> None:
    values = {"name": Markup('<a href="/clients/1">{}</a>').format("Rossi & C.")}
    said = formatting.one_full_stop(Markup("It was merged into %(name)s. Go on there.") % values, values)
    assert said == 'It was merged into <a href="/clients/1">Rossi &amp; C.</a> Go on there.'


@pytest.mark.parametrize(("language", "marks"), [("en", "“”"), ("it", "“”"), ("pl", "„”")])
def test_a_reason_stands_in_the_quotation_marks_of_the_reader(
    app: Flask, cast: Cast, language: str, marks: str
) -> None:
    archive_parties(only(cast.acme), ArchiveChoices("moved <away>"), a_key(), by=cast.by_marta)
    db.session.commit()
    card = Visitor(app, language=language).signed_in_as(cast.marta.email).get("clients.show", party_id=cast.acme.id)
    for where in ("banner", "timeline"):
        told, *_ = card.texts(f"//*[contains(concat(' ', @class, ' '), ' {where} ')]")
        assert "moved <away>".join(marks) in told
