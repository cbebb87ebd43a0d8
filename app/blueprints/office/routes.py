from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.office import bp
from app.blueprints.office.sheet import sheet_of
from app.domain.files import store
from app.web.guards import public
from app.web.office import this_office

YEAR = 365 * 24 * 3600
# A picture is looked at, and does nothing else, whoever opens it by its address.
ALONE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


@bp.get("/office.css")
@public()
def sheet() -> ResponseReturnValue:
    """The office's colour, for the sign-in page and the portal."""
    office = this_office()
    answer = Response(sheet_of(office.accent), content_type="text/css; charset=utf-8")
    return kept(answer, is_named=request.args.get("v") == office.accent.removeprefix("#"))


@bp.get("/office/logo")
@public()
def logo() -> ResponseReturnValue:
    """The office's logo; 404 where there is none, or its blob is gone."""
    picture = this_office().logo
    if picture is None or not (path := store.path_of(picture.blob)).is_file():
        abort(404)
    answer = Response(path.read_bytes(), content_type=picture.content_type)  # a megabyte at most
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Content-Disposition"] = "inline"
    return kept(answer, is_named=request.args.get("v") == picture.mark)


def kept(answer: Response, *, is_named: bool) -> Response:
    """May be kept for a year under an address that names its content; under any other it is asked for again."""
    answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if is_named else "no-cache"
    return answer
