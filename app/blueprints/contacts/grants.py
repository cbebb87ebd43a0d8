"""What opens for a contact and what comes to them: one tick, or the same for others."""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from app.blueprints.contacts import bp
from app.domain.accounts.permissions import Permission
from app.domain.contacts.granting import BOXES, Box, apply_to_others, set_box
from app.domain.contacts.queries import contact_of, contacts_of
from app.domain.parties.queries import party as party_with_id
from app.web.acts import tell_act
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.ids import possible_id
from app.web.pages import page


class BoxForm(PageForm):
    """The box that was clicked, by the name of what is to become of it."""

    tick = StringField()
    untick = StringField()

    def wanted(self) -> tuple[Box, bool]:
        """The box, and whether it is to be ticked. What the grid does not have is answered 422."""
        word = self.tick.data or self.untick.data or ""
        if word not in BOXES:
            abort(422)
        return BOXES[word], bool(self.tick.data)


@bp.post("/<int:contact_id>/boxes")
@requires(Permission.CONTACTS_EDIT)
def turn(client_id: int, contact_id: int) -> ResponseReturnValue:
    """Tick or untick one box. Which one belongs to the key: a form that is ticked twice quickly is two acts."""
    contact_of(client_id, contact_id)
    form = BoxForm()
    box, on = form.wanted()
    key = f"{(form.key.data or '')[:22]}-{contact_id}-{box}-{on:d}"
    act = set_box(client_id, contact_id, box, key, on=on, by=current_actor())
    where = url_for("clients.contacts", party_id=client_id)
    tell_act(act, back=where)
    return redirect(where, 303)


class ApplyForm(PageForm):
    """The contacts to whom the ticks of another are copied."""

    others = SelectMultipleField(
        _l("Apply to"),
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @property
    def chosen(self) -> list[int]:
        return [id_ for id_ in self.others.data or [] if possible_id(id_)]


@bp.get("/<int:contact_id>/apply")
@requires(Permission.CONTACTS_EDIT)
def ask_apply(client_id: int, contact_id: int) -> ResponseReturnValue:
    return apply_dialog(client_id, contact_id, ApplyForm(formdata=None))


@bp.post("/<int:contact_id>/apply")
@requires(Permission.CONTACTS_EDIT)
def apply(client_id: int, contact_id: int) -> ResponseReturnValue:
    form = ApplyForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            act = apply_to_others(client_id, contact_id, form.chosen, form.key.data or "", by=current_actor())
            where = url_for("clients.contacts", party_id=client_id)
            tell_act(act, back=where)
            return redirect(where, 303)
    return apply_dialog(client_id, contact_id, form, status=refused.status)


def apply_dialog(client_id: int, contact_id: int, form: ApplyForm, *, status: int = 200) -> Response:
    """What one contact has, and the other active contacts of the client who may have it too."""
    contact = contact_of(client_id, contact_id)
    others = [one for one in contacts_of(client_id, active_only=True) if one.id != contact_id]
    form.others.choices = [(one.id, one.name) for one in others]
    return page(
        "contacts/apply.html", form=form, contact=contact, client=party_with_id(client_id), others=others, status=status
    )
