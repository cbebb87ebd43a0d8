"""The emails that come by themselves, in words (PRODUCT.md 6)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.domain.contacts.permissions import Notice

NOTICE_WORDS = {
    Notice.INVOICE: _l("Invoices and reminders"),
    Notice.CREDIT_NOTE: _l("Credit notes"),
    Notice.ESTIMATE: _l("Estimates and proposals"),
    Notice.TICKET: _l("Tickets"),
    Notice.PROJECT: _l("Projects"),
    Notice.TASK: _l("Tasks of a project"),
    Notice.CONTRACT: _l("Contracts"),
    Notice.MAIL_ITEM: _l("Mail that arrives"),
}
