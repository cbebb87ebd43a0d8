"""The cards: new, and changed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.blueprints.clients.forms import EditPartyForm, NewPartyForm
from app.domain.accounts.permissions import Permission
from app.domain.directory.filing import KnownAlready, edit_party, register_party, saved_on
from app.domain.directory.look_alikes import look_alikes
from app.domain.errors import N_, RuleViolation, say
from app.domain.history.actions import AlreadyDone
from app.domain.office.client_defaults import client_defaults
from app.domain.parties.custom_fields.values import Answers, answers_of
from app.domain.parties.drafts import PartyDraft, draft_of
from app.domain.parties.models import Party
from app.domain.parties.queries import party as party_with_id
from app.web.custom_fields import filled_in, shown_fields, with_fields
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.office import this_office
from app.web.pages import page, tell


@bp.get("/new")
@requires(Permission.CLIENTS_EDIT)
def new() -> ResponseReturnValue:
    begins, _version = client_defaults()
    return page("clients/new.html", form=new_form(**asdict(begins)), known=[])


@bp.post("/new")
@requires(Permission.CLIENTS_EDIT)
def create() -> ResponseReturnValue:
    form, known = new_form(), []
    if form.validate():
        draft = form.draft()
        try:
            act = register_party(
                draft,
                form.key.data,
                by=current_actor(),
                home_country=this_office().country,
                others=form.seen_others,
                answers=form.answers(),
            )
        except AlreadyDone as done:
            return redirect(url_for(".show", party_id=done.act.outcome["party_id"]), 303)
        except KnownAlready as already:
            known = already.found
        except RuleViolation as violation:
            form.refuse(violation)
        else:
            tell(say(N_("%(name)s is on file."), name=draft.full_name))
            return redirect(url_for(".show", party_id=act.outcome["party_id"]), 303)
    return page("clients/new.html", form=form, known=known, status=422)


@bp.get("/<int:party_id>/edit")
@requires(Permission.CLIENTS_EDIT)
def edit(party_id: int) -> ResponseReturnValue:
    party = party_with_id(party_id)
    similar = look_alikes(draft_of(party), besides=[party_id])
    return page("clients/edit.html", party=party, form=edit_form_of(party), theirs=None, similar=similar)


@bp.post("/<int:party_id>/edit")
@requires(Permission.CLIENTS_EDIT)
def update(party_id: int) -> ResponseReturnValue:
    party = party_with_id(party_id)
    before, written = draft_of(party), written_on(party)
    form = with_fields(EditPartyForm, shown_fields(), written)(before=before, written=written)
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                save(party_id, form)
                tell(say(N_("Saved.")))
                tell_look_alike(party_id, before, form.draft())
            return redirect(url_for(".show", party_id=party_id), 303)
    theirs, status = refused.theirs, refused.status
    if form.is_for_merged:  # written on a card that is no more: what this one says stands beside it
        theirs = saved_on(party, written)
        form.forget_version()
    return page("clients/edit.html", party=party, form=form, theirs=theirs, similar=[], status=status)


def save(party_id: int, form: EditPartyForm) -> None:
    """Change the card as the form says."""
    edit_party(
        party_id,
        form.draft(),
        form.based_on,
        form.key.data or "",
        by=current_actor(),
        home_country=this_office().country,
        answers=form.answers(),
    )


def tell_look_alike(party_id: int, before: PartyDraft, after: PartyDraft) -> None:
    """Say who else bears the tax id or the email that was typed anew: a hint, which hinders nobody."""
    anew = PartyDraft(
        tax_id=after.tax_id if after.tax_id != before.tax_id else "",
        country=after.country,
        email=after.email if after.email != before.email else "",
    )
    for other in look_alikes(anew, besides=[party_id])[:1]:
        hint = N_("Somebody else on file looks alike: %(whom)s (%(what)s).")
        tell(say(hint, whom=other.label, what=other.matched), "info")


def edit_form_of(party: Party) -> EditPartyForm:
    """The form as it stands on file."""
    rule = party.archived_mail.value if party.archived_mail else ""
    words = {"kind": party.kind.value, "archived_mail": rule, "version": party.version}
    fields, written = shown_fields(), written_on(party)
    form = with_fields(EditPartyForm, fields, written)
    return form(data={**asdict(draft_of(party)), **words, **filled_in(fields, written)})


def new_form(**begins: Any) -> NewPartyForm:
    """The form of a new card, with the office's own fields."""
    return with_fields(NewPartyForm, shown_fields())(**begins)


def written_on(party: Party) -> Answers:
    """What is written in the office's own fields of a card; nothing is asked where there is no field."""
    return answers_of([party.id]).get(party.id, {}) if shown_fields() else {}
