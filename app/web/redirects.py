"""A redirect within the page is followed by htmx; one to another page, by the browser."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Response, redirect, url_for
from htmx_flask import request
from werkzeug.wrappers import Response as BaseResponse

# What the address of a list may hold.
FILTERS = (
    *("q", "sort", "per_page", "after", "before"),
    *("role", "active", "portal", "tag", "country", "city", "segment", "anonymised"),  # of parties
    *("client", "kind", "state", "since", "until", "due"),  # of mail and contracts
    *("view", "day", "person", "type"),  # of the calendar
)


# What that of a tab of a card may hold.
OF_A_TAB = ("after", "before", "events", "equipment")

# And of the office's own fields, whichever there are.
OWN_FIELD = re.compile(r"field\.[a-z0-9_]{1,60}(\.from|\.to)?", re.ASCII)


def init_app(app: Flask) -> None:
    app.after_request(hand_over)
    app.jinja_env.globals["kept_filters"] = kept_filters


def hand_over(response: Response) -> Response:
    """Turn a redirect to another page into 204 + HX-Redirect, in the response at hand: its cookies stay."""
    if not request.htmx or response.location is None:
        return response
    if urlsplit(response.location).path == path_of(request.htmx.current_url or ""):
        return response
    response.headers["HX-Redirect"] = response.headers.pop("Location")
    response.status_code = 204
    response.set_data(b"")
    return response


def path_of(url: str) -> str:
    """The path of an address that somebody sent; nothing when it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def back_to(endpoint: str, **values: object) -> BaseResponse:
    """Return to a list, keeping the filters the reader had set."""
    return redirect(url_for(endpoint, **{**kept_filters(), **values}), 303)  # type: ignore[arg-type]


def back_to_tab(endpoint: str, client_id: int) -> BaseResponse:
    """Return to a list on a card: to what of it, and to that page of it, over which a dialog stands."""
    tab, behind = url_for(endpoint, party_id=client_id), (request.htmx.current_url or "") if request.htmx else ""
    if path_of(behind) != tab:
        return redirect(tab, 303)
    asked = parse_qs(urlsplit(behind).query)
    kept = {name: asked[name][0] for name in OF_A_TAB if name in asked}
    return redirect(url_for(endpoint, party_id=client_id, **kept), 303)  # type: ignore[arg-type]


def back_to_card(client_id: int, tab: str) -> BaseResponse:
    """Return to the overview of a card where that is what stands behind a dialog, else to a tab."""
    overview = url_for("clients.show", party_id=client_id)
    if request.htmx and path_of(request.htmx.current_url or "") == overview:
        return redirect(overview, 303)
    return redirect(url_for(tab, party_id=client_id), 303)


def kept_filters() -> dict[str, str]:
    """The filters and the page of the list that the reader came from. Nothing else in an address is passed on."""
    own = sorted(name for name in request.args if OWN_FIELD.fullmatch(name))
    return {name: request.args[name] for name in (*FILTERS, *own) if request.args.get(name)}


def page_before() -> str | None:
    """The page of this site on which somebody pressed a button, by what their browser says."""
    site, referrer = request.host_url, request.referrer or ""
    return next_within("/" + referrer.removeprefix(site)) if referrer.startswith(site) else None


def next_within(target: str | None) -> str | None:
    """`next=` when it is a path on this site, in every spelling; else nothing.

    Browsers read a backslash as a slash, skip tabs and line breaks, and take `//host` for another site.
    """
    if not target or any(ord(c) <= 32 or c in "\\\x7f" for c in target):
        return None
    return target if target.startswith("/") and not target.startswith("//") else None
