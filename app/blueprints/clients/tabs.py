"""The tabs of a card: each an address, shown within the card's header and tab bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.blueprints.clients import bp
from app.domain import clock
from app.domain.accounts.permissions import Permission
from app.domain.agenda.queries import Asked, overview_of, past_of, to_do_of
from app.domain.contacts.grid import grid_of, unreached_at
from app.domain.contacts.queries import clients_spoken_for, first_contacts_of
from app.domain.contracts.due import due_soon
from app.domain.contracts.queries import contracts_of
from app.domain.entries.books import Book
from app.domain.entries.queries import entries_of
from app.domain.history import queries as history
from app.domain.lifecycle.undoing import undoable_until
from app.domain.locations.drafts import LOCATIONS
from app.domain.mailroom.queries import latest_of, waiting_of
from app.domain.parties.custom_fields.queries import fields_on
from app.domain.parties.custom_fields.values import answers_of
from app.domain.parties.models import ClientRole, Party, PartyKind
from app.domain.parties.queries import party as party_with_id
from app.domain.parties.roles import changes_for
from app.domain.parties.tags import tags_of
from app.domain.parties.tax_ids import shown_ids
from app.domain.reporting.tabs import MANY, tab_counts
from app.domain.service.equipment import EQUIPMENT
from app.domain.service.queries import how_many_on, pieces_of, planned_of
from app.domain.service.queries import past_of as past_interventions_of
from app.domain.terms.allowances import BONUSES, DISCOUNTS
from app.domain.terms.banks import BANKS
from app.domain.terms.methods import AGREED_METHODS, default_method_of
from app.web.custom_fields import facts_of, long_texts_of, shown_fields
from app.web.forms import PageForm
from app.web.guards import requires
from app.web.identity import may
from app.web.ids import LARGEST
from app.web.pages import page
from app.web.timelines import GROUPS, asked_of

SHOWN_CONTACTS = 5
SHOWN_EVENTS = 20
SHOWN_MAIL = 25
SHOWN_TO_DO = 5
SHOWN_DUE = 5


LEFT = frozenset({"overview", "contracts", "mail"})  # the tabs of who is anonymised
KEPT = frozenset({"interventions"})  # and those for admins, while the law has papers on them kept


class Tab(NamedTuple):
    """A tab of the card, in the order of the bar; its template is `clients/tabs/_<name>.html`."""

    name: str
    label: Any  # lazy, in the reader's language
    endpoint: str
    permission: Permission = Permission.CLIENTS_VIEW


TABS = (
    Tab("overview", _l("Overview"), "clients.show"),
    Tab("contacts", _l("Contacts"), "clients.contacts"),
    Tab("locations", _l("Locations"), "clients.locations"),
    Tab("payment_methods", _l("Payment methods"), "clients.payment_methods"),
    Tab("banks", _l("Banks"), "clients.banks"),
    Tab("bonuses", _l("Bonuses"), "clients.bonuses"),
    Tab("discounts", _l("Discounts"), "clients.discounts"),
    Tab("activities", _l("Activities"), "clients.activities"),
    Tab("equipment", _l("Equipment"), "clients.equipment"),
    Tab("interventions", _l("Interventions"), "clients.interventions"),
    Tab("contracts", _l("Contracts"), "clients.contracts", Permission.CONTRACTS_VIEW),
    Tab("mail", _l("Mail"), "clients.mail", Permission.MAIL_VIEW),
)


@bp.get("/<int:party_id>")
@requires(Permission.CLIENTS_VIEW)
def show(party_id: int) -> ResponseReturnValue:
    party = party_with_id(party_id)
    after, before = asked_id("after"), asked_id("before")
    shown = request.args.get("show", "")
    to_do, past = overview_of(
        party_id, asked_of(shown), to_do=SHOWN_TO_DO, limit=SHOWN_EVENTS, activity=after, event=before
    )
    first, how_many = first_contacts_of(party_id, limit=SHOWN_CONTACTS + 1)
    active = [contact for contact in first if contact.is_active]
    waiting_count, oldest = waiting_of(party_id)
    is_customer = party.client_role is ClientRole.CUSTOMER
    return card(
        party_id,
        "overview",
        contacts=active[:SHOWN_CONTACTS],
        shows_all_contacts=0 < len(active) <= SHOWN_CONTACTS,
        contact_count=how_many,
        unreached=unreached_at(party_id) if active else (),
        waiting_count=waiting_count,
        oldest=oldest,
        due=due_soon(clock.today(), limit=SHOWN_DUE, client=party_id)[0] if may(Permission.CONTRACTS_VIEW) else [],
        to_do=to_do,
        past=past,
        is_latest=after is None and before is None,
        terms=default_method_of(party_id) if is_customer else None,
        shown=shown if shown in GROUPS else None,
        groups=GROUPS,
        **said_in_fields(party),
    )


def said_in_fields(party: Party) -> dict[str, Any]:
    """What stands in the office's own fields of a card; no statement more where there are none."""
    fields = fields_on(shown_fields(), party.kind) if party.anonymised_at is None else shown_fields()
    answers = answers_of([party.id], [field.id for field in fields]).get(party.id, {}) if fields else {}
    if party.anonymised_at is not None:  # what was not personal is all that is left: the rest is not asked for
        fields = [field for field in fields if field.id in answers]
    return {"own_facts": facts_of(fields, answers), "own_texts": long_texts_of(fields, answers)}


@bp.get("/<int:party_id>/contacts")
@requires(Permission.CLIENTS_VIEW)
def contacts(party_id: int) -> ResponseReturnValue:
    party = party_with_id(party_id)
    if party.anonymised_at is not None:
        return redirect(url_for(".show", party_id=party_id))  # whom they spoke for is nobody's any more
    spoken_for = clients_spoken_for(party_id) if party.kind is PartyKind.PERSON else []
    return card(party_id, "contacts", grid=grid_of(party_id), spoken_for=spoken_for, form=PageForm(formdata=None))


@bp.get("/<int:party_id>/locations")
@requires(Permission.CLIENTS_VIEW)
def locations(party_id: int) -> ResponseReturnValue:
    return entries(party_id, "locations", LOCATIONS)


@bp.get("/<int:party_id>/payment-methods")
@requires(Permission.CLIENTS_VIEW)
def payment_methods(party_id: int) -> ResponseReturnValue:
    return entries(party_id, "payment_methods", AGREED_METHODS)


@bp.get("/<int:party_id>/banks")
@requires(Permission.CLIENTS_VIEW)
def banks(party_id: int) -> ResponseReturnValue:
    return entries(party_id, "banks", BANKS)


@bp.get("/<int:party_id>/bonuses")
@requires(Permission.CLIENTS_VIEW)
def bonuses(party_id: int) -> ResponseReturnValue:
    return entries(party_id, "bonuses", BONUSES)


@bp.get("/<int:party_id>/discounts")
@requires(Permission.CLIENTS_VIEW)
def discounts(party_id: int) -> ResponseReturnValue:
    return entries(party_id, "discounts", DISCOUNTS)


@bp.get("/<int:party_id>/activities")
@requires(Permission.CLIENTS_VIEW)
def activities(party_id: int) -> ResponseReturnValue:
    """What is to do and what was done; `?events=on` with what the system recorded among it."""
    with_events = request.args.get("events") == "on"
    after, before = asked_id("after"), asked_id("before")
    return card(
        party_id,
        "activities",
        to_do=to_do_of(party_id),
        past=past_of(party_id, Asked(events=with_events), activity=after, event=before),
        with_events=with_events,
        is_first=after is None and before is None,
        asks=asked_id("ask"),
        form=PageForm(formdata=None),
    )


@bp.get("/<int:party_id>/equipment")
@requires(Permission.CLIENTS_VIEW)
def equipment(party_id: int) -> ResponseReturnValue:
    pieces = entries_of(EQUIPMENT, party_id, after=asked_id("after") or 0)
    return card(party_id, "equipment", lines=pieces, on_it=how_many_on([piece.id for piece in pieces.rows]))


@bp.get("/<int:party_id>/interventions")
@requires(Permission.CLIENTS_VIEW)
def interventions(party_id: int) -> ResponseReturnValue:
    """What is planned and what was done; `?equipment=` on one piece, `?ask=` with what is asked about one of them."""
    if party_with_id(party_id).anonymised_at is not None and not may(Permission.CLIENTS_ANONYMISE):
        return redirect(url_for(".show", party_id=party_id))
    pieces = {piece.id: piece for piece in pieces_of(party_id)}
    piece = pieces.get(asked_id("equipment") or 0)
    on = piece.id if piece else None
    return card(
        party_id,
        "interventions",
        planned=planned_of(party_id, equipment_id=on),
        past=past_interventions_of(party_id, equipment_id=on, after=asked_id("after")),
        piece=piece,
        asks=asked_id("ask"),
        form=PageForm(formdata=None),
    )


@bp.get("/<int:party_id>/contracts")
@requires(Permission.CONTRACTS_VIEW)
def contracts(party_id: int) -> ResponseReturnValue:
    """What the client and the office agreed on; all of it stands in the list of contracts."""
    return card(party_id, "contracts", contracts=contracts_of(party_id))


@bp.get("/<int:party_id>/mail")
@requires(Permission.MAIL_VIEW)
def mail(party_id: int) -> ResponseReturnValue:
    """The latest that arrived for it; all of it stands in the list of mail."""
    return card(party_id, "mail", items=latest_of(party_id, limit=SHOWN_MAIL))


def entries(party_id: int, tab: str, book: Book[Any, Any]) -> ResponseReturnValue:
    """A tab that is a list of lines, a page of them: `?after=` the line that came before."""
    return card(party_id, tab, lines=entries_of(book, party_id, after=asked_id("after") or 0))


def card(party_id: int, tab: str, **context: Any) -> ResponseReturnValue:
    """A tab of a card: its header, banner and tab bar, and what the tab shows."""
    party = party_with_id(party_id)
    act = history.act(party.status_act_id) if party.status_act_id else None
    context |= {"act": act, "undoable_until": undoable_until(act) if act else None, "changes": changes_for(party)}
    counts = tab_counts(party_id)
    context |= {"tags": tags_of([party_id]).get(party_id, []), "tabs": tab_bar(party, tab, counts), "counts": counts}
    return page("clients/show.html", party=party, tab=tab, ids=shown_ids(party), **context)


def tab_bar(party: Party, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The tabs that the reader may open, each with how many lines stand on it. Of who is anonymised little is left."""
    return [
        {
            "label": tab.label,
            "url": url_for(tab.endpoint, party_id=party.id),
            "is_current": tab.name == current,
            "count": as_counted(counts.get(tab.name, 0)),
        }
        for tab in TABS
        if may(tab.permission) and (party.anonymised_at is None or stays_on_card(tab, counts))
    ]


def stays_on_card(tab: Tab, counts: Mapping[str, int]) -> bool:
    """Whether a tab is left of who is anonymised."""
    return tab.name in LEFT or (tab.name in KEPT and may(Permission.CLIENTS_ANONYMISE) and bool(counts.get(tab.name)))


def as_counted(count: int) -> str | None:
    """How many, as a tab says it: nothing for none, and no more than 99+."""
    return f"{MANY - 1}+" if count >= MANY else str(count) if count else None


def asked_id(name: str) -> int | None:
    """An id that the address names, if one can be it."""
    asked = request.args.get(name, type=int)
    return asked if asked is not None and 0 < asked <= LARGEST else None
