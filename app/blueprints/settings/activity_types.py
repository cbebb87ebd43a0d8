"""The types of activities: named, hidden and added on one page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from app.blueprints.settings import bp
from app.blueprints.settings.forms import VersionedForm
from app.domain.accounts.permissions import Permission
from app.domain.agenda.models import ActivityType
from app.domain.agenda.types import LONGEST, TypeDraft, activity_types, edit_activity_types, version_of
from app.domain.errors import N_, say
from app.web.agenda import TYPE_WORDS, type_text
from app.web.forms import Refusal, text
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell


class TypesForm(VersionedForm):
    """The name of each type and whether it is hidden, and the name of a new one; `types_form` adds the fields."""

    name_new = StringField(_l("New type"), validators=[Length(max=LONGEST)])

    def drafts(self, types: Sequence[ActivityType]) -> list[TypeDraft]:
        """What was written of each, and the new one if there is any."""
        drafts = [
            TypeDraft(one.id, text(self[f"name_{one.id}"].data), bool(self[f"hidden_{one.id}"].data)) for one in types
        ]
        new = text(self.name_new.data)
        return [*drafts, *([TypeDraft(None, new)] if new else [])]


def types_form(types: Sequence[ActivityType], *, as_on_file: bool = False) -> TypesForm:
    """The form with two fields a type: as somebody sent it, or as it is on file."""
    words = {
        f"name_{one.id}": StringField(
            gettext("Name of “%(type)s”", type=TYPE_WORDS[one.word] if one.word else one.name),
            validators=[Length(max=LONGEST)],
        )
        for one in types
    }
    boxes = {
        f"hidden_{one.id}": BooleanField(gettext("Offer “%(type)s” no more", type=type_text(one))) for one in types
    }
    form = type("TypesForm", (TypesForm,), {**words, **boxes})
    if not as_on_file:
        return form()
    values = {f"name_{one.id}": one.name for one in types} | {f"hidden_{one.id}": one.is_hidden for one in types}
    return form(formdata=None, data={**values, "version": version_of(types)})


@bp.get("/activity-types", endpoint="activity_types")
@requires(Permission.SETTINGS_EDIT)
def show_activity_types() -> ResponseReturnValue:
    types = activity_types()
    return types_page(types, types_form(types, as_on_file=True))


@bp.post("/activity-types")
@requires(Permission.SETTINGS_EDIT)
def update_activity_types() -> ResponseReturnValue:
    types = activity_types()
    form = types_form(types)
    refused = Refusal(form)
    if form.validate():
        with refused:
            edit_activity_types(form.drafts(types), form.version.data or 0, form.key.data or "", by=current_actor())
            tell(say(N_("Saved.")))
            return redirect(url_for(".activity_types"), 303)
    types = activity_types()
    if refused.status == 409:
        form = types_form(types, as_on_file=True)  # another admin saved: this is what stands now
    return types_page(types, form, has_changed=refused.status == 409, status=refused.status)


def types_page(
    types: Sequence[ActivityType], form: TypesForm, *, has_changed: bool = False, status: int = 200
) -> ResponseReturnValue:
    return page("settings/activity_types.html", types=types, form=form, has_changed=has_changed, status=status)
