"""Number ranges: which there are, how the next number of each is made, and what comes with a role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import SwitchForm
from app.blueprints.settings.numbering.forms import PartyRulesForm, RangeFilter, RangeForm
from app.domain.accounts.permissions import Permission
from app.domain.errors import N_, NN_, NotFound, count, say
from app.domain.numbering.checking import RangeDraft
from app.domain.numbering.editing import edit_range, preview, range_as_saved, range_lines
from app.domain.numbering.models import RangeKind
from app.domain.numbering.parties import edit_party_rules, party_rules, party_rules_and_version
from app.domain.parties.ledger_accounts import give_accounts, without_account
from app.web.forms import Refusal
from app.web.guards import requires
from app.web.identity import current_actor
from app.web.pages import page, tell

GIVEN = NN_("%(n)s ledger account given.", "%(n)s ledger accounts given.")


@bp.get("/numbering")
@requires(Permission.SETTINGS_EDIT)
def numbering() -> ResponseReturnValue:
    return numbering_page()


@bp.post("/numbering")
@requires(Permission.SETTINGS_EDIT)
def update_party_rules() -> ResponseReturnValue:
    form = PartyRulesForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            edit_party_rules(form.draft(), form.based_on, form.key.data or "", by=current_actor())
            tell(say(N_("Saved.")))
            return redirect(url_for(".numbering"), 303)
    return numbering_page(form=form, theirs=refused.theirs, status=refused.status)


@bp.post("/ledger-accounts")
@requires(Permission.SETTINGS_EDIT)
def give_ledger_accounts() -> ResponseReturnValue:
    act = give_accounts(SwitchForm().key.data or "", by=current_actor())
    tell(count(GIVEN, act.outcome["changed"]))
    return redirect(url_for(".numbering"), 303)


@bp.get("/numbering/<kind>")
@requires(Permission.SETTINGS_EDIT)
def number_range(kind: str) -> ResponseReturnValue:
    """One range as it stands; with values in the address as somebody proposes it."""
    found = kind_named(kind)
    saved, version = range_as_saved(found)
    asked = RangeFilter(request.args).draft() if request.args.get("next_value") else saved
    return range_page(found, form_of(asked, version, shown=saved.next_value), asked)


@bp.post("/numbering/<kind>")
@requires(Permission.SETTINGS_EDIT)
def update_number_range(kind: str) -> ResponseReturnValue:
    found, form = kind_named(kind), RangeForm()
    refused = Refusal(form)
    if form.validate():
        with refused:
            edit_range(found, form.draft(), form.based_on, form.key.data or "", by=current_actor())
            tell(say(N_("Saved. Numbers that were given stay as they are.")))
            return redirect(url_for(".numbering"), 303)
    return range_page(found, form, form.draft(), theirs=refused.theirs, status=refused.status)


@bp.get("/numbering/<kind>/preview")
@requires(Permission.SETTINGS_EDIT)
def preview_range(kind: str) -> ResponseReturnValue:
    """The next numbers while somebody types."""
    draft = RangeFilter(request.args).draft()
    found = kind_named(kind)
    return page(
        "settings/numbering/preview.html", kind=found, draft=draft, preview=preview(found, draft), is_apart=is_apart()
    )


@bp.post("/numbering/<kind>/preview")
@requires(Permission.SETTINGS_EDIT)
def preview_typed_range(kind: str) -> ResponseReturnValue:
    """The next numbers as the form says, where no script asks for them. Nothing is kept."""
    found, form = kind_named(kind), RangeForm()
    form.validate()
    return range_page(found, form, form.draft(), status=422 if form.errors else 200)


def kind_named(word: str) -> RangeKind:
    """The range of an address. Raises NotFound."""
    if word not in set(RangeKind):
        raise NotFound(word)
    return RangeKind(word)


def form_of(draft: RangeDraft, version: int, *, shown: int | None) -> RangeForm:
    """The form of a range, which remembers the next value as it stood."""
    # As a mapping: what WTForms itself calls a prefix is another thing.
    return RangeForm(formdata=None, data={**asdict(draft), "version": version, "shown_value": shown})


def range_page(
    kind: RangeKind,
    form: RangeForm,
    draft: RangeDraft,
    *,
    theirs: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    """One range with the numbers that would come next."""
    _, version = range_as_saved(kind)
    said = {"kind": kind, "form": form, "draft": draft, "preview": preview(kind, draft)}
    said["is_apart"] = is_apart()
    return page("settings/numbering/edit.html", **said, theirs=theirs, range_version=version, status=status)


def numbering_page(
    *, form: PartyRulesForm | None = None, theirs: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    """All ranges, and what comes with a role."""
    rules, version = party_rules_and_version()
    return page(
        "settings/numbering/index.html",
        ranges=range_lines(),
        is_apart=rules.suppliers_apart,
        form=form or PartyRulesForm(formdata=None, **asdict(rules), version=version),
        theirs=theirs,
        rules_version=version,
        giving=SwitchForm(formdata=None),
        lacking=without_account(),
        status=status,
    )


def is_apart() -> bool:
    """Whether suppliers are numbered on their own: the range of all others is called otherwise then."""
    return party_rules().suppliers_apart
