"""What is written of a location, and what has to be right in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.entries.books import Book
from app.domain.errors import N_, RuleViolation, say
from app.domain.locations.models import Location, LocationKind
from app.domain.locations.postal_codes import example_of, fits
from app.domain.parties.models import Party


@dataclass(frozen=True, slots=True)
class LocationDraft:
    """A location as the desk wrote it."""

    label: str
    kind: LocationKind = LocationKind.OTHER
    addressee: str = ""
    street: str = ""
    house_number: str = ""
    postal_code: str = ""
    city: str = ""
    province: str = ""
    country: str = ""
    note: str = ""
    is_default: bool = False


# What *copy from another location* takes along: where it is, not what it is for.
ADDRESS = ("addressee", "street", "house_number", "postal_code", "city", "province", "country")


def wrong_in_location(draft: LocationDraft) -> Iterator[RuleViolation]:
    """The rules that a location breaks: it has a name, it is somewhere, and its postal code is one of its country."""
    if not draft.label:
        yield RuleViolation(N_("A location needs a name."), field="label")
    if not draft.city:
        yield RuleViolation(N_("Write the city at least: without it nobody finds the place."), field="city")
    if draft.postal_code and not fits(draft.postal_code, draft.country):
        example = example_of(draft.country)
        yield RuleViolation(
            say(N_("This is not a postal code of that country. One looks like %(example)s."), example=example),
            field="postal_code",
        )


def address_on_card(party: Party) -> dict[str, str]:
    """The address of the card itself, as one to copy from."""
    return {name: getattr(party, name) for name in ADDRESS if hasattr(party, name)}


LOCATIONS = Book(Location, LocationDraft, name_of=lambda location: location.label, wrong_in=wrong_in_location)
