from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import LogoForm, OfficeForm, SwitchForm
from app.domain.accounts.permissions import Permission
from app.domain.errors import N_, say
from app.domain.office.actions import edit_office, set_logo
from app.domain.office.logos import receive_logo
from app.domain.office.queries import office as office_as_saved
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.office import this_office
from app.web.pages import page, tell
from app.web.sizes import takes_a_file


@bp.get("/office")
@requires(Permission.SETTINGS_EDIT)
def office() -> ResponseReturnValue:
    return office_page()


@bp.post("/office")
@requires(Permission.SETTINGS_EDIT)
def update_office() -> ResponseReturnValue:
    form = OfficeForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            edit_office(form.draft(), form.based_on, form.key.data, by=current_actor())
            tell(say(N_("Saved.")))
            return redirect(url_for(".office"), 303)
    return office_page(form=form, theirs=refused.theirs, status=refused.status)


@bp.post("/office/logo")
@requires(Permission.SETTINGS_EDIT)
@takes_a_file
def update_logo() -> ResponseReturnValue:
    form = LogoForm()
    if form.validate():
        with Refusal(form):
            set_logo(form.received(receive_logo), form.key.data, by=current_actor())
            tell(say(N_("The logo is shown from now on.")))
            return redirect(url_for(".office"), 303)
    return office_page(logo=form, status=422)


@bp.post("/office/logo/remove")
@requires(Permission.SETTINGS_EDIT)
def remove_logo() -> ResponseReturnValue:
    set_logo(None, SwitchForm().key.data, by=current_actor())
    tell(say(N_("The logo is no longer shown.")))
    return redirect(url_for(".office"), 303)


def office_page(
    *,
    form: OfficeForm | None = None,
    logo: LogoForm | None = None,
    theirs: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    """What the office says of itself, and its picture; each a form of its own."""
    current = office_as_saved() if theirs else this_office()  # the other admin may have saved since it was read
    return page(
        "settings/office.html",
        form=form or OfficeForm(formdata=None, **values_of_form()),
        logo=logo or LogoForm(formdata=None),
        removal=SwitchForm(formdata=None),
        theirs=theirs,
        version=current.version,
        status=status,
    )


def values_of_form() -> dict[str, Any]:
    """The office as its form shows it."""
    values = {name: value for name, value in asdict(this_office()).items() if name != "logo"}
    return {**values, "archived_mail": this_office().archived_mail.value}
