"""``python -m bench [--full]``: the figures of docs/performance.md, made on this machine."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import nullcontext

from bench import card, deeds, floor, growth, measuring, notices, pages, places, portal, report
from bench.places import Office, Place

SMALL, USUAL, LARGE = 1_000, 100_000, 1_000_000
SHORT_LIST, LONG_LIST = 10_000, 100_000  # rows that are brought in


def main() -> None:
    """Seed what is not there yet, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million clients, too, PostgreSQL, growth, a long list")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="one of the two alone")
    parser.add_argument("--only", choices=PARTS, action="append", help="some parts alone")
    parser.add_argument("--times", type=int, default=40, help="how often each page is asked for")
    options = parser.parse_args()
    sizes = (SMALL, USUAL, LARGE) if options.full else (SMALL, USUAL)
    wants_server = options.database == "postgresql" or (options.full and options.database is None)
    with places.postgresql() if wants_server else nullcontext() as server:
        for office in (places.Sqlite() if options.database != "postgresql" else None, server):
            if office is not None:
                for name in options.only or (PARTS if options.full else USUAL_PARTS):
                    PARTS[name](office, sizes, options.times)


def print_pages(office: Office, sizes: tuple[int, ...], times: int) -> None:
    """Every page beside its floor."""
    for place in map(office.place, sizes):
        title("Pages", place)
        database = floor.Database(measuring.address_of(place))
        asked = pages.pages(database, is_postgresql=place.database == "postgresql")
        figures, memory = measuring.compared(place, asked, database, reader=places.EMAIL, times=times)
        print(report.of_pages(figures))
        card.fill(place)
        title(f"A card with {card.LINES} lines on each tab", place)
        figures, _ = measuring.compared(place, card.pages(), database, reader=places.EMAIL, times=times)
        print(report.of_pages(figures))
        reader = portal.open_to_somebody(place)
        title("Portal", place)
        figures, _ = measuring.compared(place, portal.pages(), database, reader=reader, times=times)
        print(report.of_pages(figures))
        print(f"\nMemory of the server afterwards (PSS): {memory:.0f} MB")


def print_growth(office: Office, sizes: tuple[int, ...], times: int) -> None:
    """Every list in the smallest office and in the largest."""
    smallest, largest = office.place(sizes[0]), office.place(sizes[-1])
    title(f"Growth from {smallest.clients:,}", largest)
    some = max(5, times // 4)
    print(report.of_growth(growth.costs_at(smallest, times=some), growth.costs_at(largest, times=some)))


def print_deeds(office: Office, sizes: tuple[int, ...], _times: int) -> None:
    """Acts on many, a list that comes in, a list that goes out."""
    usual = office.place(USUAL)
    title("Archive so many selected", usual)
    print(
        report.table(
            ("selected", "ms"), ((f"{n:,}", f"{1000 * s:.0f}") for n, s in deeds.archiving(office, usual).items())
        )
    )
    title("Lists", usual)
    lists = (SHORT_LIST, LONG_LIST) if LARGE in sizes else (SHORT_LIST,)
    print(report.of_imports([deeds.importing(office, usual, rows) for rows in lists]))
    print()
    print(report.of_exports({place.clients: deeds.exporting(place) for place in map(office.place, sizes[1:])}))


def print_notices(office: Office, sizes: tuple[int, ...], _times: int) -> None:
    """Emails, from the transaction that causes them to the mail server."""
    place = office.place(sizes[0])
    title("Notices", place)
    print(report.of_delivery(notices.NOTICES, notices.delivering(office, place)))


def print_start(office: Office, sizes: tuple[int, ...], _times: int) -> None:
    """From nothing to the first page."""
    place = office.place(sizes[0])
    title("Start", place)
    first, again = measuring.starting(place)
    requests, weight = measuring.first_visit(place)
    print(f"The app is imported and made in {first:.2f} s, made again in {again:.2f} s.")
    print(f"The first visit takes {requests} requests and {weight / 1000:.0f} KB.")


PARTS: dict[str, Callable[[Office, tuple[int, ...], int], None]] = {
    "pages": print_pages,
    "growth": print_growth,
    "deeds": print_deeds,
    "start": print_start,
    "notices": print_notices,
}
USUAL_PARTS = ("pages", "deeds", "start", "notices")  # within five minutes


def title(text: str, place: Place) -> None:
    print(f"\n## {text}, {place.clients:,} clients, {place.database}\n", flush=True)


if __name__ == "__main__":
    main()
