from __future__ import annotations

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.auth import bp
from app.blueprints.auth.code import ask_code
from app.blueprints.auth.entering import let_in, please_wait, visitor_here, way_on
from app.blueprints.auth.forms import SignInForm
from app.domain.access import signing_in
from app.domain.access.signing_in import Closed, NeedsCode, NotSignedIn
from app.domain.accounts.signing_in import sign_out as end_session
from app.domain.accounts.throttle import MustWait
from app.domain.errors import N_, say
from app.web import identity
from app.web.guards import public
from app.web.identity import current_person
from app.web.pages import page, tell


@bp.get("/login")
@public()
def login() -> ResponseReturnValue:
    came_late = session.pop("came_late", False)
    if person := current_person():
        return redirect(way_on(is_portal=person.is_portal), 303)
    if came_late:
        tell(say(N_("That page had been open for too long. Please sign in on this one.")), "info")
    return page(
        "auth/login.html",
        form=SignInForm(formdata=None, email=request.args.get("email", "")[:254]),
        farewell=session.pop("farewell", False),
    )


@bp.post("/login")
@public()
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate():
        person = current_person()
        try:
            entered = signing_in.sign_in(
                form.email.data, form.password.data, visitor_here(), replacing=person.session.id if person else None
            )
        except Closed:
            return page("auth/closed.html", status=403)
        except MustWait as wait:
            form.refuse(wait)
            return please_wait(wait, page("auth/login.html", form=form, farewell=False))
        except NeedsCode as second:
            return ask_code(second.pending)
        except NotSignedIn as refusal:
            form.refuse(refusal)
        else:
            return let_in(entered)
    return page("auth/login.html", form=form, farewell=False, status=422)


@bp.get("/logout")
@public()
def confirm_logout() -> ResponseReturnValue:
    if current_person() is None:
        return redirect(url_for(".login"), 303)
    return page("auth/logout.html")


@bp.post("/logout")
@public()
def logout() -> ResponseReturnValue:
    if person := current_person():
        end_session(person.session.id)
        identity.sign_out()
    return redirect(url_for(".login"), 303)
