"""Signing in with a code of an authenticator app: setting it up, recovery codes, switching it off."""

from __future__ import annotations

import segno
from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_login import current_user
from markupsafe import Markup

from app.blueprints.account import bp
from app.blueprints.account.forms import AskPasswordForm, CodeForm, KeyForm
from app.blueprints.account.pages import layout
from app.domain.access import second_factor
from app.domain.accounts import two_factor
from app.domain.accounts.throttle import MustWait
from app.domain.errors import N_, RuleViolation, say
from app.domain.history import queries as history
from app.domain.history.models import Act
from app.web.forms import PageForm
from app.web.guards import signed_in
from app.web.identity import current_actor
from app.web.office import this_office
from app.web.pages import page, tell

CODES_OF = "recovery_codes_of"  # in the session: the act whose codes are shown next, once


@bp.get("/two-factor")
@signed_in()
def show_two_factor() -> ResponseReturnValue:
    return two_factor_page()


@bp.post("/two-factor/begin")
@signed_in()
def begin_two_factor() -> ResponseReturnValue:
    two_factor.begin(current_user.login_id)
    return redirect(url_for(".show_two_factor"), 303)


@bp.post("/two-factor/confirm")
@signed_in()
def confirm_two_factor() -> ResponseReturnValue:
    form = CodeForm()
    if form.validate():
        try:
            act = two_factor.confirm(
                form.code.data, form.key.data, session_id=current_user.session.id, by=current_actor()
            )
        except RuleViolation as violation:
            return refused(form, violation, "code_form")
        tell(say(N_("From now on signing in takes a code. You are signed out everywhere else.")))
        return show_codes_of(act)
    return two_factor_page(code_form=form, status=422)


@bp.post("/two-factor/codes")
@signed_in()
def renew_recovery_codes() -> ResponseReturnValue:
    form = AskPasswordForm(prefix="codes-")
    if form.validate():
        try:
            act = two_factor.renew_codes(form.password.data, form.key.data, by=current_actor())
        except RuleViolation as violation:
            return refused(form, violation, "codes_form")
        tell(say(N_("The former recovery codes open nothing any more.")))
        return show_codes_of(act)
    return two_factor_page(codes_form=form, status=422)


@bp.get("/two-factor/codes")
@signed_in()
def show_recovery_codes() -> ResponseReturnValue:
    """The codes that were just made: once, and never again."""
    act_id = session.pop(CODES_OF, None)
    if act_id is None:
        return redirect(url_for(".show_two_factor"), 303)
    codes = two_factor.recovery_codes(current_user.login_id, history.act(act_id))
    return page("account/recovery_codes.html", layout=layout(), codes=codes)


@bp.post("/two-factor/off")
@signed_in()
def switch_two_factor_off() -> ResponseReturnValue:
    form = AskPasswordForm(prefix="off-")
    if form.validate():
        try:
            second_factor.switch_off(
                form.password.data, form.key.data, session_id=current_user.session.id, by=current_actor()
            )
        except RuleViolation as violation:
            return refused(form, violation, "off_form")
        tell(say(N_("Signing in takes the password alone again. You are signed out everywhere else.")))
        return redirect(url_for(".show"), 303)
    return two_factor_page(off_form=form, status=422)


def show_codes_of(act: Act) -> ResponseReturnValue:
    """The cookie says whose codes, and holds none: they follow from the act."""
    session[CODES_OF] = act.id
    return redirect(url_for(".show_recovery_codes"), 303)


def refused(form: PageForm, violation: RuleViolation, name: str) -> Response:
    """The page again, with what was wrong."""
    form.refuse(violation)
    if not isinstance(violation, MustWait):
        return two_factor_page(**{name: form}, status=422)
    please_wait = two_factor_page(**{name: form}, status=429)
    please_wait.headers["Retry-After"] = str(violation.seconds)
    return please_wait


def two_factor_page(
    *,
    code_form: PageForm | None = None,
    codes_form: PageForm | None = None,
    off_form: PageForm | None = None,
    status: int = 200,
) -> Response:
    """Whether it is on, and what can be done about that; while it is being set up, what the app is told."""
    login_id = current_user.login_id
    protection = two_factor.protection_of(login_id)
    office = this_office().name
    setup = None if protection else two_factor.setup_of(login_id, email=current_user.email, office=office)
    return page(
        "account/two_factor.html",
        layout=layout(),
        protection=protection,
        setup=setup,
        picture=picture_of(setup.uri) if setup else None,
        keys=KeyForm(formdata=None),
        code_form=code_form or CodeForm(formdata=None),
        codes_form=codes_form or AskPasswordForm(formdata=None, prefix="codes-"),
        off_form=off_form or AskPasswordForm(formdata=None, prefix="off-"),
        status=status,
    )


def picture_of(uri: str) -> Markup:
    """The address as a QR code, drawn in the page: it goes nowhere, and no other request can ask for it."""
    drawing = segno.make(uri, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff", omitsize=True)
    return Markup(drawing)  # noqa: S704  (made of squares alone)
