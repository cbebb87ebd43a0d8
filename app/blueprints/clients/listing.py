"""The list: what it holds, what it is narrowed to, what it shows."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.domain.accounts import profile
from app.domain.accounts.permissions import Permission
from app.domain.directory.queries import count_parties, page_of_parties
from app.domain.directory.segments.queries import faults_of
from app.domain.directory.values import cities_beginning
from app.web.columns import ColumnsForm, PartyTable
from app.web.filters import narrowing
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page
from app.web.party_lists import PartyFilter, PartyList
from app.web.redirects import page_before


@bp.get("")
@requires(Permission.CLIENTS_VIEW)
def index() -> ResponseReturnValue:
    filters = PartyFilter(request.args)
    parties = PartyList(".index", filters, page_of_parties(filters.criteria()))
    # Why nobody is found: asked only where a segment leaves nobody.
    faults = faults_of([filters.saved.rules]) if filters.saved and not parties.rows else {}
    return page("clients/index.html", filters=filters, parties=parties, table=PartyTable(parties), faults=faults)


@bp.get("/total")
@requires(Permission.CLIENTS_VIEW)
def total() -> ResponseReturnValue:
    """How many match: loaded after the page, so that counting never delays it."""
    filters = PartyFilter(request.args)
    return page("clients/total.html", total=count_parties(filters.criteria()), is_filtered=bool(filters.q.data))


@bp.get("/filter")
@requires(Permission.CLIENTS_VIEW)
def ask_filter() -> ResponseReturnValue:
    return narrowing(PartyFilter(request.args), ".index", target="client_list")


@bp.get("/cities")
@requires(Permission.CLIENTS_VIEW)
def cities() -> ResponseReturnValue:
    """The cities that begin as somebody types."""
    return page("clients/cities.html", cities=cities_beginning(request.args.get("city", "")))


@bp.post("/columns")
@requires(Permission.CLIENTS_VIEW)
def set_columns() -> ResponseReturnValue:
    profile.set_columns(current_actor().id, ColumnsForm().chosen())
    return redirect(page_before() or url_for(".index"), 303)
