"""What an email says in one language: looked at, written anew, and put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.email_templates.forms import SwitchForm, WordingForm, as_form_says
from app.blueprints.settings.email_templates.routes import asked_language, template_named
from app.domain.accounts.permissions import Permission
from app.domain.contacts.samples import latest_samples
from app.domain.errors import N_, Sentence, say
from app.domain.messaging.editing.actions import ALWAYS_ON, save_wording, take_wording_back
from app.domain.messaging.editing.queries import latest_number, versions_of, wording_at
from app.domain.messaging.templates import Template
from app.domain.messaging.wordings import is_on, wording_of
from app.web.formatting import offered_languages
from app.web.forms import PageForm, Refusal, VersionedForm
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell


@bp.get("/email-templates/<template>")
@requires(Permission.SETTINGS_EDIT)
def email_template(template: str) -> ResponseReturnValue:
    return words_page(template_named(template), asked_language())


@bp.post("/email-templates/<template>")
@requires(Permission.SETTINGS_EDIT)
def update_email_template(template: str) -> ResponseReturnValue:
    found, language, form = template_named(template), asked_language(), WordingForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            save_wording(found, language, form.draft(), form.based_on, form.key.data or "", by=current_actor())
            tell(say(N_("Saved.")))
            return redirect(url_for(".email_template", template=template, language=language), 303)
    theirs = as_form_says(wording_of(found.key, language)) if refused.theirs is not None else None
    return words_page(found, language, form=form, theirs=theirs, status=refused.status)


@bp.get("/email-templates/<template>/versions/<int:number>")
@requires(Permission.SETTINGS_EDIT)
def email_template_version(template: str, number: int) -> ResponseReturnValue:
    return version_page(template_named(template), asked_language(), number)


@bp.post("/email-templates/<template>/versions/<int:number>/restore")
@requires(Permission.SETTINGS_EDIT)
def restore_email_template(template: str, number: int) -> ResponseReturnValue:
    """Take a former version back; the one with number 0 is how the template came."""
    found, language, form = template_named(template), asked_language(), VersionedForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            key = form.key.data or ""
            take_wording_back(found, language, number, form.based_on, key, by=current_actor())
            tell(say(N_("It says again what it said then.") if number else N_("It says again what it came with.")))
            return redirect(url_for(".email_template", template=template, language=language), 303)
    return version_page(found, language, number, form=form, status=refused.status)


def words_page(
    template: Template,
    language: str,
    *,
    form: WordingForm | None = None,
    theirs: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    """The words of an email in one language, with their fields, their preview and their history."""
    wording, version = wording_of(template.key, language), latest_number(template.key, language)
    return page(
        "settings/email_templates/edit.html",
        email=template,
        language_of_words=language,
        languages_of_words=offered_languages(),
        form=form or WordingForm.of(wording, version),
        is_missing=wording.language != language,
        theirs=theirs,
        version=version,
        versions=versions_of(template.key, language),
        samples=latest_samples(),
        is_on=is_on(template.key),
        switch=SwitchForm(formdata=None),
        test=PageForm(formdata=None),
        reset=VersionedForm(formdata=None, version=version),
        always_on=Sentence(ALWAYS_ON),
        status=status,
    )


def version_page(
    template: Template, language: str, number: int, *, form: VersionedForm | None = None, status: int = 200
) -> Response:
    latest = latest_number(template.key, language)
    return page(
        "settings/email_templates/version.html",
        email=template,
        language_of_words=language,
        number=number,
        wording=wording_at(template.key, language, number),
        form=form or VersionedForm(formdata=None, version=latest),
        version=next((one for one in versions_of(template.key, language) if one.number == number), None),
        is_latest=number == latest,
        status=status,
    )
