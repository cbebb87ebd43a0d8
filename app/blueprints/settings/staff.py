from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import NewStaffForm, ResetForm, StaffForm, SwitchForm
from app.domain.access import second_factor, security
from app.domain.accounts import staff as people
from app.domain.accounts.permissions import Permission
from app.domain.accounts.staff import Member
from app.domain.errors import N_, EditConflict, RuleViolation, say
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell


@bp.get("/staff")
@requires(Permission.STAFF_EDIT)
def staff() -> ResponseReturnValue:
    return page("settings/staff.html", staff=people.staff())


@bp.get("/staff/new")
@requires(Permission.STAFF_EDIT)
def new_staff() -> ResponseReturnValue:
    return page("settings/new_staff.html", form=NewStaffForm(formdata=None))


@bp.post("/staff/new")
@requires(Permission.STAFF_EDIT)
def create_staff() -> ResponseReturnValue:
    form = NewStaffForm()
    if form.validate():
        draft = form.draft()
        with Refusal(form):
            people.add_staff(draft, form.password.data, form.key.data, by=current_actor())
            tell(say(N_("%(name)s can sign in."), name=draft.name))
            return redirect(url_for(".staff"), 303)
    return page("settings/new_staff.html", form=form, status=422)


@bp.get("/staff/<int:login_id>")
@requires(Permission.STAFF_EDIT)
def edit_staff(login_id: int) -> ResponseReturnValue:
    return member_page(people.member(login_id))


@bp.post("/staff/<int:login_id>")
@requires(Permission.STAFF_EDIT)
def update_staff(login_id: int) -> ResponseReturnValue:
    member = people.member(login_id)
    form = StaffForm()
    if not form.validate():
        return member_page(member, form=form, status=422)
    try:
        people.edit_staff(login_id, form.draft(), form.version.data, form.key.data, by=current_actor())
    except EditConflict as conflict:
        form.version.data = member.version  # whoever saves again has seen what the other one wrote
        return member_page(member, form=form, theirs=conflict.theirs, status=409)
    except RuleViolation as violation:
        form.refuse(violation)
        return member_page(member, form=form, status=422)
    tell(say(N_("%(name)s is saved."), name=form.draft().name))
    return redirect(url_for(".staff"), 303)


@bp.post("/staff/<int:login_id>/password")
@requires(Permission.STAFF_EDIT)
def reset_staff(login_id: int) -> ResponseReturnValue:
    member = people.member(login_id)
    form = ResetForm()
    if form.validate():
        with Refusal(form):
            security.reset_password(login_id, form.password.data, form.key.data, by=current_actor())
            tell(say(N_("%(name)s has a new password and is signed out everywhere."), name=member.name))
            return redirect(url_for(".staff"), 303)
    return member_page(member, reset=form, status=422)


@bp.post("/staff/<int:login_id>/off")
@requires(Permission.STAFF_EDIT)
def switch_staff_off(login_id: int) -> ResponseReturnValue:
    member = people.member(login_id)
    form = SwitchForm()
    with Refusal(form):
        people.switch_off(login_id, form.key.data, by=current_actor())
        return say_whether_on(login_id)
    return member_page(member, switch=form, status=422)


@bp.post("/staff/<int:login_id>/on")
@requires(Permission.STAFF_EDIT)
def switch_staff_on(login_id: int) -> ResponseReturnValue:
    people.switch_on(login_id, SwitchForm().key.data, by=current_actor())
    return say_whether_on(login_id)


@bp.post("/staff/<int:login_id>/two-factor/off")
@requires(Permission.STAFF_EDIT)
def switch_staff_two_factor_off(login_id: int) -> ResponseReturnValue:
    """For somebody who has lost phone and recovery codes."""
    member = people.member(login_id)
    form = SwitchForm()
    with Refusal(form):
        second_factor.take_away(login_id, form.key.data, by=current_actor())
        tell(say(N_("%(name)s signs in with the password alone, and is signed out everywhere."), name=member.name))
        return redirect(url_for(".edit_staff", login_id=login_id), 303)
    return member_page(member, switch=form, status=422)


def say_whether_on(login_id: int) -> ResponseReturnValue:
    """What holds now: a form that is sent once more after others were changes nothing any more."""
    member = people.member(login_id)
    text = N_("%(name)s can sign in again.") if member.is_on else N_("%(name)s can no longer sign in.")
    tell(say(text, name=member.name))
    return redirect(url_for(".staff"), 303)


def member_page(
    member: Member,
    *,
    form: StaffForm | None = None,
    reset: ResetForm | None = None,
    switch: SwitchForm | None = None,
    theirs: dict[str, object] | None = None,
    status: int = 200,
) -> Response:
    """One member of the staff: name and role, a new password, off or on; each a form of its own."""
    return page(
        "settings/edit_staff.html",
        member=member,
        form=form or StaffForm(formdata=None, name=member.name, role=member.role.value, version=member.version),
        reset=reset or ResetForm(formdata=None),
        switch=switch or SwitchForm(formdata=None),
        theirs=theirs,
        status=status,
    )
