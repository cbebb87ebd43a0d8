"""Forgotten passwords, and the links that set one (PRODUCT.md 7). All of it works without JavaScript.

The token of a link stands in one address only, the one in the email. Its page moves it into a cookie of a quarter of an
hour and goes on without it, so that no Referer, no bookmark and no log carries it.
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.auth import bp
from app.blueprints.auth.forms import ForgotPasswordForm, SetPasswordForm
from app.domain.access import setting_password
from app.domain.access.setting_password import DeadLink, Link, Opens, ask_for_reset, look_at, send_fresh_link
from app.domain.accounts.throttle import MustWait
from app.domain.errors import N_, RuleViolation, say
from app.web.guards import public
from app.web.pages import page, tell

COOKIE, COOKIE_PATH, COOKIE_LIFE = "link", "/set-password", 15 * 60  # seconds
ANOTHER_LINK = N_("Another link was opened in this browser since: what you type now is the password of %(email)s.")


@bp.get("/forgot-password")
@public()
def forgot_password() -> ResponseReturnValue:
    return page("auth/forgot.html", form=ForgotPasswordForm(formdata=None))


@bp.post("/forgot-password")
@public()
def send_link() -> ResponseReturnValue:
    form = ForgotPasswordForm()
    if not form.validate():
        return page("auth/forgot.html", form=form, status=422)
    try:
        ask_for_reset(form.email.data, address=request.remote_addr or "")
    except MustWait as wait:
        form.refuse(wait)
        return please_wait(wait, "auth/forgot.html", form=form)
    return redirect(url_for(".link_sent"), 303)


@bp.get("/forgot-password/sent")
@public()
def link_sent() -> ResponseReturnValue:
    return page("auth/link_sent.html")


@bp.get("/set-password/<token>")
@public()
def open_link(token: str) -> ResponseReturnValue:
    answer = redirect(url_for(".set_password"), 303)
    answer.set_cookie(
        COOKIE,
        token[:100],
        max_age=COOKIE_LIFE,
        path=COOKIE_PATH,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SECURE_COOKIES"],
    )
    return without_referrer(answer)


@bp.get("/set-password")
@public()
def set_password() -> ResponseReturnValue:
    link = look_at(token())
    return link_page(link, SetPasswordForm(formdata=None, link=link.found.id), status=200 if is_good(link) else 410)


@bp.post("/set-password")
@public()
def save_password() -> ResponseReturnValue:
    form, link = SetPasswordForm(), look_at(token())
    if not is_good(link):
        return link_page(link, form, status=410)
    if form.link.data != str(link.found.id):
        form.link.data = str(link.found.id)
        form.refuse(RuleViolation(say(ANOTHER_LINK, email=link.email)))
        return link_page(link, form, status=409)
    if form.validate():
        try:
            email = setting_password.set_password(token(), form.password.data, address=request.remote_addr or "")
        except DeadLink:
            return link_page(look_at(token()), form, status=410)
        except RuleViolation as violation:
            form.refuse(violation)
        else:
            tell(say(N_("Your password is set. Sign in with it.")))
            answer = redirect(url_for(".login", email=email), 303)
            answer.delete_cookie(COOKIE, path=COOKIE_PATH)
            return without_referrer(answer)
    return link_page(link, form, status=422)


@bp.post("/set-password/fresh")
@public()
def send_fresh() -> ResponseReturnValue:
    try:
        send_fresh_link(token(), address=request.remote_addr or "")
    except MustWait as wait:
        return please_wait(wait, "auth/dead_link.html", link=look_at(token()), wait=wait.sentence)
    return redirect(url_for(".link_sent"), 303)


def is_good(link: Link) -> bool:
    return link.opens is Opens.YES


def token() -> str:
    """The token of the link that this browser opened last."""
    return request.cookies.get(COOKIE, "")


def link_page(link: Link, form: SetPasswordForm, *, status: int) -> Response:
    """The form of a link that is good; of a dead one, what is the matter with it and how to get a fresh one."""
    if is_good(link):
        return without_referrer(page("auth/set_password.html", link=link, form=form, status=status))
    return without_referrer(page("auth/dead_link.html", link=link, wait=None, status=status))


def please_wait(limit: MustWait, template: str, **context: Any) -> Response:
    answer = page(template, status=429, **context)
    answer.headers["Retry-After"] = str(limit.seconds)
    return without_referrer(answer)


def without_referrer(answer: Any) -> Any:
    """Nothing that is opened from here learns where it was opened."""
    assert isinstance(answer, BaseResponse)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
