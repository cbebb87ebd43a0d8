"""The list of templates, with their switches; and a test to oneself."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.settings import bp
from app.blueprints.settings.email_templates.forms import LanguageFilter, SwitchForm
from app.domain.accounts.permissions import Permission
from app.domain.errors import N_, NotFound, Sentence, say
from app.domain.messaging.composing import Recipient
from app.domain.messaging.editing.actions import ALWAYS_ON, send_test, switch_template
from app.domain.messaging.editing.queries import AREAS, templates_by_area
from app.domain.messaging.templates import TEMPLATES, Template, TemplateKey
from app.web.forms import PageForm
from app.web.guards import requires
from app.web.identity import current_actor, current_person
from app.web.office import this_office
from app.web.pages import page, tell


@bp.get("/email-templates")
@requires(Permission.SETTINGS_EDIT)
def email_templates() -> ResponseReturnValue:
    areas = [(Sentence(AREAS[area]), lines) for area, lines in templates_by_area(this_office().languages)]
    return page(
        "settings/email_templates/index.html",
        areas=areas,
        form=SwitchForm(formdata=None),
        always_on=Sentence(ALWAYS_ON),
    )


@bp.post("/email-templates/<template>/switch")
@requires(Permission.SETTINGS_EDIT)
def switch_email_template(template: str) -> ResponseReturnValue:
    """Switch it on or off, and go back to where that was asked. Which one belongs to the key, as in a grid of boxes."""
    found, form = template_named(template), SwitchForm()
    key = f"{(form.key.data or '')[:22]}-{found.key}-{form.is_on.data:d}"
    switch_template(found, key, is_on=form.is_on.data, by=current_actor())
    if language := request.args.get("language"):
        return redirect(url_for(".email_template", template=template, language=language), 303)
    return redirect(url_for(".email_templates"), 303)


@bp.post("/email-templates/<template>/test")
@requires(Permission.SETTINGS_EDIT)
def test_email_template(template: str) -> ResponseReturnValue:
    """Send what is saved to whoever asks."""
    found, language = template_named(template), asked_language()
    person = current_person()
    assert person is not None  # the guard has seen to it
    to = Recipient(person.email, person.name, person.name.split()[0], login_id=person.login_id)
    send_test(found, language, to, PageForm().key.data or "", by=current_actor())
    tell(say(N_("A test is on its way to %(email)s."), email=person.email))
    return redirect(url_for(".email_template", template=template, language=language), 303)


def template_named(word: str) -> Template:
    """The template of an address. Raises NotFound."""
    if word not in set(TemplateKey):
        raise NotFound(word)
    return TEMPLATES[TemplateKey(word)]


def asked_language() -> str:
    """The language whose words an address is about."""
    language: str = LanguageFilter(request.args).language.data
    return language
