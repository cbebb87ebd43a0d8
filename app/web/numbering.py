"""Number ranges and the rules of numbering, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import gettext

from app.domain.errors import N_
from app.domain.numbering.models import Accounts, RangeKind

RANGES = {
    RangeKind.PARTIES: N_("Clients, prospects and suppliers"),
    RangeKind.SUPPLIERS: N_("Suppliers on their own"),
    RangeKind.CUSTOMER_ACCOUNTS: N_("Ledger accounts of customers"),
    RangeKind.SUPPLIER_ACCOUNTS: N_("Ledger accounts of suppliers"),
    RangeKind.MAIL: N_("Mail items"),
    RangeKind.CONTRACTS: N_("Contracts"),
}
RULES = {
    "suppliers_apart": N_("Suppliers on their own"),
    "customer_accounts": N_("Ledger accounts of customers"),
    "supplier_accounts": N_("Ledger accounts of suppliers"),
}
SOURCES = {
    Accounts.NONE: N_("None"),
    Accounts.NUMBER: N_("Equal to their number"),
    Accounts.RANGE: N_("From a range of their own"),
}


def init_app(app: Flask) -> None:
    app.jinja_env.filters["range_name"] = range_name


def range_name(kind: RangeKind, suppliers_apart: bool = False) -> str:
    """What a range numbers, where suppliers are numbered on their own or with all others."""
    if kind is RangeKind.PARTIES and suppliers_apart:
        return gettext(N_("Clients and prospects"))
    return gettext(RANGES[kind])


def change_in_words(details: Mapping[str, Any]) -> str:
    """What an event tells of a change: the range with its next number before and after, or each rule that changed."""
    if (kind := details.get("range")) in set(RangeKind):
        return f"{range_name(RangeKind(kind))}: {' → '.join(details['numbers'])}{_restart(details)}"
    changed = details.get("changed", {})
    return "; ".join(
        f"{gettext(RULES[name])}: {_said(before)} → {_said(after)}"
        for name, (before, after) in changed.items()
        if name in RULES
    )


def _restart(details: Mapping[str, Any]) -> str:
    """Whether it was told to begin anew each year, or no longer."""
    before, after = (details[when]["restarts_yearly"] for when in ("before", "after"))
    if before == after:
        return ""
    told = gettext("begins with 1 again each year") if after else gettext("no longer begins with 1 again each year")
    return f", {told}"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return gettext(SOURCES[Accounts(value)])
