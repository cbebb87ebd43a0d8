"""How sentences, dates and numbers look in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from flask import Flask, g, has_request_context, request, session
from flask_babel import force_locale, get_locale, gettext, ngettext, refresh
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.domain import clock
from app.domain.errors import N_, Sentence
from app.domain.messaging import composing
from app.domain.parties.phones import readable
from app.extensions import babel
from app.web.office import this_office

Text = TypeVar("Text", bound=str)

LANGUAGE_NAMES = {"en": "English", "it": "Italiano", "pl": "Polski"}


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=language)
    composing.ask_for_words(sentence_in)
    remember_sentences(app)
    app.jinja_env.filters.update(
        sentence=sentence,
        day=day,
        day_of=day_of,
        long_day=long_day,
        moment=moment,
        time_of_day=time_of_day,
        full_moment=full_moment,
        number=number,
        quoted=quoted,
        shown_name=shown_name,
        country_name=country_name,
        phone=phone,
        dialled=dialled,
    )
    app.context_processor(lambda: {"languages": offered_languages(), "language": locale().language})


def remember_sentences(app: Flask) -> None:
    """Let templates look a sentence without values up once, and not once a page."""
    look_up: Callable[..., Markup] = app.jinja_env.globals["gettext"]  # type: ignore[assignment]
    known: dict[tuple[str, str, bool], Markup] = {}

    @pass_context
    def translated(context: Context, msgid: str, **values: Any) -> Markup:
        if values:
            return one_full_stop(look_up(context, msgid, **values), values)
        key = (spoken(), msgid, context.eval_ctx.autoescape)
        if key not in known:
            known[key] = look_up(context, msgid)
        return known[key]

    app.jinja_env.globals.update(_=translated, gettext=translated)


def language() -> str:
    """The language of this answer: the person's choice, else the visitor's, else the browser's, else the office's.

    One that the office no longer offers counts as not chosen.
    """
    if not has_request_context():
        return "en"
    office = this_office()
    chosen: str = getattr(current_user, "language", None) or session.get("language") or ""
    if chosen in office.languages:
        return chosen
    return request.accept_languages.best_match(office.languages) or office.language


def offered_languages() -> list[tuple[str, str]]:
    """The languages that the office offers to read in: code and own name."""
    return [(code, LANGUAGE_NAMES[code]) for code in this_office().languages]


def locale() -> Locale:
    """The reader's locale. English is the European kind: 18 Nov 2026, not Nov 18, 2026."""
    return _locale_of(spoken())


@lru_cache
def _locale_of(code: str) -> Locale:
    return Locale("en", "GB") if code == "en" else Locale(code)


def spoken() -> str:
    """The code of the reader's language: found out once an answer, whose page asks two hundred times."""
    try:
        code: str = g.spoken  # one look through the proxy: nothing is asked more often
    except AttributeError:
        chosen = get_locale()
        g.spoken = code = chosen.language if chosen else "en"
    except RuntimeError:  # outside of any app
        code = "en"
    return code


def choose_language_anew() -> None:
    """The reader has just chosen another one."""
    g.pop("spoken", None)
    refresh()


def sentence(text: Sentence | str | Any) -> str:
    """What the domain left for a person to read, in the reader's language; sentences, numbers and days in it too."""
    if isinstance(text, int):
        return number(text)
    if type(text) is date:
        return day(text)
    if not isinstance(text, Sentence):
        return str(text)
    values = {name: sentence(value) for name, value in text.values.items()}
    if text.plural is not None:
        return one_full_stop(ngettext(text.msgid, text.plural, text.n or 0, **values), values)
    return one_full_stop(gettext(text.msgid, **values), values)


def one_full_stop(text: Text, values: Mapping[str, Any]) -> Text:
    """A sentence that ends in a name such as Rossi S.r.l. ends there: it does not get a second full stop.

    Nor does one that ends in a link of that name.
    """
    if not any(twice in text for twice in ("..", ".</a>.")):
        return text
    for value in values.values():
        if isinstance(value, str) and value.endswith((".", ".</a>")):
            shown = escape(value) if isinstance(text, Markup) else value
            text = cast(Text, text.replace(shown + ".", shown))
    return text


def sentence_in(text: Sentence, code: str) -> str:
    """The same in a language of somebody who is not the reader: of whoever an email goes to."""
    with speaking(code):
        return sentence(text)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Say everything in a language of somebody who is not the reader, such as whoever gets a paper."""
    before = g.pop("spoken", None)
    try:
        with force_locale(code):
            yield
    finally:
        g.pop("spoken", None)
        if before is not None:
            g.spoken = before


def day(value: date | None) -> str:
    """A short date: 18 Nov 2026."""
    return _day(value, spoken()) if value else ""


@lru_cache(maxsize=4096)
def _day(value: date, _spoken: str) -> str:
    return format_date(value, format="medium", locale=locale())


def long_day(value: date) -> str:
    """A date in full, with its weekday: Sunday, 22 November 2026."""
    text = format_date(value, format="full", locale=locale())
    return text[:1].upper() + text[1:]


def day_of(value: datetime | None) -> str:
    """The office's day of a moment."""
    return day(value.astimezone(clock.zone()).date()) if value else ""


def moment(value: datetime | None) -> str:
    """When something happened, as people say it: 09:12 of today, else the day."""
    if value is None:
        return ""
    local = value.astimezone(clock.zone())
    if local.date() == clock.today():
        return gettext(N_("Today, %(time)s"), time=time_of_day(value))
    return day(local.date())


def time_of_day(value: datetime) -> str:
    return format_time(value.astimezone(UTC), format="short", tzinfo=clock.zone(), locale=locale())


def full_moment(value: datetime | None) -> str:
    """Date and time in full, for a tooltip."""
    return _full_moment(value, spoken(), clock.zone()) if value else ""


@lru_cache(maxsize=4096)
def _full_moment(value: datetime, _spoken: str, zone: ZoneInfo) -> str:
    return format_datetime(value, format="long", tzinfo=zone, locale=locale())


def number(value: int) -> str:
    """A number with the reader's separators."""
    return format_decimal(value, locale=locale())


def quoted(words: str) -> str:
    """What somebody wrote, in the quotation marks of the reader's language."""
    return gettext("“%(words)s”", words=words)


def shown_name(party: Any) -> str:
    """What somebody on file is called: who is anonymised, by that word and the number that stayed."""
    if party.anonymised_at is None:
        return str(party.name)
    return gettext("Anonymised · %(number)s", number=party.name)


def country_name(code: str, language: str = "") -> str:
    """A country in the reader's language, or in another one; the code itself when it is not one."""
    where = _locale_of(language) if language else locale()
    return where.territories.get(code, code) if code else ""


def phone(e164: str, extension: str) -> str:
    """A phone as people write it internationally, with the extension in the reader's word: +48 42 555 01 27 ext. 7."""
    if not extension:
        return readable(e164)
    return gettext(N_("%(phone)s ext. %(extension)s"), phone=readable(e164), extension=extension)


def dialled(phone: str) -> str:
    """A phone as it is dialled, for a `tel:` link (RFC 3966): what was written between the digits is for the eye."""
    return re.sub(r"[^\d+*#]", "", phone)
