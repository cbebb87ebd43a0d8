"""Merging: of the ticked ones, or of a card into another. What will come of it is a page, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, RadioField, SelectChoice
from wtforms.fields import SelectMultipleField

from app.blueprints.clients import bp
from app.domain.accounts.permissions import Permission
from app.domain.directory.criteria import Shelf
from app.domain.directory.look_alikes import look_alikes_of
from app.domain.directory.selection import Selection
from app.domain.errors import N_, Sentence
from app.domain.history.models import Act
from app.domain.lifecycle.merge_preview import Preview, UnitLine, preview_of
from app.domain.lifecycle.merging import MergeChoices, merge_parties
from app.domain.mailroom.rules import done_with_mail
from app.domain.parties.custom_fields.merging import FieldLine
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.custom_fields.values import Value
from app.domain.parties.drafts import PartyDraft, draft_of
from app.domain.parties.joining import UNITS, Unit
from app.domain.parties.models import Party
from app.domain.parties.queries import party as party_with_id
from app.domain.reporting.search import PartyHit, Search
from app.web.acts import carry_out
from app.web.custom_fields import said as said_in
from app.web.custom_fields import shown_fields
from app.web.fields import WORDS
from app.web.formatting import LANGUAGE_NAMES, country_name, day, sentence
from app.web.forms import as_searched
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.office import this_office
from app.web.pages import page
from app.web.party_lists import SelectionForm

FOUND = 8
UNIT_WORDS = {**WORDS, "name": N_("Name"), "address": N_("Address")}


class MergeForm(SelectionForm):
    """Which cards, which of them stays, whose value where not its own, and who may see the joined client."""

    custom: Sequence[Definition] = ()  # the office's own fields, one of which `merge_form` adds a choice for
    keep = IntegerField()
    may_see = SelectMultipleField(coerce=int, validate_choice=False, choices=[])

    def choices(self) -> MergeChoices:
        names = (*(unit.name for unit in UNITS), *(field.form_name for field in self.custom))
        taken = {name: self[f"take_{name}"].data for name in names}
        chosen = {name: party_id for name, party_id in taken.items() if party_id}
        return MergeChoices(self.keep.data or 0, chosen, frozenset(self.may_see.data or ()))


for _unit in UNITS:
    _field = RadioField(coerce=int, validate_choice=False, choices=[])
    setattr(MergeForm, f"take_{_unit.name}", _field)


def merge_form(*sent: Any) -> MergeForm:
    """The form with a choice for each of the office's own fields."""
    fields = shown_fields()
    choices = {
        f"take_{field.form_name}": RadioField(field.name, coerce=int, validate_choice=False, choices=[])
        for field in fields
    }
    return type("MergeFormOfNow", (MergeForm,), {"custom": fields, **choices})(*sent)


@bp.get("/merge")
@requires(Permission.CLIENTS_MERGE)
def ask_merge() -> ResponseReturnValue:
    form = merge_form(request.args)
    return merge_page(form, form.selection(Shelf.CLIENTS))


@bp.post("/merge")
@requires(Permission.CLIENTS_MERGE)
def merge() -> ResponseReturnValue:
    form = merge_form()

    def do(chosen: Selection) -> Act:
        country = this_office().country
        return merge_parties(chosen, form.choices(), form.key.data, by=current_actor(), home_country=country)

    then = redirect(url_for(".show", party_id=form.keep.data or 0), 303)
    return carry_out(form, form.selection(Shelf.CLIENTS), do, ask=merge_page, then=lambda: then)


@bp.get("/<int:party_id>/merge")
@requires(Permission.CLIENTS_MERGE)
def choose_merge(party_id: int) -> ResponseReturnValue:
    """Look for the card into which this one is merged: who looks alike first, then by typing."""
    party = party_with_id(party_id)
    q = as_searched(request.args.get("q"))
    similar = [] if q else look_alikes_of(party)
    found = [hit for hit in found_by(q) if hit.kind is party.kind and hit.id != party_id]
    return page("clients/merge/choose.html", party=party, q=q, similar=similar, found=found[:FOUND])


def found_by(q: str) -> list[PartyHit]:
    """Who is found by what was typed, of whatever role and status, unless they are anonymised."""
    if not q:
        return []
    search = Search(q, limit=FOUND * 2)
    hits = [*search.clients(), *(hit.person for hit in search.people())]
    return list({hit.id: hit for hit in hits if hit.anonymised_at is None}.values())


def merge_page(form: SelectionForm, selection: Selection, *, status: int = 200) -> Response:
    """What merging these will come to, as a form that does it. It seals the set."""
    assert isinstance(form, MergeForm)
    preview = preview_of(selection, form.choices())
    form.seal.data = preview.seal
    if preview.parties:
        form.keep.data = preview.survivor.id
    for line in preview.lines:
        offer(form, line)
    for own in preview.own_lines:
        offer_own(form, own)
    return page("clients/merge/show.html", form=form, preview=preview, said=facts_of(preview), status=status)


def offer(form: MergeForm, line: UnitLine) -> None:
    """Let a field of the form choose between what the cards say."""
    field = form[f"take_{line.unit.name}"]
    field.label.text = word_of(line.unit)
    givers: dict[str, Party] = {}
    for party, draft in line.values:
        givers.setdefault(said(line.unit, draft), party)
    field.choices = [
        SelectChoice(party.id, f"{words} · {party.number or party.name}") for words, party in givers.items()
    ]
    field.data = givers[said(line.unit, draft_of(line.giver))].id


def offer_own(form: MergeForm, line: FieldLine) -> None:
    """Let one of the office's own fields choose between what the cards say."""
    field = form[f"take_{line.field.form_name}"]
    givers: dict[Value, Party] = {}
    for party, value in line.values:
        givers.setdefault(value, party)
    field.choices = [
        SelectChoice(party.id, f"{said_in(line.field, value)} · {party.number or party.name}")
        for value, party in givers.items()
    ]
    field.data = next(givers[value].id for party, value in line.values if party is line.giver)


def facts_of(preview: Preview) -> list[tuple[str, str]]:
    """The fields of which all cards say the same, or one alone."""
    alike = [line for line in preview.lines if not line.differs]
    own = [(line.field.name, said_in(line.field, line.values[0][1])) for line in preview.own_lines if not line.differs]
    return [*((word_of(line.unit), said(line.unit, draft_of(line.giver))) for line in alike), *own]


def word_of(unit: Unit) -> str:
    """A field, or several that belong together, by its label."""
    return sentence(Sentence(UNIT_WORDS[unit.name]))


def said(unit: Unit, draft: PartyDraft) -> str:
    """What a card says of a unit, on one line."""
    if unit.name == "name":
        return draft.full_name
    if unit.name == "address":
        street = " ".join(filter(None, (draft.street, draft.house_number)))
        town = " ".join(filter(None, (draft.postal_code, draft.city)))
        country = country_name(draft.country) if draft.country else ""
        return ", ".join(filter(None, (street, town, draft.post_office, draft.province, country)))
    if unit.name == "customer_since":
        return day(draft.customer_since)
    if unit.name == "language":
        return LANGUAGE_NAMES.get(draft.language, draft.language)
    if unit.name == "archived_mail":
        return (
            sentence(done_with_mail(draft.archived_mail, draft.archived_mail_days or 0)) if draft.archived_mail else ""
        )
    return str(getattr(draft, unit.name))
