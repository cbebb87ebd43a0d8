from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.blueprints.account import bp
from app.blueprints.account.forms import DensityForm, PasswordForm, preferences_form
from app.blueprints.account.pages import account_page
from app.domain.access import security
from app.domain.accounts import profile
from app.domain.accounts.models import Density, Theme
from app.domain.accounts.throttle import MustWait
from app.domain.errors import N_, RuleViolation, say
from app.web.guards import signed_in
from app.web.identity import current_actor, speak
from app.web.pages import is_partial, tell
from app.web.redirects import page_before


@bp.get("")
@signed_in()
def show() -> ResponseReturnValue:
    return account_page()


@bp.post("")
@signed_in()
def update() -> ResponseReturnValue:
    form = preferences_form(current_user)()
    if not form.validate():
        return account_page(preferences=form, status=422)
    language = form.language.data or None
    density = None if current_user.is_portal else Density(form.density.data)
    profile.set_preferences(current_user.login_id, language=language, theme=Theme(form.theme.data), density=density)
    speak(language)
    tell(say(N_("Saved.")))
    return redirect(url_for(".show"), 303)


@bp.post("/density")
@signed_in()
def set_density() -> ResponseReturnValue:
    form = DensityForm()
    if not form.validate():
        return account_page(status=422)
    profile.set_density(current_user.login_id, Density(form.density.data))
    return ("", 204) if is_partial() else redirect(page_before() or url_for(".show"), 303)


@bp.post("/password")
@signed_in()
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate():
        try:
            security.change_password(
                form.current.data,
                form.new.data,
                form.key.data,
                session_id=current_user.session.id,
                by=current_actor(),
            )
        except MustWait as wait:
            form.refuse(wait)
            please_wait = account_page(password=form, status=429)
            please_wait.headers["Retry-After"] = str(wait.seconds)
            return please_wait
        except RuleViolation as violation:
            form.refuse(violation)
        else:
            tell(say(N_("Your password is changed. You are signed out everywhere else.")))
            return redirect(url_for(".show"), 303)
    return account_page(password=form, status=422)


@bp.post("/sessions/<int:session_id>/end")
@signed_in()
def end_session(session_id: int) -> ResponseReturnValue:
    profile.end_session(current_user.login_id, session_id)
    tell(say(N_("That session has ended.")))
    return redirect(url_for(".show"), 303)


@bp.post("/sessions/end-others")
@signed_in()
def end_other_sessions() -> ResponseReturnValue:
    profile.end_other_sessions(current_user.login_id, but=current_user.session.id)
    tell(say(N_("You are signed out everywhere else.")))
    return redirect(url_for(".show"), 303)
