"""The list of templates; one of them written, copied, archived and restored."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.contract_templates.forms import TemplateFilter, TemplateForm
from app.blueprints.settings.contract_templates.previews import examples
from app.domain.accounts.permissions import Permission
from app.domain.contracts.merge_fields import FIELDS, values_of
from app.domain.contracts.templates import (
    LANGUAGES,
    add_template,
    archive_template,
    came_with,
    edit_template,
    every_template,
    free_name,
    restore_template,
    template_with_id,
    text_of,
)
from app.domain.errors import N_, say
from app.domain.history.actions import AlreadyDone
from app.web.formatting import LANGUAGE_NAMES
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.ids import possible_id
from app.web.office import this_office
from app.web.pages import page, tell


@bp.get("/contract-templates")
@requires(Permission.SETTINGS_EDIT)
def contract_templates() -> ResponseReturnValue:
    return page(
        "settings/contract_templates/index.html",
        templates=every_template(),
        language_names=LANGUAGE_NAMES,
    )


@bp.get("/contract-templates/new")
@requires(Permission.SETTINGS_EDIT)
def new_contract_template() -> ResponseReturnValue:
    """An empty one, or with `copy_of` what another one says, under a name of its own."""
    other = possible_id(TemplateFilter(request.args).asked("copy_of"))
    if other:
        source = template_with_id(other)
        return template_page(TemplateForm.of(source, name=free_name(source)))
    return template_page(TemplateForm(formdata=None, language=this_office().language))


@bp.post("/contract-templates/new")
@requires(Permission.SETTINGS_EDIT)
def create_contract_template() -> ResponseReturnValue:
    form = TemplateForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                add_template(form.draft(), form.key.data or "", by=current_actor())
                tell(say(N_("%(name)s is on the list."), name=form.draft().name))
            return redirect(url_for(".contract_templates"), 303)
    return template_page(form, status=refused.status)


@bp.get("/contract-templates/<int:template_id>")
@requires(Permission.SETTINGS_EDIT)
def contract_template(template_id: int) -> ResponseReturnValue:
    """What it says, or with `words=came` what it came with: to be read, and saved if that is wanted again."""
    template = template_with_id(template_id)
    is_reset = TemplateFilter(request.args).asked("words") == "came" and bool(came_with(template))
    form = TemplateForm.of(template, text=came_with(template)) if is_reset else TemplateForm.of(template)
    return template_page(form, kept=template, is_reset=is_reset)


@bp.post("/contract-templates/<int:template_id>")
@requires(Permission.SETTINGS_EDIT)
def update_contract_template(template_id: int) -> ResponseReturnValue:
    form = TemplateForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                edit_template(template_id, form.draft(), form.based_on, form.key.data or "", by=current_actor())
                tell(say(N_("Saved.")))
            return redirect(url_for(".contract_template", template_id=template_id), 303)
    template = template_with_id(template_id)
    return template_page(form, kept=template, theirs=refused.theirs, status=refused.status)


@bp.post("/contract-templates/<int:template_id>/archive")
@requires(Permission.SETTINGS_EDIT)
def archive_contract_template(template_id: int) -> ResponseReturnValue:
    act = archive_template(template_id, PageForm().key.data or "", by=current_actor())
    tell(say(N_("%(name)s is in the archive. Contracts drawn up from it stay as they are."), name=act.outcome["name"]))
    return redirect(url_for(".contract_template", template_id=template_id), 303)


@bp.post("/contract-templates/<int:template_id>/restore")
@requires(Permission.SETTINGS_EDIT)
def restore_contract_template(template_id: int) -> ResponseReturnValue:
    act = restore_template(template_id, PageForm().key.data or "", by=current_actor())
    tell(say(N_("%(name)s is on the list again."), name=act.outcome["name"]))
    return redirect(url_for(".contract_template", template_id=template_id), 303)


def template_page(form: TemplateForm, **about: Any) -> Response:
    """The editor of a template, a new one or one of the list, with its fields and its preview."""
    kept = about.get("kept")
    language = form.language.data if form.language.data in LANGUAGES else LANGUAGES[0]
    return page(
        "settings/contract_templates/edit.html",
        form=form,
        shelf=PageForm(formdata=None),
        fields=FIELDS,
        values=values_of(examples(), language),
        language_of_words=language,
        is_as_it_came=bool(kept and came_with(kept) and text_of(kept) == came_with(kept)),
        came_with_words=bool(kept and came_with(kept)),
        **{"kept": None, "theirs": None, "is_reset": False, **about},
    )
