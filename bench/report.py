"""The tables, as docs/performance.md has them."""

from __future__ import annotations

from collections.abc import Iterable

from bench.measuring import Figures


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown, its columns as wide as they need to be."""
    lines = [list(heads), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    return "\n".join([texts[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *texts[1:]])


def of_pages(figures: list[Figures]) -> str:
    """Pages beside their floors."""
    heads = (
        "page",
        "statements",
        "p50",
        "p95",
        "CPU app",
        "CPU db",
        "floor",
        "against it",
        "req/s",
        "floor",
        "bytes",
        "",
    )
    return table(heads, map(line_of, figures))


def line_of(one: Figures) -> tuple[str, ...]:
    """One page: times in milliseconds."""
    against = f"+{one.more:.1f} ms" if one.page.is_partial else f"{one.ratio:.1f}x"
    times = (one.cost.p50, one.cost.p95, one.cost.app_cpu, one.cost.database_cpu, one.floor.cpu)
    return (
        one.page.name,
        str(one.statements),
        *(f"{each:.1f}" for each in times),
        against,
        f"{one.rate:.0f}",
        f"{one.floor_rate:.0f}",
        str(one.cost.weight),
        "" if one.is_good else "over",
    )
