"""The second step of signing in: the code that an authenticator app shows, or a recovery code."""

from __future__ import annotations

from dataclasses import asdict

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.auth import bp
from app.blueprints.auth.entering import let_in, please_wait, visitor_here
from app.blueprints.auth.forms import CodeForm
from app.domain.access import signing_in
from app.domain.access.signing_in import Closed, Pending, TooLate
from app.domain.accounts.throttle import MustWait
from app.domain.errors import N_, RuleViolation, say
from app.web.guards import public
from app.web.identity import current_person
from app.web.pages import page, tell
from app.web.redirects import next_within

FIRST_STEP = "first_step"  # in the signed session: what the second step is bound to


def ask_code(pending: Pending) -> ResponseReturnValue:
    """Lead to the second step. Nobody is signed in by that."""
    session[FIRST_STEP] = asdict(pending)
    return redirect(url_for(".code", next=next_within(request.args.get("next"))), 303)


@bp.get("/login/code")
@public()
def code() -> ResponseReturnValue:
    if FIRST_STEP not in session:
        return redirect(url_for(".login"), 303)
    return page("auth/code.html", form=CodeForm(formdata=None))


@bp.post("/login/code")
@public()
def enter_code() -> ResponseReturnValue:
    pending, form, person = session.get(FIRST_STEP), CodeForm(), current_person()
    if pending is None:
        return begin_again()
    if not form.validate():
        return code_page(form)
    try:
        entered = signing_in.enter_code(
            Pending(**pending), form.code.data, visitor_here(), replacing=person.session.id if person else None
        )
    except TooLate:
        return begin_again()
    except Closed:
        session.pop(FIRST_STEP)
        return page("auth/closed.html", status=403)
    except MustWait as wait:
        return please_wait(wait, code_page(form, wait))
    except RuleViolation as violation:
        return code_page(form, violation)
    return let_in(entered)


def begin_again() -> ResponseReturnValue:
    """The first step is over: to the sign-in page, which says so."""
    session.pop(FIRST_STEP, None)
    tell(say(N_("Please sign in once more.")), "info")
    return redirect(url_for(".login", next=next_within(request.args.get("next"))), 303)


def code_page(form: CodeForm, violation: RuleViolation | None = None) -> Response:
    if violation:
        form.refuse(violation)
    return page("auth/code.html", form=form, status=422)
