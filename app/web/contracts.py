"""Contracts in words: their kinds, states, intervals and days, for forms, lists and the card."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import gettext, lazy_pgettext, ngettext
from flask_babel import lazy_gettext as _l

from app.domain.contracts.dates import Deadline, NoticeUnit, Term
from app.domain.contracts.models import ContractState, Interval, Stage
from app.domain.contracts.spoken import KIND_NAMES
from app.web.formatting import day, number
from app.web.money import money

KIND_WORDS = {kind: _l(word) for kind, word in KIND_NAMES.items()}
STATE_WORDS = {
    ContractState.DRAFT: lazy_pgettext("contract", "Draft"),
    ContractState.SENT: lazy_pgettext("contract", "Sent"),
    ContractState.SIGNED: lazy_pgettext("contract", "Signed"),
    ContractState.ENDED: lazy_pgettext("contract", "Ended"),
    ContractState.TERMINATED: lazy_pgettext("contract", "Terminated"),
}
STAGE_WORDS = {
    Stage.DRAFT: lazy_pgettext("contract", "Draft"),
    Stage.SENT: lazy_pgettext("contract", "Sent"),
    Stage.SIGNED: lazy_pgettext("contract", "Signed"),
    Stage.VOIDED: lazy_pgettext("contract", "Voided"),
}
INTERVAL_WORDS = {
    Interval.ONCE: _l("once"),
    Interval.MONTH: _l("every month"),
    Interval.QUARTER: _l("every quarter"),
    Interval.HALF_YEAR: _l("every half-year"),
    Interval.YEAR: _l("every year"),
}
UNIT_WORDS = {NoticeUnit.DAYS: _l("days"), NoticeUnit.MONTHS: _l("months")}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        contract_kind=lambda kind: str(KIND_WORDS[kind]),
        contract_state=lambda state: str(STATE_WORDS[state]),
        contract_stage=lambda stage: str(STAGE_WORDS[stage]),
        contract_value=value_in_words,
        contract_interval=lambda interval: str(INTERVAL_WORDS[interval]),
        contract_notice=notice_in_words,
        contract_renewal=renewal_in_words,
        contract_deadline=deadline_in_words,
    )


def value_in_words(contract: Any) -> str:
    """What is paid and how often: “€ 49.00 every month”. Nothing where nothing is."""
    if contract.value is None:
        return ""
    return f"{money(contract.value)} {INTERVAL_WORDS[contract.interval]}"


def notice_in_words(term: Term) -> str:
    """The notice period: “3 months”; nothing where none was agreed."""
    if term.notice is None:
        return ""
    if term.notice_unit is NoticeUnit.DAYS:
        return ngettext("%(count)s day", "%(count)s days", term.notice, count=number(term.notice))
    return ngettext("%(count)s month", "%(count)s months", term.notice, count=number(term.notice))


def renewal_in_words(term: Term) -> str:
    """By how much it renews by itself; nothing where it does not."""
    if not term.renews_by:
        return ""
    return ngettext("by %(count)s month", "by %(count)s months", term.renews_by, count=number(term.renews_by))


def deadline_in_words(deadline: Deadline) -> str:
    """What has to be thought of next: “notice by 30 Sep 2026”, or “ends on 31 Dec 2026”."""
    if deadline.is_notice:
        return gettext("notice by %(day)s", day=day(deadline.on))
    return gettext("ends on %(day)s", day=day(deadline.on))
