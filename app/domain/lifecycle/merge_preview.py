"""What a merge will come to: field by field, what moves, what collides, and who would see more. Nothing is done yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Table, func, literal, select, union_all

from app.db import db
from app.domain.contacts.merging import JoinedLink, KeptLogin, logins_of, plan_of_links
from app.domain.directory.selection import Selection, seal_of
from app.domain.errors import N_, NN_, Sentence, count, say
from app.domain.lifecycle.merging import NOT_ONE_KIND, TOO_FEW, MergeChoices
from app.domain.parties.custom_fields.merging import FieldLine, lines_of_fields
from app.domain.parties.drafts import PartyDraft, draft_of
from app.domain.parties.joining import UNITS, Unit, giver_of, joined_draft, joined_numbers, joined_role, says
from app.domain.parties.merging import NUMBERS
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus
from app.domain.parties.queries import ANONYMISED
from app.domain.selections import among

MOST = 100  # cards that can be compared on one page
TOO_MANY = N_("%(most)s cards can be compared at once. Take fewer, and merge the rest afterwards.")

# What hangs on the others, by the column that says so: its picture, and how many. An area adds its line.
MOVES: dict[str, tuple[str, tuple[str, str]]] = {
    "contact.client_id": ("users", NN_("%(n)s contact", "%(n)s contacts")),
    "contact.person_id": ("building-store", NN_("contact of %(n)s client", "contact of %(n)s clients")),
    "mail_item.party_id": ("mailbox", NN_("%(n)s mail item", "%(n)s mail items")),
    "activity.party_id": ("calendar", NN_("%(n)s activity", "%(n)s activities")),
    "equipment.party_id": ("package", NN_("%(n)s piece of equipment", "%(n)s pieces of equipment")),
    "intervention.party_id": ("circle-check", NN_("%(n)s intervention", "%(n)s interventions")),
    "contract.party_id": ("file-text", NN_("%(n)s contract", "%(n)s contracts")),
    "location.party_id": ("map-pin", NN_("%(n)s location", "%(n)s locations")),
    "agreed_method.party_id": ("cash", NN_("%(n)s payment method", "%(n)s payment methods")),
    "bank_account.party_id": ("building-bank", NN_("%(n)s bank account", "%(n)s bank accounts")),
    "bonus.party_id": ("gift", NN_("%(n)s bonus", "%(n)s bonuses")),
    "discount.party_id": ("discount", NN_("%(n)s discount", "%(n)s discounts")),
    "email.party_id": ("mail", NN_("%(n)s email", "%(n)s emails")),
    "party_tag.party_id": ("tag", NN_("%(n)s tag", "%(n)s tags")),
    "event.party_id": ("calendar", NN_("%(n)s line of the history", "%(n)s lines of the history")),
}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One field, or several that belong together: what each card says of it, and whose words the result holds."""

    unit: Unit
    values: list[tuple[Party, PartyDraft]]  # those who say anything of it
    giver: Party

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return len({tuple(getattr(draft, field) for field in self.unit.fields) for _, draft in self.values}) > 1


@dataclass(frozen=True, slots=True)
class Result:
    """What will stand on the card."""

    draft: PartyDraft
    client_role: ClientRole
    is_supplier: bool
    status: PartyStatus
    number: str | None
    second_number: str | None
    customer_account: str | None
    supplier_account: str | None
    former_numbers: list[str]  # these lead to it
    former_accounts: list[str]  # in the ledger; nobody has these any more


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page shows. `refusal` says why these cannot be merged; then the rest is not there."""

    parties: list[Party]  # the survivor first
    seal: str
    refusal: Sentence | None = None
    lines: list[UnitLine] = field(default_factory=list)
    own_lines: list[FieldLine] = field(default_factory=list)  # of fields of the office's own
    result: Result | None = None
    moves: list[tuple[str, Sentence]] = field(default_factory=list)
    keeps_defaults: bool = False  # of lines that move some may have been the default
    joined: list[JoinedLink] = field(default_factory=list)  # contacts of several of them
    growing: list[JoinedLink] = field(default_factory=list)  # who would see more in the portal
    logins: list[KeptLogin] = field(default_factory=list)  # the one that stays first

    @property
    def survivor(self) -> Party:
        return self.parties[0]


def preview_of(selection: Selection, choices: MergeChoices) -> Preview:
    """What merging these will come to, as things stand. `keep` is somebody of them, else the likeliest stays."""
    seal = seal_of(selection)
    if seal.count > MOST:
        return Preview([], str(seal), say(TOO_MANY, most=MOST))
    parties = list(db.session.scalars(select(Party).where(Party.id.in_(selection.ids)).order_by(Party.id)))
    parties = in_order(parties, choices.keep)
    if len(parties) < 2:
        return Preview(parties, str(seal), Sentence(TOO_FEW))
    if len({party.kind for party in parties}) > 1:
        return Preview(parties, str(seal), Sentence(NOT_ONE_KIND))
    if final := next((party for party in parties if party.anonymised_at is not None), None):
        return Preview(parties, str(seal), say(ANONYMISED, name=final.name))
    survivor, others = parties[0], [party.id for party in parties[1:]]
    plan = plan_of_links(survivor.id, others, is_archived=survivor.status is PartyStatus.ARCHIVED)
    moving = moving_from(others)
    return Preview(
        parties,
        str(seal),
        lines=lines_of(parties, choices),
        own_lines=lines_of_fields(parties, choices.taken),
        result=result_of(parties, choices),
        moves=[(icon, count(words, moving[name])) for name, (icon, words) in MOVES.items() if name in moving],
        keeps_defaults=any("is_default" in _table_of(name).c for name in moving),
        joined=[one for one in plan if len(one.made_of) > 1],
        growing=[one for one in plan if one.grows],
        logins=logins_of(survivor.id, others) if survivor.kind is PartyKind.PERSON else [],
    )


def in_order(parties: Sequence[Party], keep: int | None) -> list[Party]:
    """The one that stays first: whoever was chosen; else who is not archived, a client, and on file the longest."""
    ranks = {ClientRole.CUSTOMER: 0, ClientRole.PROSPECT: 1, ClientRole.NONE: 2}
    return sorted(
        parties,
        key=lambda party: (
            party.id != keep,
            party.status is PartyStatus.ARCHIVED,
            ranks[party.client_role],
            party.id,
        ),
    )


def lines_of(parties: Sequence[Party], choices: MergeChoices) -> list[UnitLine]:
    """The fields of which somebody says anything."""
    lines = [
        UnitLine(
            unit,
            [(party, draft_of(party)) for party in parties if says(party, unit)],
            giver_of(unit, parties, choices.taken),
        )
        for unit in UNITS
    ]
    return [line for line in lines if line.values]


def result_of(parties: Sequence[Party], choices: MergeChoices) -> Result:
    """What will stand on the card of the survivor, who is the first."""
    numbers = joined_numbers(parties)
    return Result(
        joined_draft(parties, choices.taken),
        joined_role(parties),
        any(party.is_supplier for party in parties),
        parties[0].status,
        **{name: numbers[name] for name in NUMBERS},
        former_numbers=_given_up(parties, numbers, "number", "second_number"),
        former_accounts=_given_up(parties, numbers, "customer_account", "supplier_account"),
    )


def _given_up(parties: Sequence[Party], numbers: Mapping[str, str | None], *names: str) -> list[str]:
    """What the cards have in these columns, and the result has in none of them."""
    theirs = [number for party in parties for name in names if (number := getattr(party, name))]
    kept = {numbers[name] for name in names}
    return [number for number in dict.fromkeys(theirs) if number not in kept]


def moving_from(others: Collection[int]) -> dict[str, int]:
    """How much hangs on those who are merged, by its column, in one statement; what there is none of is left out."""
    counts = []
    for name in MOVES:
        owner = _table_of(name).c[name.partition(".")[2]]
        counts.append(select(literal(name).label("name"), func.count().label("n")).where(among(owner, others)))
    return {name: n for name, n in db.session.execute(union_all(*counts)) if n}


def _table_of(name: str) -> Table:
    """The table of a column that is called by both."""
    return db.metadata.tables[name.partition(".")[0]]
