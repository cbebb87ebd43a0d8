from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.search import bp
from app.blueprints.search.groups import found, line_of, only_exact
from app.domain.accounts.permissions import Permission
from app.domain.reporting.search import last_worked_on
from app.web.forms import as_searched
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, wanted_block

TEMPLATE, PANEL = "search/index.html", "search_results"
IN_PANEL, ON_PAGE, RECENT = 5, 25, 8


@bp.get("")
@requires(Permission.SEARCH_VIEW)
def index() -> ResponseReturnValue:
    """A few of each group in the panel below the search, more on the page; with nothing typed, what one worked on."""
    q = as_searched(request.args.get("q"))
    in_panel = wanted_block(TEMPLATE) == PANEL
    groups = found(q, limit=IN_PANEL if in_panel else ON_PAGE, with_lists=not in_panel)
    login_id = current_actor().id
    recent = [] if q or login_id is None else [line_of(hit) for hit in last_worked_on(login_id, limit=RECENT)]
    return page(TEMPLATE, q=q, groups=groups, chosen=only_exact(groups), recent=recent, in_panel=in_panel)
