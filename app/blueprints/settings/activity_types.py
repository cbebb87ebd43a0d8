"""The types of activities: named, hidden and added on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from app.blueprints.settings import bp
from app.domain.accounts.permissions import Permission
from app.domain.agenda.models import ActivityType
from app.domain.agenda.types import LONGEST, TypeDraft, activity_types, edit_activity_types, version_of
from app.domain.errors import N_, say
from app.web.agenda import TYPE_WORDS, type_text
from app.web.forms import Refusal, VersionedForm, text
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell


class TypesForm(VersionedForm):
    """The name of each type and whether it is hidden, and the name of a new one; `form_of` adds the fields."""

    name_new = StringField(_l("New type"), validators=[Length(max=LONGEST)])

    def drafts(self, types: Sequence[ActivityType]) -> list[TypeDraft]:
        """What was written of each, and the new one if there is any."""
        drafts = [
            TypeDraft(one.id, text(self[f"name_{one.id}"].data), bool(self[f"hidden_{one.id}"].data)) for one in types
        ]
        new = text(self.name_new.data)
        return [*drafts, *([TypeDraft(None, new)] if new else [])]


def values_of(types: Sequence[ActivityType]) -> dict[str, Any]:
    """What is on file, by the names of the fields."""
    return {f"name_{one.id}": one.name for one in types} | {f"hidden_{one.id}": one.is_hidden for one in types}


def form_of(types: Sequence[ActivityType]) -> type[TypesForm]:
    """The form with two fields a type."""
    fields: dict[str, Any] = {}
    for one in types:
        known_as = gettext("Name of “%(type)s”", type=TYPE_WORDS[one.word] if one.word else one.name)
        fields[f"name_{one.id}"] = StringField(known_as, validators=[Length(max=LONGEST)])
        fields[f"hidden_{one.id}"] = BooleanField(gettext("Offer “%(type)s” no more", type=type_text(one)))
    return type("TypesFormOfNow", (TypesForm,), fields)


@bp.get("/activity-types", endpoint="activity_types")
@requires(Permission.SETTINGS_EDIT)
def show_activity_types() -> ResponseReturnValue:
    types = activity_types()
    form = form_of(types)(formdata=None, data={**values_of(types), "version": version_of(types)})
    return types_page(types, form)


@bp.post("/activity-types")
@requires(Permission.SETTINGS_EDIT)
def update_activity_types() -> ResponseReturnValue:
    types = activity_types()
    form = form_of(types)(data=values_of(types))  # of a type that came meanwhile nothing was sent
    refused = Refusal(form)
    if form.validate():
        with refused:
            edit_activity_types(form.drafts(types), form.based_on, form.key.data or "", by=current_actor())
            tell(say(N_("Saved.")))
            return redirect(url_for(".activity_types"), 303)
    types = activity_types()
    theirs = values_of(types) if refused.status == 409 else None
    return types_page(types, form, theirs=theirs, status=refused.status)


def types_page(
    types: Sequence[ActivityType], form: TypesForm, *, theirs: dict[str, Any] | None = None, status: int = 200
) -> ResponseReturnValue:
    version = version_of(types)
    return page("settings/activity_types.html", types=types, form=form, theirs=theirs, version=version, status=status)
