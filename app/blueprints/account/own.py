"""What one is called, and which of the office's emails one wants."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.blueprints.account import bp
from app.blueprints.account.forms import NameForm, NoticesForm, OwnDataForm
from app.blueprints.account.pages import account_page
from app.domain.accounts.profile import change_name
from app.domain.contacts.own import choose_notices, edit_own_data
from app.domain.errors import N_, say
from app.domain.history.actions import new_key
from app.web.forms import Refusal, text
from app.web.guards import portal, signed_in
from app.web.identity import current_actor
from app.web.office import this_office
from app.web.pages import tell


@bp.post("/profile")
@signed_in()
def update_profile() -> ResponseReturnValue:
    form = OwnDataForm() if current_user.is_portal else NameForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            save(form)
            tell(say(N_("Saved.")))
            return redirect(url_for(".show"), 303)
    if refused.theirs and isinstance(form, OwnDataForm):
        form.version.data = OwnDataForm.of(current_user).version.data  # whoever saves again has seen the office's
    return account_page(profile=form, theirs=refused.theirs, status=refused.status)


def save(form: NameForm | OwnDataForm) -> None:
    """Each kind of person has a deed of their own."""
    if isinstance(form, OwnDataForm):
        country = this_office().country
        edit_own_data(form.draft(), form.based_on, form.key.data, by=current_actor(), home_country=country)
    else:
        change_name(text(form.name.data), form.key.data, by=current_actor())


@bp.post("/notices/<int:client_id>")
@portal()
def update_notices(client_id: int) -> ResponseReturnValue:
    """Saved at once: the form sends itself where there is a script."""
    form = NoticesForm()
    if not form.validate():
        return account_page(status=422)
    choose_notices(client_id, form.offered.data or (), form.wanted.data or (), new_key(), by=current_actor())
    tell(say(N_("Saved.")))
    return redirect(url_for(".show"), 303)
