from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import RestoredForm
from app.domain.accounts.permissions import Permission
from app.domain.backups.confirming import RestoredPlace, confirm_restoration, restored_place
from app.domain.errors import N_, say
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell


@bp.get("/restored")
@requires(Permission.SETTINGS_EDIT)
def restored() -> ResponseReturnValue:
    place = restored_place()
    return restored_page(place, form_of(place))


@bp.post("/restored")
@requires(Permission.SETTINGS_EDIT)
def confirm_restored() -> ResponseReturnValue:
    form = RestoredForm()
    if form.validate():
        with Refusal(form):
            confirm_restoration(form.next_values(), form.key.data, by=current_actor())
            tell(say(N_("Confirmed. Background work goes on.")))
            return redirect(url_for(".restored"), 303)
    return restored_page(restored_place(), form, status=422)


def restored_page(place: RestoredPlace | None, form: RestoredForm, *, status: int = 200) -> Response:
    return page("settings/restored.html", place=place, form=form, status=status)


def form_of(place: RestoredPlace | None) -> RestoredForm:
    """The form, with the number after which each range goes on unless somebody knows better."""
    values = {range_.kind.value: range_.next_value for range_ in place.ranges} if place else {}
    return RestoredForm(formdata=None, **values)
