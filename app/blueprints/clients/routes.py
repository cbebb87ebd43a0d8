"""The cards: new, seen, changed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.clients import bp
from app.blueprints.clients.forms import EditPartyForm, NewPartyForm
from app.domain.accounts.permissions import Permission
from app.domain.contacts.grid import grid_of, unreached_at
from app.domain.contacts.queries import clients_spoken_for, first_contacts_of
from app.domain.directory.filing import KnownAlready, edit_party, register_party
from app.domain.directory.look_alikes import look_alikes
from app.domain.errors import N_, RuleViolation, say
from app.domain.history import queries as history
from app.domain.history.actions import AlreadyDone
from app.domain.lifecycle.undoing import undoable_until
from app.domain.mailroom.queries import latest_of, waiting_of
from app.domain.office.client_defaults import client_defaults
from app.domain.parties.drafts import PartyDraft, draft_of
from app.domain.parties.models import Party
from app.domain.parties.queries import party as party_with_id
from app.domain.parties.roles import changes_for
from app.domain.parties.tags import tags_of
from app.domain.parties.tax_ids import shown_ids
from app.web.forms import PageForm, Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.ids import LARGEST
from app.web.office import this_office
from app.web.pages import page, tell

SHOWN_CONTACTS = 5
SHOWN_EVENTS = 20
SHOWN_MAIL = 25


@bp.get("/new")
@requires(Permission.CLIENTS_EDIT)
def new() -> ResponseReturnValue:
    begins, _version = client_defaults()
    return page("clients/new.html", form=NewPartyForm(**asdict(begins)), known=[])


@bp.post("/new")
@requires(Permission.CLIENTS_EDIT)
def create() -> ResponseReturnValue:
    form, known = NewPartyForm(), []
    if form.validate():
        draft = form.draft()
        try:
            act = register_party(
                draft,
                form.key.data,
                by=current_actor(),
                home_country=this_office().country,
                others=form.seen_others,
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


@bp.get("/<int:party_id>")
@requires(Permission.CLIENTS_VIEW)
def show(party_id: int) -> ResponseReturnValue:
    before = request.args.get("before", type=int)
    if before is not None and not 0 < before <= LARGEST:
        before = None
    events = history.timeline_of(party_id, before=before, limit=SHOWN_EVENTS + 1)
    first, how_many = first_contacts_of(party_id, limit=SHOWN_CONTACTS + 1)
    active = [contact for contact in first if contact.is_active]
    waiting_count, oldest = waiting_of(party_id)
    return card(
        party_id,
        "overview",
        contacts=active[:SHOWN_CONTACTS],
        shows_all_contacts=0 < len(active) <= SHOWN_CONTACTS,
        contact_count=how_many,
        unreached=unreached_at(party_id) if active else (),
        waiting_count=waiting_count,
        oldest=oldest,
        events=events[:SHOWN_EVENTS],
        earlier_than=events[SHOWN_EVENTS - 1].id if len(events) > SHOWN_EVENTS else None,
        is_latest=before is None,
    )


@bp.get("/<int:party_id>/contacts")
@requires(Permission.CLIENTS_VIEW)
def contacts(party_id: int) -> ResponseReturnValue:
    party = party_with_id(party_id)
    if party.anonymised_at is not None:
        return redirect(url_for(".show", party_id=party_id))  # whom they spoke for is nobody's any more
    spoken_for = clients_spoken_for(party_id)
    return card(party_id, "contacts", grid=grid_of(party_id), spoken_for=spoken_for, form=PageForm(formdata=None))


@bp.get("/<int:party_id>/mail")
@requires(Permission.MAIL_VIEW)
def mail(party_id: int) -> ResponseReturnValue:
    """The latest that arrived for it; all of it stands in the list of mail."""
    return card(party_id, "mail", items=latest_of(party_id, limit=SHOWN_MAIL))


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
    before = draft_of(party)
    form = EditPartyForm(before=before)
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                version, country = form.based_on, this_office().country
                edit_party(party_id, form.draft(), version, form.key.data, by=current_actor(), home_country=country)
                tell(say(N_("Saved.")))
                tell_look_alike(party_id, before, form.draft())
            return redirect(url_for(".show", party_id=party_id), 303)
    theirs, status = refused.theirs, refused.status
    return page("clients/edit.html", party=party, form=form, theirs=theirs, similar=[], status=status)


def card(party_id: int, tab: str, **context: Any) -> ResponseReturnValue:
    """A tab of a card: its header and banner, and what the tab shows."""
    party = party_with_id(party_id)
    act = history.act(party.status_act_id) if party.status_act_id else None
    context |= {"act": act, "undoable_until": undoable_until(act) if act else None, "changes": changes_for(party)}
    tags = tags_of([party_id]).get(party_id, [])
    return page("clients/show.html", party=party, tab=tab, ids=shown_ids(party), tags=tags, **context)


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
    return EditPartyForm(data={**asdict(draft_of(party)), **words})
