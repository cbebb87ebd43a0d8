"""The language of whoever is not in: chosen at the foot of a page, and kept for the pages after it."""

from __future__ import annotations

from flask import current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.blueprints.auth import bp
from app.web.office import this_office
from app.web.redirects import next_within


@bp.before_request
def keep_language() -> ResponseReturnValue | None:
    """Remember a choice, and lead to the page without it. The address of a link, which holds its token, takes none."""
    language = request.args.get("language")
    if request.method != "GET" or request.view_args or language not in this_office().languages:
        return None
    session["language"] = language
    return redirect(url_for(str(request.endpoint), next=next_within(request.args.get("next"))), 303)


@bp.app_template_global("in_language")
def in_language(code: str) -> str:
    """This page in another language; the sign-in page where this one cannot be asked for again."""
    return url_for(page_here(), language=code, next=request.args.get("next"))


def page_here() -> str:
    """The page of this address, for a form that is shown once more has one of its own."""
    try:
        endpoint, values = current_app.url_map.bind("").match(request.path, "GET")
    except HTTPException:
        return "auth.login"
    return endpoint if endpoint.startswith(f"{bp.name}.") and not values else "auth.login"
