"""The office's list of ways to pay."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from app.blueprints.settings import bp
from app.domain.accounts.permissions import Permission
from app.domain.errors import N_, say
from app.domain.history.actions import AlreadyDone
from app.domain.terms.methods import MethodDraft, add_method, edit_method, every_method
from app.domain.terms.methods import method as method_with_id
from app.web.forms import Refusal, VersionedForm
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.terms import MethodFields


class MethodForm(MethodFields, VersionedForm):
    """A payment method of the list."""

    is_offered = BooleanField(_l("Offered to clients"), default=True)

    def draft(self) -> MethodDraft:
        return self.method_draft(is_offered=bool(self.is_offered.data))


@bp.get("/payment-methods")
@requires(Permission.SETTINGS_EDIT)
def payment_methods() -> ResponseReturnValue:
    return page("settings/payment_methods/index.html", methods=every_method())


@bp.get("/payment-methods/new")
@requires(Permission.SETTINGS_EDIT)
def new_payment_method() -> ResponseReturnValue:
    return method_page(MethodForm(formdata=None))


@bp.post("/payment-methods/new")
@requires(Permission.SETTINGS_EDIT)
def create_payment_method() -> ResponseReturnValue:
    form = MethodForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                add_method(form.draft(), form.key.data or "", by=current_actor())
                tell(say(N_("%(name)s is on the list."), name=form.draft().name))
            return redirect(url_for(".payment_methods"), 303)
    return method_page(form, status=refused.status)


@bp.get("/payment-methods/<int:method_id>")
@requires(Permission.SETTINGS_EDIT)
def edit_payment_method(method_id: int) -> ResponseReturnValue:
    method = method_with_id(method_id)
    return method_page(MethodForm(formdata=None, obj=method), method=method)


@bp.post("/payment-methods/<int:method_id>")
@requires(Permission.SETTINGS_EDIT)
def update_payment_method(method_id: int) -> ResponseReturnValue:
    method, form = method_with_id(method_id), MethodForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                edit_method(method_id, form.draft(), form.based_on, form.key.data or "", by=current_actor())
                tell(say(N_("Saved.")))
            return redirect(url_for(".payment_methods"), 303)
        method = method_with_id(method_id)
    return method_page(form, method=method, theirs=refused.theirs, status=refused.status)


def method_page(form: MethodForm, **about: Any) -> ResponseReturnValue:
    """The form of a method, a new one or one of the list."""
    return page("settings/payment_methods/edit.html", form=form, **{"method": None, "theirs": None, **about})
