"""The private address of one's calendar: made, made anew, ended; and what it opens."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import RadioField, SelectChoice

from app.blueprints.calendar import bp
from app.domain import clock
from app.domain.accounts.permissions import Permission
from app.domain.agenda import feeds
from app.domain.agenda.ics import as_ics
from app.domain.agenda.models import Activity, CalendarFeed
from app.domain.agenda.queries import entries_from
from app.domain.errors import N_, say
from app.domain.messaging import addresses
from app.web.agenda import ICS, words_of
from app.web.forms import PageForm
from app.web.guards import public, requires
from app.web.identity import current_actor
from app.web.office import this_office
from app.web.pages import page, tell

LOOKS_BACK = timedelta(days=366)  # further back nobody's phone needs to know
IS_NEW = "calendar_feed_is_new"  # in the session: the address is shown next, once


class FeedForm(PageForm):
    """Whose entries the calendar at the address holds."""

    whose = RadioField(
        _l("What it holds"),
        choices=[
            SelectChoice("mine", _l("What I am in charge of or take part in")),
            SelectChoice("all", _l("Everything in the calendar")),
        ],
        default="mine",
    )


@bp.get("/feed")
@requires(Permission.CALENDAR_VIEW)
def show_feed() -> ResponseReturnValue:
    return feed_page(FeedForm(formdata=None))


@bp.post("/feed")
@requires(Permission.CALENDAR_VIEW)
def make_feed() -> ResponseReturnValue:
    form = FeedForm()
    if not form.validate():
        return feed_page(form, status=422)
    whole = form.whose.data == "all"
    feeds.make_feed(current_user.login_id, form.key.data or "", of_everybody=whole, by=current_actor())
    session[IS_NEW] = True
    return redirect(url_for(".show_feed"), 303)


@bp.post("/feed/end")
@requires(Permission.CALENDAR_VIEW)
def end_feed() -> ResponseReturnValue:
    feeds.end_feed(current_user.login_id, PageForm().key.data or "", by=current_actor())
    tell(say(N_("The address of your calendar opens nothing any more.")))
    return redirect(url_for(".show_feed"), 303)


@bp.get("/feed/<token>.ics")
@public()
def feed(token: str) -> ResponseReturnValue:
    """The calendar, for whoever knows its address: Thunderbird, Google, a phone. Reads only."""
    found = feeds.find_feed(token)
    if found is None:
        abort(404)
    with force_locale(found.login.language or this_office().language):
        name = gettext("Calendar of %(office)s", office=this_office().name)
        body = as_ics(entries_of(found), name=name, words=words_of, url_of=card_of)
    answer = Response(body, content_type=ICS)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def entries_of(found: CalendarFeed) -> list[Activity]:
    """What a feed holds, from a year ago on."""
    return entries_from(clock.today() - LOOKS_BACK, person=None if found.of_everybody else found.login_id)


def card_of(entry: Activity) -> str:
    """Where an entry leads to, at the office's public address: to the card of its client, else to itself."""
    path = url_for("clients.activities", party_id=entry.party_id) if entry.party_id else None
    return addresses.site() + (path or url_for("calendar.show", activity_id=entry.id))


def feed_page(form: FeedForm, *, status: int = 200) -> ResponseReturnValue:
    """Whether there is an address, and which one if it has just been made."""
    found = feeds.feed_of(current_user.login_id)
    is_new = session.pop(IS_NEW, False)
    url = None
    if found and is_new:
        url = addresses.site() + url_for(".feed", token=feeds.token_of(found))
    return page("calendar/feed.html", found=found, url=url, form=form, status=status)
