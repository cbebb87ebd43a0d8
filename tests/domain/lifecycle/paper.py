"""PRODUCT.md 3 to 5 on paper: what the office would hold if it kept a card for each party, and no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from app.domain.parties.models import ClientRole, PartyStatus
from app.domain.parties.roles import RoleChange

ACTIVE, DEACTIVATED, ARCHIVED = PartyStatus.ACTIVE, PartyStatus.DEACTIVATED, PartyStatus.ARCHIVED
NONE, PROSPECT, CUSTOMER = ClientRole.NONE, ClientRole.PROSPECT, ClientRole.CUSTOMER
WINDOW = timedelta(minutes=10)

# Whom a change of roles is for, whom it is refused, and what they become: (role, supplier).
ROLES = {
    RoleChange.MAKE_PROSPECT: ({NONE}, {CUSTOMER}, PROSPECT),
    RoleChange.MAKE_CUSTOMER: ({NONE, PROSPECT}, set(), CUSTOMER),
    RoleChange.CONVERT: ({PROSPECT}, set(), CUSTOMER),
    RoleChange.REMOVE_PROSPECT: ({PROSPECT}, {CUSTOMER}, NONE),
}
EVENTS = {
    RoleChange.MAKE_PROSPECT: "made prospect",
    RoleChange.MAKE_CUSTOMER: "made customer",
    RoleChange.CONVERT: "converted",
    RoleChange.REMOVE_PROSPECT: "prospect removed",
    RoleChange.ADD_SUPPLIER: "supplier added",
    RoleChange.REMOVE_SUPPLIER: "supplier removed",
}


@dataclass(frozen=True)
class Standing:
    """What an act on the status writes, and Undo puts back."""

    status: PartyStatus = ACTIVE
    before: PartyStatus | None = None
    act: int | None = None
    archived_at: datetime | None = None
    back_on: date | None = None


@dataclass
class Card:
    name: str
    role: ClientRole
    supplier: bool = False
    standing: Standing = Standing()
    has_number: bool = False


@dataclass
class Move:
    """An act on the status: when, and what it found of whom it changed."""

    at: datetime
    found: dict[int, Standing]


@dataclass
class Paper:
    """All cards, who speaks for whom, and what was done."""

    cards: dict[int, Card]
    links: set[tuple[int, int]]  # a person, and whom they speak for
    moves: dict[int, Move] = field(default_factory=dict)
    undone: dict[int, int] = field(default_factory=dict)  # an act, and the one that took it back
    events: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))

    def there(self, ids: Collection[int]) -> list[int]:
        return sorted(id_ for id_ in set(ids) if id_ in self.cards)

    def with_status(self, ids: Collection[int], *statuses: PartyStatus) -> list[int]:
        return [id_ for id_ in self.there(ids) if self.cards[id_].standing.status in statuses]

    # What people do ------------------------------------------------------------------------------------------------

    def move(self, act: int, at: datetime, kind: str, whom: list[int], **becoming: object) -> None:
        self.moves[act] = Move(at, {id_: self.cards[id_].standing for id_ in whom})
        for id_ in whom:
            was = self.cards[id_].standing
            change = {name: was.status if value == "was" else value for name, value in becoming.items()}
            self.cards[id_].standing = replace(was, act=act, **change)  # type: ignore[arg-type]
            self.events[id_].append((act, kind))

    def change_roles(self, act: int, change: RoleChange, ids: list[int]) -> dict[str, int]:
        """Returns the counts of the answer."""
        cards = {id_: self.cards[id_] for id_ in self.there(ids)}
        if change in ROLES:
            whom, refused, role = ROLES[change]
            changed = [id_ for id_, card in cards.items() if card.role in whom]
            customers = sum(card.role in refused for card in cards.values())
        else:
            becomes = change is RoleChange.ADD_SUPPLIER
            changed, customers = [id_ for id_, card in cards.items() if card.supplier is not becomes], 0
        for id_ in changed:
            if change in ROLES:
                cards[id_].role = role
            else:
                cards[id_].supplier = becomes
            cards[id_].has_number |= change not in {RoleChange.REMOVE_SUPPLIER, RoleChange.REMOVE_PROSPECT}
            self.events[id_].append((act, EVENTS[change]))
        return {
            "changed": len(changed),
            "already": len(cards) - len(changed) - customers,
            "gone": len(set(ids)) - len(cards),
            "customers": customers,
        }

    def may_be_undone(self, act: int, now: datetime) -> bool:
        return bool(self.moves[act].found) and now < self.moves[act].at + WINDOW

    def undo(self, act: int, by_act: int) -> dict[str, int]:
        found = self.moves[act].found
        held = [id_ for id_ in found if id_ in self.cards and self.cards[id_].standing.act == act]
        for id_ in held:
            self.cards[id_].standing = found[id_]
            self.events[id_].append((by_act, "undone"))
        self.undone[act] = by_act
        return {"changed": len(held), "stayed": len(found) - len(held)}

    def expect_back(self, act: int, id_: int, on: date | None) -> None:
        self.cards[id_].standing = replace(self.cards[id_].standing, back_on=on)
        self.events[id_].append((act, "expected back"))

    # What may be deleted ---------------------------------------------------------------------------------------------

    def going(self, ids: Collection[int]) -> set[int]:
        """Who of these can go: in the Archive, and nobody's contact but of those that go too."""
        going = set(self.with_status(ids, ARCHIVED))
        while held := {id_ for id_ in going if self.clients_of(id_) - going}:
            going -= held
        return going

    def clients_of(self, person: int) -> set[int]:
        return {client for one, client in self.links if one == person}

    def left_alone(self, going: set[int]) -> set[int]:
        people = {person for person, client in self.links if client in going} - going
        return {
            person
            for person in people
            if self.clients_of(person) <= going and self.cards[person].role is NONE and not self.cards[person].supplier
        }

    def delete(self, act: int, ids: set[int]) -> None:
        for id_ in ids:
            del self.cards[id_]
            self.events[id_] = [(act, "deleted")]
        self.links = {link for link in self.links if not ids & set(link)}

    # What follows ----------------------------------------------------------------------------------------------------

    def reach(self, person: int) -> set[int]:
        """The clients that a person's login opens: derived, never written."""
        if self.cards[person].standing.status is ARCHIVED:
            return set()
        return {id_ for id_ in self.clients_of(person) if self.cards[id_].standing.status is not ARCHIVED}
