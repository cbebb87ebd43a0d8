"""What a contact may open in the portal, and which emails come to them by themselves (PRODUCT.md 6)."""

from __future__ import annotations

from enum import StrEnum


class PortalPermission(StrEnum):
    """What opens in the portal, in the order in which the office thinks of it."""

    INVOICES = "invoices"  # and credit notes, statement, subscriptions
    ESTIMATES = "estimates"
    CONTRACTS = "contracts"
    PROPOSALS = "proposals"
    SUPPORT = "support"
    PROJECTS = "projects"
    MAIL = "mail"


class Notice(StrEnum):
    """Which emails come by themselves. Independent of what opens in the portal."""

    INVOICE = "invoice"  # and reminders, statements, subscriptions
    CREDIT_NOTE = "credit_note"
    ESTIMATE = "estimate"  # and proposals
    TICKET = "ticket"
    PROJECT = "project"
    TASK = "task"  # of a project, no others
    CONTRACT = "contract"
    MAIL_ITEM = "mail_item"


# What there is to read of a kind; whoever is told of it and may not open it finds nothing in the portal.
OPENS: dict[Notice, PortalPermission] = {
    Notice.INVOICE: PortalPermission.INVOICES,
    Notice.CREDIT_NOTE: PortalPermission.INVOICES,
    Notice.ESTIMATE: PortalPermission.ESTIMATES,
    Notice.TICKET: PortalPermission.SUPPORT,
    Notice.PROJECT: PortalPermission.PROJECTS,
    Notice.TASK: PortalPermission.PROJECTS,
    Notice.CONTRACT: PortalPermission.CONTRACTS,
    Notice.MAIL_ITEM: PortalPermission.MAIL,
}
