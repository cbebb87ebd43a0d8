"""How lists grow with the office: every sort, every filter, and every pair of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import product

from bench import people
from bench.measuring import Cost, cost_of
from bench.pages import ONE, surname
from bench.places import Place
from bench.servers import serving
from bench.visitor import Visitor


class Kind(Enum):
    """What is wanted of a page's growth from the smallest office to the largest."""

    STEADY = 1.5
    COMMON = 4.0
    ANY = None  # p95 under 300 ms, however it grows


SORTS = ("name", "number", "since", "city", "country", "contact", "mail")
DIRECTIONS = ("", "-")
FILTERS = (
    *(f"role={role}" for role in ("prospect", "supplier", "none", "any")),
    *(f"active={active}" for active in ("yes", "no")),
    *(f"portal={portal}" for portal in ("yes", "no")),
    *(f"tag={tag}" for tag in people.TAGS),
    *(f"country={country}" for country in ("IT", "PL", "DE")),
    "city=Torino",
)
RARE = (surname(ONE), surname(ONE)[:3] + "xq", f"IT{ONE:011d}", f"C-{ONE:04d}", f"office{ONE}@")
COMMON = (people.COMMON_WORD, "srl", "torino", "st", "s")


@dataclass(frozen=True, slots=True)
class Growing:
    """A page, and what is wanted of it."""

    path: str
    kind: Kind
    target: str = "client_list"


def growing() -> Iterator[Growing]:
    """The pages, those of which most is wanted first."""
    for sort, direction in product(SORTS, DIRECTIONS):
        yield Growing(f"/clients?sort={direction}{sort}", Kind.STEADY)
    for filter_ in FILTERS:
        yield Growing(f"/clients?{filter_}", Kind.STEADY)
    for word in RARE:
        yield Growing(f"/clients?q={word}", Kind.STEADY)
    client = 3 * ONE - 2
    yield Growing(f"/clients/{client}", Kind.STEADY, "")
    for tab in ("contacts", "mail"):
        yield Growing(f"/clients/{client}/{tab}", Kind.STEADY, "card")
    for word in COMMON:
        yield Growing(f"/clients?q={word}", Kind.COMMON)
    for sort, direction, filter_ in product(
        SORTS[1:], DIRECTIONS, (*FILTERS, *(f"q={word}" for word in (*RARE, *COMMON)))
    ):
        yield Growing(f"/clients?sort={direction}{sort}&{filter_}", Kind.ANY)
    for filter_, word in product(FILTERS, (*RARE, *COMMON)):
        yield Growing(f"/clients?{filter_}&q={word}", Kind.ANY)


def costs_at(place: Place, *, times: int) -> dict[str, Cost]:
    """What each page costs in an office, by its path."""
    with serving(place) as server:
        visitor = Visitor(server.port)
        visitor.sign_in()
        return {
            page.path: cost_of(server, lambda page=page: visitor.get(page.path, target=page.target), times=times)  # type: ignore[misc]
            for page in growing()
        }
