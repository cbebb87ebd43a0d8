"""A contract template with an example client: as pages in a frame of their own, or as the PDF that it makes."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext

from app.blueprints.settings import bp
from app.blueprints.settings.contract_templates.forms import ShownFilter, TemplateForm
from app.domain import clock
from app.domain.accounts.permissions import Permission
from app.domain.contracts.drawing_up import example_facts, picture_text, print_text
from app.domain.contracts.facts import ContractFacts, office_facts
from app.domain.contracts.merge_fields import merge, values_of
from app.domain.contracts.templates import LANGUAGES, check_text, template_with_id, text_of
from app.domain.errors import RuleViolation
from app.web.formatting import sentence
from app.web.guards import requires
from app.web.office import this_office
from app.web.papers import office_on_paper, paper

MOST = 12  # pages as pictures; who wants to see more of a contract reads its PDF
# It is looked at in a frame of ours, and does nothing: no script, no link, pictures that it brings along.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
_PAGES = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    "<title>{title}</title></head>"
    '<body style="margin: 0; padding: 12px; background: light-dark(#eef1f5, #10161f);'
    " color: light-dark(#1a2230, #e8ecf2); font: 14px/21px Inter, 'Segoe UI', Helvetica, Arial, sans-serif\">"
    "{inside}</body></html>"
)
_PAGE = (
    '<img style="display: block; width: 100%; height: auto; margin-bottom: 12px; '
    'box-shadow: 0 1px 3px rgb(0 0 0 / .25)" width="909" height="1286" alt="{alt}" src="data:image/png;base64,{data}">'
)


@bp.get("/contract-templates/<int:template_id>/preview")
@requires(Permission.SETTINGS_EDIT)
def preview_contract_template(template_id: int) -> ResponseReturnValue:
    """What is saved."""
    template = template_with_id(template_id)
    return shown(text_of(template), template.language, ShownFilter(request.args).asked("shown"))


@bp.post("/contract-templates/preview")
@requires(Permission.SETTINGS_EDIT)
def preview_contract_draft() -> ResponseReturnValue:
    """What is being written: the editor sends its form into the frame. Nothing is kept; what is wrong is said there."""
    form = TemplateForm()
    text, language = form.text.data or "", form.language.data if form.language.data in LANGUAGES else LANGUAGES[0]
    try:
        check_text(text)
    except RuleViolation as violation:
        return framed(f"<p>{escape(sentence(violation.sentence))}</p>", language, 422)
    return shown(text, language, ShownFilter(request.form).asked("shown"))


def examples() -> ContractFacts:
    """The example client, with this office."""
    return example_facts(office_facts(this_office()), clock.today())


def shown(text: str, language: str, how: str) -> Response:
    """A text with the examples, on the office's letterhead."""
    facts = examples()
    merged = merge(text, values_of(facts, language))
    if how == "pdf":
        made = print_text(
            merged, number=facts.number, language=language, office=office_on_paper(language), at=clock.now()
        )
        return paper(made, name=f"contract-{language}")
    pages = picture_text(
        merged, number=facts.number, language=language, office=office_on_paper(language), at=clock.now()
    )
    pictures = [
        _PAGE.format(
            alt=escape(gettext("Page %(number)s of %(count)s", number=number, count=len(pages))),
            data=b64encode(page).decode(),
        )
        for number, page in enumerate(pages[:MOST], 1)
    ]
    if len(pages) > MOST:
        pictures.append(f"<p>{escape(gettext('The pages after these are in the PDF.'))}</p>")
    return framed("".join(pictures), language)


def framed(inside: str, language: str, status: int = 200) -> Response:
    """A document that stands in our frame and nowhere else."""
    html = _PAGES.format(language=language, title=escape(gettext("Preview")), inside=inside)
    answer = Response(html, status, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer
