"""``python -m bench [--full]``: the figures of docs/performance.md, made on this machine."""

from __future__ import annotations

import argparse

from bench import floor, measuring, pages, places, report
from bench.places import Place

SMALL, USUAL = 1_000, 100_000


def main() -> None:
    """Seed what is not there yet, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--times", type=int, default=40, help="how often each page is asked for")
    options = parser.parse_args()
    for clients in (SMALL, USUAL):
        print_pages(places.Sqlite().place(clients), times=options.times)


def print_pages(place: Place, *, times: int) -> None:
    """Every page beside its floor."""
    print(f"\n## Pages, {place.clients:,} clients, {place.database}\n")
    database = floor.Database(measuring.address_of(place))
    asked = pages.pages(database, is_postgresql=place.database == "postgresql")
    figures, memory = measuring.compared(place, asked, database, times=times)
    print(report.of_pages(figures))
    print(f"\nMemory of the server afterwards (PSS): {memory:.0f} MB")


if __name__ == "__main__":
    main()
