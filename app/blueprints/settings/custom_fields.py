"""Settings → Custom fields: fields of the office's own on its cards."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import HiddenInput

from app.blueprints.settings import bp
from app.domain.accounts.permissions import Permission
from app.domain.directory.fields.changing import edit_field
from app.domain.directory.fields.leaving import delete_field, retire_field, take_field_up
from app.domain.errors import N_, RuleViolation, say
from app.domain.history.actions import AlreadyDone
from app.domain.parties.currencies import currency_of
from app.domain.parties.custom_fields import definitions, queries
from app.domain.parties.custom_fields.definitions import LONGEST, ChoiceDraft, FieldDraft
from app.domain.parties.custom_fields.models import PICKED, FieldKind, Whose
from app.domain.parties.custom_fields.queries import Definition
from app.web.custom_fields import EXAMPLES, KINDS, WHOSE
from app.web.forms import PageForm, Refusal, VersionedForm, text
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.money import currencies
from app.web.office import this_office
from app.web.pages import page, tell


class FieldForm(VersionedForm):
    """A field; `form_of` adds two fields for each choice that there is."""

    name = StringField(_l("Name"), validators=[Length(max=LONGEST)])
    whose = RadioField(
        _l("On the cards of"),
        choices=[SelectChoice(w.value, word) for w, word in WHOSE.items()],
        default=Whose.BOTH.value,
    )
    currency = SelectField(_l("Currency"), default="", validate_choice=False)  # of amounts alone
    is_required = BooleanField(_l("Required"))
    is_personal = BooleanField(_l("Personal data"))
    more_choices = TextAreaField(_l("New choices"), validators=[Length(max=20_000)])

    def __init__(self, *sent: Any, **values: Any) -> None:
        super().__init__(*sent, **values)
        self.currency.choices = currencies()

    def draft(self, kind: FieldKind, field: Definition | None = None) -> FieldDraft:
        """What was written; the choices in their order, then the new ones."""
        there = [
            ChoiceDraft(text(self[f"choice_{one.id}"].data), one.id, bool(self[f"retired_{one.id}"].data))
            for one in (field.choices if field and kind in PICKED else ())
        ]
        new = [ChoiceDraft(word) for line in (self.more_choices.data or "").splitlines() if (word := text(line))]
        return FieldDraft(
            name=text(self.name.data),
            kind=kind,
            whose=Whose(self.whose.data),
            is_required=bool(self.is_required.data),
            is_personal=bool(self.is_personal.data),
            currency=self.currency.data or "" if kind is FieldKind.MONEY else "",
            choices=(*there, *(new if kind in PICKED else ())),
        )


class DeleteForm(PageForm):
    """That a field goes, with what is written on so many cards."""

    cards = IntegerField(widget=HiddenInput(), default=0)


def form_of(field: Definition) -> type[FieldForm]:
    """The form with a word and a box for each choice."""
    fields: dict[str, Any] = {}
    for choice in field.choices:
        fields[f"choice_{choice.id}"] = StringField(
            gettext("Choice “%(word)s”", word=choice.word), validators=[Length(max=definitions.LONGEST_WORD)]
        )
        fields[f"retired_{choice.id}"] = BooleanField(gettext("Offer “%(word)s” no more", word=choice.word))
    return type("FieldFormOfNow", (FieldForm,), fields)


def values_of(field: Definition) -> dict[str, Any]:
    """What is on file, by the names of the form's fields."""
    words = {f"choice_{choice.id}": choice.word for choice in field.choices}
    boxes = {f"retired_{choice.id}": choice.is_retired for choice in field.choices}
    own = {name: getattr(field, name) for name in ("name", "currency", "is_required", "is_personal", "version")}
    return {**own, "whose": field.whose.value, **words, **boxes}


@bp.get("/custom-fields")
@requires(Permission.SETTINGS_EDIT)
def custom_fields() -> ResponseReturnValue:
    fields = queries.custom_fields(also_retired=True)
    shown = [field.id for field in fields if not field.is_retired]
    return page(
        "settings/custom_fields/index.html",
        fields=fields,
        first=shown[0] if shown else None,
        last=shown[-1] if shown else None,
        cards=queries.cards_with(),
        form=PageForm(formdata=None),
    )


@bp.get("/custom-fields/new")
@requires(Permission.SETTINGS_EDIT)
def new_custom_field() -> ResponseReturnValue:
    """First what can be written in it, then the rest."""
    if (kind := kind_asked()) is None:
        return page("settings/custom_fields/kinds.html", kinds=[(k.value, KINDS[k], EXAMPLES[k]) for k in FieldKind])
    return field_page(FieldForm(formdata=None, currency=currency_of(this_office().country)), kind)


@bp.post("/custom-fields/new")
@requires(Permission.SETTINGS_EDIT)
def create_custom_field() -> ResponseReturnValue:
    if (kind := kind_asked()) is None:
        return redirect(url_for(".new_custom_field"), 303)
    form = FieldForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                definitions.add_field(form.draft(kind), form.key.data or "", by=current_actor())
                tell(say(N_("The cards have the field “%(name)s” now."), name=form.draft(kind).name))
            return redirect(url_for(".custom_fields"), 303)
    return field_page(form, kind, status=refused.status)


@bp.get("/custom-fields/<int:field_id>")
@requires(Permission.SETTINGS_EDIT)
def edit_custom_field(field_id: int) -> ResponseReturnValue:
    field = queries.custom_field(field_id)
    return field_page(form_of(field)(formdata=None, data=values_of(field)), field.kind, field=field)


@bp.post("/custom-fields/<int:field_id>")
@requires(Permission.SETTINGS_EDIT)
def update_custom_field(field_id: int) -> ResponseReturnValue:
    field = queries.custom_field(field_id)
    form = form_of(field)()
    refused = Refusal(form)
    if form.validate():
        with refused:
            with suppress(AlreadyDone):
                draft = form.draft(field.kind, field)
                edit_field(field_id, draft, form.based_on, form.key.data or "", by=current_actor())
                tell(say(N_("Saved.")))
            return redirect(url_for(".custom_fields"), 303)
        field = queries.custom_field(field_id)
    theirs = values_of(field) if refused.theirs is not None else None
    return field_page(form, field.kind, field=field, theirs=theirs, status=refused.status)


@bp.post("/custom-fields/<int:field_id>/move")
@requires(Permission.SETTINGS_EDIT)
def move_custom_field(field_id: int) -> ResponseReturnValue:
    up = request.form.get("way") == "up"
    definitions.move_field(field_id, PageForm().key.data or "", up=up, by=current_actor())
    return redirect(url_for(".custom_fields"), 303)


@bp.post("/custom-fields/<int:field_id>/retire")
@requires(Permission.SETTINGS_EDIT)
def retire_custom_field(field_id: int) -> ResponseReturnValue:
    act = retire_field(field_id, PageForm().key.data or "", by=current_actor())
    tell(
        say(
            N_("“%(name)s” is retired: it is shown nowhere, and what is written in it stays."), name=act.outcome["name"]
        )
    )
    return redirect(url_for(".custom_fields"), 303)


@bp.post("/custom-fields/<int:field_id>/take-up")
@requires(Permission.SETTINGS_EDIT)
def take_up_custom_field(field_id: int) -> ResponseReturnValue:
    act = take_field_up(field_id, PageForm().key.data or "", by=current_actor())
    tell(say(N_("“%(name)s” is on the cards again."), name=act.outcome["name"]))
    return redirect(url_for(".custom_fields"), 303)


@bp.get("/custom-fields/<int:field_id>/delete")
@requires(Permission.SETTINGS_EDIT)
def ask_delete_custom_field(field_id: int) -> ResponseReturnValue:
    return delete_page(field_id, DeleteForm(formdata=None))


@bp.post("/custom-fields/<int:field_id>/delete")
@requires(Permission.SETTINGS_EDIT)
def delete_custom_field(field_id: int) -> ResponseReturnValue:
    form = DeleteForm()
    try:
        act = delete_field(field_id, form.cards.data or 0, form.key.data or "", by=current_actor())
    except RuleViolation as violation:
        form.refuse(violation)
        return delete_page(field_id, form, status=409)
    tell(say(N_("“%(name)s” is deleted."), name=act.outcome["name"]))
    return redirect(url_for(".custom_fields"), 303)


def kind_asked() -> FieldKind | None:
    """The kind of field that the address names."""
    asked = request.args.get("kind", "")
    return FieldKind(asked) if asked in set(FieldKind) else None


def delete_page(field_id: int, form: DeleteForm, *, status: int = 200) -> ResponseReturnValue:
    """The question, with the number of cards of now."""
    field = queries.custom_field(field_id)
    form.cards.data = cards = queries.cards_with([field_id]).get(field_id, 0)
    return page("settings/custom_fields/delete.html", field=field, cards=cards, form=form, status=status)


def field_page(
    form: FieldForm,
    kind: FieldKind,
    *,
    field: Definition | None = None,
    theirs: Mapping[str, Any] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The form of a field, a new one or one that the cards have."""
    said = {"form": form, "kind": kind, "field": field, "theirs": theirs, "is_picked": kind in PICKED}
    said["leaving"] = PageForm(formdata=None)
    return page("settings/custom_fields/edit.html", **said, status=status)
