"""What both steps of signing in share: who is at the door, and what follows when they are in."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.wrappers import Response
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.auth.cookies import device_token, keep_device_token
from app.domain.access.signing_in import SignedIn, Visitor
from app.domain.accounts.throttle import MustWait
from app.web import identity
from app.web.redirects import next_within


def visitor_here() -> Visitor:
    """Where this request comes from."""
    return Visitor(request.remote_addr or "", request.user_agent.string, device_token())


def let_in(entered: SignedIn) -> BaseResponse:
    """The cookies of the fresh session, and the way on."""
    identity.sign_in(entered.token)
    welcome = redirect(way_on(is_portal=entered.is_portal), 303)
    keep_device_token(welcome, entered.device)
    return welcome


def please_wait(wait: MustWait, answer: Response) -> Response:
    """The page again, which says for how long."""
    answer.status_code = 429
    answer.headers["Retry-After"] = str(wait.seconds)
    return answer


def way_on(*, is_portal: bool) -> str:
    """Where somebody goes who is in: to the page they had asked for, if it is on their side of the house."""
    wanted = next_within(request.args.get("next"))
    home = url_for("portal.home" if is_portal else "today.index")
    if wanted is None or (is_portal and area_of(wanted) not in (home, url_for("account.show"))):
        return home
    return wanted


def area_of(path: str) -> str:
    """The first step of a path: /portal of /portal/7/mail?x=1."""
    return "/" + path.partition("?")[0].split("/")[1]
