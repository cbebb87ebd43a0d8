"""The tables, as docs/performance.md has them."""

from __future__ import annotations

from collections.abc import Iterable

from bench import growth
from bench.deeds import Export, Import
from bench.measuring import Cost, Figures
from bench.notices import Delivery

SLOW = 300  # ms, of the slowest answers of twenty


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
        over(not one.is_good),
    )


def of_growth(small: dict[str, Cost], large: dict[str, Cost]) -> str:
    """What pages cost in a small office and in a large one: those that were to stay as they are, one by one."""
    lines, others = [], []
    for page in growth.growing():
        before, after = small[page.path], large[page.path]
        if page.kind.value is None:
            others.append((after.p95, page.path))
            continue
        factor = after.cpu / before.cpu
        lines.append(
            (page.path, f"{before.cpu:.1f}", f"{after.cpu:.1f}", f"{factor:.2f}", over(factor > page.kind.value))
        )
    slowest = sorted(others, reverse=True)
    worst = table(("slowest of all others", "p95"), ((path, f"{p95:.0f}") for p95, path in slowest[:8]))
    many = sum(p95 > SLOW for p95, _ in others)
    heads = ("page", "CPU small", "CPU large", "grows", "")
    return f"{table(heads, lines)}\n\n{worst}\n\nOf {len(others)} others {many} have a p95 above {SLOW} ms."


def of_imports(imports: list[Import]) -> str:
    """Lists that came in."""
    heads = ("rows in", "seconds", "CPU", "MB at most", "others waited at most")
    rows = (
        (f"{i.rows:,}", f"{i.took:.1f}", f"{i.cpu:.1f}", f"{i.memory:.0f}", f"{max(i.waits, default=0):.1f} s")
        for i in imports
    )
    return table(heads, rows)


def of_exports(exports: dict[int, Export]) -> str:
    """Lists that went out."""
    heads = ("clients out", "first byte", "seconds", "MB more than before", "MB sent")
    rows = (
        (f"{clients:,}", f"{e.began:.2f} s", f"{e.took:.1f}", f"{e.memory:.0f}", f"{e.weight / 1e6:.0f}")
        for clients, e in exports.items()
    )
    return table(heads, rows)


def of_delivery(many: int, one: Delivery) -> str:
    """Emails that were queued, and how fast they left."""
    heads = ("queued", "seconds", "delivered a second", "bare smtplib", "of it", "")
    is_good = one.queued_in < 5 and (one.rate >= 100 or one.ratio >= 1 / 3)
    cells = f"{one.queued_in:.1f}", f"{one.rate:.0f}", f"{one.bare_rate:.0f}", f"{one.ratio:.2f}", over(not is_good)
    return table(heads, [(f"{many:,}", *cells)])


def over(is_over: bool) -> str:
    return "over" if is_over else ""
