from __future__ import annotations

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.auth import bp
from app.blueprints.auth.cookies import device_token, keep_device_token
from app.blueprints.auth.forms import SignInForm
from app.domain.access import signing_in
from app.domain.access.signing_in import Closed, NotSignedIn, Visitor
from app.domain.accounts.signing_in import sign_out as end_session
from app.domain.accounts.throttle import MustWait
from app.domain.errors import N_, say
from app.web import identity
from app.web.guards import public
from app.web.identity import current_person
from app.web.office import this_office
from app.web.pages import page, tell
from app.web.redirects import next_within


@bp.get("/login")
@public()
def login() -> ResponseReturnValue:
    if (language := request.args.get("language")) in this_office().languages:
        session["language"] = language
        return redirect(url_for(".login", next=next_within(request.args.get("next"))), 303)
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
        visitor = Visitor(request.remote_addr or "", request.user_agent.string, device_token())
        person = current_person()
        try:
            entered = signing_in.sign_in(
                form.email.data, form.password.data, visitor, replacing=person.session.id if person else None
            )
        except Closed:
            return page("auth/closed.html", status=403)
        except MustWait as wait:
            form.refuse(wait)
            please_wait = page("auth/login.html", form=form, farewell=False, status=429)
            please_wait.headers["Retry-After"] = str(wait.seconds)
            return please_wait
        except NotSignedIn as refusal:
            form.refuse(refusal)
        else:
            identity.sign_in(entered.token)
            welcome = redirect(way_on(is_portal=entered.is_portal), 303)
            keep_device_token(welcome, entered.device)
            return welcome
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
