"""The segments: one's own and the whole office's, and the editor of their rules."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.settings import bp
from app.blueprints.settings.segment_form import SegmentForm, blocks_sent, form_of, form_on_file
from app.domain.accounts.permissions import Permission
from app.domain.directory.segments.actions import add_segment, edit_segment, remove_segment
from app.domain.directory.segments.models import Segment
from app.domain.directory.segments.queries import count_each, count_meant, faults_of, segments_of
from app.domain.directory.segments.queries import segment as segment_with_id
from app.domain.errors import N_, say
from app.domain.history.actions import AlreadyDone
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell
from app.web.segments import may_change, may_share


@bp.get("/segments")
@requires(Permission.SEGMENTS_EDIT)
def segments() -> ResponseReturnValue:
    """The list; how many each means is fetched after it."""
    found = segments_of(my_id())
    counts = count_each(found) if request.args.get("counted") else None
    faults = faults_of([one.rules for one in found])
    return page("settings/segments/index.html", segments=found, counts=counts, faults=faults)


@bp.get("/segments/new")
@requires(Permission.SEGMENTS_EDIT)
def new_segment() -> ResponseReturnValue:
    return segment_page(form_of([])(formdata=None))


@bp.post("/segments/new")
@requires(Permission.SEGMENTS_EDIT)
def create_segment() -> ResponseReturnValue:
    form = form_of(blocks_sent(request.form))()
    if is_arranging():
        return segment_page(form)
    refused = Refusal(form)
    if form.validate() and form.is_whole():
        with refused:
            with suppress(AlreadyDone):
                add_segment(form.draft(), form.key.data or "", by=current_actor(), may_share=may_share())
                tell(say(N_("“%(name)s” is saved."), name=form.draft().name))
            return redirect(url_for(".segments"), 303)
    return segment_page(form, status=refused.status)


@bp.get("/segments/<int:segment_id>")
@requires(Permission.SEGMENTS_EDIT)
def edit_a_segment(segment_id: int) -> ResponseReturnValue:
    segment = changeable(segment_id)
    return segment_page(form_on_file(segment), segment=segment)


@bp.post("/segments/<int:segment_id>")
@requires(Permission.SEGMENTS_EDIT)
def update_segment(segment_id: int) -> ResponseReturnValue:
    segment = changeable(segment_id)
    form = form_of(blocks_sent(request.form))()
    if is_arranging():
        return segment_page(form, segment=segment)
    refused = Refusal(form)
    if form.validate() and form.is_whole():
        with refused:
            with suppress(AlreadyDone):
                edit_segment(
                    segment_id, form.draft(), form.based_on, form.key.data or "", by=current_actor(),
                    may_share=may_share(),
                )  # fmt: skip
                tell(say(N_("Saved.")))
            return redirect(url_for(".segments"), 303)
        segment = changeable(segment_id)
    return segment_page(form, segment=segment, theirs=refused.theirs, status=refused.status)


@bp.get("/segments/<int:segment_id>/delete")
@requires(Permission.SEGMENTS_EDIT)
def ask_delete_segment(segment_id: int) -> ResponseReturnValue:
    return page("settings/segments/delete.html", segment=changeable(segment_id), form=PageForm())


@bp.post("/segments/<int:segment_id>/delete")
@requires(Permission.SEGMENTS_EDIT)
def delete_segment(segment_id: int) -> ResponseReturnValue:
    form = PageForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                remove_segment(segment_id, form.key.data or "", by=current_actor(), may_share=may_share())
                tell(say(N_("The segment is deleted.")))
            return redirect(url_for(".segments"), 303)
    return page("settings/segments/delete.html", segment=changeable(segment_id), form=form, status=refused.status)


@bp.get("/segments/count")
@requires(Permission.SEGMENTS_EDIT)
def count_segment() -> ResponseReturnValue:
    """How many the rules mean that somebody is writing; nothing while they are not whole."""
    form = form_of(blocks_sent(request.args))(request.args)
    rules = form.rules() if form.rows and form.validate() else None
    is_whole = rules is not None and not faults_of([rules])
    total = count_meant(rules) if rules and is_whole else None
    return page("settings/segments/count.html", total=total)


def my_id() -> int:
    return current_actor().id or 0


def changeable(segment_id: int) -> Segment:
    """A segment that the person who asks may change. 404 for somebody else's own, 403 for one that is only used."""
    segment = segment_with_id(segment_id, my_id())
    if not may_change(segment):
        abort(403)
    return segment


def is_arranging() -> bool:
    """Whether somebody only puts a rule or a group in, or takes one out: nothing is saved yet."""
    return any(request.form.get(name) for name in ("add", "add_to", "add_group", "remove", "remove_group"))


def segment_page(
    form: SegmentForm,
    *,
    segment: Segment | None = None,
    theirs: Any = None,
    added: int | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The editor of a segment, a new one or one on file; the focus goes to the row or group that was just added."""
    is_put_in = any(request.form.get(name) for name in ("add", "add_to", "add_group"))
    places = [block.place for block in (*form.blocks, *form.rows)]
    place = max(places) if is_put_in and places else None
    return page(
        "settings/segments/edit.html", form=form, segment=segment, theirs=theirs, new_place=place, status=status
    )
