"""Segments over the list: those one may choose from, and the list's own filters saved as one."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.domain.accounts.permissions import Permission
from app.domain.directory.segments.actions import add_segment
from app.domain.directory.segments.queries import count_each, segments_of
from app.domain.directory.segments.rules import Rules
from app.domain.directory.segments.saving import rules_for
from app.domain.errors import N_, RuleViolation, say
from app.domain.history.actions import AlreadyDone
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.party_lists import PartyFilter
from app.web.redirects import kept_filters
from app.web.segments import SegmentFields, may_share, url_of_list


@bp.get("/segments")
@requires(Permission.CLIENTS_VIEW)
def segments() -> ResponseReturnValue:
    """What the menu over the list offers: fetched when it is opened, with how many each means."""
    found, filters = segments_of(current_actor().id or 0), PartyFilter(request.args)
    here = {**beside(), "role": filters.criteria().role.value}
    return page("clients/segments/menu.html", segments=found, counts=count_each(found), asked=filters.saved, here=here)


def beside() -> dict[str, str]:
    """What the list is narrowed to besides its segment, from its first page."""
    return {name: value for name, value in kept_filters().items() if name not in {"segment", "after", "before"}}


@bp.get("/segments/new")
@requires(Permission.SEGMENTS_EDIT)
def ask_save_segment() -> ResponseReturnValue:
    return save_dialog(SegmentFields(formdata=None))


@bp.post("/segments/new")
@requires(Permission.SEGMENTS_EDIT)
def save_segment() -> ResponseReturnValue:
    form, criteria = SegmentFields(), PartyFilter(request.args).criteria()
    refused = Refusal(form)
    if form.validate():
        with refused:
            rules = rules_for(criteria)
            try:
                act = add_segment(form.draft_of(rules), form.key.data or "", by=current_actor(), may_share=may_share())
                tell(say(N_("“%(name)s” is saved."), name=form.draft_of(rules).name))
            except AlreadyDone as done:
                act = done.act
            shown = {name: value for name, value in kept_filters().items() if name in {"sort", "per_page"}}
            return redirect(url_of_list(act.outcome["segment_id"], rules, **shown), 303)
    return save_dialog(form, status=refused.status)


def save_dialog(form: SegmentFields, *, status: int = 200) -> ResponseReturnValue:
    """The question what to call the list's filters; why not, where they cannot be saved."""
    rules: Rules | None = None
    if not form.form_errors:
        try:
            rules = rules_for(PartyFilter(request.args).criteria())
        except RuleViolation as violation:
            form.refuse(violation)
    return page("clients/segments/save.html", form=form, rules=rules, status=status)
